"""Keeps the rules for names: node names are also module names, state-dict keys and words in printed source."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count, filterfalse
from typing import TYPE_CHECKING

from neurodesk.graph.errors import EditError

if TYPE_CHECKING:
    from neurodesk.graph.model import Graph

LONGEST_NAME = 64
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_DIGITS = re.compile(r"([0-9]+)")

# What torch.nn.Module and torch.fx.GraphModule already call their own; a test compares this with the installed torch.
_MODULE_WORDS = """
T_destination add_module add_submodule apply bfloat16 buffers call_super_init children code compile cpu cuda
delete_all_unused_submodules delete_submodule double dump_patches eval extra_repr float forward get_buffer
get_extra_state get_parameter get_submodule graph half ipu load_state_dict meta modules mtia named_buffers
named_children named_modules named_parameters parameters print_readable recompile register_backward_hook
register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook
register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_
set_extra_state set_submodule shape_env share_memory state_dict to to_empty to_folder train training type xpu
zero_grad"""
# What printed source calls its imports and the instance.
_SOURCE_WORDS = {"self", "super", "torch", "nn", "F", "math", "operator", "parts"}
RESERVED = frozenset(_MODULE_WORDS.split()) | _SOURCE_WORDS

NaturalKey = tuple[tuple[str | int, ...], str]


@lru_cache(maxsize=65536)
def natural(name: str) -> NaturalKey:
    """A sort key that puts `conv_2` before `conv_10`."""
    pieces = _DIGITS.split(name)
    return tuple(int(piece) if at % 2 else piece for at, piece in enumerate(pieces)), name


def check_name(name: str) -> None:
    """Raises EditError unless `name` can name a node or a network."""
    if len(name) > LONGEST_NAME:
        raise EditError(f"A name has at most {LONGEST_NAME} characters, not {len(name)}.", "Choose a shorter name.")
    if not _NAME.fullmatch(name):
        raise EditError(
            f"A name starts with a letter and has only the letters a-z, digits and _; {_printable(name)} does not.",
            "Choose a name such as conv_1.",
        )
    if keyword.iskeyword(name) or name in RESERVED:
        raise EditError(f"{name} already means something in PyTorch or Python.", f"Choose a name such as {name}_1.")


def fresh(graph: Graph, prefix: str) -> str:
    """The first free name `prefix_1`, `prefix_2`, ... in `graph`."""
    return next(filterfalse(graph.nodes.__contains__, (f"{prefix}_{number}" for number in count(1))))


def known(graph: Graph, names: Iterable[str]) -> dict[str, None]:
    """`names` once each, in order. Raises EditError when one is no node of the drawing."""
    found = dict.fromkeys(names)
    for name in found:
        if name not in graph.nodes:
            raise EditError(f"There is no {name} in the drawing.", "Choose a layer that is there.")
    return found


def _printable(name: str) -> str:
    shown = name if name.isprintable() else ascii(name)[1:-1]
    return f'"{shown[:40]}"' if name else "an empty one"
