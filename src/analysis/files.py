"""The study's files: where they stand, their CSV dialect, strict YAML, and writing that cannot tear.

Nothing here imports pandas: the command line starts through this module.
"""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import StudyError, printable

if TYPE_CHECKING:
    from pydantic import BaseModel

    Model = TypeVar("Model", bound=BaseModel)

ROOT = Path(__file__).resolve().parents[2]
"""The repository: the package is installed in place, so the data stand beside it."""

DATA = ROOT / "data"

LARGEST = 50_000_000
"""Bytes of a file that is opened; most of a large one is pictures."""

PART = ".part"
"""How the name of a file ends that is still being written."""

Row = dict[str, str]

csv.field_size_limit(2**31 - 1)  # a file is in memory when it is read: no cell is too large any more


def shown(path: Path) -> str:
    """The path as a message names it: relative to the repository where it lies inside."""
    resolved = Path(os.path.realpath(path))  # that of a Path refuses a link to itself
    return printable(resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else str(path))


def stamp(seen: os.stat_result) -> str:
    """What the system says of a file: it says something else as soon as the file is written.

    A stamp is size, inode, and the times of the last change of content and of anything at all, which nobody
    can set back.
    """
    return f"{seen.st_size} {seen.st_ino} {seen.st_mtime_ns} {seen.st_ctime_ns}"


def read_text(path: Path) -> str:
    """The file's text, UTF-8 without a byte order mark, with its line ends as they are."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise StudyError("no such file", file=shown(path)) from None
    except OSError as error:
        raise StudyError(f"cannot be read ({error.strerror})", file=shown(path)) from None
    return decoded(raw, path)


def read_bounded(path: Path, most: int = LARGEST, flags: int = 0) -> bytes:
    """The bytes of a regular file, at most `most`; nothing else is waited for, whatever the path names.

    Raises:
        StudyError: it is no file, cannot be read, or is larger.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | flags)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise StudyError("is no file", file=shown(path), way_out="give the file itself")
            raw = file.read(most + 1)
    except OSError as error:
        raise StudyError(f"cannot be read ({error.strerror})", file=shown(path)) from None
    if len(raw) > most:
        raise StudyError(f"is larger than {most:,} bytes", file=shown(path), way_out="split it")
    return raw


def decoded(raw: bytes, path: Path) -> str:
    """The bytes of the file as text.

    Raises:
        StudyError: they are not UTF-8; names the first byte that is not.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = f"byte {error.start}"
        raise StudyError("is not UTF-8", file=shown(path), place=at, way_out="save it as UTF-8") from None


def read_rows(path: Path, columns: Sequence[str], later: Sequence[str] = ()) -> list[Row]:
    """The rows of a CSV file of the study; every value is text.

    A file of an older build lacks some of the `later` columns: they come back empty.

    Raises:
        StudyError: the header is not `columns`, or a row has too few or too many values.
    """
    return rows_in(read_text(path), path, columns, later)


def rows_in(text: str, path: Path, columns: Sequence[str], later: Sequence[str] = ()) -> list[Row]:
    """The rows of the text of a CSV file, which stands at `path`.

    Raises:
        StudyError: as `read_rows`.
    """
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = next(lines, [])
        if header != [column for column in columns if column in header or column not in later]:
            raise StudyError(
                f"has the columns {', '.join(header) or '(none)'}",
                file=shown(path),
                place="line 1",
                way_out=f"expected {', '.join(columns)}",
            )
        complete = header == list(columns)
        for values in lines:
            if len(values) != len(header):
                raise StudyError(
                    f"has {len(values)} values",
                    file=shown(path),
                    place=f"line {lines.line_num}",
                    way_out=f"expected {len(header)}, one for each column",
                )
            found = dict(zip(header, values, strict=True))
            rows.append(found if complete else {column: found.get(column, "") for column in columns})
    except csv.Error as error:
        raise StudyError(
            f"is not the study's CSV ({error})", file=shown(path), place=f"line {lines.line_num}"
        ) from None
    return rows


def columns_of(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Sequence[str]]:
    """The rows by column: those of two names at least.

    >>> columns_of([{"a": "1", "b": "2"}, {"a": "3", "b": "4"}], ["b", "a"])
    {'b': ('2', '4'), 'a': ('1', '3')}
    """
    values = zip(*map(itemgetter(*names), rows), strict=True) if rows else ((),) * len(names)
    return dict(zip(names, values, strict=True))


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    r"""The rows in the study's dialect: LF, minimal quotes, nothing for None.

    >>> csv_text(["a", "b"], [{"a": 1, "b": "x, y"}, {"a": None, "b": ""}])
    'a,b\n1,"x, y"\n,\n'
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows({key: "" if value is None else value for key, value in row.items()} for row in rows)
    return out.getvalue()


