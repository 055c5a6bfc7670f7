"""What the reader considered for the fields of each figure: every value, and how likely it found it.

>>> seen = considered("Le pays a 34 provinces.", language="fr", published="2025-09")
>>> seen[10, 12]["measure"][0].value
'province_units'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.reading.fold import fold
from analysis.reading.language import read_language
from analysis.reading.reader import Reader
from analysis.reading.scoring import CALIBRATION, Options, Weights, odds

MOST = 6
"""So many values of a field are told, the likeliest first."""
LEAST = 0.01
"""How likely a value must be to be told."""


@dataclass(frozen=True)
class Option:
    """A value that a field might have, as its column says it, and its probability."""

    value: str
    sure: float


Considered = Mapping[tuple[int, int], Mapping[str, Sequence[Option]]]
"""By a figure's start and end and by field, the likeliest values first."""


def considered(text: str, *, language: str, published: str = "", place: str = "") -> Considered:
    """What is considered when the text is read once more; a field with one choice only is left out."""
    listener = _Listener()
    Reader(read_language(language), published, listener).read(text, "text", place)
    view = fold(text)
    return {
        view.span(draft.start, draft.end): {name: told for name, told in fields.items() if len(told) > 1}
        for draft, fields in listener.heard.values()
    }


class _Listener(Weights):
    """The learned weights, which keep the options that they were asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[int, tuple[Any, dict[str, Sequence[Option]]]] = {}

    def pick(self, field: str, options: Options, draft: Any) -> int:
        """As the weights pick; what there was to choose from is kept."""
        _, fields = self.heard.setdefault(id(draft), (draft, {}))
        if field in _SAID:
            scale = self.table.get(field, {}).get(CALIBRATION, 1000)
            fields[field] = _told(options, scale, _SAID[field])
        return super().pick(field, options, draft)


def _told(options: Options, scale: int, say: Callable[[Any], str]) -> list[Option]:
    """The values with their shares; options of one value count together."""
    shares: dict[str, float] = {}
    every = odds(options.tallies, scale)
    for value, each in zip(options.values, every, strict=True):
        said = say(value)
        shares[said] = shares.get(said, 0.0) + each / sum(every)
    ranked = sorted(shares.items(), key=lambda item: -item[1])[:MOST]
    return [Option(value, round(share, 2)) for value, share in ranked if share >= LEAST]


_SAID: Mapping[str, Callable[[Any], str]] = {
    "measure": lambda counted: str(counted.measure),
    "role": str,
    "place": str,
    "locality": "; ".join,
    "holder": str,
    "breakdown": str,
    "per": str,
    "period": lambda choice: "..".join(day for day in choice.window if day),
}
"""How the values of a field are said in a cell; of a period both days, or the last alone."""
