"""Keeps what changed between two drawings or documents, so that listeners touch only that."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from operator import is_not
from typing import TypeVar

from rpds import HashTrieMap, HashTrieSet

from neurodesk.graph.entries import entries
from neurodesk.graph.model import Document, Graph, Port

K = TypeVar("K")
V = TypeVar("V")
_NOTHING: frozenset[str] = frozenset()
_NO_PORTS: frozenset[Port] = frozenset()


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed in one network. `wired`, `unwired` and `bent` are input ports; a replaced wire is in the first two.

    A node that was muted, or is no longer, is among `changed`; `framed` names the frames that came, went or changed.
    """

    added: frozenset[str] = _NOTHING
    removed: frozenset[str] = _NOTHING
    changed: frozenset[str] = _NOTHING
    moved: frozenset[str] = _NOTHING
    wired: frozenset[Port] = _NO_PORTS
    unwired: frozenset[Port] = _NO_PORTS
    framed: frozenset[str] = _NOTHING
    bent: frozenset[Port] = _NO_PORTS
    pinned: frozenset[str] = _NOTHING

    def __bool__(self) -> bool:
        """True when anything changed."""
        return self.rebuilt or bool(self.moved or self.framed or self.bent or self.pinned)

    @property
    def rebuilt(self) -> bool:
        """True when the network itself changed, not only its layout."""
        return bool(self.added or self.removed or self.changed or self.wired or self.unwired)


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """What changed in a document: the networks that did, and which of its other parts."""

    networks: dict[str, Diff] = field(default_factory=dict)
    networks_added: frozenset[str] = _NOTHING
    networks_removed: frozenset[str] = _NOTHING
    main: bool = False
    source: bool = False
    learning: bool = False
    notes: bool = False

    def __bool__(self) -> bool:
        """True when anything changed."""
        outer = self.networks or self.networks_added or self.networks_removed
        return bool(outer or self.main or self.source or self.learning or self.notes)


def diff(old: Graph, new: Graph) -> Diff:
    """What was done to `old` to give `new`. Maps that two versions share are not looked into."""
    added, removed, changed = _compare(old.nodes, new.nodes)
    wired, unwired, rewired = _compare(old.wires, new.wires)
    placed, _, moved = _compare(old.places, new.places)
    framed = frozenset[str]().union(*_compare(old.frames, new.frames))
    bent = frozenset[Port]().union(*_compare(old.bends, new.bends))
    return Diff(
        added,
        removed,
        changed | (_switched(old.muted, new.muted) - added - removed),
        (moved | placed) - added,
        wired | rewired,
        unwired | rewired,
        framed,
        bent,
        _switched(old.pinned, new.pinned),
    )


def diff_documents(old: Document, new: Document) -> DocumentDiff:
    """What was done to `old` to give `new`; only networks that changed are among `networks`."""
    both = [name for name in new.networks if name in old.networks]
    diffs = {
        name: found
        for name in both
        if old.networks[name] is not new.networks[name] and (found := diff(old.networks[name], new.networks[name]))
    }
    return DocumentDiff(
        diffs,
        frozenset(new.networks).difference(old.networks),
        frozenset(old.networks).difference(new.networks),
        main=old.main != new.main,
        source=old.source != new.source,
        learning=old.learning != new.learning,
        notes=old.notes != new.notes,
    )


def _switched(old: HashTrieSet[str], new: HashTrieSet[str]) -> frozenset[str]:
    """What is in one of the two only."""
    return frozenset() if old is new else frozenset(old.symmetric_difference(new))


def _compare(old: HashTrieMap[K, V], new: HashTrieMap[K, V]) -> tuple[frozenset[K], frozenset[K], frozenset[K]]:
    """The keys that came, that went, and whose value changed."""
    if old is new:
        return frozenset(), frozenset(), frozenset()
    before, after = dict(entries(old)), dict(entries(new))
    # What two versions share is the same object. No loop of ours looks at it: this is half the time of an edit.
    differing = list(compress(after, map(is_not, map(before.get, after), after.values())))
    added = frozenset([key for key in differing if key not in before])
    changed = frozenset([key for key in differing if key in before and before[key] != after[key]])
    removed = frozenset() if len(before) + len(added) == len(after) else frozenset(before.keys() - after.keys())
    return added, removed, changed
