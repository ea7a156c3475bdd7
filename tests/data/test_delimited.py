"""How a table is written is found out; what is no table is refused with its place."""

from pathlib import Path

import pytest

from neurodesk.data import delimited
from neurodesk.data.delimited import find_layout, read_rows
from neurodesk.graph.errors import DataError

ROWS = [["age", "größe", "who"], ["1.5", "a b", "x"], ["2.5", "c, d", "y"], ["3", "e", "x"]]


def written(tmp_path: Path, data: bytes | str) -> Path:
    """A file with this content."""
    path = tmp_path / "t.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def quoted(rows: list[list[str]], sign: str) -> str:
    return "\r\n".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in row) for row in rows)


def read(path: Path, **options: str) -> list[list[str]]:
    layout = find_layout(path, **options)
    return [list(layout.names)] * layout.has_header + [row for _, row in read_rows(path, layout)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_any_delimiter_and_encoding_is_found(tmp_path, sign, encoding):
    assert read(written(tmp_path, quoted(ROWS, sign).encode(encoding))) == ROWS


def test_a_decimal_comma_is_told_from_a_delimiter(tmp_path):
    layout = find_layout(written(tmp_path, "a;b\n1,5;2,25\n3,5;4\n"))
    assert (layout.delimiter, layout.decimal) == (";", ",")
    assert find_layout(written(tmp_path, "a,b\n1.5,2.25\n")).decimal == "."


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a,b\n1,x\n", True),
        ("1,x\n2,y\n", False),
        ("a,b\nx,y\ny,x\n", True),
        ("x,y\ny,x\nx,x\n", False),
        ("name,\nann,3\n", True),
    ],
)
def test_a_missing_header_is_noticed(tmp_path, text, header):
    layout = find_layout(written(tmp_path, text))
    assert layout.has_header == header
    assert header or layout.names == ("column 1", "column 2")


def test_header_and_delimiter_can_be_said(tmp_path):
    path = written(tmp_path, "2019,2020\n1,2\n")
    assert read(path, header="yes")[0] == ["2019", "2020"]
    assert find_layout(path, delimiter="semicolon").names == ("column 1",)


def test_lines_are_numbered_as_an_editor_shows_them(tmp_path):
    path = written(tmp_path, 'a,b\n\n1,"two\nlines"\n\n3,4\n')
    assert [line for line, _ in read_rows(path, find_layout(path))] == [3, 6]


def test_doubled_names_are_told_apart(tmp_path):
    assert find_layout(written(tmp_path, "a,a,,b\u202e\n1,2,3,4\n")).names == ("a", "a (2)", "column 3", "b")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"a,b\n1,2\n3,\0\n", 'line 3, column "2": a NUL byte'),
        (
            "a,b\nö,2\n".encode() + "3,é\n".encode("latin-1"),
            'line 3, column "2": letters are written in another way than in line 2',
        ),
        (b'a,b\n1,2\n3,"four\n5,6\n', "line 3: a quote is opened and never closed"),
        (b'a,b\n1,2\n3,"four"4\n5,6\n', "line 3: text follows a closing quote"),
        (b"\xff\xfea\0,\0b\0\n\0\x00\xd8\n\0", "the text is not utf-16"),
    ],
)
def test_what_is_no_table_is_named_with_its_place(tmp_path, data, text):
    path = written(tmp_path, data)
    with pytest.raises(DataError, match=text) as caught:
        list(read_rows(path, find_layout(path)))
    assert caught.value.cure


def test_sizes_are_capped(tmp_path, monkeypatch):
    path = written(tmp_path, "a,b,c\n1,2,3\n4,5,6\n")
    for name, most, text in (
        ("MAX_ROWS", 1, "line 3: at most 1 rows"),
        ("MAX_LINE", 3, "line 1: the line has more than 3"),
        ("MAX_COLUMNS", 2, "3 columns; at most 2"),
        ("MAX_FILE", 10, "MB are read"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(delimited, name, most)
            with pytest.raises(DataError, match=text):
                list(read_rows(path, find_layout(path)))
    assert len(read(path)) == 3


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (["a,b,y", *[f"{n}.0,0.{n},c{n % 2}; ok; fine" for n in range(8)]], ","),
        (["a;b", *["1,5;2,25"] * 8], ";"),
        (["0,5;1,5;2,5"] * 8, ";"),
        (["Size, cm;Mass, kg;Age, years", *["1,5;2,5;3,5"] * 8], ";"),
        (["a,b,c;d", *["1,2,x;y"] * 8], ","),
        (["a,b,y", "1,2", "1,2", "1,2,x", "1;2,3,x"], ","),
        (["My table", *["1;2;x"] * 8], ";"),
        ([*[""] * 120, "a;b", "1;2"], ";"),
    ],
)
def test_the_header_has_a_say_in_the_delimiter(tmp_path, lines, sign):
    assert find_layout(written(tmp_path, "\n".join(lines))).delimiter == sign
