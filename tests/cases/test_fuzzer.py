"""Spoilt files by the hundred, and under --slow by the ten thousand: none crashes, hangs, fills memory or acts."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cases import fuzzer
from tests.cases.fuzzer import fuzz
from tests.cases.mutants import LONGEST, MOST, Mutant, places, sound, tight
from tests.cases.oracle import Seen

FEW, MANY = 250, 20_000


def told(broken: list) -> str:
    """What broke, for a person."""
    return "\n".join(f"{name}: {seen}" for name, seen in broken[:20])


def test_a_mutant_is_the_same_for_ever():
    assert [Mutant(7, at).data for at in range(9)] == [Mutant(7, at).data for at in range(9)]
    assert len({Mutant(7, at).data for at in range(40)}) > 35
    assert {Mutant(7, at).kind for at in range(100)} == {"project", "weights", "runs", "table"}


def test_a_mutant_of_another_day_is_the_same():
    runs = next(mutant for at in range(99) if (mutant := Mutant(7, at)).kind == "runs")
    sound.cache_clear()  # another training at another time
    assert Mutant(*map(int, runs.name.split("-"))).data == runs.data


def test_every_value_of_a_text_has_its_place():
    text = tight(r'{"a": [1, "x\"]:", {}], "b": {"c\\": null}}')
    assert [(key, text[start:end]) for key, _, start, end in places(text)] == [
        ("", "1"), ("", r'"x\"]:"'), ("", "{}"), ('"a":', r'[1,"x\"]:",{}]'), (r'"c\\":', "null"),
        ('"b":', r'{"c\\":null}'), ("", text),
    ]  # fmt: skip
    assert len(places("[" * 100_000 + "]" * 100_000)) == 100_000


def test_mutants_are_hostile_within_bounds():
    """Deep, wide, long and twofold ones come, but none grows without end, and what is spoilt as JSON stays JSON."""
    deep = wide = long = double = 0
    for at in range(250):
        mutant = Mutant(7, at)
        text = mutant._spoilt('{"a":{"b":[1,2,"x"]},"c":[{"d":0},3.5]}')
        found = places(text)
        assert max(len(text), len(mutant.data) - 4000) <= LONGEST
        assert len(found) <= MOST + 6 * 300
        twice = []
        with suppress(RecursionError):
            json.loads(text, object_pairs_hook=lambda pairs, twice=twice: twice.append(len(dict(pairs)) < len(pairs)))
        deep += "[" * 20 in text.replace('{"a":', "[")
        wide += text.count(",") > 3000
        long += len(text) > 90_000
        double += any(twice)
    assert min(deep, wide, long, double) > 5, (deep, wide, long, double)


def test_one_mutant_is_offered_again_by_its_number(tmp_path: Path, monkeypatch, capsys):
    def offered(_room: Path, cases: dict, *_: object, **__: object) -> dict[str, Seen]:
        return {name: Seen(name, "", "", "KeyError: 'a'", 0.1, 1.0, [], []) for name in cases}

    monkeypatch.setattr(fuzzer, "offered", offered)
    monkeypatch.setattr("sys.argv", ["fuzzer", "--seed", "7", "--only", "31", "--keep", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        fuzzer.main()
    assert left.value.code == 1
    assert "7-31: KeyError: 'a'" in capsys.readouterr().out
    mutant = Mutant(7, 31)
    assert (tmp_path / f"7-31.{mutant.kind}").read_bytes() == mutant.data


def test_hundreds_of_mutants_break_no_promise(tmp_path: Path):
    broken = fuzz(tmp_path, 1, FEW)
    assert not broken, told(broken)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, MANY, 1_000))
def test_twenty_thousand_mutants_break_no_promise(tmp_path: Path, first: int):
    broken = fuzz(tmp_path, 1, 1_000, first=first)
    assert not broken, told(broken)
