"""Hostile drawings at every door that takes one: project files, pasted text, the drawing of a run (A1-A25, A31, A42).

All are offered one after the other in one child, and judged by the oracle.
"""

from pathlib import Path

import pytest

from neurodesk.files.project import open_project
from neurodesk.graph.arrange import arrange
from neurodesk.graph.errors import BadFile
from neurodesk.graph.order import find_cycle, order
from neurodesk.graph.text import dumps, loads, loads_fragment
from tests.cases.hostile_files import FOREIGN, ODD, foreign, odd
from tests.cases.hostile_texts import GOOD, OPENED, REFUSED
from tests.cases.oracle import Offer, Seen, offered, opened, refused

TEXTS = ("project", "fragment", "drawing")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What became of every file."""
    room = tmp_path_factory.mktemp("hostile")
    cases: dict[str, Offer] = {}
    for at, (name, text) in enumerate((REFUSED | OPENED).items()):
        path = room / f"{at}.neurodesk"
        path.write_text(text)
        cases |= {f"{door}: {name}": Offer(door, str(path)) for door in TEXTS}
    for name, path in foreign(room / "foreign", ".neurodesk").items():
        cases |= {f"project: {name}": Offer("project", str(path)), f"dropped: {name}": Offer("dropped", [str(path)])}
    for name, path in foreign(room / "others", ".pt").items():
        cases[f"dropped as .pt: {name}"] = Offer("dropped", [str(path)])
    for kind in ODD:
        path = odd(room / "odd" / kind / "a.neurodesk", kind)
        cases |= {f"project: {kind}": Offer("project", str(path)), f"dropped: {kind}": Offer("dropped", [str(path)])}
    (room / "good.neurodesk").write_text(GOOD)
    (room / "bad.neurodesk").write_text(GOOD.replace("relu", "re lu"))
    for name in ("good.neurodesk~", ".good.neurodesk.swp.p", "json.py", "pydantic.py", "torch.py"):  # A8, A40
        (room / name).write_text("raise SystemExit('TOUCHED')")
    warm = [Offer(door, str(room / f"{name}.neurodesk")) for name in ("good", "bad") for door in TEXTS]
    cases["project: A8 a sidecar beside it"] = Offer("project", str(room / "good.neurodesk"))
    return offered(room, cases, [*warm, Offer("dropped", [str(room / "good.neurodesk")])])


@pytest.mark.parametrize("door", TEXTS)
@pytest.mark.parametrize("name", REFUSED)
def test_hostile_text_is_refused_in_a_sentence(report: dict[str, Seen], door: str, name: str):
    refused(report[f"{door}: {name}"])


@pytest.mark.parametrize("door", TEXTS)
@pytest.mark.parametrize("name", OPENED)
def test_what_is_only_unusual_opens_inert(report: dict[str, Seen], door: str, name: str):
    opened(report[f"{door}: {name}"])


@pytest.mark.parametrize("name", FOREIGN)
def test_a1_to_a4_a9_to_a15_files_of_other_programs_are_no_projects(report: dict[str, Seen], name: str):
    for how in ("project", "dropped", "dropped as .pt"):
        refused(report[f"{how}: {name}"])


@pytest.mark.parametrize("kind", ODD)
def test_a10_a21_odd_files_are_refused_without_waiting(report: dict[str, Seen], kind: str):
    refused(report[f"project: {kind}"])
    refused(report[f"dropped: {kind}"])


def test_a8_what_lies_beside_a_project_means_nothing(report: dict[str, Seen]):
    opened(report["project: A8 a sidecar beside it"])


def test_a22_a23_a_cycle_and_a_long_chain_can_be_worked_with():
    cyclic = loads(OPENED["A22 cycle"])
    assert find_cycle(cyclic.graph()) == ["a", "b", "a"]
    assert loads(dumps(cyclic)) == cyclic
    long = loads(OPENED["A23 5000 in a row"]).graph()
    assert len(order(long)) == 5_000
    assert len(arrange(long).places) == 5_000


def test_a15_every_cut_of_a_good_file_is_refused(tmp_path: Path):
    text = dumps(loads(OPENED["A22 cycle"]))
    path = tmp_path / "cut.neurodesk"
    for end in range(len(text.rstrip()) - 1):
        path.write_text(text[:end])
        for read, given in ((open_project, path), (loads_fragment, text[:end])):
            with pytest.raises(BadFile):
                read(given)
