"""The page of replies: each claim that is materially off, who was asked about it, and what they answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.files import Row
from analysis.pages.rendering.claimed import claim_cell, whom_to_ask
from analysis.pages.rendering.document import Document, part
from analysis.pages.rendering.listed import listed, paragraph
from analysis.pages.rendering.source import Pages
from analysis.table.judged import that_stand
from analysis.table.replies import NO_ANSWER, Reply
from analysis.table.study import Study
from analysis.table.verdicts import OFF
from analysis.wording import count, linked, listing, number, published

NAME = "replies"
_ASKED = ("Claim", "Why it is off", "Asked", "Answer", "When", "claim id")
_WAITING = ("Claim", "Why it is off", "Whom to ask", "claim id")
_FIRST_BODIES = 3


def replies(study: Study, pages: Pages) -> Document:
    """The page of replies; claims that rest on figures of which nobody has looked at one are marked.

    A claim counts once, as where verdicts are counted: what a copy or a replaced edition says is left out.
    """
    off = _materially_off(study)
    asked = [row for row in off if row["claim_id"] in study.replies]
    waiting = [row for row in off if row["claim_id"] not in study.replies]
    ours = {row["claim_id"] for row in off}
    others = [each for name, said in study.replies.items() if name not in ours for each in said]
    tables = {
        "asked": listed(_ASKED, list(_asked(asked, study, pages)), f"{NAME}-asked.csv", noun="reply"),
        "not-asked": listed(
            _WAITING, [_waiting(row, study, pages) for row in waiting], f"{NAME}-not-asked.csv", noun="claim"
        ),
        "others": listed(_ASKED, [_other(each, study, pages) for each in others], f"{NAME}-others.csv"),
    }
    bodies = Counter(whom_to_ask(row, study) for row in waiting)
    body = "\n".join(
        filter(None, [
            paragraph(_WHAT),
            part("asked", "Asked", tables["asked"].html or paragraph("Nobody has been asked yet.")),
            part("not-asked", "Not asked", paragraph(_first(bodies)), tables["not-asked"].html),
            part("others", "Replies about other claims", *_introduced(tables["others"].html)),
        ])
    )  # fmt: skip
    files = {name: text for table in tables.values() for name, text in table.files.items()}
    return Document(NAME, "What did they answer?", body, "method", _lead(off, study), files=files)


_WHAT = (
    "A claim that is off is for the body that states it, or for whoever published it, to explain. What "
    "they answer stands here and beside the claim, whatever it says; it changes no figure by itself. A "
    "correction stands on the page of errata."
)


def _introduced(table: str) -> Sequence[str]:
    words = "These claims are not materially off, or no longer: a correction may have settled them."
    return (paragraph(words), table) if table else ()


def _materially_off(study: Study) -> list[Row]:
    rows = that_stand(study.judged.verdicts, study)
    return list(rows.take(rows.where("verdict", OFF) & rows.where("material", "yes")))


def _lead(off: Sequence[Row], study: Study) -> str:
    """How many claims are off, of reviewed figures; those with a figure that nobody has looked at apart."""
    reviewed = [row for row in off if _is_reviewed(row, study)]
    asked = sum(row["claim_id"] in study.replies for row in reviewed)
    answered = sum(any(each.answer for each in study.replies.get(row["claim_id"], ())) for row in reviewed)
    unseen = len(off) - len(reviewed)
    if not reviewed:
        head = "No claim that rests on reviewed figures alone is materially off"
    else:
        head = (
            f"Of {count(len(reviewed), 'claim')} that {'is' if len(reviewed) == 1 else 'are'} materially "
            f"off, {number(asked)} {'was' if asked == 1 else 'were'} put to somebody and {number(answered)} "
            f"{'has' if answered == 1 else 'have'} an answer"
        )
    verb, does = ("is", "waits") if unseen == 1 else ("are", "wait")
    rest = f"; {number(unseen)} that {verb} off {does} for a review"
    return f"{head}{rest if unseen else ''}."


def _is_reviewed(row: Row, study: Study) -> bool:
    figures = (study.by_id.get(each) for each in row["figures"].split("; "))
    return all(figure is not None and figure.status == "reviewed" for figure in figures)


def _first(bodies: Counter[str]) -> str:
    """Who would have to be asked about most claims."""
    if not bodies:
        return "There is nobody left to ask."
    first = sorted(bodies.items(), key=lambda each: (-each[1], each[0]))
    told = listing(f"{name} ({number(many)})" for name, many in first[:_FIRST_BODIES])
    more = len(first) - _FIRST_BODIES
    rest = f", and {number(more)} more" if more > 0 else ""
    return f"Still to be asked, with how many claims: {told}{rest}."


def _asked(rows: Sequence[Row], study: Study, pages: Pages) -> Iterator[tuple[str, ...]]:
    for row in rows:
        for each in study.replies[row["claim_id"]]:
            yield _replied(each, row["reason"], study, pages)


def _replied(reply: Reply, reason: str, study: Study, pages: Pages) -> tuple[str, ...]:
    claim = claim_cell(reply.claim_id, study, pages)
    who = linked(reply.body, reply.address)
    return claim, reason, who, reply.answer or NO_ANSWER, published(reply.date), reply.claim_id


def _other(reply: Reply, study: Study, pages: Pages) -> tuple[str, ...]:
    row = study.verdict_row_by_id.get(reply.claim_id)
    return _replied(reply, row["reason"] if row else "", study, pages)


def _waiting(row: Row, study: Study, pages: Pages) -> tuple[str, ...]:
    claim = claim_cell(row["claim_id"], study, pages)
    return claim, row["reason"], whom_to_ask(row, study), row["claim_id"]
