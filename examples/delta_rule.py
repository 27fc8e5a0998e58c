"""One layer of three weights, taught by the delta rule, beside the same layer taught by autograd.

The answer is the first of the three inputs; the third input is always 1 and stands for a bias.

The layer's sum v = W·x gives the answer y = σ(v). The rule adds α · delta · x to W, with delta = (d - y) · y (1 - y):
the error, times the slope of the sigmoid. By the chain rule this is -∂L/∂v for the loss L = ½ (d - y)², so the rule is
gradient descent. Autograd is told the loss alone, and finds the same delta.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the first of its nets.
"""

import numpy as np
from command_line import command_line, progress
from house_style import BLUE, RUST, count_epochs, headline, label, new_figure, save, spread_labels
from side_by_side import SideBySide, print_table, set_weights

import tinygrad_edu as tg
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


def answers_by_epoch(both, examples, epochs):
    """Train both sides; what the net answers to the four inputs after each of the epochs (epoch, example)."""
    answers = []
    for _ in epochs:
        both.train_epoch(examples)
        with tg.no_grad():
            answers.append(both.net(X).data[:, 0])
    return np.array(answers)


# What is shown


def print_answers(net, d, tutorial):
    """The net's answer to each of the four inputs, beside what the tutorial printed and what is right."""
    answers = net(X).data[:, 0]
    rows = [[named(x), f"{y:.8f}", t, f"{right:.0f}"] for x, y, t, right in zip(X, answers, tutorial, d[:, 0])]
    print_table([["inputs", "net", "tutorial", "right"], *rows])


def named(x):
    """The two inputs that vary."""
    return f"{x[0]:.0f} {x[1]:.0f}"


def draw_answers(axes, answers, d):
    """A curve for each input: what the net answers, epoch by epoch; rust where 1 is right, blue where 0 is."""
    epochs = np.arange(1, len(answers) + 1)
    for x, curve, right, height in zip(X, answers.T, d[:, 0], spread_labels(answers[-1], least=0.065)):
        color = RUST if right else BLUE
        axes.plot(epochs, curve, color=color, alpha=0.85)
        label(axes, epochs[-1], height, f"{named(x)}  →  {curve[-1]:.3f}", color)
    count_epochs(axes, len(answers))
    axes.set(ylim=(-0.05, 1.05), ylabel="what the net answers")
    axes.text(0.03, 0.9, "should be 1", color=RUST, transform=axes.transAxes)
    axes.text(0.03, 0.1, "should be 0", color=BLUE, transform=axes.transAxes)


def main(arguments=None):
    """Train, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_000, fast=2_000)
    both, answers = train(D, options.seed, options.epochs)
    print_answers(both.net, D, ["0.01020237", "0.00829357", "0.993243", "0.99168488"])
    both.print_deltas()
    both.check()
    if not options.no_pictures:
        figure, axes = new_figure(7, 4)
        draw_answers(axes, answers, D)
        headline(axes, "The delta rule finds out: the answer is the first input")
        save(figure, options.output, "delta_rule.png")


if __name__ == "__main__":
    main()
