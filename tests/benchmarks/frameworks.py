"""The frameworks that take part. One training loop serves them all, since ours has PyTorch's names."""

import functools
import importlib.util

import tinygrad_edu

HAND_WRITTEN, OURS, PYTORCH = "hand-written", "tinygrad_edu", "PyTorch"


@functools.cache
def frameworks() -> dict:
    """Ours and, where it is installed, PyTorch on one thread: {name: package}."""
    found = {OURS: tinygrad_edu}
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        found[PYTORCH] = torch
    return found
