"""Runs a command and writes the resource usage of it and its children as one line of JSON to file descriptor 3.

The kernel reports it only to the process that waits, and Node.js does not expose it.
"""

import json
import os
import sys
import time

os.set_inheritable(3, False)
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - start
# Kibibytes on Linux, bytes on macOS.
kibibyte = 1 if sys.platform == "linux" else 1024
result = {
    "exitCode": os.waitstatus_to_exitcode(status),
    "wallMs": wall * 1000,
    "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
    "peakMiB": usage.ru_maxrss / kibibyte / 1024,
}
os.write(3, json.dumps(result).encode())
