"""HTML of unknown origin made harmless: only elements and attributes of a short list are left.

A page shows words that came from a report. Whatever stands in them, the page that a reviewer opens
holds no script, loads nothing, and keeps its own structure.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import nh3

from analysis.pages.rendering.allowed import allowed

_WITH_CONTENT_DROPPED = {"script", "style", "svg", "math", "iframe", "object", "textarea", "title"}
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NAMES = re.compile(r"[\w .:-]*")
_ATTRIBUTES = {
    "class": _NAMES,
    "data-label": re.compile(r".*", re.DOTALL),
    "data-value": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "href": re.compile(r"(https?://|#|[\w.-][\w./-]*(#|$))[^\x00-\x20]*", re.ASCII),
    "id": re.compile(r"[A-Za-z][\w.-]*"),
    "title": re.compile(r".*", re.DOTALL),
    "lang": re.compile(r"[A-Za-z-]{2,11}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "colspan": re.compile(r"\d{1,3}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "open": re.compile(r""),
}


def safe_html(text: str) -> str:
    """The HTML with only harmless elements and attributes, every element closed.

    >>> safe_html('<p onclick="x()">5 &lt; 6<script>alert(1)</script></p>')
    '<p>5 &lt; 6</p>'
    >>> safe_html('<a href="javascript:x()">a</a><a href="07.html#fig-a-1">b</a>')
    '<a>a</a><a href="07.html#fig-a-1">b</a>'
    """
    return nh3.clean(
        text,
        tags=set(allowed().words.elements),
        clean_content_tags=_WITH_CONTENT_DROPPED,
        attributes={"*": set(_ATTRIBUTES) - {"href"}, "a": {"href"}},
        attribute_filter=_harmless,
        link_rel=None,
        url_schemes={"http", "https"},
    )


def safe_svg(text: str) -> str:
    """The drawing with only what draws: no script, no link, no picture from elsewhere, no style sheet.

    >>> safe_svg('<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><g onclick="y()"/></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"><g /></svg>'
    >>> safe_svg("no drawing")
    '<svg xmlns="http://www.w3.org/2000/svg" />'
    """
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        root = ElementTree.Element(f"{{{_SVG}}}svg")
    drawn = {f"{{{_SVG}}}{name}" for name in allowed().drawing.elements}
    how = allowed().drawing.attributes - {"href"} | {f"{{{_XLINK}}}href"}
    for element in list(root.iter()):
        for child in list(element):
            if child.tag not in drawn:
                element.remove(child)
        for name, value in list(element.items()):
            if name not in how or not _points_inside(name, value):
                del element.attrib[name]
    return ElementTree.tostring(root, encoding="unicode")


def _points_inside(name: str, value: str) -> bool:
    """Whether what the attribute names, if anything, is a part of the drawing itself."""
    if name == f"{{{_XLINK}}}href":
        return value.startswith("#")
    return "url(" not in value.replace("url(#", "") and "\\" not in value


def _harmless(element: str, name: str, value: str) -> str | None:
    pattern = _ATTRIBUTES.get(name)
    return value if pattern and pattern.fullmatch(value) else None
