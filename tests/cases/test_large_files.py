"""No file of 50 MB costs more than 256 MB, at no door (A11, A14, A21, A29, A34, A37); only sound tables take over 2 s.

In the suite the doors' own tests hold one of them each; here are all kinds.
"""

from pathlib import Path

import pytest

from tests.cases.hostile_texts import GOOD
from tests.cases.large_files import CASES
from tests.cases.oracle import Offer, Seen, offered, passed
from tests.training.running import mlp, run

WHOLE = "table: "  # every cell is looked at twice, in a thread or in the engine, which says how far it is and stops
BATCH = 6  # files of one child


def report(room: Path, names: list[str]) -> dict[str, Seen]:
    """What came of some of them, offered in one child."""
    for name in ("sound", "warm"):
        run(mlp(epochs=2), room / name)
    (room / "outside").mkdir()
    (room / "a.neurodesk").write_text(GOOD)
    (room / "t.csv").write_text("a,b\n" + "1,x\n2,y\n" * 20)
    cases = {}
    for at, name in enumerate(names):
        (room / str(at)).mkdir()
        cases[name] = CASES[name](room / str(at))
    warm = [Offer(door, str(room / "warm")) for door in ("listed", "evaluate", "resume")]
    warm += [Offer(door, str(room / "a.neurodesk")) for door in ("project", "fragment", "drawing")]
    warm += [Offer("data", ["csv", {"file": "t.csv"}, str(room)])]
    warm += [Offer("at_home", [str(room / "none"), door]) for door in ("recovery", "version")]
    if any(offer.door == "pasted" for offer in cases.values()):
        warm.append(Offer("pasted", str(room / "a.neurodesk")))
    return offered(room, cases, warm, writes=True, patience=60.0)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(CASES), BATCH))
def test_50_mb_cost_no_more_than_256(tmp_path: Path, first: int):
    """Read or refused; a table is read to its end however long that takes, for it may be sound."""
    broken = []
    for name, seen in report(tmp_path, list(CASES)[first : first + BATCH]).items():
        print(f"{name}: {seen.seconds:.1f} s, {seen.grown:.0f} MB, {seen.words[:90]}")  # the figures, with -rP
        try:
            passed(seen._replace(seconds=0.0) if name.startswith(WHOLE) else seen)
        except AssertionError:
            broken.append(seen._replace(words=seen.words[:200]))
    assert broken == []
