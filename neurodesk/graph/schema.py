"""Keeps what a project file may say: every name, type and limit. What is not named here is refused.

Nothing in a file is looked up, imported or run; a layer's key is only a word until the catalogue knows it.
Networks and nodes are checked one by one, so that the first misfit ends the work, however many a file holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    model_validator,
)

from neurodesk.graph import tree
from neurodesk.graph.errors import BadFile, EditError
from neurodesk.graph.model import (
    FARTHEST_PLACE,
    LONGEST_TEXT,
    Frame,
    Place,
    check_dots,
    check_frame,
    check_text,
    freeze,
)
from neurodesk.graph.names import check_name

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

E = TypeVar("E", bound=BaseModel)

MOST_WIRES = 20_000
MOST_NETWORKS = 500
MOST_FRAMES = 1_000
MOST_VALUES = 200  # of one node
LONGEST_KEY = 128


def _in_words(rule: Any) -> Any:
    """A rule of the drawing as pydantic wants it: a ValueError with the same sentence."""

    def check(value: Any) -> Any:
        try:
            result = rule(value)
        except EditError as error:
            raise ValueError(str(error)) from error
        return value if result is None else result

    return check


def _pair(value: Any) -> Any:
    if not (isinstance(value, list) and len(value) == 2 and all(type(each) in (int, float) for each in value)):
        raise ValueError("Write a place as two numbers: [160, 0].")
    if not all(abs(each) <= FARTHEST_PLACE for each in value):
        raise ValueError(f"A place lies within {FARTHEST_PLACE:,.0f} px of the middle.")
    return value


def _dots(value: Any) -> Any:
    check_dots(tuple(Place(*_pair(each)) for each in value))
    return value


_KEY = r"^[A-Za-z][A-Za-z0-9_]*$"
Name = Annotated[str, AfterValidator(_in_words(check_name))]
Key = Annotated[str, Field(pattern=_KEY, max_length=LONGEST_KEY)]
Parameter = Annotated[Any, PlainValidator(_in_words(freeze))]
Parameters = Annotated[dict[Key, Parameter], Field(max_length=MOST_VALUES)]
End = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*$", max_length=2 * LONGEST_KEY)]
Corner = Annotated[list[float], BeforeValidator(_pair)]
Dots = Annotated[list[Any], AfterValidator(_in_words(_dots))]
Notes = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_in_words(check_text))]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NodeEntry(_Strict):
    """One node: its layer's key, the values that differ from the defaults, what feeds it and through which dots,
    where it stands, whether it is bypassed and whether its preview is pinned."""

    layer: Key
    values: Parameters = Field(default_factory=dict)
    inputs: Annotated[dict[Key, End], Field(max_length=MOST_WIRES)] = Field(default_factory=dict)
    bends: Annotated[dict[Key, Dots], Field(max_length=MOST_WIRES)] = Field(default_factory=dict)
    at: Corner | None = None
    muted: bool = False
    pinned: bool = False


class FrameEntry(_Strict):
    """One comment frame: its text, its top left corner, its width and height, which colour."""

    text: str = ""
    at: Corner
    size: Corner
    colour: int = 0

    @model_validator(mode="after")
    def _as_drawn(self) -> Self:
        width, height = self.size
        _in_words(check_frame)(Frame(self.text, Place(*self.at), width, height, self.colour))
        return self


class NetworkEntry(_Strict):
    """One network: its nodes by name, each a NodeEntry, and its frames, each a FrameEntry."""

    nodes: dict[str, Any] = Field(default_factory=dict)
    frames: dict[str, Any] = Field(default_factory=dict)


class SourceEntry(_Strict):
    """Where examples come from."""

    source: Key
    values: Parameters = Field(default_factory=dict)


class ChosenEntry(_Strict):
    """A recipe, loss, optimizer or schedule."""

    key: Key
    values: Parameters = Field(default_factory=dict)


class LearningEntry(_Strict):
    """How the document learns."""

    recipe: ChosenEntry | None = None
    loss: ChosenEntry | None = None
    optimizer: ChosenEntry | None = None
    schedule: ChosenEntry | None = None
    options: Parameters = Field(default_factory=dict)


class ProjectEntry(_Strict):
    """The whole file; each network is a NetworkEntry."""

    neurodesk: int  # the present format: `migrations` led it there
    main: Name = "network"
    networks: Annotated[dict[str, Any], Field(min_length=1, max_length=MOST_NETWORKS)]
    data: SourceEntry | None = None
    learning: LearningEntry = LearningEntry()
    notes: Notes = ""


class FragmentEntry(NetworkEntry):
    """Copied nodes and frames as text, and the networks that blocks among them stand for, each a NetworkEntry."""

    neurodesk: int  # the present format: `migrations` led it there
    networks: Annotated[dict[str, Any], Field(max_length=MOST_NETWORKS)] = Field(default_factory=dict)


def validated(kind: type[E], content: Any, where: str, place: str = "") -> E:
    """`content`, which stands at `place`, as a `kind`. Raises BadFile that names the first entry that does not fit,
    and how many more do not."""
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        others = error.error_count() - 1
        one = ", and another entry does not fit" if others else ""
        more = f", and {others} more entries do not fit" if others > 1 else one
        steps = [place] * bool(place) + [_shown(step) for step in first["loc"] if step != "[key]"]
        raise BadFile(where, _words(first) + more, ".".join(steps), tree.CURE) from error


def each_validated(kind: type[E], contents: dict[str, Any], where: str, place: str) -> dict[str, E]:
    """Named entries, each as a `kind`. Raises BadFile for the first name or entry that does not fit."""
    found = {}
    for name, content in contents.items():
        spot = f"{place}.{_shown(name)}"
        try:
            check_name(name)
        except EditError as error:
            raise BadFile(where, _begun_small(str(error)), spot, error.cure) from error
        found[name] = validated(kind, content, where, spot)
    return found


_EXPECTED = {
    "missing": "this entry is missing",
    "extra_forbidden": "a project has no such entry",
    "string_type": "a text is expected",
    "string_unicode": "a text without broken characters is expected",
    "bool_type": "true or false is expected",
    "dict_type": "entries in braces are expected",
    "model_type": "entries in braces are expected",
    "string_pattern_mismatch": "a name of letters, digits and _ is expected",
}


def _words(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return _begun_small(str(context["error"]))
    if kind in ("too_long", "string_too_long"):
        return f"at most {context['max_length']:,} {'entries' if kind == 'too_long' else 'characters'} are expected"
    if kind == "too_short":
        return "at least one entry is expected"
    return _EXPECTED.get(kind, error["msg"])


def _begun_small(sentence: str) -> str:
    """The sentence as it goes on after a colon."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _shown(step: int | str) -> str:
    """A name as it can be shown: printable, and cut to a readable length."""
    return ascii(str(step))[1:-1][:40]
