"""Tracing: the program runs, gives eager's numbers, and reads as NumPy."""

import ast

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.nn import functional as F
from tinygrad_edu.tracing import trace


def training_step(net, criterion, **options):
    optimizer = optim.SGD(net.parameters(), **options)

    def step(x, d):
        optimizer.zero_grad()
        loss = criterion(net(x), d)
        loss.backward()
        optimizer.step()
        return loss

    return step


def xor_net(bias):
    layers = nn.Linear(3, 4, bias=bias), nn.Sigmoid(), nn.Linear(4, 1, bias=bias), nn.Sigmoid()
    return nn.Sequential(*layers).double()


X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
D = np.array([[0], [1], [1], [0]], dtype=float)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("criterion", [nn.MSELoss(reduction="sum"), nn.BCELoss(), nn.BCEWithLogitsLoss()])
def test_an_xor_step_is_numpy_source_that_equals_eager(bias, criterion):
    net = xor_net(bias)
    step = training_step(net, criterion, lr=0.9)
    x, d = tg.tensor(X), tg.tensor(D)
    program = trace(step, x, d, state=dict(net.named_parameters()))
    weights = [parameter.data.copy() for parameter in net.parameters()]
    for _ in range(50):
        loss = program(X, D, *weights)
        assert abs(loss - step(x, d).item()) <= 1e-15
    for weight, parameter in zip(weights, net.parameters()):
        np.testing.assert_allclose(weight, parameter.data, rtol=0, atol=1e-15)


def test_the_source_stands_alone():
    net = xor_net(bias=True)
    program = trace(
        training_step(net, nn.MSELoss(), lr=0.5), tg.tensor(X), tg.tensor(D), state=dict(net.named_parameters())
    )
    namespace = {}
    exec(program.source, namespace)
    weights = [parameter.data.copy() for parameter in net.parameters()]
    again = [weight.copy() for weight in weights]
    assert namespace["step"](X, D, *weights) == program(X, D, *again)
    assert all(np.array_equal(a, b) for a, b in zip(weights, again))
    body = ast.parse(program.source).body
    assert [type(node) for node in body] == [ast.Import, ast.FunctionDef]
    assert {type(node) for node in body[1].body} == {ast.Assign, ast.Return}
    assert "tinygrad" not in program.source
    for origin in ("# linear", "# sigmoid", "# mse_loss", "# ∂ mse_loss", "# ∂ sigmoid", "# ∂ linear", "# update"):
        assert f"    {origin}\n" in program.source


def test_tracing_changes_nothing():
    net = xor_net(bias=True)
    parameters = dict(net.named_parameters())
    before = {name: parameter.data.copy() for name, parameter in parameters.items()}
    trace(training_step(net, nn.MSELoss(), lr=0.5), tg.tensor(X), tg.tensor(D), state=parameters)
    for name, parameter in parameters.items():
        assert type(parameter.value) is np.ndarray
        assert np.array_equal(parameter.data, before[name])
        assert parameter.grad is None


def test_an_error_in_the_step_leaves_the_state_whole():
    w = tg.tensor([1.0], requires_grad=True)

    def step(x):
        w.sum().backward()
        raise KeyError("half way")

    with pytest.raises(KeyError):
        trace(step, X, state={"w": w})
    assert type(w.value) is np.ndarray
    assert w.grad is None


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x[1:, None, ::2].sum(),
        lambda x: x[np.array([0, 0, 2])] * 2.0,
        lambda x: x[..., -1] ** 3,
        lambda x: tg.cat([x, -x], dim=1).max(dim=1).values,
        lambda x: np.where(x > 1, x, np.inf).amin(dim=0),
        lambda x: x.std(dim=0) / x.norm() + np.float64(2) ** x[0],
        lambda x: F.softmax(x, dim=1).T @ x,
        lambda x: F.cross_entropy(x, tg.tensor([0, 2, 1, 1])),
        lambda x: x.float() * 0.1,
        lambda x: (x.prod(dim=1), x.logsumexp(dim=0)),
    ],
)
def test_values_equal_eager(function):
    x = tg.rand(4, 3, dtype=np.float64, requires_grad=True)
    program = trace(function, x)
    eager, traced = function(x), program(x.data)
    for a, b in zip(eager if isinstance(eager, tuple) else [eager], traced if isinstance(traced, tuple) else [traced]):
        np.testing.assert_array_equal(a.data, b)
        assert a.dtype == b.dtype


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x[np.array([0, 0, 2])].sum(),
        lambda x: (x[1:] * x[:-1]).mean(),
        lambda x: F.log_softmax(x, dim=1).var(),
        lambda x: tg.cat([x, x * x]).amax(dim=0).sum(),
        lambda x: (x / x.norm(dim=1, keepdim=True)).prod(),
    ],
)
def test_gradients_equal_eager(function):
    x = tg.rand(4, 3, dtype=np.float64, requires_grad=True)

    def gradient(x):
        function(x).backward()
        return x.grad

    program = trace(gradient, x)
    np.testing.assert_array_equal(gradient(x).data, program(x.data))


