"""Wrong calls: each is refused with an error that says what was given and what to do."""

import operator

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional


def vector():
    return tg.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)


def matrix():
    return tg.ones(3, 4)


LOSSES = [
    (lambda: nn.MSELoss("sum"), TypeError, "not 'sum'\nhelp: reduction='sum'"),
    (lambda: nn.L1Loss("none"), TypeError, "not 'none'\nhelp: reduction='none'"),
    (lambda: functional.cross_entropy(matrix(), tg.tensor([0, 1, 2]), None, "mean"), TypeError, "reduction='mean'"),
    (lambda: functional.mse_loss(vector(), None), TypeError, "None is no target"),
    (lambda: functional.mse_loss(vector(), "a"), TypeError, "'a' is no target"),
    (lambda: functional.l1_loss(vector(), None), TypeError, "None is no target"),
    (lambda: functional.huber_loss(vector(), None), TypeError, "None is no target"),
    (lambda: functional.smooth_l1_loss(vector(), None), TypeError, "None is no target"),
    (lambda: functional.binary_cross_entropy_with_logits(vector(), None), TypeError, "None is no target"),
    (lambda: functional.cross_entropy(matrix(), None), TypeError, "None is no target"),
    (lambda: functional.nll_loss(matrix(), None), TypeError, "None is no target"),
    (lambda: functional.cross_entropy(matrix(), tg.ones(3)), TypeError, "not float32\nhelp: target.long()"),
    (lambda: functional.cross_entropy(tg.ones(4), tg.tensor(1.0)), TypeError, "not float32\nhelp: target.long()"),
    (lambda: functional.cross_entropy(matrix(), tg.ones(3, 5)), ValueError, "input (3, 4), target (3, 5)"),
    (lambda: functional.cross_entropy(tg.tensor(1.0), tg.tensor(0)), ValueError, "cross_entropy: scores of shape ()"),
    (lambda: functional.nll_loss(tg.tensor(1.0), tg.tensor(0)), ValueError, "nll_loss: scores of shape ()"),
    (
        lambda: functional.cross_entropy(matrix(), tg.tensor([0, 1, 2]), ignore_index="a"),
        TypeError,
        "ignore_index is 'a'\nhelp: a whole number",
    ),
]


def check(call, kind, words):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert words in str(caught.value)


@pytest.mark.parametrize(("call", "kind", "words"), LOSSES)
def test_losses(call, kind, words):
    check(call, kind, words)


