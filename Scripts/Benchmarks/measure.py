"""Times programs in turn: CPU seconds, user and system, and the peak of memory.

    python3 measure.py RUNS -- PROGRAM ARGUMENT... -- PROGRAM ARGUMENT...
"""
import os
import statistics
import sys

runs = int(sys.argv[1])
commands = []
for word in sys.argv[2:]:
    if word == "--":
        commands.append([])
    else:
        commands[-1].append(word)
seconds = [[] for _ in commands]
peaks = [0] * len(commands)
for _ in range(runs):
    for k, command in enumerate(commands):
        child = os.posix_spawn(
            command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
        status, usage = os.wait4(child, 0)[1:]
        if status != 0:
            sys.exit(f"{command[0]} failed")
        seconds[k].append(usage.ru_utime + usage.ru_stime)
        peaks[k] = max(peaks[k], usage.ru_maxrss)
for k, command in enumerate(commands):
    print(
        f"{os.path.basename(command[0])}: median {statistics.median(seconds[k]):.4f} s, "
        f"least {min(seconds[k]):.4f} s, {peaks[k] / 1024:.0f} MB")
