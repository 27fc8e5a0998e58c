"""The Tensor: construction, dtypes, data, requires_grad, in-place rules, printing, copying."""

import copy
import pickle

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import ops


def leaf(values, dtype=np.float64):
    return tg.tensor(np.asarray(values, dtype), requires_grad=True)


# Construction


def test_a_shape_makes_zeros():
    t = tg.Tensor(2, 3)
    assert t.shape == (2, 3)
    assert t.dtype == np.float32
    np.testing.assert_array_equal(t.data, np.zeros((2, 3)))


def test_a_lone_integer_is_a_length_as_in_pytorch():
    assert tg.Tensor(3).tolist() == [0, 0, 0]
    assert tg.Tensor(0).shape == (0,)
    assert tg.Tensor(3.0).shape == ()
    assert tg.Tensor(True).shape == ()
    with pytest.raises(ValueError, match="negative"):
        tg.Tensor(-1)


def test_the_constructor_copies_as_tensor_does():
    array = np.array([1.0, 2.0])
    for made in (tg.Tensor(array), tg.tensor(array), tg.nn.Parameter(array)):
        array[0] = 9.0
        assert made.data[0] == 1.0
        array[0] = 1.0


def test_from_numpy_shares_the_memory_both_ways():
    array = np.array([1.0, 2.0])
    t = tg.from_numpy(array)
    assert t.value is array
    array[0] = 5.0
    assert t[0].item() == 5.0
    t[1] = 6.0
    assert array[1] == 6.0


@pytest.mark.parametrize("thing", [[1.0, 2.0], 1.0, "abc", None, np.array(["a"]), np.array([1j])])
def test_from_numpy_refuses_what_is_no_array_of_numbers(thing):
    with pytest.raises(TypeError, match="help:"):
        tg.from_numpy(thing)


def test_a_tensor_of_a_tensor_is_a_copy_outside_the_graph():
    x = leaf([1.0, 2.0])
    t = tg.tensor(x * 2.0)
    assert not t.requires_grad
    x.data[0] = 9.0
    np.testing.assert_array_equal(t.data, [2.0, 4.0])


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (1.0, np.float32),
        ([1.0, 2.0], np.float32),
        ([[1.0], [2.0]], np.float32),
        ((1.0, 2.0), np.float32),
        ([1, 2.5], np.float32),
        ([], np.float32),
        (1, np.int64),
        ([1, 2], np.int64),
        (True, np.bool_),
        ([True, False], np.bool_),
        (np.float64(1.0), np.float64),
        (np.float32(1.0), np.float32),
        (np.float16(1.0), np.float16),
        (np.int32(1), np.int32),
        (np.array(1.0), np.float64),
        (np.array([1.0]), np.float64),
        (np.array([1], np.uint8), np.uint8),
        ([np.array([1.0]), np.array([2.0])], np.float64),
    ],
    ids=repr,
)
def test_python_numbers_get_the_default_dtype_and_arrays_keep_theirs(data, dtype):
    assert tg.tensor(data).dtype == dtype
    if type(data) is not int:
        assert tg.Tensor(data).dtype == (np.float32 if isinstance(data, (list, tuple)) else dtype)


def test_a_tensor_of_a_list_has_the_default_dtype():
    assert tg.Tensor([[1, 2], [3, 4]]).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert tg.Tensor([1, 2], requires_grad=True).dtype == np.float32
    assert tg.Tensor([1, 2], dtype=np.int64).dtype == np.int64
    tg.set_default_dtype(np.float64)
    assert tg.Tensor((1, 2)).dtype == np.float64


def test_a_tensor_of_nothing_is_empty():
    t = tg.Tensor()
    assert (t.shape, t.dtype) == ((0,), np.float32)
    assert tg.Tensor(dtype=np.int64).dtype == np.int64


def test_a_named_dtype_wins():
    assert tg.tensor([1, 2], dtype=np.float64).dtype == np.float64
    assert tg.tensor(np.array([1.5]), dtype=tg.int32).dtype == np.int32
    assert tg.Tensor(2, 2, dtype=np.float64).dtype == np.float64


