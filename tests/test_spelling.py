"""PyTorch's and NumPy's names for arguments, and what happens to names that nobody has."""

import inspect

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import ops
from tinygrad_edu.tape import op


def matrix():
    return tg.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=np.float64)


@pytest.mark.parametrize(
    "call",
    [
        lambda t: tg.sum(t, 1),
        lambda t: tg.sum(t, axis=1),
        lambda t: tg.sum(t, dim=1),
        lambda t: tg.sum(input=t, dim=1),
        lambda t: tg.sum(x=t, axis=1),
        lambda t: tg.sum(dim=1, input=t),
        lambda t: tg.sum(t, [1]),
        lambda t: tg.sum(t, (1,)),
        lambda t: t.sum(1),
        lambda t: t.sum(dim=1),
        lambda t: t.sum(axis=(1,)),
        lambda t: np.sum(t, 1),
        lambda t: np.sum(t, axis=1),
        lambda t: np.sum(a=t, axis=1, keepdims=False),
    ],
)
def test_an_axis_can_be_said_in_every_way(call):
    assert call(matrix()).tolist() == [3.0, 7.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda t: tg.sum(t, 1, True),
        lambda t: tg.sum(t, dim=1, keepdim=True),
        lambda t: t.sum(1, keepdim=True),
        lambda t: t.sum(axis=1, keepdims=True),
        lambda t: np.sum(t, axis=1, keepdims=True),
    ],
)
def test_keeping_the_axes_can_be_said_in_every_way(call):
    assert call(matrix()).tolist() == [[3.0], [7.0]]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda t: tg.add(input=t, other=1.0), [[2.0, 3.0], [4.0, 5.0]]),
        (lambda t: t.add(other=1.0), [[2.0, 3.0], [4.0, 5.0]]),
        (lambda t: t.pow(exponent=2), [[1.0, 4.0], [9.0, 16.0]]),
        (lambda t: tg.pow(t, exponent=2), [[1.0, 4.0], [9.0, 16.0]]),
        (lambda t: tg.clamp(t, min=2.0, max=3.0), [[2.0, 2.0], [3.0, 3.0]]),
        (lambda t: t.clamp(max=3.0), [[1.0, 2.0], [3.0, 3.0]]),
        (lambda t: np.clip(t, a_min=2.0, a_max=3.0), [[2.0, 2.0], [3.0, 3.0]]),
        (lambda t: tg.transpose(t, dim0=0, dim1=1), [[1.0, 3.0], [2.0, 4.0]]),
        (lambda t: t.permute(dims=(1, 0)), [[1.0, 3.0], [2.0, 4.0]]),
        (lambda t: np.transpose(t, axes=(1, 0)), [[1.0, 3.0], [2.0, 4.0]]),
        (lambda t: tg.cat([t, t], 1), [[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]]),
        (lambda t: tg.cat((t, t), dim=1), [[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]]),
        (lambda t: tg.cat(tensors=[t, t], dim=1), [[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]]),
        (lambda t: np.concatenate([t, t], axis=1), [[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]]),
        (lambda t: tg.softmax(t * 0.0, dim=1), [[0.5, 0.5], [0.5, 0.5]]),
        (lambda t: tg.softmax(t * 0.0, -1), [[0.5, 0.5], [0.5, 0.5]]),
        (lambda t: tg.unsqueeze(input=t, dim=0), [[[1.0, 2.0], [3.0, 4.0]]]),
        (lambda t: tg.reshape(t, (1, 4)), [[1.0, 2.0, 3.0, 4.0]]),
        (lambda t: np.reshape(t, shape=(1, 4)), [[1.0, 2.0, 3.0, 4.0]]),
        (lambda t: tg.matmul(input=t, other=np.eye(2)), [[1.0, 2.0], [3.0, 4.0]]),
        (lambda t: np.var(t, axis=0, ddof=1), [2.0, 2.0]),
    ],
)
def test_the_names_of_both_libraries_are_understood(call, expected):
    assert call(matrix()).tolist() == expected


def test_a_node_keeps_its_options_under_the_ops_own_names():
    x = tg.tensor([[1.0, 2.0]], requires_grad=True)
    assert x.sum(dim=1, keepdim=True).options == {"axis": 1, "keepdims": True}
    assert x.sum(dim=[0, 1]).options == {"axis": (0, 1)}
    assert tg.cat([x, x], dim=1).options == {"axis": 1}
    assert tg.cat([x, x], dim=1).operands == (x, x)
    assert x.clamp(max=1.0).operands == (x, None, 1.0)
    assert x.clamp(max=1.0).options == {}


