"""Functions of `torch` itself whose arguments come in another order than those of `nn.functional`."""

from __future__ import annotations

from .. import functional
from .dropout import channels, dropped


def dropout(input, p: float, train: bool):
    """`nn.functional.dropout`: nothing but the input, unless `train`."""
    return functional.dropout(input, p, train)


def feature_dropout(input, p: float, train: bool):
    """`dropout` of whole channels of an input (N, C, …)."""
    shape = channels("feature_dropout", input, range(2, 33), 0)
    return dropped(input, shape, p, train, None)


def alpha_dropout(input, p: float, train: bool):
    """`nn.functional.alpha_dropout`."""
    return functional.alpha_dropout(input, p, train)


def feature_alpha_dropout(input, p: float, train: bool):
    """`nn.functional.feature_alpha_dropout`."""
    return functional.feature_alpha_dropout(input, p, train)


def embedding(weight, indices, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False):
    """`nn.functional.embedding`, the table first; a `padding_idx` of −1 is none."""
    padding = None if padding_idx == -1 else padding_idx
    return functional.embedding(indices, weight, padding, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse)


def batch_norm(
    input,
    weight,
    bias,
    running_mean,
    running_var,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool = False,
):
    """`nn.functional.batch_norm`; `cudnn_enabled` has no effect."""
    return functional.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)


def instance_norm(
    input,
    weight,
    bias,
    running_mean,
    running_var,
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool = False,
):
    """`nn.functional.instance_norm`; `cudnn_enabled` has no effect."""
    return functional.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)
