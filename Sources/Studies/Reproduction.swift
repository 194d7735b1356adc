internal import Estimates
