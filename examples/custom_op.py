"""An op of your own, in two ways, checked; and a wrong one, which the check names.

squash(x) = x / √(1 + x²) lies between -1 and 1, as tanh does, without an exponential. Its slope is (1 + x²) to the
power of -3/2. An op is its value y and one backward closure, which the tape calls on the way back: it is told
g = ∂L/∂y, how the loss changes with y, and answers ∂L/∂x, which is g times the slope. `gradcheck` holds this answer
against differences of values. The wrong op forgets that the root depends on x, too: its slope has the right sign
everywhere, so it would even train.

The second part of this file can wait until you know PyTorch: the same as a Function, which has two methods, and
`gradgradcheck`, which does for the slope's slope what `gradcheck` does for the slope.
"""

import sys

import numpy as np
from command_line import command_line, run
from graph_pictures import save_graph
from house_style import BLUE, GREY, INK, RUST, headline, label, new_figure, save
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu.tape import op
from tinygrad_edu.testing import GradientError, gradcheck, gradgradcheck

# An op. The brackets of @op() may hold NumPy's functions: @op(np.multiply), in ops/arithmetic.py, makes
# np.multiply call this op when it is given a Tensor. squash has no counterpart in NumPy


@op()
def squash(x):
    """x / √(1 + x²), elementwise."""
    r = 1 / np.sqrt(1 + x * x)
    return x * r, lambda g: g * r**3


@op()
def wrong_squash(x):
    """The same, but for its slope: the root is taken for a constant."""
    r = 1 / np.sqrt(1 + x * x)
    return x * r, lambda g: g * r


def verdict(check, function, x):
    """What a check says of a function."""
    try:
        check(function, (x,))
    except GradientError as error:
        return str(error)
    return "right"


def measured_slopes(function, x, step=1e-5):
    """The slope at each x by central differences: from values alone."""
    return (function(x + step) - function(x - step)) / (2 * step)


# The same as PyTorch has it, and second derivatives


class Squash(tg.autograd.Function):
    """The same as PyTorch has it."""

    @staticmethod
    def forward(ctx, x):
        """The value; x is kept for the way back."""
        ctx.save_for_backward(x)
        return x / tg.sqrt(1 + x * x)

    @staticmethod
    def backward(ctx, g):
        """g times the slope, from ops, so that it has a slope itself."""
        (x,) = ctx.saved_tensors
        return g * (1 + x * x) ** -1.5


def composed(x):
    """The same from ops that are there: autograd finds both derivatives by itself."""
    return x / tg.sqrt(1 + x * x)


def derivatives(function, x):
    """Value, slope, and the slope of the slope, at each x."""
    x = tg.tensor(x, requires_grad=True)
    y = function(x)
    (slope,) = tg.grad(y.sum(), x, create_graph=True)
    (bend,) = tg.grad(slope.sum(), x)
    return y.data, slope.data, bend.data


def compare(x):
    """The two of this file beside the composed one: the largest differences."""
    theirs = derivatives(composed, x)
    return [
        difference(when, what, own, other)
        for when, function in (("op", squash), ("Function", Squash.apply))
        for what, own, other in zip(("value", "slope", "slope of the slope"), derivatives(function, x), theirs)
    ]


# What is shown


def print_checks(x):
    """The verdicts; a wrong op that passes, or a right one that doesn't, ends the program."""
    wrong = verdict(gradcheck, wrong_squash, x)
    print(f"gradcheck of squash: {verdict(gradcheck, squash, x)}\n")
    print(f"gradcheck of wrong_squash:\n{wrong}\n")
    functions = {"squash": squash, "Squash.apply": Squash.apply}
    rows = [[name, verdict(gradcheck, f, x), verdict(gradgradcheck, f, x)] for name, f in functions.items()]
    print("The op beside the same as PyTorch's Function; gradgradcheck checks the slopes of the slopes")
    print_table([["", "gradcheck", "gradgradcheck"], *rows])
    if wrong == "right" or any(word != "right" for row in rows for word in row[1:]):
        sys.exit("gradcheck has taken a wrong gradient for a right one, or a right one for wrong")


def slopes_figure():
    """The op, its slope by autograd, the wrong one's, and what differences of values say."""
    figure, axes = new_figure(7.5, 4.2)
    x, some = np.linspace(-4, 4, 401), np.linspace(-3.6, 3.6, 13)
    value, slope, _ = derivatives(squash, x)
    _, wrong, _ = derivatives(wrong_squash, x)
    axes.axhline(0, color=GREY, linewidth=0.6, zorder=0)
    axes.plot(x, value, color=GREY)
    axes.plot(x, wrong, color=RUST, linestyle=(0, (4, 2)))
    axes.plot(x, slope, color=BLUE)
    axes.plot(some, measured_slopes(squash, some), "o", color=INK, markersize=5, zorder=3)
    label(axes, 4, value[-1], "squash(x)", GREY)
    label(axes, 4, wrong[-1], "slope of wrong_squash", RUST, dy=2)
    label(axes, 4, slope[-1], "slope of squash", BLUE)
    label(axes, some[0], measured_slopes(squash, some)[0], "measured", INK, dx=-4, dy=-11)
    axes.set(xlim=(-4, 4), ylim=(-1.1, 1.1), xlabel="x", yticks=[-1, -0.5, 0, 0.5, 1])
    headline(axes, "A slope that looks right, and one that is", "dots: differences of values, which gradcheck takes")
    return figure


def draw_graph(folder):
    """The op in a neuron: the rule beside its edge is read from its own closure."""
    w, x, b, d = (tg.tensor(number, dtype=np.float64) for number in (0.5, 2.0, -0.3, 1.0))
    w.requires_grad = b.requires_grad = True
    with tg.record_lines():
        y = squash(w * x + b)
        loss = (y - d) ** 2
    save_graph(loss, folder, "custom_op", locals())


def main(arguments=None):
    """Check, compare, draw."""
    options = command_line(__doc__, arguments)
    x = np.random.default_rng(options.seed).normal(size=(3, 4))
    print_checks(x)
    check_differences(compare(x), "the composed function", ours="squash")
    if not options.no_pictures:
        save(slopes_figure(), options.output, "custom_op_slopes.png")
        draw_graph(options.output)


if __name__ == "__main__":
    run(main)
