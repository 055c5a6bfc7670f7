"""Files dropped into the inbox: taken in, put away, rejected with a reason; and nothing is ever lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import cli
from analysis.files import ROOT, read_rows
from analysis.inbox import dated, id_of
from analysis.intake import Registration
from analysis.lock import alone
from analysis.pages import layout as layouts
from analysis.pages.layout import Layout
from analysis.registering import add
from analysis.table.study import load
from analysis.table.vocabulary import REPORT_COLUMNS
from made import write_data

SPECIMENS = ROOT / "tests" / "specimens"
RIVER = (SPECIMENS / "en-riverside.txt").read_bytes()
MARKET = (SPECIMENS / "fr-market.txt").read_bytes()


def old(stream: str) -> bytes:
    """A file of the formats before 2007, as far as its kind shows."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A small study with an empty inbox; its texts stand beside it."""
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path / "texts"))
    layout = Layout(tmp_path / "study")
    (layout.data / "inbox").mkdir(parents=True)
    write_data(layout.data)
    monkeypatch.setattr(layouts, "HERE", layout)
    return layout


Drops = Callable[..., None]


@pytest.fixture
def drop(study: Layout) -> Drops:
    """Puts files into the inbox."""

    def drop(**files: bytes) -> None:
        for name, raw in files.items():
            (study.data / "inbox" / name).write_bytes(raw)

    return drop


def registered(study: Layout) -> dict[str, dict[str, str]]:
    rows = read_rows(study.data / "reports.csv", REPORT_COLUMNS)
    return {row["report_id"]: {name: value for name, value in row.items() if value} for row in rows[1:]}


