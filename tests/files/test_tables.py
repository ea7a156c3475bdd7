"""A table that is saved can be opened in a spreadsheet without harm."""

import csv

import pytest

from neurodesk.disk.atomic import SaveError
from neurodesk.files.tables import csv_text, save_csv


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+cmd", "-1+1", "@SUM(1)", "\t=1", "  =1+1"])
def test_no_name_is_a_formula(name: str):
    """CASES A32: an apostrophe makes it text; nothing of it is lost."""
    ((cell,),) = csv.reader([csv_text([[name]])])
    assert cell == f"'{name}"


def test_numbers_stay_numbers(tmp_path):
    """Negative ones too; what is unknown is empty; quotes and umlauts survive."""
    path = tmp_path / "scores.csv"
    save_csv(path, [["class", "score"], ['Größe, "x"', -1.5], ["cat", None], ["<script>", 3]])
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["class", "score"], ['Größe, "x"', "-1.5"], ["cat", ""], ["<script>", "3"]]


def test_a_folder_that_is_not_there(tmp_path):
    """A sentence, not a traceback."""
    with pytest.raises(SaveError):
        save_csv(tmp_path / "none" / "scores.csv", [["a"]])
