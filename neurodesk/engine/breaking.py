"""Keeps an answer from being worked out further when nobody waits for it: between two layers, never within one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class NotWanted(BaseException):
    """Breaks an answer off; it is no failure, so nothing on the way that catches one may take it for such."""


@contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Within it, whatever module is called in this process first asks whether its answer is `wanted`, and raises
    NotWanted where not: a pass through a large network, or a hundred through a small one, ends in the middle.
    """
    from torch.nn.modules.module import register_module_forward_pre_hook

    def ask(_module: Any, _inputs: Any) -> None:
        if not wanted():
            raise NotWanted

    hook = register_module_forward_pre_hook(ask)
    try:
        yield
    finally:
        hook.remove()