def left(study: Layout) -> list[str]:
    """What lies in the inbox and among the rejected."""
    folder = study.data / "inbox"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def reason(study: Layout, name: str) -> str:
    return (study.data / "inbox" / "rejected" / f"{name}.reason.txt").read_text(encoding="utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


# Taken in


def test_an_empty_inbox_and_none_at_all_end_0(study: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["inbox"]) == 0
    (study.data / "inbox").rmdir()
    assert cli.main(["inbox"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("nothing new in data/inbox\n" * 2, "")


def test_a_text_with_a_day_in_its_name_is_taken_in(
    study: Layout, drop: Drops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{"2025-08 Vĩnh Đông (2).txt": RIVER})
    assert cli.main(["inbox"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("vinh-dong-2: 17 figures, ")
    assert out.endswith("; next: study review vinh-dong-2\n")
    assert err == ""
    row = registered(study)["vinh-dong-2"]
    assert (row["published"], row["title"], row["publisher"]) == ("2025-08", "Vĩnh Đông (2)", "(not named)")
    assert (tmp_path / "texts" / "vinh-dong-2.txt").read_bytes() == RIVER
    assert left(study) == []
    assert {f.status for f in load(study.data).figures if f.report_id == "vinh-dong-2"} == {"read"}


def test_a_description_says_what_the_name_does_not(study: Layout, drop: Drops) -> None:
    said = (
        "id: river\npublished: 2025-08-03\nurl: https://www.example.org/r\ntitle: Four units\nplace: VN-VL\n"
        "language: en\ntranslation_of: first\n"
    )
    drop(**{"scan 12.TXT": RIVER, "scan 12.yml": said.replace("VN-VL", "VN-49").encode()})
    assert cli.main(["inbox"]) == 0
    row = registered(study)["river"]
    assert {name: row[name] for name in ("published", "address", "publisher", "title", "translation_of")} == {
        "published": "2025-08-03", "address": "https://www.example.org/r", "publisher": "example.org",
        "title": "Four units", "translation_of": "first",
    }  # fmt: skip
    assert left(study) == []


def test_the_inbox_writes_what_study_add_writes(study: Layout, drop: Drops, tmp_path: Path) -> None:
    other = write_data(tmp_path)
    (tmp_path / "market.txt").write_bytes(MARKET)
    said = Registration("market", "", "2025-09", title="market", publisher="(not named)")
    add(tmp_path / "market.txt", said, other)
    drop(**{"2025-09_market.txt": MARKET})
    assert cli.main(["inbox"]) == 0
    for name in ("reports.csv", "figures/market.csv", "numbers/market.csv", "statements/market.csv"):
        assert (study.data / name).read_bytes() == (other / name).read_bytes(), name


def test_the_same_text_again_is_put_away_and_kept(
    study: Layout, drop: Drops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{"2025-08-river.txt": RIVER})
    cli.main(["inbox"])
    (tmp_path / "texts" / "river.txt").unlink()
    before = registered(study)
    capsys.readouterr()
    drop(**{"undated.txt": RIVER})
    assert cli.main(["inbox"]) == 0
    assert capsys.readouterr().out.endswith(
        "undated.txt: is registered already as river; this copy is removed\n"
    )
    assert (registered(study), left(study)) == (before, [])
    assert (tmp_path / "texts" / "river.txt").read_bytes() == RIVER


def test_the_same_text_with_other_words_about_it_is_rejected(study: Layout, drop: Drops) -> None:
    drop(**{"2025-08-river.txt": RIVER})
    cli.main(["inbox"])
    drop(**{"river.txt": RIVER, "river.yml": b"published: 2025-07\n"})
    assert cli.main(["inbox"]) == 1
    assert "registered as river, with another published than '2025-07'; correct" in reason(study, "river")


def test_files_still_being_written_are_left_alone(
    study: Layout, drop: Drops, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [".2025-08-a.txt", "2025-08-a.txt.part", "2025-08-a.tmp", "a.crdownload", "2025-08-a.txt~"]
    drop(**dict.fromkeys([*names, "README.md"], RIVER))
    assert cli.main(["inbox"]) == 0
    assert capsys.readouterr() == ("nothing new in data/inbox\n", "")
    assert left(study) == sorted([*names, "README.md"])


def test_a_description_waits_for_its_text_and_a_folder_is_left(
    study: Layout, drop: Drops, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{"a.yml": b"id: a\n"})
    (study.data / "inbox" / "more.txt").mkdir()
    assert cli.main(["inbox"]) == 0
    one, two = capsys.readouterr().err.splitlines()
    assert one.endswith("a.yml: waits for its report, as a.txt")
    assert "more.txt: is a folder; put its files into" in two
    assert left(study) == ["a.yml"]


def test_a_text_that_grows_while_it_is_read_stays(
    study: Layout, drop: Drops, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from analysis import inbox

    def slow(*arguments: object) -> object:
        drop(**{"2025-08-river.txt": RIVER + b"More."})
        return taken(*arguments)

    taken = inbox.take_in
    monkeypatch.setattr(inbox, "take_in", slow)
    drop(**{"2025-08-river.txt": RIVER})
    assert cli.main(["inbox"]) == 0
    assert "changed while it was read, and stays" in capsys.readouterr().err
    assert left(study) == ["2025-08-river.txt"]


# Other formats


PAGE = """<html><head><title>Vinh Dong: three months</title></head><body><nav>Home 1 2 3</nav>
<h1>Vinh Dong: three months</h1><p>By 30 September 2025, Vinh Dong had received 12,345 files. It handled
97.4 % of the files on time.</p><p hidden>99 files</p><footer>Tel. 0243 12</footer></body></html>"""


def test_a_page_is_taken_in_with_its_text_its_original_and_what_was_left_aside(
    study: Layout, drop: Drops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{"2025-10-01-vinh-dong.txt": PAGE.encode()})
    assert cli.main(["inbox"]) == 0
    assert "vinh-dong: 2 figures" in (told := capsys.readouterr().out)
    assert "1 of them hidden; next: study review" in told
    texts = tmp_path / "texts"
    row = registered(study)["vinh-dong"]
    assert row["format"] == "html"
    assert (texts / "vinh-dong.original").read_bytes() == PAGE.encode()
    assert row["original"] == hashlib.sha256(PAGE.encode()).hexdigest()
    text = (texts / "vinh-dong.txt").read_bytes()
    assert row["sha256"] == hashlib.sha256(text).hexdigest()
    assert b"99 files" not in text
    assert b"hidden: 99 files" in (texts / "vinh-dong.aside").read_bytes()
    drop(**{"2025-10-01-vinh-dong.html": PAGE.encode(), "2025-10-02-again.txt": text})
    assert cli.main(["inbox"]) == 0
    assert capsys.readouterr().out.count("is registered already as vinh-dong; this copy is removed") == 2


def test_a_text_in_another_encoding_is_the_same_report(
    study: Layout, drop: Drops, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{"2025-08-river.txt": RIVER})
    cli.main(["inbox"])
    capsys.readouterr()
    for raw in (RIVER.decode().encode("utf-16"), b"\xef\xbb\xbf" + RIVER, RIVER.replace(b"\n", b"\r\n")):
        drop(**{"2025-08-other.txt": raw, "2025-08-other.yml": b"url: https://example.org/elsewhere\n"})
        assert cli.main(["inbox"]) == 0
        assert "is registered already as river; this copy is removed" in capsys.readouterr().out
    assert (len(registered(study)), left(study)) == (1, [])


def test_a_text_typed_from_a_picture_is_taken_with_doubts(
    study: Layout, drop: Drops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = b"\x89PNG\r\n\x1a\n of a page"
    drop(**{"2025-08-river.png": picture, "2025-08-river.txt": RIVER})
    assert cli.main(["inbox"]) == 0
    assert "typed from a scan: all 17 figures are doubtful" in capsys.readouterr().out
    assert registered(study)["river"]["format"] == "text (typed from a scan)"
    assert (tmp_path / "texts" / "river.original").read_bytes() == picture
    assert all("value 0.50" in f.doubt for f in load(study.data).figures if f.report_id == "river")
    assert left(study) == []


def test_two_texts_of_one_name_are_refused(study: Layout, drop: Drops) -> None:
    drop(**{"2025-08-river.html": PAGE.encode(), "2025-08-river.txt": RIVER})
    assert cli.main(["inbox"]) == 1
    assert "stands there twice" in reason(study, "2025-08-river")


def test_what_killed_two_calls_is_not_read_by_a_third(study: Layout, drop: Drops) -> None:
    drop(**{"2025-08-a.txt": RIVER})
    journal = study.data / "inbox" / ".reading"
    journal.write_text('{"2025-08-a.txt": 2}')
    assert cli.main(["inbox"]) == 1
    assert "2 calls were killed while they read it; drop its text as .txt" in reason(study, "2025-08-a")
    journal.write_text('{"2025-08-b.txt": 1}')
    drop(**{"2025-08-b.txt": RIVER})
    assert cli.main(["inbox"]) == 0
    assert not journal.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (f"title: {'a' * 301}\n", "expected at most 300 letters in one line, no formula"),
        ("title: =1+1\n", "expected at most 300 letters in one line, no formula"),
        ("publisher: '@SUM(A1)'\n", "expected at most 200 letters in one line, no formula"),
        ("url: javascript:alert(1)\n", "expected an address that begins with https:// or http://"),
        ("title: !!python/name:os.system x\n", "line 2: tags are not used"),
        (f"title: {'a' * 20_000}\n", "is larger than 10,000 bytes"),
    ],
)
def test_a_description_is_bounded(study: Layout, drop: Drops, said: str, message: str) -> None:
    drop(**{"a.txt": RIVER, "a.yml": f"published: 2025-08\n{said}".encode()})
    assert cli.main(["inbox"]) == 1
    assert message in reason(study, "a")
    assert "\n" not in reason(study, "a").strip()


# Rejected


@pytest.mark.parametrize(
    ("name", "raw", "said", "message"),
    [
        ("a.txt", RIVER, "", "begin its name with a day or a month (2025-10-01-a.txt), or put a.yml beside"),
        ("2025-10-3-units.txt", RIVER, "", "nobody says when it was published"),
        ("2025-13-a.txt", RIVER, "", "'2025-13' is no day (2025-10-01) and no month (2025-10)"),
        ("2025-08.txt", RIVER, "", "its name gives no id; use Latin letters, or put 2025-08.yml beside it"),
        ("2025-08-first.txt", RIVER, "", "'first' is registered already; choose another id"),
        (f"2025-08-{'a' * 120}.txt", RIVER, "", "small letters, digits and hyphens, at most 100"),
        ("2025-08-a.txt", b"\xff\xfe", "", "holds no text"),
        ("2025-08-a.txt", bytes(range(256)) * 4, "", "2025-08-a.txt: is no text; save it as text, UTF-8"),
        ("2025-08-a.txt", b" \n", "", "holds no text"),
        ("2025-08-a.txt", b"Kaupunki 12.", "", "the language is not clear; name it: --language fr, or"),
        ("2025-08-a.txt", b"x" * 10_000_001, "", "has more than 10,000,000 letters; split it"),
        ("2025-08-a.txt", b"x" * 50_000_001, "", "is larger than 50,000,000 bytes; split it"),
        ("2025-08-a.doc", old("WordDocument"), "", "is a Word file of the format before 2007; save it as"),
        ("2025-08-a.txt", old("Workbook"), "", "is a sheet of the format before 2007; save it as .xlsx"),
        ("2025-08-a.pdf", b"\x89PNG\r\n", "", "is a picture; drop its text beside it as .txt"),
        ("a.txt", RIVER, "publishd: 2025-08\n", "a.yml: the key 'publishd' means nothing; did you mean publ"),
        ("a.txt", RIVER, "id: a\nid: b\n", "a.yml: line 2: the key 'id' stands twice"),
        ("a.txt", RIVER, "published: [2025-08]\n", "a.yml: published: "),
        ("a.txt", RIVER, "published: 2025-08\nid: ../a\n", "the id '../a'; use small letters"),
        ("a.txt", RIVER, "published: 2025-08\nlanguage: xx\n", "a.txt: the language 'xx' is unknown"),
        ("a.txt", RIVER, "published: 2025-08\nplace: VN-XX\n", "value is 'VN-XX'; expected VN or a code"),
        ("a.txt", RIVER, "published: 2025-08\nreplaces: b\n", "value is 'b'; expected a registered report"),
        ("a.txt", RIVER, "[" * 5000, "a.yml: "),
    ],
)
def test_a_bad_drop_is_rejected_with_the_reason_beside_it(
    study: Layout, drop: Drops, tmp_path: Path, name: str, raw: bytes, said: str, message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    stem = Path(name).stem
    files = {name: raw} | ({f"{stem}.yml": said.encode()} if said else {})
    before = snapshot(tmp_path)
    drop(**files)
    assert cli.main(["inbox"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert line == f"study: {reason(study, stem).strip()} (now in {study.data}/inbox/rejected)"
    rejected = {f"study/data/inbox/rejected/{each}": content for each, content in files.items()}
    reasons = f"study/data/inbox/rejected/{stem}.reason.txt"
    assert {key: value for key, value in snapshot(tmp_path).items() if key != reasons} == before | rejected


def test_one_bad_drop_stops_no_other_and_a_taken_name_gets_a_number(study: Layout, drop: Drops) -> None:
    for _ in range(2):
        drop(**{"2025-08-b.txt": RIVER, "a.txt": MARKET, "a.yml": b"x: 1\n", "z.pdf": b""})
        assert cli.main(["inbox"]) == 1
    assert list(registered(study)) == ["b"]
    assert left(study) == sorted(
        f"rejected/{name}"
        for name in ("a.txt", "a.yml", "a.reason.txt", "a-2.txt", "a-2.yml", "a-2.reason.txt",
                     "z.pdf", "z.reason.txt", "z-2.pdf", "z-2.reason.txt")
    )  # fmt: skip


def test_a_rejected_drop_put_right_is_taken_in(study: Layout, drop: Drops) -> None:
    drop(**{"river.txt": RIVER})
    cli.main(["inbox"])
    rejected = study.data / "inbox" / "rejected"
    (rejected / "river.txt").rename(study.data / "inbox" / "2025-08-river.txt")
    assert cli.main(["inbox"]) == 0
    assert list(registered(study)) == ["river"]


def test_two_texts_or_two_descriptions_of_one_name_are_rejected(study: Layout, drop: Drops) -> None:
    drop(
        **{
            "a.txt": RIVER,
            "a.TXT": MARKET,
            "2025-08-b.txt": RIVER,
            "2025-08-b.yml": b"",
            "2025-08-b.yaml": b"",
        }
    )
    if len(left(study)) < 5:
        pytest.skip("this disk does not tell a.txt from a.TXT")
    assert cli.main(["inbox"]) == 1
    assert "stands there twice" in reason(study, "a")
    assert "stands there twice" in reason(study, "2025-08-b")
    assert registered(study) == {}


def test_links_and_devices_are_not_followed(
    study: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside.txt").write_bytes(RIVER)
    folder = study.data / "inbox"
    (folder / "2025-08-link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "2025-08-side.txt").write_bytes(RIVER)
    (folder / "2025-08-side.yml").symlink_to(tmp_path / "nowhere.yml")
    os.mkfifo(folder / "2025-08-pipe.txt")
    assert cli.main(["inbox"]) == 1
    assert all("is a link or a device" in line for line in capsys.readouterr().err.splitlines())
    assert registered(study) == {}
    assert (tmp_path / "outside.txt").read_bytes() == RIVER
    assert (folder / "rejected" / "2025-08-link.txt").is_symlink()


@pytest.mark.parametrize("odd", ["a\nstudy: b", "a\x1b[2J", "a\u202eb", "a\udcff", "x" * 240, "-rf"])
def test_an_odd_name_makes_no_odd_line_and_no_odd_path(
    study: Layout, drop: Drops, odd: str, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{f"{odd}.txt": RIVER, f"{odd}.yml": b"x: 1"})
    assert cli.main(["inbox"]) == 1
    err = capsys.readouterr().err
    assert (err.count("\n"), err.strip().isprintable()) == (1, True)
    names = [path.name for path in (study.data / "inbox" / "rejected").iterdir()]
    assert len(names) == 3
    assert all(name.isprintable() and len(name) < 200 for name in names)
    drop(**{f"2025-08 {odd[:200]}.txt": RIVER})
    assert cli.main(["inbox"]) == (1 if odd.startswith("x") else 0)
    assert all(row["title"].isprintable() for row in registered(study).values())


def test_a_broken_study_is_no_fault_of_the_drops(
    study: Layout, drop: Drops, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(**{"2025-08-a.txt": RIVER})
    (study.data / "reports.csv").write_text("<<<<<<<\n", encoding="utf-8")
    assert cli.main(["inbox"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "reports.csv: line 1" in line
    assert left(study) == ["2025-08-a.txt"]


def test_the_texts_are_not_kept_in_the_inbox(
    study: Layout, drop: Drops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_TEXTS", str(study.data / "inbox"))
    drop(**{"2025-08-a.txt": RIVER})
    assert cli.main(["inbox"]) == 1
    assert left(study) == ["2025-08-a.txt"]


def test_names_begin_with_a_day_a_month_or_neither() -> None:
    assert dated("2025-10-011") == ("", "2025-10-011")
    assert dated("2025-10 3 units") == ("2025-10", "3 units")
    assert id_of(" Cần Thơ__2 ") == "can-tho-2"
    assert id_of("报告") == ""


# A real stray is still refused


def test_an_addition_does_not_overwrite_what_belongs_to_no_report(study: Layout, drop: Drops) -> None:
    stray = study.data / "figures" / "river.csv"
    stray.write_bytes((study.data / "figures" / "first.csv").read_bytes())
    before = stray.read_bytes()
    drop(**{"2025-08-river.txt": RIVER})
    assert cli.main(["inbox"]) == 1
    assert "river.csv: belongs to no registered report; move it away" in reason(study, "2025-08-river")
    assert stray.read_bytes() == before


# One at a time, stopped, killed, and on a full disk


@pytest.mark.parametrize(
    "call", [["inbox"], ["add", "a.txt", "--id", "a", "--url", "u", "--published", "2025-08"],
             ["review", "first", "--accept", "--on", "2025-10-01"]],
)  # fmt: skip
def test_only_one_command_writes_the_tables_at_a_time(
    study: Layout, call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(RIVER)
    call = [str(tmp_path / "a.txt") if word == "a.txt" else word for word in call]
    with alone(study.lock, "study inbox"):
        assert cli.main([*call, "--wait", "0"]) == 1
    assert capsys.readouterr().err == (
        f"study: {study.lock}: study inbox is under way (process {os.getpid()}); wait until it has ended, "
        "or longer: --wait 600\n"
    )


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_nothing_half_done(
    study: Layout, drop: Drops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    from analysis import registering

    def stopped(path: Path, *rest: object) -> None:
        if path.name == "reports.csv":
            signal.raise_signal(number)
        written(path, *rest)

    written = registering.write_text
    drop(**{"2025-08-a.txt": RIVER})
    before = snapshot(study.data)
    before_handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        monkeypatch.setattr(registering, "write_text", stopped)
        assert cli.main(["inbox"]) == status
    finally:
        signal.signal(signal.SIGINT, before_handler)
    assert snapshot(study.data) == before


def trial(kind: str, folder: Path, *more: str) -> dict[str, object]:
    """What tests/interrupted.py found, in a process of its own."""
    command = [sys.executable, str(ROOT / "tests" / "interrupted.py"), kind, str(folder), *more]
    if kind in ("full", "readonly"):
        command = ["unshare", "--mount", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def may_mount() -> bool:
    try:
        return (
            subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0
        )
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_killed_at_any_write_it_loads_and_the_next_call_ends_it(tmp_path: Path) -> None:
    found = trial("killed", tmp_path)
    assert found["wrong"] == {}
    assert found["kills"] >= 40, "every step on the disk was tried"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["full", "readonly", "limit"])
def test_a_disk_that_refuses_is_told_in_one_line_and_loses_nothing(tmp_path: Path, kind: str) -> None:
    if kind != "limit" and not may_mount():
        pytest.skip("no file system can be mounted here")
    found = trial(kind, tmp_path)
    assert found["wrong"] == {}
    assert found["refused"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("command", "trials"), [("add", 12), ("inbox", 12)])
def test_a_write_that_fails_is_told_in_one_line_and_the_next_call_does_all(
    tmp_path: Path, command: str, trials: int
) -> None:
    """`make kill` tries every write."""
    found = trial("failing", tmp_path, command, str(trials))
    assert found["wrong"] == {}
    assert found["refused"] >= trials // 2


@pytest.mark.slow
@pytest.mark.parametrize(("command", "trials"), [("inbox", 3), ("site", 2)])
def test_killed_at_a_random_moment_the_next_call_ends_it(tmp_path: Path, command: str, trials: int) -> None:
    """`make kill` tries fifty of each."""
    found = trial("random", tmp_path, command, str(trials))
    assert found["wrong"] == {}
