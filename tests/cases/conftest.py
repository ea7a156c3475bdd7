"""The window over a small network, for cases that come in through it."""

import torch

from tests.ui.conftest import link, session, window

__all__ = ["link", "session", "window"]

collect_ignore = [] if torch.cuda.is_available() else ["test_gpu_faults.py"]
