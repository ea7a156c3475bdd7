"""Keeps an answer from being worked out further when nobody waits for it: between two layers, never within one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any


class NotWanted(BaseException):
    """Breaks an answer off; it is no failure, so nothing on the way that catches one may take it for such."""


@contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Within it, whatever module this thread calls first asks whether its answer is `wanted`, and raises NotWanted
    where not: a pass through a large network, or a hundred through a small one, ends in the middle.
    """
    from torch.nn.modules.module import register_module_forward_pre_hook

    here = get_ident()  # a hook holds for the process, and another engine may train in it

    def ask(_module: Any, _inputs: Any) -> None:
        if get_ident() == here and not wanted():
            raise NotWanted

    hook = register_module_forward_pre_hook(ask)
    try:
        yield
    finally:
        hook.remove()
