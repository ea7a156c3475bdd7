"""Declarations check their values; catalogues find them by key and by what people type."""

import pytest

from neurodesk.graph.errors import ParameterError
from neurodesk.graph.model import chosen
from neurodesk.layers.declared import Catalogue, Declared
from neurodesk.layers.parameters import Float, Int


class Animal(Declared):
    """Something alive."""

    legs = Int(4, min=0, max=1000, doc="How many.")


ANIMALS: Catalogue[Animal] = Catalogue("animal")


@ANIMALS.declare("house_cat", aliases=("kitty", "tom-cat"))
class Cat(Animal):
    """A small hunter that purrs. It sleeps a lot.

    It is said to have nine lives.
    """

    quick = ("cat",)
    weight = Float(4.0, min=0.1, max=20.0, doc="In kg.")


@ANIMALS.declare("caterpillar", "Hungry caterpillar")
class Caterpillar(Animal):
    """A larva."""

    legs = Int(16, min=0, max=32, doc="More of them.")


@ANIMALS.declare("squid")
class Squid(Animal):
    """A swimmer. Its shape is a parameter, and also a method."""

    shape_ = Int(1, min=0, max=9, doc="Which.")

    def shape(self) -> int:
        """Use the parameter of the same name."""
        return self.values["shape"]


def test_values_are_the_defaults_and_what_was_given():
    cat = Cat(legs=3)
    assert dict(cat.values) == {"legs": 3, "weight": 4.0}
    assert (cat.legs, cat.weight) == (3, 4.0)
    assert repr(cat) == "Cat(legs=3)"
    assert Squid(shape=2).shape() == 2
    assert list(Squid.params()) == ["legs", "shape"]


def test_parameters_are_inherited_and_can_be_declared_anew():
    assert list(Cat.params()) == ["legs", "weight"]
    assert Caterpillar().legs == 16
    assert Animal().legs == 4


def test_the_docstring_is_the_explanation():
    assert Cat.summary == "A small hunter that purrs."
    assert Cat.doc.endswith("nine lives.")


@pytest.mark.parametrize(
    ("values", "said"), [({"legs": -1}, "legs must be at least 0"), ({"wings": 2}, "has no parameter")]
)
def test_wrong_values_are_refused(values: dict[str, int], said: str):
    with pytest.raises(ParameterError, match=said):
        Cat.of(values)
    with pytest.raises(ParameterError, match=said):
        ANIMALS.make(chosen("house_cat", **values))


def test_a_catalogue_keeps_the_order_and_makes_what_was_chosen():
    assert ANIMALS.keys() == ("house_cat", "caterpillar", "squid")
    assert list(ANIMALS) == [Cat, Caterpillar, Squid]
    assert len(ANIMALS) == 3
    assert "squid" in ANIMALS
    assert "dog" not in ANIMALS
    assert ANIMALS["squid"] is Squid
    assert ANIMALS.make(chosen("house_cat", legs=3)).legs == 3
    with pytest.raises(ParameterError, match="there is no animal called 'dog'"):
        ANIMALS.make(chosen("dog"))


def test_a_key_is_taken_once():
    with pytest.raises(ValueError, match="are called 'squid'"):
        ANIMALS.declare("squid")


def test_labels_are_made_from_keys():
    assert [cls.label for cls in ANIMALS] == ["House cat", "Hungry caterpillar", "Squid"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("house_cat", [Cat]), ("House Cat", [Cat]), ("cat", [Cat, Caterpillar]), ("kit", [Cat]), ("TOM CAT", [Cat]),
        ("hung", [Caterpillar]), ("pillar", [Caterpillar]), ("dog", []), ("", [Cat, Caterpillar, Squid]),
    ],
)  # fmt: skip
def test_search_puts_whole_words_first(text: str, found: list[type[Animal]]):
    assert ANIMALS.search(text) == found
