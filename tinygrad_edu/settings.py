"""Settings that PyTorch's programs make when they begin."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from .arrays import set_default_dtype
from .devices import check_device, device
from .typed import DoubleTensor, FloatTensor, HalfTensor, Typed

# Memory formats, for the arguments of this name, which have no effect: elements lie as NumPy puts them.
contiguous_format, preserve_format, channels_last = "contiguous_format", "preserve_format", "channels_last"
FLOATING = {"FloatTensor": FloatTensor, "DoubleTensor": DoubleTensor, "HalfTensor": HalfTensor}
PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": np.iinfo(np.int64).max, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: int | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """How tensors are printed: with so many digits, shortened above `threshold` elements; None leaves a setting.

    A `profile` is "default", "short" or "full" (PyTorch's). A `sci_mode` of False never writes 1e-05. NumPy's arrays
    are printed in the same way: it is NumPy's setting.
    """
    if profile is not None and profile not in PROFILES:
        raise ValueError(f"no profile {profile!r}\nhelp: one of {', '.join(PROFILES)}")
    if profile is not None:
        np.set_printoptions(**PROFILES[profile])
    np.set_printoptions(precision, threshold, edgeitems, linewidth, None if sci_mode is None else not sci_mode)


def set_default_tensor_type(t: Typed | str) -> None:
    """`set_default_dtype` of an older constructor's dtype: `FloatTensor`, "torch.DoubleTensor", …"""
    kind = FLOATING.get(t.rpartition(".")[2]) if isinstance(t, str) else t
    if not isinstance(kind, Typed):
        raise TypeError(f"{t!r} is no floating-point tensor type\nhelp: {', '.join(FLOATING)}")
    set_default_dtype(kind.dtype)


def set_default_device(device) -> None:
    """Make new tensors on this device: only "cpu" is there, another one is a RuntimeError."""
    check_device(device)


def get_default_device() -> device:
    """The device of new tensors: the cpu."""
    return device()


def set_num_threads(num: int) -> None:
    """Nothing: NumPy's library counts its threads when Python starts, from the environment (OMP_NUM_THREADS)."""
    if num < 1:
        raise ValueError(f"{num} threads\nhelp: at least 1")


def get_num_threads() -> int:
    """How many threads a product of matrices may use: OMP_NUM_THREADS, if that is set, or one for each processor."""
    return int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Nothing: there are no other algorithms here."""
