"""The preview shows every class, unscaled, and counts all examples."""

from pathlib import Path

import numpy as np

from neurodesk.data.prepare import prepare
from neurodesk.data.preview import preview
from neurodesk.graph.model import chosen, empty_document


def of(key: str, count: int, **values: object):
    """The preview of a source, with what it was made from."""
    prepared = prepare(empty_document().replaced(source=chosen(key, **values)), Path())
    return preview(prepared, count), prepared


def test_the_first_pictures_show_each_class():
    shown, prepared = of("digits", 25, layout="flat")
    assert shown.pictures.shape == (25, 1, 8, 8)
    assert sorted(shown.labels[:10]) == list(range(10))
    assert shown.pictures.min() == 0
    assert shown.pictures.max() == 1
    assert shown.counts.sum() == 1797
    assert shown.parts == (1258, 180, 359)
    assert set(shown.names) <= set(prepared.names("train"))  # the test part is not looked at


def test_values_are_in_the_units_of_the_data():
    shown, _ = of("diabetes", 6)
    assert shown.pictures.shape == (6, 0)
    assert shown.values[:, 0].min() >= 18  # an age
    assert shown.labels.max() > 25
    assert shown.counts.sum() == 442
    assert shown.features[0] == "age"


def test_asking_for_more_than_there_is_gives_all_there_is():
    shown, _ = of("xor", 10_000, points=40)
    assert len(shown.names) == len(shown.values) == 28
    assert np.array_equal(np.bincount(shown.labels), [14, 14])
    assert len(of("xor", -1)[0].names) == 0


def test_the_parts_share_the_classes_out():
    """Shares per part and class add up to the counts; any part can be looked at, page by page."""
    shown, prepared = of("iris", 5)
    assert shown.shares.shape == (3, 3)
    np.testing.assert_array_equal(shown.shares.sum(0), shown.counts)
    np.testing.assert_array_equal(shown.shares.sum(1), shown.parts)
    np.testing.assert_allclose(shown.entering, prepared.scaling.apply(shown.values))
    every = preview(prepared, 30, "test")
    page = preview(prepared, 10, "test", 20)
    assert page.names == every.names[20:]
    assert set(every.names) == set(prepared.names("test"))
    numbers, _ = of("diabetes", 5)
    assert len(numbers.edges) == 11
    assert numbers.shares.sum() == 442
