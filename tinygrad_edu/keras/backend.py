"""The few functions of Keras's backend that programs for any backend use, as in ``from keras import backend as K``."""

from __future__ import annotations

from ..arrays import get_default_dtype
from .losses.loss import EPSILON
from .names import forget_names as clear_session

__all__ = ["backend", "clear_session", "epsilon", "floatx", "image_data_format"]


def backend() -> str:
    """What computes."""
    return "tinygrad_edu"


def epsilon() -> float:
    """What denominators and logarithms are kept away from 0 by."""
    return EPSILON


def floatx() -> str:
    """The default dtype; `tinygrad_edu.set_default_dtype` sets it."""
    return str(get_default_dtype())


def image_data_format() -> str:
    """Where the channels of pictures are."""
    return "channels_last"
