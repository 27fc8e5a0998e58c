"""One layer of three weights, taught by the delta rule, beside the same layer taught by autograd.

The answer is the first of the three inputs; the third input is always 1 and stands for a bias.

The layer's sum v = W·x gives the answer y = σ(v). The rule adds α · delta · x to W, with delta = (d - y) · y (1 - y):
the error, times the slope of the sigmoid. A unit's delta says how fast the loss falls while its sum v grows: by the
chain rule this is -∂L/∂v for the loss L = ½ (d - y)², so the rule is gradient descent. Autograd is told the loss alone,
and finds the same delta.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the first of its nets.
"""

import numpy as np
from command_line import command_line, progress, run
from house_style import headline, new_figure, save
from input_plane import draw_answers, named
from side_by_side import SideBySide, answers_by_epoch, print_table, set_weights

from tinygrad_edu import nn

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
D = np.array([[0], [0], [1], [1]], dtype=float)
ALPHA = 0.9


# By hand, as in the tutorial


def Sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1.0 / (1.0 + np.exp(-x))


def calc_output(W, x):
    """What the layer answers."""
    v = np.matmul(W, x)
    return Sigmoid(v)


def calc_error(d, y):
    """The delta: the error, times the slope of the sigmoid."""
    e = d - y
    delta = y * (1 - y) * e
    return delta


def by_hand(weights, x, d):
    """The deltas, and what is to be added to the weights, for one example."""
    (W,) = weights
    y = calc_output(W, x)
    delta = calc_error(d, y)
    dW = ALPHA * delta * x
    return [delta], [dW]


# By autograd


def half_squared_error(y, d):
    """½ (d - y)², whose gradient is the delta."""
    return 0.5 * nn.MSELoss(reduction="sum")(y, d)


def train(d, seed, epochs):
    """Teach the layer the answers d. Returns both sides, and what the net answers after each epoch (epoch, example).

    A step of either side is `SideBySide.step`: ``loss.backward()`` and ``optimizer.step()`` here, `by_hand` there.
    """
    net = nn.Sequential(nn.Linear(3, 1, bias=False, dtype=np.float64), nn.Sigmoid())
    set_weights(net, np.random.RandomState(seed))
    both = SideBySide(net, half_squared_error, by_hand, ALPHA)
    return both, answers_by_epoch(both, list(zip(X, d)), progress(epochs))


# What is shown


def print_answers(net, d, tutorial):
    """The net's answer to each of the four inputs, beside what the tutorial printed and what is right."""
    answers = net(X).data[:, 0]
    rows = [[named(x), f"{y:.8f}", t, f"{right:.0f}"] for x, y, t, right in zip(X, answers, tutorial, d[:, 0])]
    print_table([["inputs", "net", "tutorial", "right"], *rows])


def title(answers):
    """What the layer has found out, if it has."""
    right = np.array_equal(np.round(answers[-1]), D[:, 0])
    return f"The delta rule {'finds' if right else 'has yet to find'} out: the answer is the first input"


def main(arguments=None):
    """Train, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_000, fast=2_000)
    both, answers = train(D, options.seed, options.epochs)
    print_answers(both.net, D, ["0.01020237", "0.00829357", "0.993243", "0.99168488"])
    both.print_deltas()
    both.check()
    if not options.no_pictures:
        figure, axes = new_figure(7, 4)
        draw_answers(axes, answers, D[:, 0])
        headline(axes, title(answers))
        save(figure, options.output, "delta_rule.png")


if __name__ == "__main__":
    run(main)
