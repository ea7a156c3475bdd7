"""Every way in which the program writes survives a kill and a power cut at every moment: what is found is the old or
the new, whole, and the new once it was said to be kept.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.write_paths import WAYS
from tests.disk.crashlab import Recorded, State, content, lay_out, record, room, states
from tests.disk.watching import lacking

Found = tuple[Path, dict[str, Recorded]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found | None]:
    """All ways, taken one after another by one process under strace."""
    if lacking():
        yield None
        return
    with room(tmp_path_factory.mktemp("ways")) as home:
        yield home, record("tests.cases.way_writer", home, WAYS, "torch")


def told(name: str, folder: Path, state: State) -> object:
    """What the program finds in a state."""
    lay_out(state, folder)
    return WAYS[name].read(folder)


@pytest.mark.parametrize("name", WAYS)
def test_no_crash_leaves_anything_but_the_old_or_the_new(name: str, found: Found | None):
    if found is None:
        return
    folder, done = found[0] / name, found[1][name]
    after = content(folder)
    old, new = told(name, folder, done.before), told(name, folder, after)
    assert old != new
    seen: dict[tuple[object, ...], object] = {}
    wrong = []
    for said, state in states(done):
        key = tuple(sorted(state.items()))
        if key not in seen:
            seen[key] = told(name, folder, state)
        if seen[key] != new and (said or (seen[key] != old and seen[key] not in WAYS[name].between)):
            wrong.append((said, seen[key], {path: len(data or b"") for path, data in state.items()}))
    assert not wrong, wrong[0]
    assert old in seen.values()
    assert new in seen.values()