def test_the_default_dtype_can_be_changed():
    tg.set_default_dtype(np.float64)
    assert tg.get_default_dtype() == np.float64
    assert tg.tensor(1.5).dtype == np.float64
    assert tg.Tensor(2, 2).dtype == np.float64
    assert tg.zeros(2).dtype == np.float64
    assert tg.randn(2).dtype == np.float64
    assert tg.nn.Linear(2, 2).weight.dtype == np.float64
    assert "dtype" not in repr(tg.tensor(1.5))
    assert tg.tensor(np.array([1], np.float32)).dtype == np.float32


def test_the_default_dtype_must_be_floating_point():
    with pytest.raises(TypeError, match="int64"):
        tg.set_default_dtype(np.int64)
    assert tg.get_default_dtype() == np.float32


@pytest.mark.parametrize(
    "data",
    [
        "abc",
        ["a", "b"],
        None,
        pytest.param(object(), id="an object"),
        1j,
        [1.0, None],
        {"a": 1},
        [[1.0], [1.0, 2.0]],
        [[1.0], 2.0],
    ],
    ids=repr,
)
def test_what_holds_no_numbers_or_is_ragged_is_refused_with_help(data):
    for make in (tg.tensor, tg.Tensor, *([] if data is None else [tg.nn.Parameter])):  # Parameter(None) is empty
        with pytest.raises(TypeError, match="help:"):
            make(data)


# requires_grad


@pytest.mark.parametrize("data", [[1, 2], [True, False], np.array([1], np.uint8)], ids=repr)
def test_integers_and_booleans_cannot_require_a_gradient(data):
    def by_setter():
        tg.tensor(data).requires_grad = True

    ways = [
        lambda: tg.tensor(data, requires_grad=True),
        lambda: tg.Tensor(np.array(data), requires_grad=True),
        by_setter,
        lambda: tg.tensor(data).requires_grad_(),
        lambda: tg.nn.Parameter(data),
        lambda: tg.nn.Parameter(tg.tensor(data)),
    ]
    for way in ways:
        with pytest.raises(TypeError, match="can't require a gradient") as caught:
            way()
        assert str(np.asarray(data).dtype) in str(caught.value)
        assert "help:" in str(caught.value)


def test_an_integer_parameter_is_fine_without_gradient():
    assert not tg.nn.Parameter([1, 2], requires_grad=False).requires_grad


@pytest.mark.parametrize("array", [np.array([1, 2]), np.array([True]), np.array(["a"])], ids=repr)
def test_data_of_a_tensor_that_requires_a_gradient_cannot_become_integers(array):
    x = leaf([1.0, 2.0])
    with pytest.raises(TypeError):
        x.data = array
    np.testing.assert_array_equal(x.data, [1.0, 2.0])


def test_requires_grad_of_a_recorded_tensor_cannot_be_taken_away():
    y = leaf(1.0) * 2.0
    with pytest.raises(RuntimeError, match="detach"):
        y.requires_grad = False
    y.requires_grad = True
    assert y.requires_grad


def test_requires_grad_returns_the_tensor_and_can_be_switched_off():
    x = tg.ones(2)
    assert x.requires_grad_() is x
    assert x.requires_grad
    assert not x.requires_grad_(False).requires_grad


# data, detach, numpy


@pytest.mark.parametrize(
    "make",
    [
        lambda: tg.tensor(1.0),
        lambda: tg.tensor([1.0, 2.0]).sum(),
        lambda: tg.tensor([1.0, 2.0])[0],
        lambda: tg.tensor(1.0) * 2.0,
        lambda: leaf([1.0, 2.0]).sum(),
        lambda: leaf([1.0, 2.0]) @ leaf([1.0, 2.0]),
        lambda: tg.grad(leaf_product(), leaf_product.x)[0],
    ],
)
def test_data_is_an_array_also_without_axes_and_writing_takes_effect(make):
    t = make()
    assert isinstance(t.data, np.ndarray)
    assert t.data.shape == ()
    t.data[...] = 7.0
    assert t.item() == 7.0
    assert (t * 2.0).item() == 14.0


def leaf_product():
    leaf_product.x = leaf(3.0)
    return leaf_product.x * 2.0


