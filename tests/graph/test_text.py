"""Keeps the proof that a text says all of a document, stably, and that reading it changes nothing."""

import pytest
from hypothesis import given

from neurodesk.graph.edit import add, add_frame, bend, connect, move, mute, pin, set_learning, set_value
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Document, Frame, Graph, Place, Port, chosen, empty_document
from neurodesk.graph.text import dumps, dumps_fragment, loads, loads_fragment
from tests.graph.any_documents import any_document
from tests.graph.drawings import documents, graphs


def digits() -> Document:
    graph, _ = add(Graph(), chosen("input"), "input_1", Place(0, 0))
    graph, _ = add(graph, chosen("conv2d", filters=16, kernel=(3, 3)), "conv_1", Place(232, 0.5))
    graph = connect(graph, Port("input_1", "out"), Port("conv_1", "image"))
    document = Document({"network": graph}, source=chosen("digits", size=32), notes="Zwölf\nLines")
    return set_learning(document, optimizer=chosen("adam", rate=0.01), options={"epochs": 3})


TEXT = """\
{
  "neurodesk": 2,
  "main": "network",
  "networks": {
    "network": {
      "nodes": {
        "conv_1": {
          "layer": "conv2d",
          "values": {"filters": 16, "kernel": [3, 3]},
          "inputs": {"image": "input_1.out"},
          "at": [232, 0.5]
        },
        "input_1": {
          "layer": "input",
          "at": [0, 0]
        }
      }
    }
  },
  "data": {
    "source": "digits",
    "values": {"size": 32}
  },
  "learning": {
    "recipe": {"key": "supervised"},
    "loss": {"key": "auto"},
    "optimizer": {
      "key": "adam",
      "values": {"rate": 0.01}
    },
    "schedule": {"key": "constant"},
    "options": {"epochs": 3}
  },
  "notes": "Zwölf\\nLines"
}
"""


def test_the_text_of_a_project():
    assert dumps(digits()) == TEXT
    assert loads(TEXT) == digits()


def test_the_marks_of_a_network_stand_beside_what_they_mark():
    graph = pin(mute(digits().graph(), ["conv_1"]), ["conv_1"])
    graph = bend(graph, {Port("conv_1", "image"): [Place(80, 8.5), Place(160, 8)]})
    graph, _ = add_frame(graph, Frame("Zwölf <b>", Place(-16, -16), 400.0, 200.0, 2))
    text = dumps(digits().with_graph("network", graph))
    assert '"inputs": {"image": "input_1.out"},\n          "bends": {"image": [[80, 8.5], [160, 8]]},' in text
    assert '"at": [232, 0.5],\n          "muted": true,\n          "pinned": true\n' in text
    assert '"frame_1": {"text": "Zwölf <b>", "at": [-16, -16], "size": [400, 200], "colour": 2}' in text
    assert loads(text).graph() == graph


def test_a_wire_through_no_dots_is_a_straight_one():
    """An empty list is what a drawing holds no entry for."""
    wired = '"inputs": {"image": "input_1.out"}'
    text = TEXT.replace(wired, wired + ', "bends": {"image": []}')
    assert text != TEXT
    assert loads(text) == digits()


@pytest.mark.parametrize(
    ("wrong", "place", "said"),
    [
        ('"bends": {"image": [[1, 2], [3]]}', "nodes.conv_1.bends.image", "two numbers"),
        ('"bends": {"image": [[1e9, 2]]}', "nodes.conv_1.bends.image", "1,000,000 px"),
        ('"bends": {"other": [[1, 2]]}', "nodes.conv_1.bends.other", "not there"),
        (f'"bends": {{"image": {[[1, 2]] * 65}}}', "nodes.conv_1.bends.image", "at most 64 dots"),
        ('"muted": 1', "nodes.conv_1.muted", "true or false"),
        ('"pinned": "yes"', "nodes.conv_1.pinned", "true or false"),
    ],
)
def test_a_mark_that_does_not_fit_is_named(wrong, place, said):
    with pytest.raises(BadFile, match=said) as caught:
        loads(TEXT.replace('"at": [232, 0.5]', f'"at": [232, 0.5], {wrong}'))
    assert caught.value.place == f"networks.network.{place}"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ('{"at": [0, 0]}', "missing"),
        ('{"at": [0, 0], "size": [8, 8]}', "96 x 64 px"),
        ('{"at": [0, 0], "size": [200, 100], "colour": 6}', "0 to 5"),
        ('{"at": [0, 0], "size": [200, 100], "text": "\\u0007"}', "printable"),
        ('{"at": [0, 0], "size": [200, 100], "run": "rm"}', "no such entry"),
    ],
)
def test_a_frame_that_does_not_fit_is_named(frame, said):
    with pytest.raises(BadFile, match=said) as caught:
        loads(TEXT.replace('"network": {', f'"network": {{"frames": {{"f": {frame}}},', 1))
    assert caught.value.place.startswith("networks.network.frames.f")


