"""Networks in networks: found wrong before anything recurses."""

from neurodesk.compiler.check import check
from neurodesk.compiler.nesting import DEEPEST
from neurodesk.graph.ends import holds
from neurodesk.graph.model import Document, chosen
from tests.compiler.sketches import DIGITS, STACKED, WRONG, block, chained, document, linear


def test_holds():
    """At any depth, and itself."""
    assert holds(STACKED, "network", "residue")
    assert holds(STACKED, "residue", "residue")
    assert not holds(STACKED, "residue", "network")


def test_the_path_of_a_network_in_itself():
    """Is told from the network that holds itself on."""
    whole, facts, _ = WRONG["a network in itself by another"]
    problem = next(one for one in check(whole, facts) if one.code == "recursion")
    assert "a -> b -> a" in problem.text
    assert (problem.network, problem.node) == ("b", "block_1")


def test_other_networks_are_offered():
    """But none that would close a circle."""
    whole = document(chosen("flatten"), block("nowhere"), linear(10), spare=chained(linear(4)))
    problem = next(one for one in check(whole, DIGITS) if one.code == "unknown_network")
    assert [cure.label for cure in problem.cures] == ["Set network of block_1 to spare", "Delete block_1"]


def test_no_network_chosen_yet():
    """Is not an unknown one."""
    whole = document(chosen("flatten"), block(""), linear(10))
    assert "stands for no network yet" in check(whole, DIGITS)[0].text


def test_depth_is_limited():
    """A chain of networks deeper than any use is refused, not followed until Python gives up."""
    deep = {f"level_{at}": chained(block(f"level_{at + 1}")) for at in range(200)}
    whole = document(chosen("flatten"), block("level_0"), linear(10), **deep, level_200=chained(linear(4)))
    problem = next(one for one in check(whole, DIGITS) if one.code == "too_deep")
    assert problem.network == f"level_{DEEPEST - 2}"


def test_a_block_of_a_project_with_one_network_has_one_made():
    """A click gives it a network that passes on what it takes."""
    document = Document({"network": chained(chosen("block"))}, source=chosen("digits"))
    problem = next(each for each in check(document, DIGITS) if each.code == "unknown_network")
    assert problem.cures[0].label == "Make a network for block_1"
    cured = problem.cures[0].edit(document)
    assert list(cured.networks) == ["network", "block"]
    assert not [each for each in check(cured, DIGITS) if each.node == "block_1"]
