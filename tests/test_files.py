import os
from pathlib import Path

import pytest
from pydantic import BaseModel

from analysis.errors import StudyError
from analysis.files import (
    csv_text,
    digest_of_files,
    files_under,
    read_rows,
    read_yaml,
    shown,
    write_rows,
    write_text,
)


class Shape(BaseModel):
    code: str
    answer: str


def refusal(action, *arguments):
    with pytest.raises(StudyError) as caught:
        action(*arguments)
    return str(caught.value)


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = [{"a": "1", "b": 'x, "y"'}, {"a": "NA", "b": "01"}, {"a": "", "b": "đ\u202f"}]
    write_rows(tmp_path / "t.csv", ["a", "b"], rows)
    assert read_rows(tmp_path / "t.csv", ["a", "b"]) == rows
    assert (tmp_path / "t.csv").read_bytes().startswith(b"a,b\n")
    assert b"\r" not in (tmp_path / "t.csv").read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,c\n1,2\n", "line 1: has the columns a, c; expected a, b"),
        ("", "line 1: has the columns (none); expected a, b"),
        ("a,b\n1,2\n3\n", "line 3: has 1 values; expected 2, one for each column"),
        ('a,b\n"1,2\n', "line 2: is not the study's CSV"),
    ],
)
def test_a_broken_csv_is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "t.csv"
    path.write_text(text)
    message = refusal(read_rows, path, ["a", "b"])
    assert message.startswith(str(path))
    assert said in message
    assert "\n" not in message


def test_columns_that_came_later_are_empty_in_an_older_file(tmp_path):
    path, columns = tmp_path / "t.csv", ["a", "later", "b", "latest"]
    path.write_text("a,b\n1,2\n")
    assert read_rows(path, columns, ["later", "latest"]) == [{"a": "1", "later": "", "b": "2", "latest": ""}]
    path.write_text("a,later,b,latest\n1,x,2,y\n")
    assert read_rows(path, columns, ["later", "latest"])[0]["latest"] == "y"
    path.write_text("a,b\n1\n")
    assert "line 2: has 1 values; expected 2" in refusal(read_rows, path, columns, ["later", "latest"])
    path.write_text("a,later,b\n1,x,2\n")
    assert read_rows(path, columns, ["later", "latest"]) == [{"a": "1", "later": "x", "b": "2", "latest": ""}]
    path.write_text("a,latest,b\n1,x,2\n")
    message = refusal(read_rows, path, columns, ["later", "latest"])
    assert "has the columns a, latest, b; expected a, later, b, latest" in message


def test_a_file_that_is_not_utf8_is_refused_with_its_byte(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a,b\n\xff,1\n")
    assert "byte 4: is not UTF-8" in refusal(read_rows, tmp_path / "t.csv", ["a", "b"])


def test_a_missing_file_is_named(tmp_path):
    assert "nowhere.csv: no such file" in refusal(read_rows, tmp_path / "nowhere.csv", ["a"])


def test_a_path_is_shown_in_signs_that_can_be_printed(tmp_path):
    assert shown(tmp_path / "a\x1b[2J\udcff\n") == str(tmp_path / r"a\x1b[2J\udcff\n")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert shown(tmp_path / "loop") == str(tmp_path / "loop")


def test_yaml_scalars_stay_what_they_look_like(tmp_path):
    (tmp_path / "t.yml").write_text("code: 010\nanswer: no\n")
    assert read_yaml(tmp_path / "t.yml", Shape) == Shape(code="010", answer="no")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code: 1\ncode: 2\nanswer: x\n", "line 2: the key 'code' stands twice"),
        ("code: &a 1\nanswer: *a\n", "line 1: anchors and aliases are not used"),
        ("code: [1\n", "line 2:"),
        ("code: 1\n", "answer: Field required"),
        ("code: 1\nanswer: a\x1b[2J\n", "line 2: holds a character that YAML does not know (U+001B)"),
        ("? [code]\n: 1\n", "line 1: a key is no single word"),
        ("code: " + "[" * 4000 + "]" * 4000, "is nested too deep"),
    ],
)
def test_loose_yaml_is_refused(tmp_path, text, said):
    (tmp_path / "t.yml").write_text(text)
    assert said in refusal(read_yaml, tmp_path / "t.yml", Shape)


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "t.txt"
    write_text(path, "old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["t.txt"]


def test_an_unknown_column_is_not_written_silently():
    with pytest.raises(ValueError, match="strange"):
        csv_text(["a"], [{"a": 1, "strange": 2}])


def test_written_files_do_not_depend_on_the_umask(tmp_path: Path):
    previous = os.umask(0o077)
    try:
        write_text(tmp_path / "t.txt", "x")
    finally:
        os.umask(previous)
    assert (tmp_path / "t.txt").stat().st_mode & 0o777 == 0o644


def test_the_hash_of_a_folder_follows_names_and_contents_and_nothing_that_is_left_there(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.py").write_text("1")
    (tmp_path / "a.yml").write_text("2")
    assert list(files_under(tmp_path)) == ["a.yml", "b/one.py"]
    first = digest_of_files(files_under(tmp_path))
    (tmp_path / "b" / "__pycache__").mkdir()
    (tmp_path / "b" / "__pycache__" / "one.pyc").write_text("3")
    (tmp_path / ".a.yml.swp").write_text("4")
    assert digest_of_files(files_under(tmp_path)) == first
    (tmp_path / "a.yml").rename(tmp_path / "c.yml")
    renamed = digest_of_files(files_under(tmp_path))
    (tmp_path / "c.yml").write_text("5")
    assert len({first, renamed, digest_of_files(files_under(tmp_path))}) == 3
