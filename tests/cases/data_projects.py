"""Small projects with data for the cases: sound tables and pictures, and what preparing them says."""

from pathlib import Path

import pytest
from PIL import Image
from rpds import HashTrieMap

from neurodesk.data.prepare import Prepared, prepare
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Chosen, empty_document


def picture(path: Path, value: int = 0) -> None:
    """One small sound picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (9, 9), value).save(path)


def fill(folder: Path, count: int = 60) -> None:
    """Two classes of sound pictures."""
    for index in range(count):
        picture(folder / ("cats" if index % 2 else "dogs") / f"{index}.png", index % 200)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A project folder with a sound table and a sound folder of pictures."""
    fill(tmp_path / "sound", 20)
    (tmp_path / "sound.csv").write_text("a,b\n" + "1,x\n2,y\n" * 10)
    return tmp_path


def loaded(base: Path, source: Chosen, **options: object) -> Prepared:
    """Prepare a source here."""
    document = empty_document().replaced(source=source)
    learning = type(document.learning)(options=HashTrieMap(options))
    return prepare(document.replaced(learning=learning), base)


def refused(base: Path, source: Chosen, text: str, **options: object) -> None:
    """Expect one sentence with this text, and a cure."""
    with pytest.raises(DataError, match=text) as caught:
        loaded(base, source, **options)
    assert caught.value.cure