def test_a_new_input_goes_through_the_same_lines():
    program = trace(lambda x: np.sum(x * x), np.arange(3.0))
    assert program(np.array([1.0, 2.0, 3.0])) == 14


def test_what_is_not_needed_is_not_written():
    program = trace(lambda x: (np.exp(x), x + 1)[1], np.arange(3.0))
    assert "exp" not in program.source


def test_large_constants_stay_out_of_the_text():
    big = np.arange(1000.0)
    program = trace(lambda x: x * big, np.ones(1000))
    assert len(program.source) < 300
    np.testing.assert_array_equal(program(np.full(1000, 2.0)), 2 * big)


@pytest.mark.parametrize("name", ["class", "0.weight", "np", "v1", "a-b", "x\ny = 1", "", "é", "__import__('os')"])
def test_any_name_becomes_an_identifier(name):
    w = tg.tensor([2.0])
    program = trace(lambda x: x * w, np.ones(1), state={name: w})
    assert program(np.ones(1), np.array([3.0])).item() == 3
    assert len(ast.parse(program.source).body[-1].args.args) == 2


def test_a_value_cannot_leave_its_trace():
    kept = []
    trace(lambda x: kept.append(x * 2), np.ones(2))
    with pytest.raises(RuntimeError, match="finished trace"):
        kept[0] + 1


def test_a_traced_value_does_not_become_an_array_silently():
    with pytest.raises(TypeError, match="doesn't become an array"):
        trace(lambda x: np.asarray(x) * 2, np.ones(2))


def test_a_write_through_a_view_is_kept():
    def bump(w):
        row = w[0]
        row[...] = row + 1.0
        return np.sum(w * w)

    assert trace(bump, np.ones((2, 2)))(np.ones((2, 2))) == 10


def test_a_number_cannot_be_taken_from_a_trace():
    for take in (lambda x: np.sum(x).item(), lambda x: float(np.sum(x))):
        with pytest.raises(TypeError, match="isn't a number yet"):
            trace(take, np.ones(2))


def test_a_parameter_that_is_not_named_is_an_error_that_names_state():
    net = nn.Linear(2, 1).double()
    with pytest.raises(TypeError, match="name it in trace's `state`"):
        trace(training_step(net, nn.MSELoss(), lr=0.1), tg.ones(3, 2, dtype=float), tg.ones(3, 1, dtype=float))
    assert net.weight.grad is None


def test_an_optimizer_that_remembers_is_refused_and_left_whole():
    net = nn.Linear(2, 1).double()
    step = training_step(net, nn.MSELoss(), lr=0.1, momentum=0.9)
    x, d = tg.ones(3, 2, dtype=float), tg.ones(3, 1, dtype=float)
    with pytest.raises(TypeError, match="remembers can't be traced"):
        trace(step, x, d, state=dict(net.named_parameters()))
    step(x, d)
    assert type(net.weight.grad.value) is np.ndarray


def test_gradients_of_gradients_are_traced():
    def second(x):
        (first,) = tg.grad((x**3).sum(), x, create_graph=True)
        return tg.grad(first.sum(), x)[0]

    x = tg.tensor([1.0, 2.0], requires_grad=True)
    assert trace(second, x)(x.data.copy()).tolist() == [6, 12]
