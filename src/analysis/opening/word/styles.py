"""What the styles of a Word file say of paragraphs and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

_OFF = frozenset({"0", "false", "off", "none"})
_HEADINGS = ("heading ", "title", "subtitle")
_DEEP = 20
"""A style is based on another, and so on; in a circle in a damaged file."""


@dataclass(frozen=True)
class Style:
    """What words are by their own properties or their style; None where neither says so."""

    hidden: str | None = None
    struck: bool | None = None
    raised: bool | None = None
    font: str | None = None
    heading: bool | None = None
    item: bool | None = None
    coloured: bool | None = None

    def over(self, other: Style) -> Style:
        """This style where it says something, else the other."""
        own = {name: value for name, value in vars(self).items() if value is not None}
        return replace(other, **own) if own else other


PLAIN = Style()


def is_on(given: Mapping[str, str]) -> bool:
    """Whether a property that is there is not said to be off."""
    return given.get("val", "1").lower() not in _OFF


def with_property(style: Style, name: str, given: Mapping[str, str]) -> Style:
    """The style with one property more.

    >>> with_property(PLAIN, "w:vanish", {}).hidden, with_property(PLAIN, "w:vanish", {"val": "0"}).hidden
    ('hidden', '')
    """
    value = given.get("val", "")
    match name:
        case "w:vanish" | "w:specVanish" | "w:webHidden":
            return replace(style, hidden="hidden" if is_on(given) else "")
        case "w:strike" | "w:dstrike":
            return replace(style, struck=is_on(given))
        case "w:vertAlign":
            return replace(style, raised=value == "superscript")
        case "w:position":
            return replace(style, raised=value.isdigit() and value != "0")
        case "w:rFonts":
            return replace(style, font=given.get("ascii") or given.get("hAnsi") or style.font)
        case "w:shd" | "w:highlight":
            return replace(style, coloured=(given.get("fill") or value).lower() not in _NO_COLOUR)
        case "w:color":
            return replace(style, hidden="hidden (white)" if value.lower() == "ffffff" else style.hidden)
        case "w:sz":
            return replace(style, hidden="hidden (no size)" if value in ("0", "1", "2") else style.hidden)
        case "w:outlineLvl":
            return replace(style, heading=value.isdigit() and int(value) < 9)
        case "w:numId":
            return replace(style, item=value != "0")
    return style


_NO_COLOUR = frozenset({"", "auto", "ffffff", "white", "none", "clear"})


class Styles:
    """Hears of the styles of a file."""

    def __init__(self) -> None:
        self._own: dict[str, Style] = {}
        self._based: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """A style begins, or says something."""
        if name == "w:style":
            self._name = given.get("styleId", "")
            self._own[self._name] = PLAIN
        elif self._name and name == "w:name":
            heading = given.get("val", "").lower().startswith(_HEADINGS)
            self._own[self._name] = replace(self._own[self._name], heading=heading or None)
        elif self._name and name == "w:basedOn":
            self._based[self._name] = given.get("val", "")
        elif self._name:
            self._own[self._name] = with_property(self._own[self._name], name, given)

    def end(self, name: str) -> None:
        """A style ends."""
        self._name = "" if name == "w:style" else self._name

    def words(self, text: str) -> None:
        """Nothing is said in styles."""

    def resolved(self) -> dict[str, Style]:
        """Each style with what it takes from those that it is based on."""
        return {name: self._whole(name) for name in self._own}

    def _whole(self, name: str) -> Style:
        style = PLAIN
        for _ in range(_DEEP):
            style = style.over(self._own.get(name, PLAIN))
            if name not in self._based:
                break
            name = self._based[name]
        return style
