#!/usr/bin/env bash
# Reading a notebook with nbformat takes many times longer to begin with once JupyterLab is installed beside it.
#
# nbformat 5.11.1, jsonschema 4.26.0. jupyter-events, which JupyterLab's server needs, asks for jsonschema with
# its extra `format-nongpl`. That brings rfc3987-syntax 1.1.0, which jsonschema imports where it finds it, and
# which builds 39 grammars with lark 1.3.1 as it is imported. nbformat imports jsonschema. So `import nbformat`
# becomes many times slower without a line of nbformat being different: every tool that reads notebooks pays
# that in each process. A file of a notebook is JSON; where it was written by oneself, `json` reads it at once.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
for name in alone beside; do
  python3 -m venv "$folder/$name"
  "$folder/$name/bin/pip" install --quiet --disable-pip-version-check nbformat==5.11.1 jsonschema==4.26.0
done
"$folder/beside/bin/pip" install --quiet --disable-pip-version-check \
  "jsonschema[format-nongpl]==4.26.0" rfc3987-syntax==1.1.0 lark==1.3.1
cat > "$folder/seen.py" <<'PYTHON'
import sys
import time

built = 0
try:
    import lark
except ImportError:
    pass
else:
    begin = lark.Lark.__init__

    def counted(self, *arguments, **named):
        global built
        built += 1
        begin(self, *arguments, **named)

    lark.Lark.__init__ = counted
started = time.process_time()
import nbformat

print(built, time.process_time() - started)
PYTHON
seen() { "$folder/$1/bin/python" "$folder/seen.py"; }
seen alone > /dev/null; seen beside > /dev/null  # the compiled files are written
read -r without seconds_without <<< "$(seen alone)"
read -r with seconds_with <<< "$(seen beside)"
echo "alone: $without grammars, $seconds_without s; beside: $with grammars, $seconds_with s of processor"
[ "$without" = 0 ] && [ "$with" = 39 ] || { echo "this has changed" >&2; exit 1; }
python3 -c "import sys; sys.exit(float(sys.argv[2]) < 3 * float(sys.argv[1]))" "$seconds_without" "$seconds_with" \
  || { echo "this has changed" >&2; exit 1; }