def check_round(document: Document) -> None:
    """load(save(x)) == x and save(load(f)) == f."""
    text = dumps(document)
    opened = loads(text)
    assert opened == document
    assert dumps(opened) == text
    assert list(opened.networks) == list(document.networks)
    assert text.encode().decode() == text


@given(documents())
def test_every_document_survives_saving_and_opening(document):
    check_round(document)


@pytest.mark.parametrize("hundred", range(5))
def test_five_hundred_documents_of_all_that_a_file_can_hold_survive(hundred):
    for number in range(100 * hundred, 100 * hundred + 100):
        check_round(any_document(number))


@pytest.mark.slow
@pytest.mark.parametrize("thousand", range(10))
def test_ten_thousand_documents_survive(thousand):
    for number in range(1000 * thousand, 1000 * thousand + 1000):
        check_round(any_document(number))


def test_the_documents_are_of_all_that_a_file_can_hold():
    words = ["repeat", "weights_of", "bends", "muted", "pinned", "frames", "data", "notes", "options", "colour"]
    text = "".join(dumps(any_document(number)) for number in range(50))
    assert [word for word in words if f'"{word}"' not in text] == []
    assert any(len(any_document(number).networks) == 4 for number in range(50))


@given(graphs())
def test_every_fragment_survives_the_clipboard(graph):
    if graph.nodes or graph.frames:
        assert loads_fragment(dumps_fragment(graph)) == (graph, {})


def test_a_whole_project_can_be_pasted_too():
    assert loads_fragment(TEXT)[0] == digits().graph()


def test_a_change_shows_as_the_line_it_is():
    def lines(document: Document) -> set[str]:
        return set(dumps(document).splitlines())

    graph = digits().graph()
    wider = digits().with_graph("network", set_value(graph, "conv_1", "filters", 32))
    assert lines(wider) - lines(digits()) == {'          "values": {"filters": 32, "kernel": [3, 3]},'}
    moved = digits().with_graph("network", move(graph, {"conv_1": Place(8, 8)}))
    assert lines(moved) - lines(digits()) == {'          "at": [8, 8]'}


def test_little_is_needed_and_the_rest_is_usual():
    assert loads('{"neurodesk": 1, "networks": {"network": {}}}') == empty_document()
    with pytest.raises(BadFile):
        loads('{"neurodesk": 1, "networks": {}}')


def test_numbers_keep_their_kind():
    graph, _ = add(Graph(), chosen("x", a=1, b=1.0, c=True, d="1", e=-0.0, f=(1, (2.5,)), g=()), "n")
    opened = loads(dumps(Document({"network": graph}))).graph().nodes["n"]
    assert {name: type(value) for name, value in opened.values.items()} == {
        "a": int, "b": float, "c": bool, "d": str, "e": float, "f": tuple, "g": tuple,
    }  # fmt: skip


def test_a_layer_of_another_version_survives():
    text = TEXT.replace('"conv2d"', '"quantum_conv9"').replace('"filters"', '"big_qubits"')
    assert dumps(loads(text)) == text


def test_copied_blocks_carry_their_networks():
    """What they need comes along, checked like a project's own; a wrong entry names its place."""
    part, _ = add(Graph(), chosen("block", network="inner"), "block_1")
    inner, _ = add(Graph(), chosen("relu"), "relu_1")
    text = dumps_fragment(part, {"inner": inner})
    assert loads_fragment(text) == (part, {"inner": inner})
    with pytest.raises(BadFile, match=r"networks\.inner"):
        loads_fragment(text.replace('"relu_1"', '"no name"'))
    with pytest.raises(BadFile, match="networks"):
        loads_fragment(text.replace('"inner": {', '"in ner": {'))
