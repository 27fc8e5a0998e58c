"""Activations as Modules: what they compute, their arguments, fields and texts, and those that draw at random."""

import inspect

import numpy as np
import pytest

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import nn

# The module, made with these arguments; what it computes; its fields; what stands between its parentheses
MODULES = (
    (nn.Sigmoid(), F.sigmoid, {}, ""),
    (nn.Tanh(), F.tanh, {}, ""),
    (nn.Tanhshrink(), F.tanhshrink, {}, ""),
    (nn.Softsign(), F.softsign, {}, ""),
    (nn.LogSigmoid(), F.logsigmoid, {}, ""),
    (nn.ReLU(), F.relu, {"inplace": False}, ""),
    (nn.ReLU(True), F.relu, {"inplace": True}, "inplace=True"),
    (nn.ReLU6(), F.relu6, {"min_val": 0.0, "max_val": 6.0, "inplace": False}, ""),
    (nn.ReLU6(inplace=True), F.relu6, {"inplace": True}, "inplace=True"),
    (nn.LeakyReLU(0.3), lambda x: F.leaky_relu(x, 0.3), {"negative_slope": 0.3}, "negative_slope=0.3"),
    (nn.LeakyReLU(inplace=True), F.leaky_relu, {"inplace": True}, "negative_slope=0.01, inplace=True"),
    (nn.ELU(2.0), lambda x: F.elu(x, 2.0), {"alpha": 2.0, "inplace": False}, "alpha=2.0"),
    (nn.ELU(2.0, True), lambda x: F.elu(x, 2.0), {"inplace": True}, "alpha=2.0, inplace=True"),
    (nn.CELU(2.0), lambda x: F.celu(x, 2.0), {"alpha": 2.0, "inplace": False}, "alpha=2.0"),
    (nn.SELU(), F.selu, {"inplace": False}, ""),
    (nn.SELU(True), F.selu, {"inplace": True}, "inplace=True"),
    (nn.SiLU(inplace=True), F.silu, {"inplace": True}, "inplace=True"),
    (nn.Mish(), F.mish, {"inplace": False}, ""),
    (nn.GELU(), F.gelu, {"approximate": "none"}, "approximate='none'"),
    (nn.GELU("tanh"), lambda x: F.gelu(x, approximate="tanh"), {"approximate": "tanh"}, "approximate='tanh'"),
    (nn.Hardsigmoid(True), F.hardsigmoid, {"inplace": True}, ""),
    (nn.Hardswish(), F.hardswish, {"inplace": False}, ""),
    (nn.Hardtanh(), F.hardtanh, {"min_val": -1.0, "max_val": 1.0}, "min_val=-1.0, max_val=1.0"),
    (
        nn.Hardtanh(-2.0, 0.5, True),
        lambda x: F.hardtanh(x, -2.0, 0.5),
        {"inplace": True},
        "min_val=-2.0, max_val=0.5, inplace=True",
    ),
    (nn.Softplus(2.0), lambda x: F.softplus(x, 2.0), {"beta": 2.0, "threshold": 20.0}, "beta=2.0, threshold=20.0"),
    (nn.Hardshrink(0.3), lambda x: F.hardshrink(x, 0.3), {"lambd": 0.3}, "0.3"),
    (nn.Softshrink(), F.softshrink, {"lambd": 0.5}, "0.5"),
    (
        nn.Threshold(0.1, 20),
        lambda x: F.threshold(x, 0.1, 20),
        {"threshold": 0.1, "value": 20, "inplace": False},
        "threshold=0.1, value=20",
    ),
    (nn.Threshold(0.1, 20, True), lambda x: F.threshold(x, 0.1, 20), {}, "threshold=0.1, value=20, inplace=True"),
    (
        nn.RReLU(0.1, 0.2).eval(),
        lambda x: F.rrelu(x, 0.1, 0.2),
        {"lower": 0.1, "upper": 0.2, "inplace": False},
        "lower=0.1, upper=0.2",
    ),
    (nn.RReLU(inplace=True).eval(), F.rrelu, {}, "lower=0.125, upper=0.3333333333333333, inplace=True"),
    (nn.GLU(), F.glu, {"dim": -1}, "dim=-1"),
    (nn.GLU(1), lambda x: F.glu(x, 1), {"dim": 1}, "dim=1"),
    (nn.Softmax(1), lambda x: F.softmax(x, 1), {"dim": 1}, "dim=1"),
    (nn.LogSoftmax(dim=-1), lambda x: F.log_softmax(x, -1), {"dim": -1}, "dim=-1"),
    (nn.Softmin(dim=0), lambda x: F.softmin(x, 0), {"dim": 0}, "dim=0"),
    (nn.Softmax2d(), lambda x: F.softmax(x, -3), {}, ""),
)


