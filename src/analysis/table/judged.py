"""What became of all claims, and which figures stand side by side: worked out where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.files import Row, csv_lines, stamp, write_pieces, write_text
from analysis.patience import watched
from analysis.table.agreement import Pair, by_subject, of_subject, translated, translations
from analysis.table.aside import TRANSLATION
from analysis.table.claims import find_claims
from analysis.table.frames import Columns, Figures, schema_of, table_of, values_of
from analysis.table.ranks import Ranks
from analysis.table.shelf import OWNER, Shelf, key_of, working_out
from analysis.table.tables import Table
from analysis.table.verdicts import judge
from analysis.table.vocabulary import AGREEMENT_COLUMNS, VERDICT_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Places = np.ndarray[Any, np.dtype[np.int64]]

_TRANSLATION = "translation "
_TOGETHER = 200_000
"""So many figures are objects at a time, and so many rows text."""


class Rows(Columns[Row]):
    """Rows as they stand in a table of build/: text by column."""

    @staticmethod
    def _objects(table: pa.Table) -> Iterator[Row]:
        names = [name for name in table.column_names if name not in (OWNER, "digest")]
        columns = (values_of(table, name) for name in names)
        return (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


def of_witnesses(verdicts: Rows, table: Table) -> Rows:
    """The verdicts to count: what another report speaks for is left to it."""
    return verdicts.take(verdicts.where("report_id", *table.witnesses.spans()))


def that_stand(verdicts: Rows, table: Table) -> Rows:
    """The verdicts that a person may have to look at, those of translations too: they may have slipped.

    Left out is what is replaced, or copied from a report that is here.
    """
    gone = [name for name, aside in table.aside.items() if aside.why != TRANSLATION]
    return verdicts.take(~verdicts.where("report_id", *gone)) if gone else verdicts


@dataclass(frozen=True)
class Kept:
    """Where what was worked out is kept, of which build, and for each report what its rows were made of."""

    folder: Path
    made_of: str
    keys: Mapping[str, str]
    numbers: Callable[[], pa.Table]
    """The other numbers of all reports, which few ask for."""
    paragraphs: Callable[[str], Sequence[int]] = lambda report_id: ()
    """Where the paragraphs of a report begin, which few ask for as well."""

    def written(self, path: Path) -> str:
        """A digest of the rows that a file was last written of; empty where it has been changed since."""
        try:
            look, digest = (self.folder / f"{path.name}.written").read_text(encoding="utf-8").splitlines()
            return digest if look == stamp(path.stat()) else ""
        except (OSError, ValueError):
            return ""

    def note(self, path: Path, digest: str) -> None:
        """Remember of which rows a file has just been written, if that can be."""
        with suppress(OSError):
            write_text(self.folder / f"{path.name}.written", f"{stamp(path.stat())}\n{digest}\n")


def _csv(rows: Rows, columns: Sequence[str]) -> Iterator[bytes]:
    """The rows as a CSV file, piece by piece."""
    yield csv_lines([columns]).encode()
    for first in range(0, len(rows), _TOGETHER):
        some = rows[first : first + _TOGETHER]
        yield csv_lines(zip(*(some.texts(name) for name in columns), strict=True)).encode()


def verdict_rows(table: Table, kept: Kept | None) -> Rows:
    """A row for every claim of every report, as in build/verdicts.csv."""
    words = ("report_id", "place", "operation", "verdict", "material")
    texts = [name for name in VERDICT_COLUMNS if name not in words]
    schema = schema_of(VERDICT_COLUMNS, texts=texts, digests=True)

    ranks, spans = Ranks(table), table.figures.spans()

    def made(reports: Sequence[str]) -> pa.Table:
        rows = [judge(claim).row for claim in find_claims(table, reports, ranks)]
        return table_of(rows, schema)

    if kept is None:
        return Rows(made(list(spans)))
    keys, sizes = _keys_of_reports(ranks, kept), {name: at.stop - at.start for name, at in spans.items()}
    return Rows(_worked_out("verdicts", schema, _Work(keys, sizes, made, table.figures), kept))


@dataclass(frozen=True)
class _Work:
    """What may have to be worked out: by owner its key and how many figures it looks at, and by whom."""

    keys: Mapping[str, str]
    sizes: Mapping[str, int]
    make: Callable[[Sequence[str]], pa.Table]
    figures: Figures

    def batches(self, owners: Sequence[str]) -> Iterator[list[str]]:
        """The owners in turn, as many at a time as look at some hundred thousand figures."""
        some, figures = list[str](), 0
        for owner in owners:
            some.append(owner)
            figures += self.sizes[owner]
            if figures > _TOGETHER:
                yield some
                some, figures = [], 0
                self.figures.forget()
        if some:
            yield some


def _worked_out(name: str, schema: pa.Schema, work: _Work, kept: Kept) -> pa.Table:
    shelf = Shelf(kept.folder / name, {name: schema}, kept.made_of)
    missing = shelf.missing(work.keys)
    for some in watched(work.batches(missing), len(missing), f"parts of the {name} worked out"):
        with working_out():
            shelf.add({name: work.make(some)}, {owner: work.keys[owner] for owner in some})
    return shelf.rows(work.keys)[name]


def _keys_of_reports(ranks: Ranks, kept: Kept) -> dict[str, str]:
    """What the claims of each report are made of: its rows, and those of the rivals in a ranking."""
    keys = {name: kept.keys[name] for name in ranks.table.figures.spans()}
    digests = ranks.every.numbers("digest")
    for figure in ranks.ranked:
        rivals = digests[ranks.positions(figure)].tobytes().hex()
        keys[figure.report_id] = key_of(keys[figure.report_id], rivals)
    return keys


def pair_rows(table: Table, kept: Kept | None) -> Rows:
    """A row for each two figures of different reports that stand side by side, as in build/agreement.csv."""
    texts = [name for name in AGREEMENT_COLUMNS if name not in ("measure", "place", "verdict")]
    schema = schema_of(AGREEMENT_COLUMNS, texts=texts, digests=True)
    groups = {_TRANSLATION + each.report_id: each for each in translations(table)}
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
        owner: key_of(*(kept.keys.get(each, "") for each in (report.translation_of, report.report_id)))
        for owner, report in groups.items()
    } | {subject: figures.digest for subject, figures in subjects.items()}
    sizes = dict.fromkeys(groups, 0) | {name: len(figures) for name, figures in subjects.items()}
    return Rows(_worked_out("agreement", schema, _Work(keys, sizes, made, table.figures), kept))


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

        lengths = np.diff(self.starts, append=len(self.members))
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

    def write(self, folder: Path) -> None:
        """Write verdicts.csv and agreement.csv, unless they stand there, written of the same rows."""
        for name, columns, rows in (
            ("verdicts.csv", VERDICT_COLUMNS, self.verdicts),
            ("agreement.csv", AGREEMENT_COLUMNS, self.pairs),
        ):
            path, digest = folder / name, rows.digest
            if self.kept is None or self.kept.written(path) != digest:
                write_pieces(path, _csv(rows, columns))
                if self.kept is not None:
                    self.kept.note(path, digest)
