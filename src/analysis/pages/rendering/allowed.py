"""What a page may hold, and whether the pages of a site hold anything else, read as a browser reads them.

The list stands in theme/allowed.yml.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from pydantic import BaseModel, ConfigDict
from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.errors import StudyError
from analysis.files import read_text, read_yaml, shown

LIST = Path(__file__).parent / "theme" / "allowed.yml"
_ADDRESS = re.compile(r"((?P<scheme>[a-z]+)://[^\x00-\x20\\]+|(?!//)[\w./-]*([?#][^\x00-\x20]*)?)", re.ASCII)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """Elements and attributes of what an output of a notebook may hold."""

    elements: frozenset[str]
    attributes: frozenset[str]


class Drawing(_Part):
    """Elements, attributes and properties of style of what a chart may hold."""

    elements: frozenset[str]
    attributes: frozenset[str]
    properties: frozenset[str]


class Allowed(_Part):
    """The list; its file says what each part means."""

    policy: str
    schemes: frozenset[str]
    everywhere: frozenset[str]
    frame: Mapping[str, frozenset[str]]
    words: Words
    own: frozenset[str]
    values: Mapping[str, frozenset[str]]
    drawing: Drawing

    def attributes_of(self, element: str) -> frozenset[str]:
        """What the element may have; raises KeyError when it may not be."""
        if element in self.words.elements:
            return self.everywhere | self.words.attributes | self.frame.get(element, frozenset())
        return self.everywhere | self.frame[element]


@cache
def allowed() -> Allowed:
    """The list of theme/allowed.yml."""
    return read_yaml(LIST, Allowed)


def check_site(site: Path, checked: Container[str] = ()) -> None:
    """Read every page and every chart of the site but those that were checked, named from its folder.

    Raises:
        StudyError: one holds what is not allowed; names the page and the element.
    """
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        problems: Iterable[str] = ()
        if name not in checked and path.suffix == ".html":
            problems = refused(read_text(path), path.parent)
        elif name not in checked and path.suffix == ".svg":
            problems = refused_in_drawing(read_text(path))
        for problem in problems:
            raise _refusal(name, problem)


def refused(html: str, folder: Path = Path()) -> Iterator[str]:
    """What in a page is not allowed: the elements, as a browser would make them of it.

    >>> list(refused("<p onclick='x()'>a<object>"))
    ['<p onclick="x()">', '<object>', 'no policy']
    >>> list(refused("<script>x()</script>"))[0]
    '<script> with a script in the page'
    """
    policies = 0
    root = LexborHTMLParser(html).root
    for node in root.traverse(include_text=False) if root else ():
        yield from _refused_element(node, folder)
        policies += node.tag == "meta" and node.attributes.get("content") == allowed().policy
    if policies != 1:
        yield "no policy" if not policies else "two policies"


def refused_in_drawing(svg: str) -> Iterator[str]:
    """What in a chart is not allowed.

    >>> list(refused_in_drawing('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'))
    ['<script>']
    """
    drawing = allowed().drawing
    for element in ElementTree.fromstring(svg).iter():
        name = _bare(element.tag)
        if name not in drawing.elements:
            yield f"<{name}>"
        for attribute, value in element.items():
            if not _draws(_bare(attribute), value):
                yield f'<{name} {_bare(attribute)}="{value:.60}">'


def _refused_element(node: LexborNode, folder: Path) -> Iterator[str]:
    element = str(node.tag)
    if element.startswith(("-", "!")):  # a comment, or the type of the document
        return
    try:
        known = allowed().attributes_of(element)
    except KeyError:
        yield f"<{element}>"
        return
    for name, value in node.attributes.items():
        if name not in known or not _is_fine(element, name, value or "", folder):
            yield f'<{element} {name}="{(value or ""):.60}">'
    if element == "script" and (node.text() or "src" not in node.attributes):
        yield "<script> with a script in the page"


def _is_fine(element: str, name: str, value: str, folder: Path) -> bool:
    """Whether the attribute may have the value."""
    both = f"{element} {name}"
    if both in allowed().values:
        return value in allowed().values[both]
    if both == "meta content":
        return "url" not in value.lower() or value == allowed().policy
    if both not in allowed().own and name not in ("href", "src", "action"):
        return True
    address = _ADDRESS.fullmatch(value)
    if not address:
        return False
    if both in allowed().own:
        return not address["scheme"] and (folder / re.split("[?#]", value)[0]).exists()
    return not address["scheme"] or address["scheme"] in allowed().schemes


def _draws(name: str, value: str) -> bool:
    """Whether the attribute of a drawing may stand there with the value."""
    if name not in allowed().drawing.attributes:
        return False
    if name == "href":
        return value.startswith("#")
    if name == "style":
        named = (each.partition(":")[0].strip() for each in value.split(";") if each.strip())
        if not allowed().drawing.properties.issuperset(named):
            return False
    return "url(" not in value.replace("url(#", "") and "\\" not in value


def _bare(name: str) -> str:
    """The name of an element or an attribute without its vocabulary."""
    return name.rpartition("}")[2]


def _refusal(page: str, problem: str) -> StudyError:
    return StudyError(
        f"holds {problem}, which no page may hold", file=page,
        way_out=f"mend what writes it, or allow it in {shown(LIST)}; the site that stood there stays",
    )  # fmt: skip