@pytest.mark.parametrize(
    ("call", "name", "known"),
    [
        (lambda t: tg.sum(t, dimension=0), "dimension", ["x", "axis", "keepdims"]),
        (lambda t: t.exp(base=2), "base", ["x"]),
        (lambda t: tg.mul(t, t, alpha=2), "alpha", ["x", "y"]),
        (lambda t: tg.cat([t, t], axes=1), "axes", ["tensors", "dim"]),
        (lambda t: tg.narrow(t, 0, 0, size=1), "size", ["start", "length"]),
        (lambda t: tg.softmax(t, dim=1, temperature=2), "temperature", ["x", "axis"]),
        (lambda t: np.sum(t, initial=3.0), "initial", ["x", "axis", "keepdims"]),
    ],
)
def test_an_unknown_argument_is_named_and_the_known_ones_are_listed(call, name, known):
    with pytest.raises(TypeError, match=repr(name)) as caught:
        call(matrix())
    help_line = str(caught.value).split("help:")[1]
    assert all(word in help_line for word in known)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda t: tg.sum(t, 0, dim=0), "axis"),
        (lambda t: tg.sum(t, axis=0, dim=1), "axis"),
        (lambda t: t.sum(dim=0, axis=0), "axis"),
        (lambda t: t.sum(0, False, keepdim=True), "keepdims"),
        (lambda t: t.mul(1.0, other=2.0), "y"),
        (lambda t: tg.mul(t, input=t, other=t), "x"),
        (lambda t: tg.cat([t, t], 0, axis=1), "dim"),
        (lambda t: tg.cat([t, t], dim=0, axis=1), "dim"),
        (lambda t: tg.cat([t, t], 0, dim=1), "dim"),
    ],
)
def test_two_values_for_one_argument_are_refused(call, name):
    with pytest.raises(TypeError, match=name):
        call(matrix())


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda t: tg.sum(), "sum"),
        (lambda t: tg.add(t), "add"),
        (lambda t: tg.add(other=t), "add"),
        (lambda t: tg.softmax(t), "softmax"),
        (lambda t: tg.sum(t, 0, False, 1), "sum"),
        (lambda t: tg.exp(t, t), "exp"),
        (lambda t: tg.cat(), "cat"),
        (lambda t: tg.cat(t), "cat"),
        (lambda t: tg.cat([t, t], 0, 1), "cat"),
        (lambda t: tg.stack([]), "stack"),
    ],
)
def test_too_few_and_too_many_arguments_are_refused_with_the_ops_name(call, name):
    with pytest.raises((TypeError, ValueError), match=name):
        call(matrix())


def test_an_op_of_ones_own_speaks_both_languages_too():
    @op()
    def scaled(x, *, axis=None, factor=2):
        return x * factor, lambda g: g * factor

    assert scaled(tg.ones(1), 0, 3).item() == 3.0
    assert scaled(input=tg.ones(1), dim=0, factor=4).item() == 4.0
    with pytest.raises(TypeError, match=r"scaled.*'size'"):
        scaled(tg.ones(1), size=3)


def test_arguments_of_a_numpy_function_at_their_defaults_are_no_hindrance():
    t = matrix()
    assert np.sum(t, axis=0, dtype=None, out=None, keepdims=np._NoValue).tolist() == [4.0, 6.0]
    assert np.mean(t, None, None, None).item() == 2.5
    assert np.concatenate([t, t], 0, out=None).shape == (4, 2)


def test_gradients_flow_through_every_spelling():
    x = tg.tensor([[1.0, 2.0]], dtype=np.float64, requires_grad=True)
    ops.sum(input=ops.pow(x, exponent=3), dim=1).sum().backward()
    np.testing.assert_array_equal(x.grad.data, [[3.0, 12.0]])


# NumPy's names for the axes, wherever PyTorch's are: {PyTorch's: NumPy's}
AXES = {"dim": ["axis"], "dims": ["axis", "axes", "dim"], "keepdim": ["keepdims"], "dim2": ["axis1", "axis2"]}
NO_AXES = {"tile", "tensordot"}  # their `dims` are numbers of repetitions, and of axes
OF_TENSORS = {"size", "stride"}  # `numel` and `data.strides` are NumPy's


def functions_with_axes():
    holders = (tg, tg.nn.functional, tg.linalg, tg.special, tg.Tensor)
    for holder, name in ((place, name) for place in holders for name in dir(place)):
        function = getattr(holder, name)
        if name[0] != "_" and inspect.isfunction(function) and name not in NO_AXES | OF_TENSORS:
            given = inspect.signature(function).parameters
            spellings = [other for own in AXES if own in given for other in AXES[own] if other not in given]
            if spellings:
                yield pytest.param(function, spellings, id=f"{holder.__name__}.{name}")


@pytest.mark.parametrize(("function", "spellings"), [*functions_with_axes()])
def test_axes_have_numpys_names_too(function, spellings):
    for name in spellings:
        with pytest.raises(TypeError) as error:  # that its tensor is missing, not that nobody knows the name
            function(**{name: 0})
        assert name not in str(error.value).split("\n")[0].replace("unexpected keyword argument", "").split("'")


def test_an_axis_by_any_name():
    t = matrix()
    assert tg.flip(t, axis=1).tolist() == tg.flip(t, dim=1).tolist() == tg.flip(t, axes=(1,)).tolist()
    assert tg.renorm(t, 1, axis=0, maxnorm=3.0).tolist() == tg.renorm(t, 1, 0, 3.0).tolist()
    assert tg.nn.functional.glu(t, axis=0).tolist() == tg.nn.functional.glu(t, 0).tolist()
    assert tg.rot90(t, axes=(1, 0)).tolist() == tg.rot90(t, 1, (1, 0)).tolist()
    assert tg.transpose(t, axis1=0, axis2=1).tolist() == tg.permute(t, axes=(1, 0)).tolist() == t.T.tolist()
    assert t.split(1, axis=1)[1].tolist() == [[2.0], [4.0]]
    with pytest.raises(TypeError, match="got two values for 'dims'"):
        tg.flip(t, axis=1, dims=(1,))
