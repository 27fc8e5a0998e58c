"""The structure of a program: it says all that its text says."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional as F
from tinygrad_edu.tracing import trace
from tinygrad_edu.tracing.statements import Variable, changed, converted, getitem, setitem, transposed, variables


def run_steps(program, *arrays):
    """The program's results, computed step by step from its statements, without its text."""
    known = {**program.constants, **dict(zip([x.name for x in (*program.inputs, *program.state)], arrays))}

    def held(x):
        return known[x.name] if isinstance(x, Variable) else x

    for statement in program.statements:
        result = statement.function(*changed(statement.arguments, held), **changed(statement.options, held))
        if not statement.writes:
            known[statement.target.name] = result
    return changed(program.results, held)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: F.softmax(x, dim=1).T @ x,
        lambda x: F.cross_entropy(x, tg.tensor([0, 2, 1, 1])),
        lambda x: x.float()[1:, [0, 2]] * 0.1,
        lambda x: tg.cat([x, -x], dim=1).max(dim=1).values,
        lambda x: np.where(x > 1, x, np.inf).amin(dim=0),
    ],
)
def test_the_statements_run_and_say_shape_and_dtype(function):
    x = np.random.default_rng(0).random((4, 3))
    program = trace(function, tg.tensor(x))
    (result,) = run_steps(program, x.copy())
    expected = program(x.copy())
    np.testing.assert_array_equal(result, expected)
    last = program.results[0]
    assert (last.shape, last.dtype) == (np.shape(expected), expected.dtype)


def test_a_step_that_writes_names_what_it_writes_into():
    net = nn.Linear(3, 2).double()
    (weight, bias) = (parameter.data.copy() for parameter in net.parameters())

    def step(x):
        loss = net(x).sum()
        loss.backward()
        with tg.no_grad():
            net.weight -= 0.1 * net.weight.grad
        return loss

    x = np.ones((4, 3))
    program = trace(step, tg.tensor(x), state=dict(net.named_parameters()))
    (write,) = [statement for statement in program.statements if statement.writes]
    assert write.function is setitem
    assert write.target == program.state[0]
    moved = weight.copy()
    run_steps(program, x, moved, bias)
    np.testing.assert_allclose(moved, weight - 0.4)


def test_every_kind_of_step_is_a_call():
    def kinds(x):
        y = x.T.astype(np.float32)
        z = -(y[0] + 1.0)
        z[0] = 2.0
        np.add(z, 1.0, out=z)
        np.maximum.at(z, [1], 5.0)
        return np.add.reduce(np.concatenate([z, z]), axis=0)

    program = trace(kinds, np.arange(6.0).reshape(2, 3))
    functions = [statement.function for statement in program.statements]
    assert functions == [
        transposed, converted, getitem, np.add, np.negative, setitem, np.add, np.maximum.at, np.concatenate,
        np.add.reduce,
    ]  # fmt: skip
    assert [statement.writes for statement in program.statements] == [False] * 5 + [True] * 3 + [False] * 2
    assert [str(statement.target.dtype) for statement in program.statements[:2]] == ["float64", "float32"]
    assert run_steps(program, np.arange(6.0).reshape(2, 3)) == [program(np.arange(6.0).reshape(2, 3))] == [16.0]


def test_variables_are_found_in_tuples_lists_and_options():
    x, y, z = (Variable(name, (2,), np.dtype(float)) for name in "xyz")
    assert variables((x, [1, (y, None)], {"out": z})) == [x, y, z]
    assert changed((x, [1, y]), lambda part: getattr(part, "name", part)) == ("x", [1, "y"])
