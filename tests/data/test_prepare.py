"""Data is split, filled and scaled by its training part alone, and known again by its fingerprint."""

from pathlib import Path

import numpy as np
import pytest
from rpds import HashTrieMap

from neurodesk.data.prepare import PARTS, prepare
from neurodesk.data.source import SOURCES
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Document, chosen, empty_document

HERE = Path()
MADE = [source.key for source in SOURCES if source.key not in {"csv", "image_folder"}]


def document(key: str, options: dict[str, object] | None = None, **values: object) -> Document:
    """A document with this source and these learning options."""
    made = empty_document().replaced(source=chosen(key, **values))
    return made.replaced(learning=type(made.learning)(options=HashTrieMap(options or {})))


@pytest.mark.parametrize("key", MADE)
def test_every_part_keeps_what_the_facts_promise(key):
    prepared = prepare(document(key), HERE)
    for part in PARTS:
        x, y = prepared.part(part)
        assert x.shape == (len(prepared.indexes(part)), *prepared.facts.input)
        assert x.dtype == np.float32
        assert y.dtype == (np.float32 if prepared.facts.task == "regression" else np.int64)
        assert np.isfinite(x).all()
        assert len(prepared.names(part)) == len(x) == len(prepared.raw(part)[0])
    assert prepared.facts == SOURCES[key]().facts(HERE)


def test_scaling_knows_the_training_part_only():
    prepared = prepare(document("wine"), HERE)
    x = prepared.raw("train")[0].astype(np.float64)
    assert np.allclose(prepared.scaling.mean, x.mean(0), rtol=1e-5)
    assert np.allclose(prepared.scaling.std, x.std(0), rtol=1e-5)
    assert np.allclose(prepared.part("train")[0].mean(0), 0, atol=1e-4)
    assert not np.allclose(prepared.part("test")[0].mean(0), 0, atol=1e-3)


def test_numbers_to_predict_are_scaled_and_can_be_brought_back():
    prepared = prepare(document("diabetes"), HERE)
    scaled, raw = prepared.part("train")[1], prepared.raw("train")[1]
    assert abs(float(scaled.mean())) < 1e-4
    assert abs(float(scaled.std()) - 1) < 1e-4
    assert raw.max() > 300
    assert np.allclose(prepared.target.undo(scaled), raw, rtol=1e-4)


def test_classes_are_not_scaled():
    prepared = prepare(document("iris"), HERE)
    assert np.array_equal(prepared.part("test")[1], prepared.raw("test")[1])


def test_options_and_seed_set_the_split():
    prepared = prepare(document("xor", {"test": 0.5, "validation": 0.0, "seed": 3}, points=100), HERE)
    assert [len(part) for part in prepared.split] == [50, 0, 50]
    by_hand = prepare(document("xor", {"test": 0.5, "validation": 0.0}, points=100), HERE, seed=3)
    assert np.array_equal(prepared.split.test, by_hand.split.test)
    other = prepare(document("xor", {"test": 0.5, "validation": 0.0}, points=100), HERE)
    assert not np.array_equal(prepared.split.test, other.split.test)


def test_the_fingerprint_follows_data_and_values_but_not_the_split():
    first = prepare(document("moons"), HERE).fingerprint
    assert len(first) == 64
    assert prepare(document("moons", {"seed": 5, "test": 0.3}), HERE).fingerprint == first
    assert prepare(document("moons", seed=1), HERE).fingerprint != first
    assert prepare(document("moons", noise=0.11), HERE).fingerprint != first


@pytest.mark.parametrize("options", [{"test": 0.6, "validation": 0.5}, {"test": "half"}, {"seed": 0.5}, {"test": True}])
def test_impossible_options_are_refused(options):
    with pytest.raises(DataError) as caught:
        prepare(document("xor", options), HERE)
    assert caught.value.cure


def test_no_source_is_explained():
    with pytest.raises(DataError, match="No data is chosen yet"):
        prepare(empty_document(), HERE)


TABLE = "age,city,who\n" + "".join(
    f"{index if index % 10 else ''},{'NY' if index % 3 else 'LA'},{'ab'[index % 2]}\n" for index in range(60)
)


def test_missing_values_take_the_mean_of_the_training_part(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    prepared = prepare(document("csv", file="t.csv"), tmp_path)
    ages = np.array([np.nan if index % 10 == 0 else index for index in range(60)])
    mean = np.float32(np.nanmean(ages[prepared.split.train]))
    assert np.allclose(prepared.examples.x[::10, 0], mean)
    assert np.allclose(prepared.examples.x[1::10, 0], ages[1::10])
    assert "age: 6 missing values are filled with the training part's mean." in prepared.notes


def test_a_changed_file_is_read_again_and_has_another_fingerprint(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    first = prepare(document("csv", file="t.csv"), tmp_path)
    assert prepare(document("csv", file="t.csv"), tmp_path).examples.facts is first.examples.facts  # remembered
    file.write_text(TABLE.replace("11,", "12,"))
    assert prepare(document("csv", file="t.csv"), tmp_path).fingerprint != first.fingerprint


def test_the_fingerprint_does_not_depend_on_where_the_file_lies(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.csv").write_text(TABLE)
    prints = {prepare(document("csv", file=f"{name}.csv"), tmp_path / name).fingerprint for name in ("one", "two")}
    assert len(prints) == 1
