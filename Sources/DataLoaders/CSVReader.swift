internal import Tables
