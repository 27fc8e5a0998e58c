"""A module of ours beside PyTorch's of the same name: the same values, gradients, state and text."""

from __future__ import annotations

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


def assert_like_torch(make, *inputs, train=True, rtol=1e-9, atol=1e-12, **options):
    """Refuse a module that isn't like PyTorch's, made by `make(nn)`, for these inputs, called with these options.

    Floating-point inputs are float64 and want gradients; tuples are tuples of inputs; masks among the options are
    arrays, and made tensors.
    """
    torch = pytest.importorskip("torch")
    tg.manual_seed(0)
    ours, theirs = make(nn).double().train(train), make(torch.nn).double().train(train)
    assert repr(ours) == repr(theirs)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict({path: torch.tensor(value.numpy()) for path, value in ours.state_dict().items()})
    our_leaves, their_leaves = [], []
    our_inputs = as_leaves(inputs, tg.tensor, our_leaves)
    their_inputs = as_leaves(inputs, torch.tensor, their_leaves)
    y = flat(ours(*our_inputs, **{name: with_tensors(x, tg.tensor) for name, x in options.items()}))
    expected = flat(theirs(*their_inputs, **{name: with_tensors(x, torch.tensor) for name, x in options.items()}))
    assert len(y) == len(expected)
    draw = np.random.default_rng(0)
    loss, their_loss = 0.0, 0.0
    for position, (own, their) in enumerate(zip(y, expected)):
        same(own.data, their, f"result {position}", rtol, atol)
        if their.requires_grad:
            weights = draw.normal(size=own.shape)
            loss, their_loss = loss + (own * weights).sum(), their_loss + (their * torch.tensor(weights)).sum()
    loss.backward()
    their_loss.backward()
    pairs = [*zip(our_leaves, their_leaves), *zip(ours.parameters(), theirs.parameters(), strict=True)]
    for position, (own, their) in enumerate(pairs):
        assert (own.grad is None) == (their.grad is None), f"gradient {position}"
        if own.grad is not None:
            same(own.grad.data, their.grad, f"gradient {position}", rtol, atol)
    for path, value in theirs.state_dict().items():
        same(ours.state_dict()[path].data, value, path, rtol, atol)


def same(own, their, what, rtol, atol):
    """Equal in shape, dtype and value."""
    their = their.detach().numpy()
    assert own.shape == their.shape, what
    assert own.dtype == their.dtype, what
    np.testing.assert_allclose(own, their, rtol=rtol, atol=atol, err_msg=what)


def flat(results):
    """The tensors among results that may be tuples."""
    if isinstance(results, tuple):
        return [tensor for result in results for tensor in flat(result)]
    return [] if results is None else [results]


def as_leaves(inputs, tensor, leaves):
    """The inputs as tensors; those of floats are also put among the leaves, and want gradients."""
    made = []
    for x in inputs:
        if isinstance(x, tuple):
            made.append(tuple(as_leaves(x, tensor, leaves)))
        else:
            made.append(tensor(x, requires_grad=x.dtype.kind == "f"))
            leaves += [made[-1]] if x.dtype.kind == "f" else []
    return made


def with_tensors(option, tensor):
    """An array as a tensor; anything else as it is."""
    return tensor(option) if isinstance(option, np.ndarray) else option


def normal(*shape, seed=0):
    """Numbers from the normal distribution."""
    return np.random.default_rng((seed, *shape)).normal(size=shape)
