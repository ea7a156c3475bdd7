"""The data in a few words says how many numbers a network must give."""

from neurodesk.compiler.facts import Facts


def test_outputs_are_classes_or_targets():
    """One number per class, or one per target."""
    assert Facts((4,), classes=("a", "b", "c")).outputs == 3
    assert Facts((4,), task="regression").outputs == 1
    assert Facts((4,), task="regression", targets=2, classes=("unused",)).outputs == 2
