"""Items as one batch: every kind of part, and errors that name the item and the place in it."""

import types
from collections import OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.data import default_collate, default_convert

Point = namedtuple("Point", "x y")


def assert_tensor(found, values, dtype):
    assert isinstance(found, tg.Tensor)
    assert (found.tolist(), found.dtype) == (values, dtype)


@pytest.mark.parametrize(
    ("batch", "values", "dtype"),
    [
        ([1, 2], [1, 2], "int64"),
        ([1.5, 2], [1.5, 2.0], "float64"),
        ([True, False], [True, False], "bool"),
        ([1, 2.5], [1.0, 2.5], "float32"),
        ([np.float32(1.5), np.float32(2)], [1.5, 2.0], "float32"),
        ([np.uint8(1), np.uint8(2)], [1, 2], "uint8"),
        ([np.bool_(True)], [True], "bool"),
        ([np.array([1, 2], "i2"), np.array([3, 4], "i2")], [[1, 2], [3, 4]], "int16"),
        ([np.array(1.0), np.array(2.0)], [1.0, 2.0], "float64"),
        ([tg.tensor([1.0]), tg.tensor([2.0])], [[1.0], [2.0]], "float32"),
        ([tg.tensor(1), tg.tensor(2)], [1, 2], "int64"),
        ([tg.tensor([1.0]), np.array([2.0], "f4")], [[1.0], [2.0]], "float32"),
        ([tg.tensor([1.0]), tg.tensor([2])], [[1.0], [2.0]], "float64"),  # NumPy's promotion, as everywhere
        ([np.array(1.0), np.float64(2.0), 3], [1.0, 2.0, 3.0], "float64"),
        ([tg.tensor([[True]])], [[[True]]], "bool"),
        ([tg.zeros(0, 3), tg.zeros(0, 3)], [[], []], "float32"),
    ],
)
def test_numbers_arrays_and_tensors(batch, values, dtype):
    assert_tensor(default_collate(batch), values, dtype)
    assert_tensor(default_collate(tuple(batch)), values, dtype)


def test_texts_stay():
    assert default_collate(["a", "b"]) == ["a", "b"]
    assert default_collate([b"a", b"b"]) == [b"a", b"b"]


def test_containers():
    found = default_collate([(1, [2.0, "a"]), (3, [4.0, "b"])])
    assert isinstance(found, list)
    assert_tensor(found[0], [1, 3], "int64")
    assert_tensor(found[1][0], [2.0, 4.0], "float64")
    assert found[1][1] == ("a", "b")
    point = default_collate([Point(1, 2), Point(3, 4)])
    assert isinstance(point, Point)
    assert_tensor(point.y, [2, 4], "int64")


def test_dicts_keep_their_kind():
    ordered = default_collate([OrderedDict(b=1, a=2), OrderedDict(b=3, a=4)])
    assert (type(ordered), [*ordered]) == (OrderedDict, ["b", "a"])
    assert_tensor(ordered["a"], [2, 4], "int64")
    counted = default_collate([defaultdict(int, n=1), defaultdict(int, n=2)])
    assert (type(counted), counted.default_factory) == (defaultdict, int)
    assert_tensor(default_collate([types.MappingProxyType({"n": 1})])["n"], [1], "int64")


def test_the_items_stay_as_they_are():
    items = [{"n": 1, "rows": [1, 2]}, {"n": 2, "rows": [3, 4]}]
    default_collate(items)
    assert items == [{"n": 1, "rows": [1, 2]}, {"n": 2, "rows": [3, 4]}]


def test_the_batch_is_a_copy():
    x = tg.ones(2)
    default_collate([x])[0, 0] = 5
    assert x.tolist() == [1.0, 1.0]


def test_gradients_go_through():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    default_collate([x, x * 3]).sum().backward()
    assert x.grad.tolist() == [4.0, 4.0]
    default_collate([np.ones(2, "f4"), x]).sum().backward()
    assert x.grad.tolist() == [5.0, 5.0]


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ([], "a batch of no items"),
        ([None, 1], "item 0 of the batch is a NoneType, which can't"),
        ([1, "2"], "item 1 of the batch is a str, which can't"),
        ([1.0, None], "item 1 of the batch is a NoneType, which can't"),
        ([object()], "item 0 of the batch is a object, which"),
        ([2**70], "can't hold an array of object"),
        ([tg.ones(2), tg.ones(3)], r"item 0 of the batch has the shape \(2,\), item 1 \(3,\)\nhelp: make them equal"),
        ([tg.ones(2), tg.ones(2), 5], "item 2 of the batch is a int, which can't"),
        ([tg.tensor(1.0), 2.0], "item 1 of the batch is a float, which can't"),
        ([tg.tensor(1.0), np.float32(2.0)], "item 1 of the batch is a float32, which can't"),
        ([tg.tensor(1.0), np.array(["a"])], "item 1 of the batch is an array of <U1, which can't"),
        ([2.0, tg.tensor(1.0)], "item 1 of the batch is a Tensor, which can't"),
        ([tg.ones(1, 2), tg.ones(2)], r"has the shape \(1, 2\), item 1 \(2,\)"),
        ([np.array(["a"])], "item 0 of the batch is an array of <U1, which can't"),
        ([np.ones(1), np.array([None])], "item 1 of the batch is an array of object"),
        ([(1, tg.ones(2)), (1, tg.ones(1))], r"has the shape \(2,\) at \[1\], item 1 \(1,\)"),
        ([{"image": [1, None]}], r"item 0 of the batch is a NoneType at \['image'\]\[1\], which"),
        ([(1, 2), (1, 2, 3)], "item 0 of the batch is of length 2, item 1 is of length 3\nhelp: make them equal"),
        ([{"x": [1, 2]}, {"x": [1]}], r"item 0 of the batch is of length 2 at \['x'\], item 1 is of length 1"),
        ([(1, 2), 5], "item 0 of the batch is of length 2, item 1 is a int"),
        ([{"x": 1}, {"y": 1}], "item 0 of the batch has the keys 'x', item 1 'y'\nhelp: give them the same keys"),
        ([{"x": 1}, {"x": 1, "y": 1}], "item 1 'x', 'y'"),
        ([{"x": 1, "y": 1}, {"x": 1}], "item 0 of the batch has the keys 'x', 'y', item 1 'x'"),
        ([{"x": 1}, 5], "item 1 of the batch is a int, which"),
        ([{"x": {"y": 1}}, {"x": {}}], r"has the keys 'y' at \['x'\], item 1"),
    ],
)
def test_what_can_t_be_put_together_is_named(batch, message):
    with pytest.raises((TypeError, ValueError), match=message):
        default_collate(batch)


def test_converting_one_item():
    tree = {"a": np.ones(2, "f4"), "b": (np.int64(3), "text", 4, None), "c": Point(np.array(1), [np.array(["x"])])}
    found = default_convert(tree)
    assert_tensor(found["a"], [1.0, 1.0], "float32")
    assert isinstance(found["b"], list)
    assert_tensor(found["b"][0], 3, "int64")
    assert found["b"][1:] == ["text", 4, None]
    assert isinstance(found["c"], Point)
    assert found["c"].y[0].tolist() == ["x"]
    assert isinstance(tree["a"], np.ndarray)
    tensor = tg.ones(2)
    assert default_convert(tensor) is tensor
    assert default_convert(types.MappingProxyType({"n": 1})) == {"n": 1}
