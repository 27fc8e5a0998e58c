"""The methods that change a tensor: what the method without the "_" returns, in the tensor itself."""

import operator

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import inplace

torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is nothing to compare with")

NUMBERS = np.array([[0.5, 0.25, 0.75], [0.125, 0.375, 0.625]])
OTHER = np.array([[2.0, 1.0, 0.5], [0.25, 1.5, 3.0]])
INTEGERS = np.array([[4, 6, 9], [3, 5, 8]])
OF_INTEGERS = {
    "bitwise_and", "bitwise_left_shift", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "gcd", "lcm",
}  # fmt: skip
BINARY = {
    "add", "arctan2", "atan2", "copysign", "div", "divide", "eq", "float_power", "floor_divide", "fmod", "ge",
    "greater", "greater_equal", "gt", "heaviside", "hypot", "igamma", "igammac", "ldexp", "le", "less", "less_equal",
    "logical_and", "logical_or", "logical_xor", "lt", "mul", "multiply", "ne", "nextafter", "not_equal", "pow",
    "remainder", "sub", "subtract", "true_divide", "xlogy",
}  # fmt: skip
OTHERS = {
    "acosh": lambda m, x, y: x.add_(1).acosh_(),
    "arccosh": lambda m, x, y: x.add_(1).arccosh_(),
    "addbmm": lambda m, x, y: x.addbmm_(y[None], m.ones(1, 3, 3, dtype=m.float64)),
    "addcdiv": lambda m, x, y: x.addcdiv_(y, y, value=2),
    "addcmul": lambda m, x, y: x.addcmul_(y, y),
    "addmm": lambda m, x, y: x.addmm_(y, m.ones(3, 3, dtype=m.float64), beta=2),
    "addmv": lambda m, x, y: x[0].addmv_(y.T, y[:, 0]),
    "addr": lambda m, x, y: x.addr_(y[:, 0], y[0]),
    "baddbmm": lambda m, x, y: x.unsqueeze_(0).baddbmm_(y[None], m.ones(1, 3, 3, dtype=m.float64)),
    "bitwise_not": lambda m, x, y: x.long().bitwise_not_(),
    "clamp": lambda m, x, y: x.clamp_(0.3, max=0.6),
    "clamp_max": lambda m, x, y: x.clamp_max_(0.5),
    "clamp_min": lambda m, x, y: x.clamp_min_(0.5),
    "clip": lambda m, x, y: x.clip_(min=0.3),
    "cumprod": lambda m, x, y: x.cumprod_(1),
    "cumsum": lambda m, x, y: x.cumsum_(dim=0),
    "fill_diagonal": lambda m, x, y: x.T.fill_diagonal_(9.0, wrap=True),
    "index_add": lambda m, x, y: x.index_add_(1, m.tensor([1, 1, 0]), y, alpha=2),
    "index_copy": lambda m, x, y: x.index_copy_(0, m.tensor([1]), y[:1]),
    "index_fill": lambda m, x, y: x.index_fill_(1, m.tensor([2]), 7.0),
    "index_put": lambda m, x, y: x.index_put_((m.tensor([0, 1]), m.tensor([2, 2])), y[:, 0]),
    "index_reduce": lambda m, x, y: x.index_reduce_(1, m.tensor([1, 1, 0]), y, "amax"),
    "lerp": lambda m, x, y: x.lerp_(y, 0.25),
    "masked_fill": lambda m, x, y: x.masked_fill_(y > 1, 0.0),
    "masked_scatter": lambda m, x, y: x.masked_scatter_(y > 1, y),
    "mvlgamma": lambda m, x, y: x.add_(3).mvlgamma_(2),
    "polygamma": lambda m, x, y: x.polygamma_(1),
    "put": lambda m, x, y: x.put_(m.tensor([5, 0]), y[0, :2]),
    "renorm": lambda m, x, y: x.renorm_(2, 0, 0.5),
    "resize": lambda m, x, y: x.T.resize_(1, 4),
    "resize_as": lambda m, x, y: x.resize_as_(y.T),
    "scatter": lambda m, x, y: x.scatter_(1, m.tensor([[0], [2]]), 3.0),
    "scatter_add": lambda m, x, y: x.scatter_add_(1, m.tensor([[0, 0], [2, 1]]), y),
    "scatter_reduce": lambda m, x, y: x.scatter_reduce_(1, m.tensor([[0, 0], [2, 1]]), y, "amax"),
    "squeeze": lambda m, x, y: x[:1].squeeze_(0),
    "swapaxes": lambda m, x, y: x.swapaxes_(0, 1),
    "swapdims": lambda m, x, y: x.swapdims_(0, 1),
    "t": lambda m, x, y: x.t_(),
    "transpose": lambda m, x, y: x.transpose_(0, 1),
    "unsqueeze": lambda m, x, y: x.unsqueeze_(1),
}
NAMES = [name.removesuffix("_") for name in vars(inplace.InPlace) if name[0] != "_" and name[-1] == "_"]


