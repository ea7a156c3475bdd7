"""A table's columns get roles, its cells become numbers, and every fault is named by line and column."""

from pathlib import Path

import numpy as np
import pytest

from neurodesk.data import columns
from neurodesk.data.examples import Examples
from neurodesk.data.sources import csv_table
from neurodesk.data.sources.csv_table import CsvTable
from neurodesk.graph.errors import DataError

HEADER = "id,age,city,name,bought"


def row(index: int) -> str:
    """One line of a sound table: row number, number, one of three cities, a name, yes or no."""
    return (
        f"{index},{20 + index * 0.5},{['Paris', 'Rome', 'Bonn'][index % 3]},person {index},{['no', 'yes'][index % 2]}"
    )


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A project folder with a sound table of 60 rows."""
    write(tmp_path, [HEADER, *map(row, range(60))])
    return tmp_path


def write(base: Path, lines: list[str], encoding: str = "utf-8") -> None:
    (base / "t.csv").write_text("\n".join(lines) + "\n", encoding=encoding)


def load(base: Path, **values: object) -> Examples:
    return CsvTable(file="t.csv", **values).load(base)


def told_before_load(base: Path, **values: object) -> str:
    """What the look at the table says against it, before anything is read into numbers."""
    with pytest.raises(DataError) as caught:
        CsvTable(file="t.csv", **values).facts(base)
    return str(caught.value)


def test_roles_features_and_classes_are_found(base):
    told = load(base)
    assert told.facts.features == ("age", "city = Bonn", "city = Paris", "city = Rome")
    assert told.facts.classes == ("no", "yes")
    assert told.facts.task == "classification"
    assert told.x[:3].tolist() == [[20, 0, 1, 0], [20.5, 0, 0, 1], [21, 1, 0, 0]]
    assert told.y[:4].tolist() == [0, 1, 0, 1]
    assert told.names[:2] == ("line 2", "line 3")
    assert told.facts == CsvTable(file="t.csv").facts(base)
    assert '"id" is left out: it only numbers the rows.' in told.notes
    assert '"name" is left out: it holds text with 60 different values.' in told.notes


def test_every_column_says_its_role_and_why(base):
    columns = CsvTable(file="t.csv").columns(base)
    assert [(column.name, column.role) for column in columns] == [
        ("id", "ignore"), ("age", "number"), ("city", "category"), ("name", "ignore"), ("bought", "target"),
    ]  # fmt: skip
    assert all(column.why for column in columns)


def test_roles_can_be_changed(base):
    told = load(base, target="age", ignore="city", categories="bought", numbers="id")
    assert told.facts.task == "regression"
    assert told.facts.features == ("id", "bought = no", "bought = yes")
    assert told.y[:2].tolist() == [[20], [20.5]]
    assert load(base, target="city").facts.classes == ("Bonn", "Paris", "Rome")
    assert load(base, target="age", answer="classification").facts.classes[:3] == ("20", "20.5", "21")


def test_a_name_with_a_comma_is_quoted(base):
    write(base, ['"a, b",c,y', *(f"{index},{index * 2},{index % 2}" for index in range(20))])
    assert load(base, ignore='"a, b"').facts.features == ("c",)


def test_numbers_in_words_of_a_target_are_classes_once(base):
    write(base, ["x,y", *(f"{index},{['1', '1.0', '10', '2'][index % 4]}" for index in range(40))])
    told = load(base)
    assert told.facts.classes == ("1", "2", "10")
    assert told.y[:4].tolist() == [0, 0, 2, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_decimal_commas_and_encodings(base, encoding):
    write(base, ["größe;art", *(f"{index},5;{['klein', 'groß'][index % 2]}" for index in range(20))], encoding)
    told = load(base)
    assert told.x[:2].tolist() == [[0.5], [1.5]]
    assert told.facts.classes == ("groß", "klein")
    assert told.facts.features == ("größe",)


def test_missing_cells_follow_the_rule(base):
    lines = [HEADER, *map(row, range(60))]
    lines[3] = "2,,Bonn,person 2,no"
    lines[4] = "3,21.5,?,person 3,yes"
    lines[5] = "4,22,Rome,person 4,NA"
    write(base, lines)
    told = load(base)
    assert told.missing == (("age", 1),)
    assert np.isnan(told.x[2, 0])
    assert told.x[3].tolist() == [21.5, 0, 0, 0]
    assert [str(skipped) for skipped in told.skipped] == ["line 6: the target is missing"]
    assert len(told.x) == told.facts.examples == 59
    assert "city: 1 missing values are 0 in every category." in told.notes
    assert "Left out because the target is missing: 1 row." in told.notes


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("5,abc,Rome,person 5,yes", r't\.csv, line 7, column "age": expected a number, found "abc"'),
        ("5,22,Rome", r't\.csv, line 7, column "name": expected 5 cells, found 3'),
        ("5,22,Rome,person 5,yes,6", r't\.csv, line 7, column "6": expected 5 cells, found 6'),
    ],
)
def test_a_bad_line_is_named_or_left_out(base, line, text):
    lines = [HEADER, *map(row, range(60))]
    lines[6] = line
    write(base, lines)
    with pytest.raises(DataError, match=text) as caught:
        load(base)
    assert "set Bad lines to Skip" in caught.value.cure
    assert told_before_load(base) == str(caught.value)
    told = load(base, bad_lines="skip")
    assert len(told.x) == 59
    assert [skipped.name for skipped in told.skipped] == ["line 7"]


def test_more_than_one_bad_line_in_twenty_is_refused(base):
    lines = [HEADER, *map(row, range(60))]
    lines[10:14] = ["short"] * 4
    write(base, lines)
    with pytest.raises(DataError, match=r"line 11.*\(4 such lines\)"):
        load(base, bad_lines="skip")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"target": "price"}, 'no column "price". Its columns: age, bought, city, id, name'),
        ({"ignore": "age, colour"}, 'no column "colour"'),
        ({"target": "city", "answer": "regression"}, 'line 2, column "city": expected a number, found "Paris"'),
        ({"ignore": "age,city"}, 'no column to learn from beside the target "bought"'),
        ({"delimiter": "tab"}, "no column to learn from"),
    ],
)
def test_wrong_choices_are_explained(base, values, text):
    with pytest.raises(DataError, match=text) as caught:
        load(base, **values)
    assert caught.value.cure


def test_too_many_values_make_no_classes(base):
    write(base, ["x,y", *(f"{index},name {index}" for index in range(1100))])
    with pytest.raises(DataError, match='target "y" has more than 1000 different values'):
        load(base, target="y")
    with pytest.raises(DataError, match='"y" has more than 1000 different values, too many for a category'):
        load(base, target="x", categories="y")


@pytest.mark.parametrize("bad_lines", ["stop", "skip"])
@pytest.mark.parametrize(
    ("values", "cure"),
    [
        ({"numbers": "name"}, 'Give the column "name" the role Category or Left out.'),
        ({"numbers": "long", "target": "bought"}, 'Give the column "long" the role Left out.'),
        ({"target": "name", "answer": "regression"}, "Set Answer to Classification, or give another column"),
    ],
)
def test_a_role_that_no_cell_can_play_is_said_at_the_look(base, values, cure, bad_lines):
    """Before anything is read; that lines may be left out is no help when every line is bad."""
    write(base, [f"{HEADER},long", *(f"{row(index)},text {index}" for index in range(60))])
    if values.get("numbers") == "long":
        write(base, [f"{HEADER},long", *(f"{row(index)},text {index}" for index in range(1100))])
    with pytest.raises(DataError, match=r"line 2, column .*expected a number") as caught:
        CsvTable(file="t.csv", bad_lines=bad_lines, **values).facts(base)
    assert cure in caught.value.cure
    assert "Skip" not in caught.value.cure
    assert {column.name for column in CsvTable(file="t.csv", **values).columns(base)} >= {"name", "long"}


def test_columns_that_are_bad_in_turn_are_refused_when_read(base):
    """Each has 4 % of its cells wrong, which a look at the columns cannot add up."""
    lines = [f"{'x' if index in (3, 9) else index},{'x' if index in (20, 30) else index},y{index % 2}"
             for index in range(50)]  # fmt: skip
    write(base, ["a,b,c", *lines])
    assert CsvTable(file="t.csv", bad_lines="skip").facts(base).features == ("a", "b")
    with pytest.raises(DataError, match=r"line 5.*\(4 such lines\)"):
        load(base, bad_lines="skip")


@pytest.mark.parametrize(
    ("rows", "text"), [(9, "t.csv has 9 rows, but at least 10"), (12, 'Only 8 rows have the target "c"')]
)
def test_too_few_rows_are_said_at_the_look(base, rows, text):
    """And which of them count."""
    write(base, ["a,b,c", *(f"{at},{at * at},{'' if at > 7 and rows > 9 else 'yn'[at % 2]}" for at in range(rows))])
    assert text in told_before_load(base, target="c")


def test_a_single_row_is_too_few(base):
    """Not its delimiter is to blame."""
    write(base, ["a,b,c", "1,2,yes"])
    with pytest.raises(DataError, match=r"t\.csv has a single row, but at least 10 are needed") as caught:
        CsvTable(file="t.csv").facts(base)
    assert caught.value.cure == "Choose a table with a row for each example."


@pytest.mark.parametrize("lines", [["a,b"], ["a,b", "1"]])
def test_a_table_without_rows_is_explained(base, lines):
    write(base, lines)
    with pytest.raises(DataError, match=r"no rows|line 2: expected 2 cells, found 1"):
        CsvTable(file="t.csv", header="yes").facts(base)


def test_a_header_that_is_missing_is_said(base):
    write(base, [f"{index}.5,{'ab'[index % 2]}" for index in range(20)])
    told = load(base)
    assert told.facts.features == ("column 1",)
    assert any("taken for data" in note for note in told.notes)


def test_the_look_is_remembered_until_the_file_changes(base, monkeypatch):
    seen = []
    find = csv_table.find_layout
    monkeypatch.setattr(csv_table, "find_layout", lambda *rest: seen.append(rest) or find(*rest))
    source = CsvTable(file="t.csv")
    source.facts(base)
    CsvTable(file="t.csv", target="city").facts(base)
    assert len(seen) == 1
    write(base, [HEADER, *map(row, range(61))])
    assert source.facts(base).examples == 61
    assert len(seen) == 2


def test_huge_numbers_are_left_to_the_scan_without_a_warning(base):
    write(base, ["x,y", *(f"{index},{index % 2}" for index in range(20)), "1e300,1"])
    assert np.isinf(load(base).x).sum() == 1


def test_a_table_too_large_for_memory_is_refused(base, monkeypatch):
    monkeypatch.setattr(columns, "MAX_BYTES", 100)
    with pytest.raises(DataError, match="60 rows of 4 features need more than"):
        load(base)


def test_signs_of_another_kind_in_the_cells_leave_the_table_whole(base):
    write(base, ["a,b,y", *(f"{n}.0,0.{n},c{n % 2}; ok; fine" for n in range(20))])
    assert load(base).facts.features == ("a", "b")
    assert load(base).facts.classes == ("c0; ok; fine", "c1; ok; fine")


@pytest.mark.parametrize("values", [{}, {"bad_lines": "skip"}, {"delimiter": "comma"}])
def test_a_wrong_number_of_cells_leads_to_the_delimiter(base, values):
    write(base, ["title", *["1;2,5;x", "2;3,5;y"] * 10] if values.get("delimiter") else ["a,b,y", *["1,2"] * 20])
    with pytest.raises(DataError, match=r"expected \d cells") as caught:
        load(base, **values)
    assert "Delimiter" in caught.value.cure
    assert "column's role" not in caught.value.cure


def test_the_delimiter_is_named_beside_sound_lines_too(base):
    write(base, ["a,b,y", *["1,2,x", "2,3,y"] * 10, "1,2"])
    with pytest.raises(DataError, match="expected 3 cells, found 2") as caught:
        load(base)
    assert "Delimiter" in caught.value.cure
