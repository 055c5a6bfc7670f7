"""Why a person does not see an element of a page, as far as the page itself tells."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STYLES = (
    ("display: none", re.compile(r"display:none")),
    ("visibility: hidden", re.compile(r"visibility:(?:hidden|collapse)|content-visibility:hidden")),
    ("no size", re.compile(r"(?:^|;)(?:font-size|opacity|zoom):0(?:\.0+)?(?:px|pt|r?em|%)?(?:;|!|$)")),
    ("no size", re.compile(r"(?:^|;)(?:max-)?height:0(?:px)?;.*overflow:hidden|transform:scale\(0[,)]")),
    ("off the screen", re.compile(r"(?:left|top|right|bottom|text-indent|margin-left):-\d{3,}")),
    ("off the screen", re.compile(r"clip:rect\([01](?:px)?[, ]|clip-path:inset\((?:50|100)%")),
)  # fmt: skip
_WHITE = r"(?:#fff(?:fff)?|white|rgba?\(255,255,255(?:,1)?\)|transparent|rgba\(\d+,\d+,\d+,0\))"
_WHITE_TEXT = re.compile(rf"(?:^|;)color:{_WHITE}(?:;|!|$)")
_COLOURED = re.compile(rf"background(?:-color|-image)?:(?!{_WHITE}|none|inherit|initial)")
_NAMES = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?|a11y-hidden|element-invisible)(?:\s|$)"
)
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?:[^;]*line-through")


def hidden_names(sheet: str) -> Mapping[str, str]:
    """The classes (`.a`) and ids (`#b`) that a page's style sheet hides by a rule of their own.

    >>> hidden_names(".old, p.note { display: none } .a .b { display: none }")
    {'.old': 'display: none', '.note': 'display: none'}
    """
    names: dict[str, str] = {}
    depth = 0
    for rule in sheet.split("}"):
        selectors, _, style = rule.rpartition("{")
        # What stands in a group, such as @media print, holds only then.
        if depth == 0 and "{" not in selectors and (why := hidden_by_style(style)):
            found = map(_SIMPLE.fullmatch, map(str.strip, selectors.split(",")))
            names |= {each[1]: why for each in found if each}
        depth = max(depth + rule.count("{") - 1, 0)
    return names


def hidden_by_style(style: str) -> str:
    """What hides an element of this style; nothing where it is seen.

    >>> hidden_by_style("color: red; DISPLAY : none"), hidden_by_style("display: block")
    ('display: none', '')
    """
    plain = plain_style(style)
    return next((why for why, pattern in _STYLES if pattern.search(plain)), "")


def plain_style(style: str) -> str:
    """The style in small letters without blanks."""
    return "".join(style.lower().split())


def is_struck(style: str) -> bool:
    """Whether a style, plain, strikes words through."""
    return _STRUCK.search(style) is not None


def is_coloured(style: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element has a background of its own that is not white."""
    given = (attributes.get("bgcolor") or "").lower()
    return bool(
        given not in ("", "#ffffff", "white") or "background" in attributes or _COLOURED.search(style)
    )


def is_white(style: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's words are white."""
    return bool(_WHITE_TEXT.search(style)) or (attributes.get("color") or "").lower() in ("#ffffff", "white")


def hidden_by_attributes(tag: str, attributes: Mapping[str, str | None], names: Mapping[str, str]) -> str:
    """What hides an element: an attribute, its style, a name that the page's style sheet hides.

    >>> hidden_by_attributes("p", {"hidden": None}, {}), hidden_by_attributes("p", {"class": "a"}, {})
    ('hidden', '')
    """
    if "hidden" in attributes:
        return "hidden"
    if attributes.get("aria-hidden") == "true":
        return "aria-hidden"
    if tag == "dialog" and "open" not in attributes:
        return "closed dialog"
    classes = attributes.get("class") or ""
    if _NAMES.search(classes):
        return "for screen readers"
    if why := hidden_by_style(attributes.get("style") or ""):
        return why
    return _hidden_by_name(classes, attributes.get("id") or "", names) if names else ""


def _hidden_by_name(classes: str, name: str, names: Mapping[str, str]) -> str:
    own = [f"#{name}", *(f".{each}" for each in classes.split())]
    return next((names[each] for each in own if each in names), "")