def test_grad_without_axes_can_be_written_into():
    x = leaf(3.0)
    (x * x).backward()
    x.grad.data[...] = 1.0
    assert x.grad.item() == 1.0


def test_data_can_be_assigned_from_an_array_or_a_tensor():
    x = leaf([1.0, 2.0])
    x.data = np.array([3.0, 4.0, 5.0])
    assert x.shape == (3,)
    x.data = tg.tensor([1.0])
    assert type(x.value) is np.ndarray
    assert x.requires_grad


def test_detach_shares_the_array_outside_the_graph():
    x = leaf([1.0, 2.0])
    outside = (x * 2.0).detach()
    assert not outside.requires_grad
    assert outside.is_leaf
    shared = x.detach()
    assert shared.value is x.value


def test_numpy_shares_and_refuses_a_tensor_that_requires_a_gradient():
    t = tg.tensor([1.0, 2.0])
    assert t.numpy() is t.value
    assert type(t.sum().numpy()) is np.ndarray
    for tensor in (leaf([1.0]), leaf([1.0]) * 2.0):
        with pytest.raises(RuntimeError, match=r"detach\(\)") as caught:
            tensor.numpy()
        assert "help:" in str(caught.value)


# In place


def test_an_update_under_no_grad_changes_the_array():
    w = leaf([1.0, 2.0])
    array, same = w.value, w
    (w * 3.0).sum().backward()
    with tg.no_grad():
        w -= 0.1 * w.grad
        w[0] = 5.0
    assert w is same
    assert w.value is array
    np.testing.assert_allclose(array, [5.0, 1.7], rtol=1e-15)
    assert w.requires_grad


OPERATORS = {
    "+=": (lambda t, v: t.__iadd__(v), np.add),
    "-=": (lambda t, v: t.__isub__(v), np.subtract),
    "*=": (lambda t, v: t.__imul__(v), np.multiply),
    "/=": (lambda t, v: t.__itruediv__(v), np.divide),
    "**=": (lambda t, v: t.__ipow__(v), np.power),
}


@pytest.mark.parametrize("name", OPERATORS)
def test_every_augmented_assignment_writes_into_the_array(name):
    update, function = OPERATORS[name]
    for value in (2.0, np.array([2.0, 3.0]), tg.tensor([2.0, 3.0])):
        t = tg.tensor([4.0, 5.0], dtype=np.float64)
        array = t.value
        expected = function(array.copy(), np.asarray(value))
        assert update(t, value) is t
        assert t.value is array
        np.testing.assert_allclose(array, expected, rtol=1e-15)


@pytest.mark.parametrize("name", OPERATORS)
def test_a_leaf_that_requires_a_gradient_is_not_changed_while_recording(name):
    w = leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match="no_grad") as caught:
        OPERATORS[name][0](w, 2.0)
    assert "help:" in str(caught.value)
    np.testing.assert_array_equal(w.data, [1.0, 2.0])


def test_an_element_of_a_leaf_that_requires_a_gradient_is_not_changed_while_recording():
    w = leaf([1.0, 2.0])
    for change in (lambda: w.__setitem__(0, 5.0), w.zero_, lambda: w.copy_([3.0, 4.0]), lambda: w.uniform_()):
        with pytest.raises(RuntimeError, match="no_grad"):
            change()
    np.testing.assert_array_equal(w.data, [1.0, 2.0])


def test_augmented_assignment_of_a_recorded_tensor_makes_a_new_node_and_rebinds_the_name():
    x = leaf([1.0, 2.0])
    y = before = x * x
    y += 1.0
    y *= x
    assert y is not before
    np.testing.assert_array_equal(before.data, [1.0, 4.0])
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, [3 * 1.0 + 1, 3 * 4.0 + 1])


def test_augmented_assignment_of_data_with_something_recorded_makes_a_new_node():
    x, t = leaf([1.0, 2.0]), tg.tensor([10.0, 20.0], dtype=np.float64)
    total = t
    total += x * 2.0
    assert total is not t
    np.testing.assert_array_equal(t.data, [10.0, 20.0])
    total.sum().backward()
    np.testing.assert_array_equal(x.grad.data, [2.0, 2.0])


