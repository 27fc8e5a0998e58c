"""Why one layer can't learn XOR: the layer of delta_rule.py, taught XOR, ends at the same four answers from any seed.

The squared error is least where all four are 0.5. The rule doesn't end there, as it moves the weights after each input
and not after all four: it goes round in a circle, in which the four moves of an epoch add up to nothing.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the second of its nets.
"""

import numpy as np
from command_line import command_line
from delta_rule import X, by_hand, draw_answers, named, print_answers, train
from house_style import BLUE, GREY, PALE, RUST, headline, label, new_figure, save
from side_by_side import print_table

D = np.array([[0], [1], [1], [0]], dtype=float)
PLANE = np.linspace(-0.35, 1.35, 200)

WHY = """\
Why: the layer answers more than 0.5 exactly where v = w1·x1 + w2·x2 + w3 > 0. XOR would need
  0 0 → 0:            w3 < 0          1 1 → 0:  w1 + w2 + w3 < 0     together:  w1 + w2 + 2·w3 < 0
  0 1 → 1:       w2 + w3 > 0          1 0 → 1:       w1 + w3 > 0     together:  w1 + w2 + 2·w3 > 0
Both can't be. In the plane: no straight line has (0,1) and (1,0) on one side, and (0,0) and (1,1)
on the other.
"""


def moves(W):
    """What each of the four inputs, one after the other, adds to the weights W in one more epoch (input, weight)."""
    found = []
    for x, d in zip(X, D):
        _, (dW,) = by_hand([W], x, d)
        found.append(dW)
        W = W + dW
    return np.array(found)


def print_moves(W):
    """The moves of one more epoch, and their sum."""
    found = moves(W)
    shown = np.round([*found, np.sum(found, axis=0)], 6) + 0.0  # which makes -0 to 0
    rows = [[name, *(f"{move:+.6f}" for move in row)] for name, row in zip([*map(named, X), "sum"], shown)]
    print("Why not 0.5 each: what one more epoch adds to the weights, input by input")
    print_table([["inputs", "w1", "w2", "w3"], *rows])


def draw_plane(axes, weights):
    """The four inputs in the plane, with the line on which the layer answers 0.5."""
    w1, w2, w3 = weights
    x1, x2 = np.meshgrid(PLANE, PLANE)
    axes.contourf(x1, x2, w1 * x1 + w2 * x2 + w3, levels=[-np.inf, 0, np.inf], colors=["white", PALE], alpha=0.5)
    draw_border(axes, w1 * x1 + w2 * x2 + w3, 0)
    draw_inputs(axes)


def draw_border(axes, values, level):
    """The line in the plane on which the values have this level, if it passes through."""
    if np.min(values) < level < np.max(values):
        axes.contour(PLANE, PLANE, values, levels=[level], colors=[GREY], linewidths=1.2)


def draw_inputs(axes):
    """The four inputs as points of the plane, in the colours of their right answers."""
    for x, right in zip(X, D[:, 0]):
        color = RUST if right else BLUE
        axes.plot(x[0], x[1], "o", markersize=14, color=color, markeredgecolor="white", markeredgewidth=1.5)
        label(axes, x[0], x[1], f"should be {right:.0f}", color, dx=0, dy=18, ha="center")
    axes.set(xticks=[0, 1], yticks=[0, 1], xlabel="first input", ylabel="second input", aspect="equal")


def main(arguments=None):
    """Train, print, explain, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_000, fast=2_000)
    both, answers = train(D, options.seed, options.epochs)
    print_answers(both.net, D, ["0.52965337", "0.5", "0.47034663", "0.44090112"])
    print(WHY)
    print_moves(both.weights[0][0])
    both.check()
    if not options.no_pictures:
        figure, (left, right) = new_figure(10.5, 4.2, columns=2, width_ratios=[1, 1.35])
        draw_plane(left, both.net[0].weight.data[0])
        headline(left, "No straight line parts the colours", "shaded: the layer answers more than 0.5")
        draw_answers(right, answers, D)
        headline(right, "So the four answers stay near 0.5", "where the delta rule ends, from any seed")
        save(figure, options.output, "single_layer_xor.png")


if __name__ == "__main__":
    main()
