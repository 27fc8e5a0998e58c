"""What `grad_fn` shows of what made a tensor."""

import pytest

import tinygrad_edu as tg


def steps(grad_fn):
    """The names of the steps back, from the first operand to the first operand, up to a leaf."""
    names = []
    while grad_fn is not None:
        names.append(grad_fn.name())
        grad_fn = next((step for step, _ in grad_fn.next_functions if step is not None), None)
    return names


def test_the_steps_of_a_loss_lead_to_a_leaf():
    layer = tg.nn.Linear(3, 2)
    loss = tg.nn.MSELoss()(layer(tg.ones(4, 3)).relu(), tg.zeros(4, 2))
    assert steps(loss.grad_fn) == ["MseLossBackward0", "ReluBackward0", "LinearBackward0", "AccumulateGrad"]
    last = loss.grad_fn.next_functions[0][0].next_functions[0][0]
    assert [(step and step.variable, number) for step, number in last.next_functions] == [
        (None, 0), (layer.weight, 0), (layer.bias, 0),
    ]  # fmt: skip
    assert last.next_functions[1][0].next_functions == ()


def test_a_number_stands_behind_the_tensor():
    x = tg.ones(2, requires_grad=True)
    for y in (2 * x, x * 2, 1 - x):
        (step, _), none = y.grad_fn.next_functions
        assert step.variable is x
        assert none == (None, 0)


def test_two_edges_are_two_steps():
    x = tg.ones(2, requires_grad=True)
    (first, _), (second, _) = (x * x).grad_fn.next_functions
    assert first == second
    assert hash(first) == hash(second)


def test_a_step_is_the_same_as_long_as_its_tensor_is():
    x = tg.ones(2, requires_grad=True)
    y, z = x * 2, x * 2
    assert y.grad_fn == y.grad_fn != z.grad_fn
    assert y.grad_fn != "MulBackward0"
    assert len({y.grad_fn, y.grad_fn, z.grad_fn}) == 2


def test_a_step_stays_what_it_was_when_the_tensor_is_written_into():
    x = tg.ones(2, requires_grad=True)
    y = x * 2
    step, seen = y.grad_fn, {y.grad_fn}
    z = y + 1
    y.exp_()
    assert (step.name(), y.grad_fn.name()) == ("MulBackward0", "ExpBackward0")
    assert y.grad_fn.next_functions[0][0] == z.grad_fn.next_functions[0][0] == step != y.grad_fn
    assert z.grad_fn.next_functions[0][0] in seen


def test_a_leaf_and_a_result_without_gradient_have_none():
    x = tg.ones(2, requires_grad=True)
    assert x.grad_fn is None
    assert (tg.ones(2) * 2).grad_fn is None
    assert (x * 2).detach().grad_fn is None
    assert (x * 2).detach_().grad_fn is None


def test_a_custom_function_is_named_as_pytorch_names_it():
    class Cube(tg.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * x * x

        @staticmethod
        def backward(ctx, g):
            return g

    made = Cube.apply(tg.ones(2, requires_grad=True)).grad_fn
    assert (made.name(), repr(made)) == ("CubeBackward", "<CubeBackward>")


@pytest.mark.parametrize(
    "compute",
    [
        lambda x: x * 2.0, lambda x: x.exp(), lambda x: x.log_softmax(0), lambda x: x.sum(), lambda x: -x,
        lambda x: x.log1p(), lambda x: x.logsumexp(0), lambda x: x.sigmoid(), lambda x: x**2,
    ],
)  # fmt: skip
def test_names_are_pytorchs(compute):
    torch = pytest.importorskip("torch")
    ours, theirs = (compute(m.ones(3, requires_grad=True)).grad_fn for m in (tg, torch))
    assert ours.name() == theirs.name()
    assert len([step for step, _ in ours.next_functions if step]) == 1


def test_it_is_looked_at_and_not_called():
    with pytest.raises(TypeError, match="not callable"):
        (tg.ones(2, requires_grad=True) * 2).grad_fn(1)