@pytest.mark.parametrize(("module", "function", "fields", "text"), MODULES, ids=[repr(row[0]) for row in MODULES])
def test_a_module_is_its_function(module, function, fields, text):
    x = tg.tensor(np.random.default_rng(0).normal(size=(2, 4, 3, 2)), requires_grad=True)
    y, expected = module(x), function(x)
    np.testing.assert_array_equal(y.data, expected.data)
    weights = np.random.default_rng(1).normal(size=y.shape)
    for ours, theirs in zip(tg.grad(y, [x], weights), tg.grad(expected, [x], weights)):
        np.testing.assert_array_equal(ours.data, theirs.data)
    assert {name: getattr(module, name) for name in fields} == fields
    assert repr(module) == f"{type(module).__name__}({text})"


@pytest.mark.parametrize("kind", sorted({type(module).__name__ for module, *_ in MODULES} | {"PReLU"}))
def test_names_and_defaults_of_the_arguments_are_pytorchs(kind):
    torch = pytest.importorskip("torch")

    def arguments(module):
        # Hardtanh has two old names more, which warn
        parameters = list(inspect.signature(module.__init__).parameters.values())[1:]
        return [
            (p.name, None if p.default is p.empty else p.default)
            for p in parameters
            if p.name not in ("min_value", "max_value")
        ]

    ours, theirs = getattr(nn, kind), getattr(torch.nn, kind)
    if "__init__" in vars(theirs) or "__init__" in vars(ours):
        assert arguments(ours) == arguments(theirs)


def test_texts_are_pytorchs():
    torch = pytest.importorskip("torch")
    for module, *_ in MODULES:
        values = {name: value for name, value in vars(module).items() if name != "training"}
        wanted = inspect.signature(getattr(torch.nn, type(module).__name__).__init__).parameters
        theirs = getattr(torch.nn, type(module).__name__)(**{k: v for k, v in values.items() if k in wanted})
        assert repr(module) == repr(theirs)
    assert repr(nn.PReLU(3)) == repr(torch.nn.PReLU(3))


def test_inplace_leaves_the_operand_alone():
    x = tg.tensor([-1.0, 2.0])
    assert nn.ReLU(inplace=True)(x).tolist() == [0.0, 2.0]
    assert x.tolist() == [-1.0, 2.0]


def test_prelu_learns_its_slopes():
    layer = nn.PReLU(3, init=0.5)
    assert [name for name, _ in layer.named_parameters()] == ["weight"]
    assert layer.weight.tolist() == [0.5] * 3
    assert layer.num_parameters == 3
    x = tg.tensor([[-1.0, 2.0, -3.0], [-2.0, -4.0, 5.0]])
    y = layer(x)
    assert y.tolist() == [[-0.5, 2.0, -1.5], [-1.0, -2.0, 5.0]]
    y.sum().backward()
    assert layer.weight.grad.tolist() == [-3.0, -4.0, -3.0]
    layer.weight.data[...] = 7.0
    layer.reset_parameters()
    assert layer.weight.tolist() == [0.5] * 3


def test_prelu_has_the_default_dtype_or_the_one_wanted():
    assert nn.PReLU().weight.dtype == np.float32
    assert nn.PReLU(dtype=np.float64).weight.dtype == np.float64
    assert repr(nn.PReLU()) == "PReLU(num_parameters=1)"


def test_rrelu_draws_a_slope_for_each_element_in_training():
    tg.manual_seed(0)
    x = tg.tensor(np.full(10_000, -1.0), requires_grad=True)
    layer = nn.RReLU(0.1, 0.3)
    y = layer(x)
    slopes = -y.data
    assert slopes.min() >= 0.1
    assert slopes.max() <= 0.3
    assert abs(slopes.mean() - 0.2) < 0.002
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, slopes)
    assert F.rrelu(tg.tensor([2.0, 0.0]), training=True).tolist() == [2.0, 0.0]
    np.testing.assert_allclose(layer.eval()(x).data, -0.2)


