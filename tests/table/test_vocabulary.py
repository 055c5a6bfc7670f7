"""Names on which people and scripts outside the repository rely."""

import pytest

from analysis.errors import StudyError
from analysis.files import DATA
from analysis.table.catalogue import read_breakdowns
from analysis.table.vocabulary import FIGURE_COLUMNS, PER


def test_figures_have_these_columns_in_this_order():
    assert ",".join(FIGURE_COLUMNS) == (
        "figure_id,report_id,start,end,quote,measure,value,value_max,alternative,unit,qualifier,role,place,"
        "locality,units_covered,period_start,period_end,period_basis,against_start,against_end,relation,"
        "related,source,holder,breakdown,per,doubt,status,note"
    )


def test_the_dictionary_of_the_data_names_them_and_the_words_of_breakdown_and_per():
    dictionary = (DATA / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in dictionary.splitlines() if line.startswith("| per |")]
    assert [word for word in PER if word not in row] == []
    table = dictionary.partition("## figures/")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    named = [name.strip() for row in rows for name in row.split(",")]
    assert [name for name in FIGURE_COLUMNS if name not in named] == []


def test_breakdowns_of_channel_level_and_sector_are_catalogued():
    found = read_breakdowns()
    assert {word for word, subject in found.items() if subject == "channel"} == {
        "online",
        "in_person",
        "post",
    }
    assert {word for word, subject in found.items() if subject == "level"} == {
        "central",
        "province",
        "commune",
    }
    assert {"health", "education", "culture", "offices"} <= set(found)


def test_a_word_that_stands_in_two_breakdowns_is_refused(tmp_path):
    path = tmp_path / "measures.yml"
    path.write_text("measures: []\nbreakdowns: {channel: [post], level: [post]}\n")
    with pytest.raises(StudyError, match="breakdowns, post: stands twice"):
        read_breakdowns(path)
