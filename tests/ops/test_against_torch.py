"""Every row of the table and every subgradient, held against PyTorch."""

import numpy as np
import pytest

import tinygrad_edu as tg

from ..numeric import is_float_array
from .row import case_name
from .samples import as_tensors, cotangent, float_positions
from .subgradients import KINKS
from .table import CASES

torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is nothing to compare with")

WITH_TORCH = [(row, name) for row, name in CASES if row.torch and name not in row.torch_skips]


def as_torch(operands):
    """The operands with PyTorch's tensors for arrays; floating-point ones want a gradient."""
    return [
        torch.tensor(operand, requires_grad=is_float_array(operand)) if isinstance(operand, np.ndarray) else operand
        for operand in operands
    ]


def assert_close(actual, theirs, what):
    """Equal to PyTorch's to ten digits, and in shape and dtype."""
    expected = theirs.detach().numpy()
    assert actual.shape == expected.shape, f"{what}: shape {actual.shape}, PyTorch's is {expected.shape}"
    assert actual.dtype == expected.dtype, f"{what}: dtype {actual.dtype}, PyTorch's is {expected.dtype}"
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-14, err_msg=what)


@pytest.mark.parametrize(("row", "name"), WITH_TORCH, ids=case_name)
def test_value_and_gradients_are_pytorchs(row, name):
    sample = row.sample(name)
    what = f"{row.name}, {name}"
    ours, theirs = as_tensors(sample.operands), as_torch(sample.operands)
    output = row.function(*ours, **sample.options)
    expected = row.torch(*theirs, **sample.options)
    assert_close(output.data, expected, what)
    if not row.gradient:
        return
    weights = cotangent(output)
    output.backward(weights)
    if expected.requires_grad:
        expected.backward(torch.from_numpy(weights))
    for position in float_positions(sample.operands):
        gradient = theirs[position].grad
        if gradient is None:  # it has no influence on the value
            gradient = torch.zeros_like(theirs[position])
        assert_close(ours[position].grad.data, gradient, f"{what}, gradient of operand {position}")


@pytest.mark.parametrize("row", {row.name: row for row, _ in CASES if row.torch}.values(), ids=case_name)
def test_a_skipped_sample_exists(row):
    assert set(row.torch_skips) <= set(row.samples)


@pytest.mark.parametrize("kink", [kink for kink in KINKS if not kink.torch_differs], ids=lambda kink: kink.name)
def test_subgradients_are_pytorchs(kink):
    """What the table of subgradients says is what PyTorch does; `test_subgradients.py` says it of ours."""
    tensors = [
        torch.tensor(operand)
        if isinstance(operand, np.ndarray)
        else torch.tensor(operand, dtype=torch.float64, requires_grad=True)
        for operand in kink.operands
    ]
    output = kink.function(torch, *tensors)
    output.backward(torch.from_numpy(kink.seed()))
    np.testing.assert_allclose(
        output.detach().numpy(), kink.value, rtol=kink.torch_rtol, atol=1e-300, err_msg=kink.name
    )
    for position, (tensor, expected) in enumerate(zip(tensors, kink.gradients, strict=True)):
        if expected is not None:
            what = f"{kink.name}: gradient of operand {position}"
            np.testing.assert_allclose(tensor.grad.numpy(), expected, rtol=kink.torch_rtol, atol=1e-300, err_msg=what)


@pytest.mark.parametrize("kink", [kink for kink in KINKS if kink.torch_differs], ids=lambda kink: kink.name)
def test_where_ours_differs_pytorch_still_does(kink):
    """A reason why PyTorch differs is taken out when it no longer does."""
    tensors = [torch.tensor(operand, dtype=torch.float64, requires_grad=True) for operand in kink.operands]
    output = kink.function(torch, *tensors)
    output.backward(torch.from_numpy(kink.seed()))
    same = [
        np.allclose(tensor.grad.numpy(), expected, equal_nan=True) for tensor, expected in zip(tensors, kink.gradients)
    ]
    assert not all(same), f"{kink.name}: PyTorch does the same now"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_second_gradients_are_pytorchs(dtype):
    """A net of one hidden layer: the gradient of the squared length of its gradient, a gradient penalty."""
    rng = np.random.default_rng(3)
    arrays = [rng.standard_normal(shape).astype(dtype) for shape in ((5, 3), (4, 3), (4,), (2, 4), (2,))]
    target = np.array([0, 1, 1, 0, 1])
    penalties = []
    for module, make, grad in ((tg, tg.tensor, tg.grad), (torch, torch.tensor, torch.autograd.grad)):
        x, w1, b1, w2, b2 = (make(array, requires_grad=True) for array in arrays)
        functional = module.nn.functional
        hidden = module.tanh(functional.linear(x, w1, b1))
        loss = functional.cross_entropy(functional.linear(hidden, w2, b2), make(target))
        (by_x,) = grad(loss, [x], create_graph=True)
        ((by_x**2).sum() + loss).backward()
        penalties.append([np.asarray(leaf.grad.detach().numpy()) for leaf in (x, w1, b1, w2, b2)])
    rtol, atol = (1e-10, 1e-13) if dtype == "float64" else (1e-4, 1e-6)
    for ours, theirs, name in zip(*penalties, ("x", "w1", "b1", "w2", "b2"), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol, err_msg=name)