def call(name, module):
    """The method `name` with a "_" of one library, and the tensor it was called on."""
    x, y = module.tensor(INTEGERS if name in OF_INTEGERS else NUMBERS), module.tensor(OTHER)
    if name in OTHERS:
        return OTHERS[name](module, x, y), x
    if name in OF_INTEGERS:
        return getattr(x, f"{name}_")(module.tensor(INTEGERS % 4)), x
    return getattr(x, f"{name}_")(*([y] if name in BINARY else [])), x


@pytest.mark.filterwarnings("ignore:index_reduce")
@pytest.mark.parametrize("name", NAMES)
def test_a_tensor_is_changed_as_in_pytorch(name):
    (ours, changed), (theirs, expected) = call(name, tg), call(name, torch)
    rtol = 1e-9 if name == "polygamma" else 1e-12  # PyTorch's isn't more exact
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=rtol)
    np.testing.assert_allclose(changed.data, expected.numpy(), rtol=rtol)
    assert ours.dtype == theirs.numpy().dtype


def test_each_stands_under_its_own_name():
    assert len(NAMES) > 130
    assert [name for name in NAMES if getattr(tg.Tensor, f"{name}_").__name__ != f"{name}_"] == []
    assert {name for name in NAMES if not hasattr(tg.Tensor, name)} == {"fill_diagonal", "resize", "resize_as"}


# What the functions are given besides the tensor.
GIVEN = {
    "addmv": ((3, 3), (3,)), "celu": (), "clamp": (0.3,), "clamp_max": (0.3,), "clamp_min": (0.3,), "clip": (0.3,),
    "fill": (0.3,), "gcd": (2,), "ldexp": (2.0,), "lcm": (4,), "threshold": (0.3, 0.1), "xlogy": (2.0,),
}  # fmt: skip


@pytest.mark.parametrize("name", inplace.FUNCTIONS)
def test_a_function_with_an_underscore_changes_its_first_argument(name):
    if name in ("addmv", "index_put", "rrelu"):
        pytest.skip("asked for below")
    numbers = INTEGERS if name in OF_INTEGERS else NUMBERS + 1 if name in ("acosh", "arccosh") else NUMBERS
    ours, theirs = tg.tensor(numbers), torch.tensor(numbers)
    given = GIVEN.get(name, ())
    if name in OF_INTEGERS or name in ("ldexp", "xlogy"):
        changed = getattr(tg, f"{name}_")(ours, tg.tensor(given[0], dtype=ours.dtype))
        getattr(torch, f"{name}_")(theirs, torch.tensor(given[0], dtype=theirs.dtype))
    else:
        changed = getattr(tg, f"{name}_")(ours, *given)
        getattr(torch, f"{name}_")(theirs, *given)
    assert changed is ours
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-12)


