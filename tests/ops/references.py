"""What NumPy and PyTorch say, where it takes more than a call of the function of the same name.

Those made of NumPy functions that record are run on Tensors as well.
"""

from __future__ import annotations

import numpy as np

try:
    import torch
except ImportError:  # the rows' PyTorch counterparts are called only where it is there
    torch = None  # type: ignore[assignment]


# What PyTorch's functions want otherwise


def every(x, dim):
    """PyTorch's `dim` for a reduction of all axes."""
    return tuple(range(x.ndim)) if dim is None else dim


def torch_prod(x, dim=None, keepdim=False):
    """torch.prod, which takes one axis at a time."""
    axes = [axis % x.ndim for axis in (dim if isinstance(dim, tuple) else (every(x, dim) if dim is None else (dim,)))]
    for axis in sorted(axes, reverse=True):
        x = torch.prod(x, axis, keepdim=keepdim)
    return x


def torch_index(index):
    """The index with torch's tensors in place of arrays."""
    if isinstance(index, tuple):
        return tuple(torch_index(part) for part in index)
    return torch.from_numpy(index) if isinstance(index, np.ndarray) else index


def torch_index_put(x, values, index):
    """PyTorch's assignment to a copy."""
    copy = x.clone()
    copy[torch_index(index)] = values
    return copy


def torch_clamp(x, min=None, max=None):
    """torch.clamp, which doesn't mix numbers and tensors."""
    bounds = [
        torch.tensor(bound, dtype=x.dtype)
        if isinstance(bound, (int, float)) and any(isinstance(other, torch.Tensor) for other in (min, max))
        else bound
        for bound in (min, max)
    ]
    return torch.clamp(x, *bounds)


def torch_dot(x, y):
    """NumPy's dot in PyTorch."""
    if x.ndim == 0 or y.ndim == 0:
        return x * y
    return torch.tensordot(x, y, dims=([-1], [max(y.ndim - 2, 0)]))


def one_row(parts):
    """The elements of all parts in one row, whichever library they are from."""
    join = torch.cat if torch and isinstance(parts[0], torch.Tensor) else np.concatenate
    return join([part.reshape(-1) for part in parts])


# NumPy references that take more than one call


def numpy_index_put(x, values, index):
    """Assignment to a copy."""
    copy = np.array(x)
    copy[index] = values
    return copy


def numpy_index_add(x, index, shape):
    """Addition into zeros."""
    sums = np.zeros(shape)
    np.add.at(sums, index, x)
    return sums


def numpy_flatten(x, start_dim=0, end_dim=-1):
    """Reshaping, with the product of the lengths in the middle."""
    start, end = start_dim % max(x.ndim, 1), end_dim % max(x.ndim, 1) + 1
    return np.reshape(x, (*x.shape[:start], int(np.prod(x.shape[start:end])), *x.shape[end:]))


def numpy_softplus(x, beta=1, threshold=20):
    """log(1 + e^(βx)) / β, or x above the threshold."""
    return np.where(beta * x > threshold, x, np.log(1 + np.exp(np.minimum(beta * x, threshold))) / beta)


def numpy_norm(x, p="fro", dim=None, keepdim=False):
    """The p-norm of all elements along `dim` as one vector."""
    if p == np.inf:
        return np.max(np.abs(x), axis=dim, keepdims=keepdim)
    if p == -np.inf:
        return np.min(np.abs(x), axis=dim, keepdims=keepdim)
    p = 2 if p == "fro" else p
    return np.sum(np.abs(x) ** p, axis=dim, keepdims=keepdim) ** (1 / p)


def numpy_reduced(losses, reduction):
    """The mean, the sum, or all of the losses."""
    return {"mean": np.mean, "sum": np.sum, "none": np.copy}[reduction](losses)


def numpy_mse(x, target, reduction="mean"):
    """(x − target)²."""
    return numpy_reduced(np.square(x - target), reduction)


def numpy_bce(x, target, reduction="mean"):
    """−t log x − (1 − t) log(1 − x)."""
    return numpy_reduced(-target * np.log(x) - (1 - target) * np.log(1 - x), reduction)


def numpy_bce_with_logits(x, target, reduction="mean"):
    """The same of the sigmoid of x."""
    return numpy_bce(1 / (1 + np.exp(-x)), target, reduction)


def numpy_log_softmax(x, dim):
    """The logarithm of softmax."""
    return x - np.log(np.sum(np.exp(x), axis=dim, keepdims=True))


def numpy_nll(x, target, reduction="mean"):
    """−x[target], with the classes along axis 1, or 0 of a vector."""
    axis = min(x.ndim - 1, 1)
    chosen = np.take_along_axis(x, np.expand_dims(target, axis), axis=axis)
    return numpy_reduced(-np.squeeze(chosen, axis), reduction)


def numpy_cross_entropy(x, target, reduction="mean"):
    """−log softmax(x)[target], or weighed by probabilities."""
    axis = min(x.ndim - 1, 1)
    log_p = numpy_log_softmax(x, axis)
    if target.dtype.kind == "f":
        return numpy_reduced(-np.sum(target * log_p, axis=axis), reduction)
    return numpy_nll(log_p, target, reduction)


def numpy_dropout(x, p=0.5, training=True, seed=0):
    """What F.dropout makes of the same random numbers."""
    if not training or p == 0:
        return x
    kept = np.random.default_rng(seed).random(x.shape, dtype=np.float32) >= p
    return x * np.where(kept, 1 / (1 - p) if p < 1 else 0.0, 0.0)


def torch_loss(name):
    """PyTorch's loss of that name."""
    return lambda x, target, reduction="mean": getattr(torch.nn.functional, name)(x, target, reduction=reduction)


def numpy_spread(function, x, dim=None, unbiased=True, correction=None, keepdim=False):
    """np.var or np.std with PyTorch's arguments."""
    dim = tuple(dim) if isinstance(dim, list) else dim
    correction = int(unbiased) if correction is None else correction
    return function(x, axis=dim, ddof=correction, keepdims=keepdim)
