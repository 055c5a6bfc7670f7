#!/usr/bin/env bash
# Exact decimals in pandas on Arrow (decimal128): what works, what is refused, and the sum that wraps around.
#
# pandas 3.1.1, pyarrow 26.0.1. Amounts of a state budget fit a decimal128(38, 6). Group sums, sorting and
# comparing keep them exact. Dividing or multiplying two such columns is refused whatever the values are (the
# result's precision would be 77), as is a division by the integer 3 (58). A sum whose result needs more than
# 38 digits is neither refused nor made missing: it comes back as a number of the other sign.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 pyarrow==26.0.1
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import Decimal

import pandas as pd
import pyarrow as pa


def refused(ask):
    try:
        ask()
    except pa.ArrowInvalid as error:
        return str(error)
    return "not refused"


kind = pd.ArrowDtype(pa.decimal128(38, 6))
amounts = pd.Series([Decimal("97.390"), Decimal(402282), Decimal(4063600000000000)], dtype=kind)
seen = {
    "group sum": str(amounts.groupby([1, 1, 2]).sum()[1]),
    "column / column": refused(lambda: amounts / amounts),
    "column / 3": refused(lambda: amounts / 3),
    "column * column": refused(lambda: amounts * amounts),
    "sum past 38 digits": str(pd.Series([Decimal("9e31")] * 2, dtype=kind).sum()),
    "digits printed": str(amounts[0]),
}
for name, value in seen.items():
    print(f"{name}: {value}")
assert seen == {
    "group sum": "402379.390000",
    "column / column": "Decimal precision out of range [1, 38]: 77",
    "column / 3": "Decimal precision out of range [1, 38]: 58",
    "column * column": "Decimal precision out of range [1, 38]: 77",
    "sum past 38 digits": "-160282366920938463463374607431768.211456",
    "digits printed": "97.390000",
}, "this has changed"
PYTHON