def test_gumbel_softmax_draws_by_the_probabilities():
    tg.manual_seed(0)
    logits = tg.tensor(np.log([[0.1, 0.3, 0.6]]).repeat(20_000, axis=0), requires_grad=True)
    drawn = F.gumbel_softmax(logits, hard=True)
    assert set(np.unique(drawn.data)) == {0.0, 1.0}
    np.testing.assert_array_equal(drawn.data.sum(1), 1.0)
    np.testing.assert_allclose(drawn.data.mean(0), [0.1, 0.3, 0.6], atol=0.01)


def test_a_hard_gumbel_softmax_has_the_gradient_of_the_soft_one():
    logits, weights = np.random.default_rng(0).normal(size=(2, 3, 4))
    gradients = []
    for hard in (True, False):
        tg.manual_seed(5)
        x = tg.tensor(logits, requires_grad=True)
        F.gumbel_softmax(x, tau=0.7, hard=hard, dim=0).backward(weights)
        gradients.append(x.grad.data)
    np.testing.assert_allclose(*gradients, rtol=1e-13)


def test_softmax_in_another_dtype():
    x = tg.tensor([1.0, 2.0], dtype=np.float32, requires_grad=True)
    for function in (F.softmax, F.log_softmax, F.softmin, tg.softmax, tg.log_softmax):
        y = function(x, dim=0, dtype=np.float64)
        assert y.dtype == np.float64
        (gradient,) = tg.grad(y, [x], np.array([1.0, 0.0]))
        assert gradient.dtype == np.float32
    np.testing.assert_allclose(tg.softmax(tg.tensor([0, 0]), 0, dtype=np.float64).data, [0.5, 0.5])


@pytest.mark.parametrize(
    ("function", "module"),
    [(F.softmax, nn.Softmax), (F.log_softmax, nn.LogSoftmax), (F.softmin, nn.Softmin)],
    ids=["softmax", "log_softmax", "softmin"],
)
@pytest.mark.parametrize(("shape", "dim"), [((), 0), ((3,), 0), ((2, 3), 1), ((2, 3, 2), 0), ((2, 3, 2, 2), 1)])
def test_softmax_without_dim_is_pytorchs_choice_and_warns(function, module, shape, dim):
    x = tg.tensor(np.random.default_rng(0).normal(size=shape))
    expected = function(x, dim).data
    for call in (function, module()):
        with pytest.warns(UserWarning, match=rf"axis {dim} of a tensor with {len(shape)} axes\nhelp: .*dim={dim}"):
            np.testing.assert_array_equal(call(x).data, expected)
    torch = pytest.importorskip("torch")
    with pytest.warns(UserWarning, match="Implicit dimension"):
        theirs = getattr(torch.nn.functional, function.__name__)(torch.tensor(x.data))
    np.testing.assert_allclose(expected, theirs, rtol=1e-13)


def test_the_places_of_the_arguments_of_softmax():
    x = tg.tensor([[1.0, 2.0]])
    for function in (F.softmax, F.log_softmax, F.softmin):
        assert function(x, 1, 3, np.float64).dtype == np.float64
        np.testing.assert_array_equal(function(x, axis=1).data, function(input=x, dim=1).data)
    assert tg.softmax(x, 1, np.float64).dtype == np.float64


def test_softmax2d_is_over_the_channels():
    x = tg.tensor(np.random.default_rng(0).normal(size=(3, 2, 2)))
    np.testing.assert_allclose(nn.Softmax2d()(x).data.sum(0), 1.0)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.Hardtanh(1.0, 1.0), ValueError, "from 1.0 to 1.0"),
        (lambda: nn.Softmax2d()(tg.ones(2, 2)), ValueError, r"shape \(2, 2\)"),
        (lambda: nn.Softshrink(-1.0)(tg.ones(2)), ValueError, "lambd -1.0"),
        (lambda: nn.GLU()(tg.ones(3)), ValueError, "odd"),
        (lambda: nn.PReLU(2)(tg.ones(4, 3)), ValueError, "a vector of 3"),
        (lambda: nn.GELU("sigmoid")(tg.ones(2)), ValueError, "'sigmoid'"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message) as raised:
        call()
    assert "\nhelp: " in str(raised.value)