def test_functions_of_several_tensors_change_the_first():
    x = tg.zeros(2)
    assert tg.addmv_(x, tg.ones(2, 3), tg.ones(3)).tolist() == x.tolist() == [3.0, 3.0]
    assert tg.index_put_(x, (tg.tensor([0]),), tg.tensor([5.0])).tolist() == x.tolist() == [5.0, 3.0]
    assert tg.rrelu_(tg.tensor([-4.0, 4.0])).tolist()[1] == 4.0
    assert tg.zero_(x).tolist() == x.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", ["celu", "elu", "hardtanh", "leaky_relu", "relu", "selu"])
def test_an_activation_changes_its_input(name):
    ours, theirs = (m.tensor(NUMBERS - 0.5) for m in (tg, torch))
    assert getattr(tg.nn.functional, f"{name}_")(ours) is ours
    getattr(torch.nn.functional, f"{name}_")(theirs)
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-12)


def test_resizing_fills_up_with_zeros():
    x = tg.tensor([[1.0, 2.0], [3.0, 4.0]])
    same = x.data
    assert x.resize_(3).tolist() == [1.0, 2.0, 3.0]
    same[0, 0] = 9.0
    assert x.resize_((2, 2)).tolist() == [[9.0, 2.0], [3.0, 0.0]]
    assert tg.tensor([[1, 2], [3, 4]]).t().resize_(4).tolist() == [1, 2, 3, 4]  # in the order of memory


def test_what_requires_a_gradient_is_not_resized():
    w = tg.ones(2, requires_grad=True)
    for tensor in (w, w * 2):
        with tg.no_grad(), pytest.raises(RuntimeError, match="can't be resized"):
            tensor.resize_(1)


@pytest.mark.parametrize("name", ["exp", "add", "masked_fill", "index_put", "unsqueeze", "fill_diagonal"])
def test_a_leaf_that_is_trained_is_refused_while_recording(name):
    leaf = tg.tensor(NUMBERS, requires_grad=True)
    arguments = {
        "add": (1,),
        "masked_fill": (leaf.data > 0.5, 0.0),
        "index_put": ((0,), 1.0),
        "unsqueeze": (0,),
        "fill_diagonal": (1.0,),
    }
    with pytest.raises(RuntimeError, match=r"help: .*`with no_grad\(\):`"):
        getattr(leaf, f"{name}_")(*arguments.get(name, ()))
    np.testing.assert_array_equal(leaf.data, NUMBERS)
    with tg.no_grad():
        assert getattr(leaf, f"{name}_")(*arguments.get(name, ())) is leaf
    assert leaf.requires_grad


def test_a_tensor_keeps_its_shape_and_dtype():
    with pytest.raises(TypeError, match=r"add in place: float32 \(2,\) can't take float32 \(3, 2\)"):
        tg.zeros(2).add_(tg.ones(3, 2))
    with pytest.raises(TypeError, match=r"int64 \(2,\) can't take float"):
        tg.arange(2).mul_(0.5)
    assert tg.zeros(2).eq_(0).tolist() == [1.0, 1.0]


def test_backward_notices_a_change():
    weight = tg.ones(2, requires_grad=True)
    x = tg.ones(2)
    loss = (weight * x).sum()
    x.mul_(2)
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()
    x = tg.ones(2)
    loss = (weight * x).sum()
    x.unsqueeze_(0)
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@pytest.mark.parametrize(
    "function",
    [operator.ifloordiv, operator.imod, operator.iand, operator.ior, operator.ixor, operator.ilshift, operator.irshift],
)
def test_an_augmented_assignment_writes_into_the_tensor(function):
    results = []
    for module in (tg, torch):
        x = module.tensor(INTEGERS)
        other = x
        x = function(x, 2)
        assert x is other
        results.append(x.numpy())
    np.testing.assert_array_equal(*results)


def test_an_augmented_matrix_product_is_a_new_tensor_as_in_pytorch():
    x = other = tg.ones(2, 2)
    x @= tg.ones(2, 3)
    assert x.shape == (2, 3)
    assert other.shape == (2, 2)
