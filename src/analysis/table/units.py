"""Units that multiply and cancel: files per unit and day, dongs per case, plain ratios."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import StudyError, nearest
from analysis.table.vocabulary import MONIES, UNITS

COUNTED = (
    "working_days", "figures", "facts", "claims", "pairs", "reports", "numbers", "statements", "segments",
    "sentences", "voices", "themes", "places", "measures", "series",
)  # fmt: skip
"""What this study counts itself, beside the units of figures."""
_SINGULAR = {
    "people": "person", "premises": "premises", "cases": "case", "communes": "unit", "km2": "km²",
    "VND": "VND", "agencies": "agency", "difficulties": "difficulty", "indicators": "indicator", "USD": "USD",
    "series": "series",
}  # fmt: skip
_PLURAL = {"communes": "units", "km2": "km²", "percentage_points": "percentage points"}


@dataclass(frozen=True)
class Unit:
    """A product of units, each to a whole power; a ratio has none.

    >>> files, day = Unit.of("files"), Unit.of("days")
    >>> str(files / Unit.of("communes") / day), str(files / files), (files / files).is_ratio
    ('files per unit and day', 'times', True)
    """

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, name: str) -> Unit:
        """The unit of that name; "" and "times" are a ratio's.

        Raises:
            StudyError: there is no such unit; says which may have been meant.
        """
        if name in ("", "times"):
            return RATIO
        if name not in UNITS and name not in COUNTED:
            raise StudyError(f"unit {name!r} is unknown", way_out=nearest(name, (*UNITS, *COUNTED)))
        return cls(((name, 1),))

    @classmethod
    def read(cls, words: str) -> Unit:
        """The unit that `str` said so; what is no unit of ours is said as it stands.

        >>> str(Unit.read("files per unit and day")), str(Unit.read("percent"))
        ('files per unit and day', 'percent')
        """
        above, _, below = words.partition(" per ")
        powers = [(_NAMES.get(above, above), 1)] if above and above != "times" else []
        powers += [(_NAMES.get(each, each), -1) for each in below.split(" and ") if each]
        return cls(tuple(powers))

    @property
    def is_ratio(self) -> bool:
        """Whether all has cancelled."""
        return not self.powers

    @property
    def name(self) -> str:
        """Its one word, where it is one; else nothing."""
        return self.powers[0][0] if len(self.powers) == 1 and self.powers[0][1] == 1 else ""

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money, be it per something."""
        return any(name in MONIES and power == 1 for name, power in self.powers)

    def __mul__(self, other: Unit) -> Unit:
        return _product(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _product(self, other, -1)

    def __str__(self) -> str:
        above = [_power(_PLURAL.get(name, name), power) for name, power in self.powers if power > 0]
        below = [_power(singular(name), -power) for name, power in self.powers if power < 0]
        per = f"per {' and '.join(below)}" if below else ""
        return " ".join(part for part in (" × ".join(above), per) if part).replace("_", " ") or "times"


def singular(name: str) -> str:
    """One of what the unit counts.

    >>> singular("files"), singular("people"), singular("communes")
    ('file', 'person', 'unit')
    """
    return _SINGULAR.get(name, name.removesuffix("s"))


_NAMES = {word: name for name in (*UNITS, *COUNTED) for word in (_PLURAL.get(name, name), name)}
_NAMES |= {singular(name).replace("_", " "): name for name in (*UNITS, *COUNTED)}
RATIO = Unit()
PERCENT, POINTS = Unit((("percent", 1),)), Unit((("percentage_points", 1),))


def _product(left: Unit, right: Unit, sign: int) -> Unit:
    found = dict(left.powers)
    for name, power in right.powers:
        found[name] = found.get(name, 0) + sign * power
    return Unit(tuple((name, power) for name, power in found.items() if power))


def _power(word: str, power: int) -> str:
    return word if power == 1 else f"{word}^{power}"