def csv_of_cells(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Rows without names in the same dialect; two columns may be called alike.

    >>> csv_of_cells(["a", "a"], [("1", "x, y")])
    'a,a\n1,"x, y"\n'
    """
    return csv_lines([columns, *rows])


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells in the same dialect, without a head."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def write_text(path: Path, text: str) -> None:
    """Write the whole file or leave the old one."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, raw: bytes) -> None:
    """Write the whole file or leave the old one.

    Raises:
        OSError: it cannot be written; names the file, not its temporary name.
    """
    write_pieces(path, [raw])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the whole file or leave the old one: a temporary name in the folder, then a rename.

    Raises:
        OSError: as `write_bytes`.
    """
    import tempfile  # late: what only reads need not wait for it

    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise


def sweep(folder: Path, name: str = "*") -> None:
    """Remove from the folder what a writer that was killed left at temporary names; nobody may write now."""
    for path in folder.glob(f".{name}.*{PART}"):
        path.unlink(missing_ok=True)


def settle(folders: Iterable[Path]) -> None:
    """Come back when what was renamed or removed in the folders would survive a loss of power."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV file of the study, whole or not at all."""
    write_text(path, csv_text(columns, rows))


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal."""
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_under(folder: Path) -> dict[str, Path]:
    """The files of a folder of the package by name, sorted; without what Python and editors leave there."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    named = {path.relative_to(folder).as_posix(): path for path in found if "__pycache__" not in path.parts}
    return {name: named[name] for name in sorted(named)}


def digest_of_files(files: Mapping[str, Path]) -> str:
    """One hash over names and contents, in their order: which code, or catalogue, something follows from."""
    import hashlib

    lines = (f"{name} {sha256_of(path)}\n" for name, path in files.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_yaml(path: Path, model: type[Model]) -> Model:
    """The YAML file, held against a pydantic model.

    YAML's own types are not used: every scalar is text until the model reads it, so that `no`,
    `010` and `1e3` mean what they look like. Duplicate keys, aliases and tags are refused.

    Raises:
        StudyError: names the file, the line or the key, and what was expected.
    """
    from pydantic import ValidationError

    content = plain_yaml(path)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise StudyError(
            f"{first['msg']} (found {first['input']!r:.80})",
            file=shown(path),
            place=" > ".join(str(part) for part in first["loc"]),
        ) from None


def plain_yaml(path: Path) -> Any:
    """What the YAML file holds: text, lists and mappings; nothing where it is empty.

    Raises:
        StudyError: it is no strict YAML; names the line.
    """
    return yaml_in(read_text(path), path)


def yaml_in(text: str, path: Path) -> Any:
    """What the text of a YAML file holds, which stands at `path`.

    Raises:
        StudyError: as `plain_yaml`.
    """
    import yaml

    try:
        return _loaded(text, path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StudyError(error.problem or "is not YAML", file=shown(path), place=f"line {line}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = f"holds a character that YAML does not know (U+{error.character:04X})"
        raise StudyError(problem, file=shown(path), place=f"line {line}") from None
    except RecursionError:
        raise StudyError("is nested too deep", file=shown(path)) from None


def _loaded(text: str, path: Path) -> Any:
    import yaml

    # The parser in C, where PyYAML has it, is eight times faster; what is built of it stays the same.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

    class Strict(loader):  # type: ignore[misc, valid-type]
        """Text scalars only; no duplicate keys."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            seen: set[Hashable] = set()
            for key_node, _ in node.value:
                at = key_node.start_mark
                if not isinstance(key_node, yaml.ScalarNode):
                    raise yaml.MarkedYAMLError(problem="a key is no single word", problem_mark=at)
                key = self.construct_object(key_node, deep=True)
                if key in seen:
                    raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=at)
                seen.add(key)
            return dict(super().construct_mapping(node, deep))

    for event in yaml.parse(text, Loader=loader):
        if getattr(event, "anchor", None):  # an alias event carries its anchor too
            raise StudyError("anchors and aliases are not used", file=shown(path), place=_line_of(event))
        if getattr(event, "tag", None):
            raise StudyError("tags are not used", file=shown(path), place=_line_of(event))
    return yaml.load(text, Loader=Strict)


def _line_of(event: Any) -> str:
    return f"line {event.start_mark.line + 1 if event.start_mark else 1}"
