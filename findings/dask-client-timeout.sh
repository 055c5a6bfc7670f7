#!/usr/bin/env bash
# distributed.Client(address, timeout=2) waits for ever for a scheduler that accepts but does not answer.
#
# "timeout: Timeout duration for initial connection to the scheduler". It bounds the TCP connection, and what the
# client asks afterwards, but not the greeting between the two: comm.core.connect reads it without a limit. Where
# nobody listens the error comes after two seconds. A scheduler that is stopped (SIGSTOP; a frozen machine looks the
# same) is connected to by the kernel, so the client hangs, and so it does with any other silent service on that port.
# Way out: connect with a socket first and read a few bytes; a scheduler greets at once, without being asked.
set -euo pipefail
WAITS=20
folder="$(mktemp -d)"
scheduler=""
finish() {
  if [ -n "$scheduler" ]; then kill -KILL "$scheduler" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap finish EXIT
"${PYTHON:-python3}" -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check distributed==2026.8.0 dask==2026.8.0
cat > "$folder/connect.py" <<'PYTHON'
import sys
import time

import distributed

began = time.monotonic()
try:
    distributed.Client(sys.argv[1], timeout=2, set_as_default=False).close()
    print("connected")
except OSError as error:
    print(f"{type(error).__name__} after {time.monotonic() - began:.0f} s")
PYTHON

connect() { timeout -s KILL "$WAITS" "$folder/env/bin/python" "$folder/connect.py" "$1" 2>/dev/null || echo "nothing after $WAITS s"; }

"$folder/env/bin/python" -c 'from importlib.metadata import version as v; print("distributed", v("distributed"))'
"$folder/env/bin/dask" scheduler --host 127.0.0.1 --port 0 --no-dashboard \
  --scheduler-file "$folder/where.json" >/dev/null 2>&1 &
scheduler=$!
for _ in $(seq 300); do [ -s "$folder/where.json" ] && break; sleep 0.1; done
address="$("$folder/env/bin/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$folder/where.json")"

running="$(connect "$address")"
kill -STOP "$scheduler"
stopped="$({ connect "$address"; } 2>/dev/null)"
kill -KILL "$scheduler"
wait "$scheduler" 2>/dev/null || true
scheduler=""
nobody="$(connect "$address")"
echo "timeout=2, the scheduler runs:       $running"
echo "timeout=2, the scheduler is stopped: $stopped"
echo "timeout=2, nobody listens:           $nobody"
case "$running/$stopped/$nobody" in
  "connected/nothing after $WAITS s/OSError after "*) echo "as described" ;;
  *) echo "no longer as described"; exit 1 ;;
esac
