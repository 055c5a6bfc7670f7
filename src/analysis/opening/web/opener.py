"""A saved page becomes text: the report on it, and what else is on the page, a line each."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from analysis.errors import StudyError
from analysis.opening.encodings import decode
from analysis.opening.form import Content, words_of
from analysis.opening.web.article import article
from analysis.opening.web.page import Page, page_of

_EMPTY = "is a page without words"


def content_of_html(text: str) -> Content:
    """The report of a page; menus, related pages, scripts and what nobody sees are left aside.

    >>> content = content_of_html("<nav><a>12 news</a></nav><p>Hanoi has 126 communes.<p hidden>99")
    >>> content.blocks, content.aside
    ([Paragraph(text='Hanoi has 126 communes.')], ['navigation: 12 news', 'hidden: 99'])

    Raises:
        StudyError: it has no words, or is too large or too deep to be a report.
    """
    page = page_of(text)
    found = article(page.body)
    blocks = [piece.block for piece, purpose in found if not purpose]
    aside = [f"{purpose}: {words_of(piece.block)}" for piece, purpose in found if purpose]
    if not found and not page.unseen:
        raise StudyError(_EMPTY, way_out="save its text as .txt")
    seen = sum(piece.size for piece, purpose in found if not purpose)
    return Content(blocks, [*aside, *_unseen(page)], doubtful=_doubt(page, seen))


def _unseen(page: Page) -> list[str]:
    return [f"{kind}: {words}" for kind, words in page.unseen] + [
        f"{kind}: {size:,} letters" for kind, size in sorted(page.silent.items()) if size
    ]


def _doubt(page: Page, seen: int) -> str:
    if not seen:
        return "nothing on the page looks like a report"
    hidden = sum(len(words) for kind, words in page.unseen if kind.startswith("hidden"))
    return "more of the page is hidden than shown" if hidden > seen else ""


def content_of_mhtml(text: str) -> Content:
    r"""The report of a page that was saved as one file with all its parts; frames in it are left aside.

    >>> head = "Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
    >>> content_of_mhtml(f"{head}<p>12 files\n--x--").blocks
    [Paragraph(text='12 files')]

    Raises:
        StudyError: there is no page in it, or what `content_of_html` refuses.
    """
    pages = [_page_in(part) for part in _parts(text) if part.get_content_type() == "text/html"]
    if not pages:
        raise StudyError("is a saved page without a page in it", way_out="save it as .html")
    content = content_of_html(pages[0])
    frames = [f"frame: {words}" for each in pages[1:] if (words := _words_of_frame(each))]
    return Content(content.blocks, [*content.aside, *frames], content.remarks, content.doubtful)


def _parts(text: str) -> list[Message]:
    try:
        return list(message_from_bytes(text.encode("utf-8", "replace")).walk())
    except RecursionError:
        raise StudyError("is a damaged saved page", way_out="save it as .html") from None


def _page_in(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    if str(part.get("content-transfer-encoding", "")).lower().strip() not in ("base64", "quoted-printable"):
        return raw.decode("utf-8", "replace")  # what was in the file is decoded already
    charset = part.get_content_charset("")
    try:
        return raw.decode(charset) if charset else decode(raw).text
    except (LookupError, UnicodeDecodeError):
        return decode(raw).text


def _words_of_frame(text: str) -> str:
    return " ".join(words_of(piece.block) for piece in page_of(text).body.pieces())
