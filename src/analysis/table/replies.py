"""What bodies answered when they were asked about a claim that is off; and who has not been asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError, nearest
from analysis.files import Row, read_rows, shown
from analysis.table.register import is_address, is_words
from analysis.table.vocabulary import REPLY_COLUMNS

if TYPE_CHECKING:
    from analysis.wording import Markup

NOT_ASKED = "not asked"
"""What stands beside a finding about which nobody has been asked yet."""
NO_ANSWER = "no answer yet"
_LONGEST = 2_000
_CLAIM = re.compile(r"(?P<report>[a-z0-9][a-z0-9-]*):\d+(\.[2-9])?/[^\s/]+/\S[^\x00-\x1f]*")


@dataclass(frozen=True)
class Reply:
    """What a body said of a claim, or that it was asked and has not answered: then `answer` is empty.

    `date` is the day of the answer, else the day on which it was asked; `address` is where the answer can be
    read, if it can.
    """

    claim_id: str
    body: str
    answer: str
    date: str
    address: str

    @property
    def who_and_when(self) -> str:
        """The body, and when it answered or was asked."""
        from analysis.wording import published

        return f"{self.body}, {'' if self.answer else 'asked on '}{published(self.date)}"

    @property
    def words(self) -> str:
        """The reply in one line, without its claim.

        >>> Reply("a:1/sum/2", "Hanoi", "", "2025-10-02", "").words
        'Hanoi, asked on 2 October 2025: no answer yet'
        """
        return f"{self.who_and_when}: {self.answer or NO_ANSWER}"

    @property
    def markup(self) -> str:
        """The same as HTML, with a link to where the answer can be read."""
        from analysis.wording import linked

        who = linked(self.who_and_when, self.address).markup
        return f"{who}: {escape(self.answer or NO_ANSWER)}"


Replies = Mapping[str, Sequence[Reply]]
"""The replies by the claim that they are about, in the order of the file."""


def read_replies(path: Path, reports: Collection[str] = ()) -> Replies:
    """The replies by claim_id; none where a study of an older build has no such file.

    `reports` are the ids that are registered; whether there is such a claim is seen where claims are judged.

    Raises:
        StudyError: a value is not what it should be, a body answers one claim twice, or the claim is of no
            registered report; names file, line and column.
    """
    found: dict[str, list[Reply]] = defaultdict(list)
    for line, row in enumerate(read_rows(path, REPLY_COLUMNS) if path.is_file() else (), start=2):
        for column, (is_fine, expected) in _RULES.items():
            if not is_fine(row[column]):
                raise _refusal(path, line, column, row, expected)
        if row["claim_id"].partition(":")[0] not in reports:
            raise _refusal(path, line, "claim_id", row, "a claim of a registered report")
        if any(each.body == row["body"] for each in found[row["claim_id"]]):
            raise _refusal(path, line, "body", row, "a body once for each claim, its answers in one row")
        found[row["claim_id"]].append(Reply(**row))
    return dict(found)


def refuse_unknown_claims(
    replies: Replies, claims: Iterable[str], path: Path, left_out: Collection[str] = ()
) -> None:
    """Refuse a reply to what nobody claims; `left_out` are reports whose claims are not known now.

    Raises:
        StudyError: names the reply's claim, and the nearest that there is.
    """
    if not replies:
        return
    known = set(claims)
    for claim_id in replies:
        report, _, rest = claim_id.partition(":")
        if claim_id not in known and report not in left_out:
            near = [each for each in known if each.startswith(f"{report}:{rest.partition('/')[0]}/")]
            raise StudyError(
                f"{claim_id!r} is no claim of build/verdicts.csv", file=shown(path),
                way_out=nearest(claim_id, sorted(near) or sorted(known)),
            )  # fmt: skip


def reply_mark(replies: Sequence[Reply]) -> Markup:
    """What was replied about one claim, as a cell or a piece of HTML; `NOT_ASKED` where nobody was asked.

    >>> reply = Reply("a:1/sum/2", "Hanoi", "5 < 6.", "2025-10-02", "https://example.org/a")
    >>> print(reply_mark([reply]), reply_mark([]))
    reply: Hanoi, 2 October 2025: 5 < 6. not asked
    >>> reply_mark([reply]).markup
    '<span class="reply">reply: <a href="https://example.org/a">Hanoi, 2 October 2025</a>: 5 &lt; 6.</span>'
    """
    from analysis.wording import Markup

    if not replies:
        return Markup(NOT_ASKED, f'<span class="reply not-asked">{NOT_ASKED}</span>')
    markup = "; ".join(each.markup for each in replies)
    words = "; ".join(each.words for each in replies)
    return Markup(f"reply: {words}", f'<span class="reply">reply: {markup}</span>')


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_body(text: str) -> bool:
    return bool(text.strip()) and is_words(text, 200)


_RULES: Mapping[str, tuple[Callable[[str], object], str]] = {
    "claim_id": (_CLAIM.fullmatch, "a claim as study check prints it, such as hanoi-fr:1904/sum/1923+1997"),
    "body": (_is_body, "who was asked: at most 200 letters in one line, no formula"),
    "answer": (
        lambda text: is_words(text, _LONGEST),
        f"the answer in at most {_LONGEST:,} letters in one line, no formula, or nothing",
    ),
    "date": (_is_day, "the day of the answer, or of the question (2025-10-02)"),
    "address": (is_address, "an address that begins with https:// or http://, or nothing"),
}


def _refusal(path: Path, line: int, column: str, row: Row, expected: str) -> StudyError:
    return StudyError(
        f"value is {row[column]!r}", file=shown(path), place=f"line {line}, column {column}",
        way_out=f"expected {expected}",
    )  # fmt: skip
