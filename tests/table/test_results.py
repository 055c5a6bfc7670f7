from analysis.table.results import MOST_IDS, RESULTS_MIME, SETS_MIME, carried, set_name


def row(name, ids):
    return {"result_id": name, "figure_ids": ids}


def test_an_output_carries_a_set_once_and_no_longer_row_than_fifty():
    many = [f"first:{n}" for n in range(MOST_IDS + 1)]
    few = row("c", many[:MOST_IDS])
    output, name = carried([row("a", many), row("b", many), few]), set_name(many)
    assert [each["figure_ids"] for each in output[RESULTS_MIME]] == [[name], [name], many[:MOST_IDS]]
    assert output[SETS_MIME] == {name: sorted(many)}
    assert carried([few]) == {RESULTS_MIME: [few]}, "without a set, there is nothing beside the results"
