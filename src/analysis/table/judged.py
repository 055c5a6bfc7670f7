"""What became of all claims, and which figures stand side by side: worked out anew only where something changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.files import Row
from analysis.table.agreement import Pair, by_subject, of_subject, translated
from analysis.table.claims import find_claims
from analysis.table.figures import Figure
from analysis.table.frames import Columns, Figures, schema_of, table_of
from analysis.table.ranks import Ranks
from analysis.table.shelf import OWNER, Shelf
from analysis.table.tables import Table
from analysis.table.verdicts import judge
from analysis.table.vocabulary import AGREEMENT_COLUMNS, VERDICT_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Places = np.ndarray[Any, np.dtype[np.int64]]

_TRANSLATION = "translation "


class Rows(Columns[Row]):
    """Rows as they stand in a table of build/: text by column."""

    @staticmethod
    def _objects(table: pa.Table) -> Iterator[Row]:
        names = [name for name in table.column_names if name not in (OWNER, "digest")]
        columns = (table[name].to_pylist() for name in names)
        return (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


@dataclass(frozen=True)
class Kept:
    """Where what was worked out is kept, of which build, and for each report what its rows were made of."""

    folder: Path
    made_of: str
    keys: Mapping[str, str]


def verdict_rows(table: Table, kept: Kept | None) -> Rows:
    """A row for every claim of every report, as in build/verdicts.csv."""
    words = ("report_id", "place", "operation", "verdict", "material")
    texts = [name for name in VERDICT_COLUMNS if name not in words]
    schema = schema_of(VERDICT_COLUMNS, texts=texts, digests=True)

    def made(reports: Sequence[str]) -> pa.Table:
        rows = [judge(claim).row for claim in find_claims(table, reports)]
        return table_of(rows, schema)

    reports = list(table.figures.spans())
    if kept is None:
        return Rows(made(reports))
    return Rows(_worked_out("verdicts", schema, _keys_of_reports(table, kept), made, kept))


def _worked_out(name: str, schema: pa.Schema, keys: Mapping[str, str], make: Any, kept: Kept) -> pa.Table:
    shelf = Shelf(kept.folder / name, {name: schema}, kept.made_of)
    missing = shelf.missing(keys)
    if missing:
        shelf.add({name: make(missing)}, {owner: keys[owner] for owner in missing})
    return shelf.rows(keys)[name]


def _keys_of_reports(table: Table, kept: Kept) -> dict[str, str]:
    """What the claims of each report are made of: its rows, and those of the rivals of what is the most or least."""
    keys = {name: kept.keys[name] for name in table.figures.spans()}
    ranks = Ranks(table)
    figures = table.figures
    ranked = figures.take(figures.where("relation", "largest_of", "smallest_of"))
    for figure in ranked:
        rivals = repr([_told(rival) for rival in ranks.rivals(figure)])
        keys[figure.report_id] = _hash(keys[figure.report_id], rivals)
    return keys


def _told(figure: Figure) -> tuple[str, ...]:
    return (
        figure.figure_id, figure.quote, f"{figure.value}", figure.unit, f"{figure.low}", f"{figure.high}",
        f"{figure.period_start}", f"{figure.period_end}", figure.qualifier, figure.place,
    )  # fmt: skip


def pair_rows(table: Table, kept: Kept | None) -> Rows:
    """A row for each two figures of different reports that stand side by side, as in build/agreement.csv."""
    texts = [name for name in AGREEMENT_COLUMNS if name not in ("measure", "place", "verdict")]
    schema = schema_of(AGREEMENT_COLUMNS, texts=texts)
    groups = {_TRANSLATION + each.report_id: each for each in table.reports.values() if each.translation_of}
    subjects = by_subject(table)

    def pairs(owner: str) -> Iterator[Pair]:
        if owner in groups:
            return translated(groups[owner], table)
        return of_subject(subjects[owner], table)

    def made(owners: Sequence[str]) -> pa.Table:
        rows = [(owner, pair.row) for owner in owners for pair in pairs(owner)]
        return table_of([row for _, row in rows], schema, owner=[owner for owner, _ in rows])

    if kept is None:
        return Rows(made([*groups, *subjects]))
    keys = {
        owner: _hash(*(kept.keys.get(each, "") for each in (report.translation_of, report.report_id)))
        for owner, report in groups.items()
    } | {subject: figures.digest for subject, figures in subjects.items()}
    return Rows(_worked_out("agreement", schema, keys, made, kept))


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Ties:
    """Which figures stand together in a claim, a relation or a translation: groups of positions.

    `members` are the positions of all groups one after the other, `starts` where each group begins. The first
    `claims` groups are the claims, in the order of the verdicts' rows, the stated figure first.
    """

    members: Places
    starts: Places
    claims: int

    @classmethod
    def of(cls, figures: Figures, verdicts: Rows, pairs: Rows) -> Ties:
        """Those of a study's rows."""
        import numpy as np

        at = {name: place for place, name in enumerate(figures.texts("figure_id"))}
        together = [names.split("; ") for names in verdicts.texts("figures")]
        claims = len(together)
        together += [list(pair) for pair in _related(figures)]
        together += [list(pair) for pair in _of_translations(pairs)]
        lengths = [len(names) for names in together]
        starts = np.cumsum([0, *lengths])[:-1]
        members = np.array([at[name] for names in together for name in names], dtype=np.int64)
        return cls(members, starts, claims)

    def touching(self, chosen: Any) -> Any:
        """For each group whether one of these figures (true or false for each) is in it."""
        import numpy as np

        if not len(self.starts):
            return np.zeros(0, dtype=bool)
        return np.logical_or.reduceat(chosen[self.members], self.starts)

    def stating(self, chosen: Any) -> Any:
        """For each group whether it is a claim that states one of these figures."""
        import numpy as np

        found = np.zeros(len(self.starts), dtype=bool)
        found[: self.claims] = chosen[self.members[self.starts[: self.claims]]]
        return found

    def joined(self, chosen: Any, groups: Any) -> Any:
        """These figures and all members of the groups."""
        import numpy as np

        lengths = np.diff([*self.starts, len(self.members)])
        found = chosen.copy()
        found[self.members[np.repeat(groups, lengths)]] = True
        return found


def _related(figures: Figures) -> Iterator[tuple[str, str]]:
    ids, related = figures.texts("figure_id"), figures.texts("related")
    return ((one, other) for one, other in zip(ids, related, strict=True) if other)


def _of_translations(pairs: Rows) -> Iterator[tuple[str, str]]:
    owners, left, right = (pairs.texts(name) for name in (OWNER, "left", "right"))
    return (
        (one, other) for owner, one, other in zip(owners, left, right, strict=True)
        if other and owner.startswith(_TRANSLATION)
    )  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A table's verdicts and pairs, by column, and the ties that they make."""

    table: Table
    kept: Kept | None

    @cached_property
    def verdicts(self) -> Rows:
        """A row for every claim."""
        return verdict_rows(self.table, self.kept)

    @cached_property
    def pairs(self) -> Rows:
        """A row for each two figures side by side."""
        return pair_rows(self.table, self.kept)

    @cached_property
    def ties(self) -> Ties:
        """Which figures stand together."""
        return Ties.of(self.table.figures, self.verdicts, self.pairs)