OPERANDS = [
    (
        lambda: operator.add(vector(), [1.0, 2.0, 3.0, 4.0]),
        TypeError,
        "add: operand 1 is a list\nhelp: make it a tensor",
    ),
    (lambda: operator.add([1.0, 2.0, 3.0, 4.0], vector()), TypeError, "add: operand 0 is a list"),
    (lambda: vector() * (1, 2), TypeError, "mul: operand 1 is a tuple"),
    (lambda: functional.softmax([1.0, 2.0], 0), TypeError, "softmax: operand 0 is a list"),
    (lambda: tg.exp([1.0, 2.0]), TypeError, "exp: operand 0 is a list"),
    (lambda: tg.where(vector() > 0, vector(), "a"), TypeError, "where: operand 2 is 'a'\nhelp: give a tensor"),
    (lambda: vector() + None, TypeError, "add((4,), None): None is no operand\nhelp: give a tensor or a number"),
    (lambda: tg.stack([vector(), None]), TypeError, "stack((4,), None): None is no operand"),
]
SHAPES = [
    (
        lambda: nn.Linear(4, 2)(tg.tensor(2.0)),
        IndexError,
        "an input of shape () for in_features 4\nhelp: its last axis",
    ),
    (lambda: nn.Linear(3, 2)(matrix()), ValueError, "an input of shape (3, 4) for in_features 3\nhelp: its last axis"),
    (lambda: matrix().sum(5), IndexError, "axis 5 is out of bounds for array of dimension 2\nhelp: from -2 to 1"),
    (lambda: tg.tensor(1.0).sum(5), IndexError, "help: there is none"),
    (lambda: matrix().flatten(5), IndexError, "flatten: axis 5 is out of bounds for array of dimension 2\nhelp: "),
    (lambda: matrix().squeeze(5), IndexError, "squeeze: axis 5 is out of bounds for array of dimension 2\nhelp: "),
    (lambda: matrix().unbind(5), IndexError, "unbind: axis 5 is out of bounds for array of dimension 2\nhelp: "),
    (lambda: matrix().gather(5, tg.tensor([[0]])), IndexError, "gather: axis 5 is out of bounds"),
    (lambda: matrix().index_select(5, tg.tensor([0])), IndexError, "index_select: axis 5 is out of bounds"),
    (lambda: tg.rot90(matrix(), 1, (0, 5)), IndexError, "rot90: axis 5 is out of bounds"),
    (lambda: matrix().split(2, 5), IndexError, "split: axis 5 is out of bounds"),
    (lambda: matrix()[5], IndexError, "help: from -3 to 2"),
    (lambda: matrix()[0, 0, 0], IndexError, "help: one index for each axis, or fewer"),
    (lambda: matrix() + tg.ones(3), ValueError, "help: axis -1 has 4 and 3: make these equal, or one of them 1"),
    (lambda: tg.ones(3, 2, 4) + tg.ones(3, 4), ValueError, "help: axis -2 has 2 and 3: make"),
    (lambda: tg.where(matrix() > 0, vector(), tg.ones(3)), ValueError, "help: axis -1 has 4 and 4 and 3: make"),
    (lambda: tg.broadcast_tensors(vector(), tg.ones(3)), ValueError, "help: make the lengths of an axis equal, or one"),
    (lambda: matrix().expand(2, 2), ValueError, "help: axis -1 has 4 and 2: make"),
    (lambda: matrix().expand(12), ValueError, "help: the new shape has as many axes, or more in front"),
    (lambda: matrix() @ matrix(), ValueError, "matmul((3, 4), (3, 4)): rows of 4 numbers meet columns of 3\nhelp: "),
    (lambda: matrix() @ tg.ones(3), ValueError, "matmul((3, 4), (3,)): rows of 4 numbers meet columns of 3\nhelp: "),
    (lambda: matrix().reshape(5, 5), ValueError, "help: the lengths must multiply to the number of elements"),
    (lambda: tg.cat([matrix(), tg.ones(4)]), ValueError, "help: the parts' shapes are equal but for the axis"),
    (lambda: tg.stack([matrix(), tg.ones(4)]), ValueError, "help: all parts have one shape; cat joins"),
    (lambda: matrix().permute(0, 0), ValueError, "help: each axis once"),
    (lambda: matrix().sum((0, 0)), ValueError, "help: each axis once"),
    (lambda: tg.linalg.inv(matrix()), np.linalg.LinAlgError, "help: two axes of the same length"),
]


@pytest.mark.parametrize(("call", "kind", "words"), OPERANDS + SHAPES)
def test_operands_and_shapes(call, kind, words):
    check(call, kind, words)


GRADIENTS = [
    (lambda: vector().sum().backward(inputs=[3]), TypeError, "inputs are Tensors, not [3]\nhelp: "),
    (lambda: vector().sum().backward(inputs=3), TypeError, "inputs are Tensors, not 3\nhelp: "),
    (lambda: vector().sum().backward("a"), TypeError, "no array can be made of 'a'"),
    (lambda: vector().sum().backward("a", create_graph=True), TypeError, "no array can be made of 'a'"),
    (lambda: tg.ones(2).requires_grad_("a"), TypeError, "requires_grad is 'a'\nhelp: it is True or False"),
    (lambda: tg.tensor(1.0, requires_grad="yes"), TypeError, "requires_grad is 'yes'\nhelp: it is True or False"),
    (lambda: tg.no_grad(vector()), TypeError, "no_grad of a Tensor\nhelp: `with no_grad():`"),
    (lambda: (vector() * 2).register_hook(None), TypeError, "not None\nhelp: register_hook(function)"),
    (lambda: tg.ones(2).retain_grad(), RuntimeError, "has none to keep\nhelp: set requires_grad=True"),
    (lambda: nn.Linear(2, 2).train("yes"), ValueError, "not 'yes'\nhelp: module.train() or module.eval()"),
    (lambda: nn.Linear(2, 2).register_buffer("x", 3), TypeError, "'x' is a int\nhelp: make it a tensor"),
    (lambda: tg.randperm(-1), TypeError, "(-1,) is no shape\nhelp: "),
]


@pytest.mark.parametrize(("call", "kind", "words"), GRADIENTS)
def test_gradients_and_modes(call, kind, words):
    check(call, kind, words)
