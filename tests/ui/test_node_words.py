"""A node in words."""

from PySide6.QtWidgets import QApplication

from neurodesk.ui.canvas.face import face_of
from neurodesk.ui.node_words import node_facts, node_words
from neurodesk.ui.session import Session


def test_what_a_card_shows_in_words(session: Session):
    """Name, layer, shape, whether it is muted, what is wrong."""
    face = face_of(session.document, session.graph, "conv_1")
    assert node_words("conv_1", face) == "conv_1, Conv 2d"
    assert (
        node_words("conv_1", face, shape="8 x 8 x 8", severity="error", problem="too small", muted=True)
        == "conv_1, Conv 2d, 8 x 8 x 8, muted, error: too small"
    )


def test_the_facts_of_a_card(session: Session, qapp: QApplication):
    """The shape it gives; of one that gives nothing, the shape that arrives."""
    graph = session.graph
    faces = {name: face_of(session.document, graph, name) for name in graph.nodes}
    facts = {name: node_facts(graph, session.flow, name, face) for name, face in faces.items()}
    assert facts["conv_1"] == ((8, 8, 8), "80 params")
    assert facts["output_1"] == ((10,), "")