def test_index_put_is_the_recorded_assignment():
    x, v = leaf([1.0, 2.0, 3.0]), leaf(10.0)
    y = tg.index_put(x, (slice(0, 2),), v)
    np.testing.assert_array_equal(y.data, [10.0, 10.0, 3.0])
    (y * np.array([1.0, 2.0, 4.0])).sum().backward()
    np.testing.assert_array_equal(x.grad.data, [0.0, 0.0, 4.0])
    assert v.grad.item() == 3.0


def test_assignment_into_a_tensor_without_gradient():
    t = tg.zeros(2, 3)
    t[0] = 1.0
    t[1, 1:] = tg.tensor([2.0, 3.0])
    t[tg.tensor([False, True]), 0] = 4
    np.testing.assert_array_equal(t.data, [[1.0, 1.0, 1.0], [4.0, 2.0, 3.0]])


@pytest.mark.parametrize(
    ("data", "update"),
    [
        ([1, 2], lambda t: t.__iadd__(1.5)),
        ([1, 2], lambda t: t.__itruediv__(2)),
        ([True, False], lambda t: t.__iadd__(1)),
        ([True, False], lambda t: t.__imul__(0.5)),
    ],
)
def test_a_result_of_another_kind_is_not_forced_into_integers_or_booleans(data, update):
    t = tg.tensor(data)
    with pytest.raises(TypeError, match="help:") as caught:
        update(t)
    assert str(t.dtype) in str(caught.value)
    assert t.tolist() == data


def test_a_wider_float_fits_into_a_narrower_one():
    t = tg.tensor([1.0, 2.0])
    t += np.array([0.5, 0.5])
    assert t.dtype == np.float32
    np.testing.assert_array_equal(t.data, [1.5, 2.5])


def test_integers_are_changed_by_integers():
    t = tg.tensor([1, 2])
    t += 1
    t *= tg.tensor([3, 4])
    assert t.tolist() == [6, 12]


@pytest.mark.parametrize("shape", [(1,), (2,), (3, 1), ()])
def test_a_result_that_does_not_fit_the_shape_names_op_and_shapes(shape):
    t = tg.zeros(shape)
    with pytest.raises((TypeError, ValueError)) as caught:
        t += tg.ones(3)
    message = str(caught.value)
    assert "add" in message
    assert str(shape) in message
    assert "(3,)" in message or "(3, 3)" in message
    np.testing.assert_array_equal(t.data, np.zeros(shape))


def test_an_overlapping_update_reads_before_it_writes():
    t = tg.tensor([1.0, 2.0, 3.0])
    t += t[::-1]
    np.testing.assert_array_equal(t.data, [4.0, 4.0, 4.0])


# Text, identity, equality


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: tg.tensor(2.0), "tensor(2.)"),
        (lambda: tg.tensor([1.0, 2.5]), "tensor([1. , 2.5])"),
        (lambda: tg.tensor([1, 2]), "tensor([1, 2])"),
        (lambda: tg.tensor([True]), "tensor([ True])"),
        (lambda: tg.tensor(1.0, requires_grad=True), "tensor(1., requires_grad=True)"),
        (lambda: tg.tensor(1.0, requires_grad=True) * 2.0, "tensor(2., grad_fn=<mul>)"),
        (lambda: leaf([1.0]), "tensor([1.], dtype=float64, requires_grad=True)"),
        (lambda: tg.tensor([1], dtype=np.int32), "tensor([1], dtype=int32)"),
        (lambda: tg.nn.Parameter([1.0]), "Parameter containing:\ntensor([1.], requires_grad=True)"),
    ],
)
def test_a_tensor_is_printed_with_what_matters(make, text):
    assert repr(make()) == text
    assert str(make()) == text


def test_equality_is_elementwise_and_hash_is_identity():
    x, y = leaf([1.0, 2.0]), leaf([1.0, 3.0])
    assert (x == y).tolist() == [True, False]
    assert (x != y).tolist() == [False, True]
    assert (x == 1.0).dtype == np.bool_
    assert hash(x) != hash(y)
    assert hash(x) == object.__hash__(x)
    assert len({x, y, x}) == 2


# Copies and pickles


