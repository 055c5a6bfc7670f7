#!/usr/bin/env bash
# Importing pyarrow starts a thread, before anything is read: of the allocator that it does not use.
#
# pyarrow 26.0.1 from PyPI, Linux x86_64. The default memory pool is mimalloc, and the thread is jemalloc's
# (jemalloc_bg_thd). Choosing another pool by ARROW_DEFAULT_MEMORY_POOL does not prevent it. Whoever forks
# kernels or workers from a process that has imported everything forks a process of two threads.
# JE_ARROW_MALLOC_CONF=background_thread:false in the environment that the process starts with prevents it.
# The default pool sets aside a gigabyte with its first array, and the system counts that as data: under
# RLIMIT_DATA of as much as that a process cannot even start a thread. The system's pool does not.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1
threads() {
  env "$@" "$folder/venv/bin/python" -c '
import os
import pyarrow
names = sorted(open(f"/proc/self/task/{task}/comm").read().strip() for task in os.listdir("/proc/self/task"))
print(pyarrow.default_memory_pool().backend_name, len(names), *[name for name in names if "jemalloc" in name])'
}
plain="$(threads A=1)"
system="$(threads ARROW_DEFAULT_MEMORY_POOL=system)"
told="$(threads JE_ARROW_MALLOC_CONF=background_thread:false)"
printf 'as it comes: %s\nanother pool: %s\nbackground_thread:false: %s\n' "$plain" "$system" "$told"
data() {
  env "$@" "$folder/venv/bin/python" -c '
import pyarrow
pyarrow.array([1])
line = next(line for line in open("/proc/self/status") if line.startswith("VmData"))
print("over a gigabyte" if int(line.split()[1]) > 1 << 20 else "under a quarter" if int(line.split()[1]) < 1 << 18 else line)'
}
default="$(data A=1)"
other="$(data ARROW_DEFAULT_MEMORY_POOL=system)"
printf 'data with one array: %s\nwith the pool of the system: %s\n' "$default" "$other"
[ "$default" = "over a gigabyte" ] && [ "$other" = "under a quarter" ] || { echo "this has changed" >&2; exit 1; }
[ "$plain" = "mimalloc 2 jemalloc_bg_thd" ] && [ "$system" = "system 2 jemalloc_bg_thd" ] && [ "$told" = "mimalloc 1" ] \
  || { echo "this has changed" >&2; exit 1; }
