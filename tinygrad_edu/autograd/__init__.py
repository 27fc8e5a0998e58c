"""Gradients as functions: what is recorded, `grad`, products with Jacobians, custom functions, checkpoints."""

from ..testing import gradcheck, gradgradcheck
from . import functional
from .checkpointing import checkpoint
from .function import Function
from .gradients import backward, forget_gradients, grad
from .recording import (
    detect_anomaly,
    enable_grad,
    inference_mode,
    is_grad_enabled,
    no_grad,
    record_lines,
    set_detect_anomaly,
    set_grad_enabled,
)
from .variable import Variable

__all__ = [
    "backward", "checkpoint", "detect_anomaly", "enable_grad", "forget_gradients", "Function", "grad", "gradcheck",
    "gradgradcheck", "inference_mode", "is_grad_enabled", "no_grad", "record_lines", "set_detect_anomaly",
    "set_grad_enabled", "Variable",
]  # fmt: skip
