"""What programs ask before they begin, and older constructors: accelerators, FloatTensor, Variable."""

import math
import operator
import tomllib
from collections import deque
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

TYPED = {
    "FloatTensor": np.float32,
    "DoubleTensor": np.float64,
    "HalfTensor": np.float16,
    "LongTensor": np.int64,
    "IntTensor": np.int32,
    "ShortTensor": np.int16,
    "CharTensor": np.int8,
    "ByteTensor": np.uint8,
    "BoolTensor": np.bool_,
}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_tensor_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    ours, theirs = getattr(tg, name), getattr(torch, name)
    for made, expected in [
        (ours([[1, 0], [2, 3]]), theirs([[1, 0], [2, 3]])),
        (tg.ones(2).type(ours), torch.ones(2).type(theirs)),
        (tg.ones(2).to(ours.dtype), torch.ones(2).to(theirs.dtype)),
    ]:
        assert made.dtype == expected.numpy().dtype
        np.testing.assert_array_equal(made.data, expected.numpy())


@pytest.mark.parametrize("name", TYPED)
def test_of_lengths_it_is_zeros(name):
    made = getattr(tg, name)(2, 3)
    assert made.dtype == TYPED[name]
    assert made.shape == (2, 3)
    assert not made.data.any()


def test_there_is_no_accelerator():
    assert not tg.accelerator.is_available()
    assert tg.accelerator.device_count() == 0
    assert tg.accelerator.current_accelerator() is None
    assert tg.accelerator.current_accelerator(check_available=True) is None


def test_there_is_no_graphics_card():
    assert not tg.cuda.is_available()
    assert tg.cuda.device_count() == 0
    for done in (tg.cuda.empty_cache(), tg.cuda.manual_seed(1), tg.cuda.manual_seed_all(1)):
        assert done is None


@pytest.mark.parametrize("kind", [tg.DoubleTensor, "torch.DoubleTensor", "DoubleTensor"])
def test_a_default_tensor_type_is_a_default_dtype(kind):
    tg.set_default_tensor_type(kind)
    assert tg.get_default_dtype() == tg.tensor(1.5).dtype == np.float64
    tg.set_default_tensor_type("torch.FloatTensor")
    assert tg.ones(2).dtype == np.float32


@pytest.mark.parametrize("kind", ["torch.cuda.CudaTensor", "float64", np.float64, tg.LongTensor, "LongTensor"])
def test_a_default_tensor_type_is_floating(kind):
    with pytest.raises(TypeError, match=r"\nhelp: |floating-point"):
        tg.set_default_tensor_type(kind)


def test_the_version_is_the_packages():
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))["project"]
    assert tg.__version__ == project["version"]


def test_a_new_axis():
    assert tg.ones(2)[tg.newaxis, :].shape == (1, 2)


def test_a_device_is_a_context_manager():
    with tg.device("cpu") as chosen:
        assert tg.ones(2).device == chosen


def test_precisions_are_accepted():
    for precision in ("highest", "high", "medium"):
        assert tg.set_float32_matmul_precision(precision) is None
    with pytest.raises(ValueError, match=r"no precision 'low'\nhelp: 'highest'"):
        tg.set_float32_matmul_precision("low")


def test_a_tensor_is_made_on_the_cpu():
    assert tg.tensor([1.0], device="cpu", requires_grad=True).requires_grad
    assert tg.tensor([1.0], dtype=tg.float64, device=tg.device("cpu")).dtype == np.float64
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        tg.tensor([1.0], device="cuda")


def test_a_variable_is_a_tensor_outside_the_graph():
    x = tg.ones(2, requires_grad=True) * 2
    made = tg.autograd.Variable(x)
    assert not made.requires_grad
    assert made.value is x.value
    leaf = tg.autograd.Variable(x, requires_grad=True)
    (leaf * 3).sum().backward()
    assert leaf.grad.tolist() == [3.0, 3.0]
    with pytest.raises(TypeError, match="a Variable of a list"):
        tg.autograd.Variable([1.0])


def test_any_sequence_of_floats_has_the_default_dtype():
    assert tg.tensor(deque([1.0, 2.0])).dtype == np.float32
    assert tg.tensor(deque([[1.5], [2.0]])).dtype == np.float32
    assert tg.tensor([deque([1.5])]).dtype == np.float32
    assert tg.tensor([]).dtype == tg.tensor(()).dtype == tg.tensor(deque()).dtype == np.float32
    assert tg.tensor(range(3)).dtype == np.int64
    assert tg.tensor([np.float64(1)]).dtype == tg.tensor(np.float64(1)).dtype == np.float64


def test_anomalies_are_looked_for_until_the_end_of_a_block():
    x = tg.tensor([0.0, 1.0], requires_grad=True)

    def step():
        (tg.sqrt(x) * 0).sum().backward()

    with np.errstate(invalid="ignore"):
        with tg.autograd.set_detect_anomaly(True), pytest.raises(RuntimeError, match="NaN is sent"):
            step()
        step()
        tg.autograd.set_detect_anomaly(True)
        try:
            with tg.autograd.set_detect_anomaly(False):
                step()
            with pytest.raises(RuntimeError, match="NaN is sent"):
                step()
        finally:
            tg.autograd.set_detect_anomaly(False)
        step()


def test_a_single_element_is_a_python_number_whatever_its_shape():
    assert float(tg.tensor([[2.5]])) == 2.5
    assert int(tg.tensor([2.5])) == 2
    assert [1, 2, 3][tg.tensor([1])] == 2
    assert math.sqrt(tg.tensor([4.0], requires_grad=True)) == 2.0
    for convert in (float, int, operator.index):
        with pytest.raises(ValueError, match="size 1"):
            convert(tg.tensor([1, 2]))
    with pytest.raises(TypeError):
        operator.index(tg.tensor([1.0]))