class Net(tg.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = tg.nn.Linear(2, 3)
        self.again = self.first
        self.second = tg.nn.Linear(3, 1)

    def forward(self, x):
        return self.second(ops.tanh(self.first(x)))


COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("kind", [tg.tensor, tg.nn.Parameter])
def test_leaves_copy_and_pickle(how, kind):
    t = kind(np.array([1.0, 2.0]))
    t.name = "weight"
    made = COPIES[how](t)
    assert made is not t
    assert type(made) is type(t)
    assert made.requires_grad == t.requires_grad
    assert made.name == "weight"
    assert made.dtype == t.dtype
    np.testing.assert_array_equal(made.data, t.data)


@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
def test_a_deep_copy_has_memory_of_its_own(how):
    t = leaf([1.0, 2.0])
    made = COPIES[how](t)
    made.data[0] = 9.0
    assert t.data[0] == 1.0
    (made * made).sum().backward()
    assert t.grad is None
    np.testing.assert_array_equal(made.grad.data, [18.0, 4.0])


def test_a_leaf_without_axes_copies_and_pickles():
    for how in COPIES.values():
        made = how(tg.tensor([1.0, 2.0]).sum())
        assert made.shape == ()
        assert made.item() == 3.0


@pytest.mark.parametrize("how", COPIES)
def test_a_recorded_tensor_refuses_to_be_copied_and_names_detach(how):
    y = leaf([1.0]) * 2.0
    with pytest.raises(TypeError, match=r"detach\(\)") as caught:
        COPIES[how](y)
    assert "help:" in str(caught.value)
    assert COPIES[how](y.detach()).item() == 2.0


@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
def test_a_copied_module_trains_independently(how):
    net = Net()
    twin = COPIES[how](net)
    before = {path: value.data.copy() for path, value in net.state_dict().items()}
    for path, value in twin.state_dict().items():
        np.testing.assert_array_equal(value.data, before[path])
    assert twin.again is twin.first  # what was shared is shared in the copy
    optimizer = tg.optim.SGD(twin.parameters(), lr=0.1)
    twin(tg.ones(4, 2)).sum().backward()
    optimizer.step()
    assert all(parameter.grad is None for parameter in net.parameters())
    for path, value in net.state_dict().items():
        np.testing.assert_array_equal(value.data, before[path])
    assert any(np.any(value.data != before[path]) for path, value in twin.state_dict().items())


def test_a_shallow_copy_shares_the_array_and_knows_of_its_changes():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    twin = copy.copy(x)
    loss = (x * x).sum()
    with tg.no_grad():
        twin += 1.0
    assert x.data[0] == 2.0
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


def test_assigning_the_same_array_keeps_what_is_known_of_its_changes():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    twin = x.detach()
    x.data -= 0.5
    loss = (x * x).sum()
    twin[0] = 100.0
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


def test_a_deep_copy_has_the_gradient_too():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    twin = copy.deepcopy(x)
    assert twin.grad.tolist() == [2, 4]
    assert not np.shares_memory(twin.grad.data, x.grad.data)


# .grad


@pytest.mark.parametrize(
    ("gradient", "message"),
    [
        (np.ones(3), "a gradient is a Tensor, not a ndarray\nhelp: "),
        ("a", "a gradient is a Tensor, not a str"),
        (3, "a gradient is a Tensor, not a int"),
        (tg.ones(7), r"a gradient float32 \(7,\) for a tensor float32 \(3,\)"),
        (tg.ones(3, dtype=np.float64), r"a gradient float64 \(3,\) for a tensor float32"),
    ],
)
def test_what_is_no_gradient_is_refused(gradient, message):
    x = tg.ones(3, requires_grad=True)
    with pytest.raises(TypeError, match=message):
        x.grad = gradient
    x.grad = tg.zeros(3)
    x.grad = None


@pytest.mark.parametrize("answer", [tg.ones(7), np.ones(3), 2.0])
def test_a_hook_that_answers_with_something_else_is_refused(answer):
    for make in (lambda x: x, lambda x: x * 1.0):
        x = tg.ones(3, requires_grad=True)
        y = make(x)
        y.register_hook(lambda g: answer)
        with pytest.raises(TypeError, match="a hook returned"):
            y.sum().backward()
        assert x.grad is None
