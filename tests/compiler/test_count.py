"""Numbers, operations and memory by arithmetic, and the refusal of what no machine could hold."""

from neurodesk.compiler.count import batch_of, count, memory, refuse
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import chosen
from neurodesk.layers.spec import Cost
from tests.compiler.sketches import CNN, DIGITS, STACKED, WRONG, document, linear


def test_rows():
    """One row a node, and totals."""
    counted = count(CNN, DIGITS)
    rows = {row.name: row for row in counted.nodes}
    assert (rows["conv_1"].shape, rows["conv_1"].parameters, rows["conv_1"].flops) == ((16, 8, 8), 160, 18432)
    assert rows["output_1"].shape == (10,)
    assert counted.parameters == sum(row.parameters for row in counted.nodes) == 2730
    assert counted.flops == sum(row.flops for row in counted.nodes)


def test_memory():
    """Weights in four copies, answers of a whole batch, and the batch itself."""
    assert memory(Cost(100, 0, 1000), 32, 64) == 1600 + 32 * 1000 + 32 * 256
    assert count(CNN, DIGITS).memory == memory(Cost(2730, 0, 4096 + 4096 + 1024 + 1024 + 40), 32, 64)
    assert batch_of(CNN) == 32
    assert batch_of(set_learning(CNN, options={"batch": 8})) == 8
    assert batch_of(set_learning(CNN, options={"batch": "many"})) == 32


def test_blocks_are_counted_with_their_copies():
    """Three copies, three times the weights."""
    rows = {row.name: row for row in count(STACKED, DIGITS).nodes}
    assert rows["block_1"].parameters == 3 * rows["block_2"].parameters == 126


def test_an_unfinished_drawing_is_counted_as_far_as_it_goes():
    """What is not known is left out."""
    document, facts, _ = WRONG["an image into linear"]
    assert [row.name for row in count(document, facts).nodes] == ["input_1", "conv_1"]


def test_impossible_sizes_are_refused_before_anything_is_allocated():
    """Terabytes, found by arithmetic alone, with cures that fit."""
    huge = document(chosen("flatten"), *[linear(100_000)] * 5, linear(10))
    problem = refuse(huge, DIGITS, 32, 16 * 2**30)
    assert problem is not None
    assert problem.text.startswith("Training needs 640.")
    assert "17.2 GB" in problem.text
    assert refuse(CNN, DIGITS, 32, 16 * 2**30) is None


def test_a_smaller_batch_is_a_cure():
    """Where answers, not weights, are too many, the batch is halved until they fit."""
    problem = refuse(CNN, DIGITS, 10**6, 2**30)
    assert problem is not None
    (label,) = [cure.label for cure in problem.cures if "batch" in cure.label]
    size = int(label.split()[-1])
    assert refuse(CNN, DIGITS, size, 2**30) is None
    assert refuse(CNN, DIGITS, 4 * size, 2**30) is not None
