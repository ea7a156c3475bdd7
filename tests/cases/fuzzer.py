"""The fuzzer: sound files spoilt at random, from a seed, each opened and worked with by the oracle's child.

    python -m tests.cases.fuzzer --count 100000 --seed 1 --keep found
    python -m tests.cases.fuzzer --seed 1 --only 672

A mutant that breaks a promise is kept as a file and named by its seed and number, by which it is made again alone.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.cases.hostile_texts import GOOD
from tests.cases.mutants import Mutant, sound
from tests.cases.oracle import Offer, Seen, offered, passed

BATCH = 400  # mutants of one child


def fuzz(room: Path, seed: int, count: int, keep: Path | None = None, first: int = 0) -> list[tuple[str, Seen]]:
    """Open `count` mutants from number `first`; those that broke a promise, with what was seen, and kept in `keep`."""
    broken = []
    for start in range(first, first + count, BATCH):
        place = room / str(start)
        place.mkdir()
        mutants = [Mutant(seed, number) for number in range(start, min(start + BATCH, first + count))]
        (place / "good").mkdir()
        (place / "good" / "a.neurodesk").write_text(GOOD)
        (place / "good" / "runs.sqlite").write_bytes(sound()["runs"])
        (place / "good" / "t.csv").write_text("a,b\n" + "1,x\n2,y\n" * 20)
        (place / "good" / "a.safetensors").write_bytes(sound()["weights"])
        good = str(place / "good")
        warm = [Offer("worked_with", f"{good}/a.neurodesk"), Offer("weights", f"{good}/a.safetensors"),
                Offer("listed", good), Offer("data", ["csv", {"file": "t.csv"}, good])]  # fmt: skip
        (place / "outside").mkdir()
        seen = offered(place, {mutant.name: mutant.offer(place) for mutant in mutants}, warm, writes=True)
        for mutant in mutants:
            try:
                passed(seen[mutant.name])
            except AssertionError:
                broken.append((mutant.name, seen[mutant.name]))
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{mutant.name}.{mutant.kind}").write_bytes(mutant.data)
        shutil.rmtree(place)
    return broken


def main() -> None:
    """Fuzz, tell what broke, and leave with 1 where anything did."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--count", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--only", type=int, help="the number of one mutant")
    asked.add_argument("--keep", type=Path, default=Path("fuzzed"))
    told = asked.parse_args()
    if told.only is not None:
        told.first, told.count = told.only, 1
    with tempfile.TemporaryDirectory() as folder:
        broken = fuzz(Path(folder), told.seed, told.count, told.keep, told.first)
    for name, seen in broken:
        print(f"{name}: {seen.untyped or ''} {seen.seconds:.2f} s {seen.grown:.0f} MB {seen.acts} {seen.words[:200]}")
    print(f"{told.count} mutants of seed {told.seed}: {len(broken)} broke a promise")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
