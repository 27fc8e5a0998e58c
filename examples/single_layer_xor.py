"""Why one layer can't learn XOR: the layer of delta_rule.py, taught XOR, ends at the same four answers from any seed.

The squared error is least where all four are 0.5. The rule doesn't end there, as it moves the weights after each input
and not after all four: it goes round in a circle, in which the four moves of an epoch add up to nothing.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the second of its nets.
"""

import numpy as np
from command_line import command_line, counted, run
from delta_rule import X, by_hand, print_answers, train
from house_style import PALE, headline, new_figure, save
from input_plane import PLANE, draw_answers, draw_border, draw_inputs, named
from side_by_side import print_table

D = np.array([[0], [1], [1], [0]], dtype=float)
ENDED = 1e-5  # an answer that moves by less in an epoch

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
    draw_inputs(axes, D[:, 0])


def news(answers):
    """A title for the answers by epoch, and a note."""
    ended = len(answers) > 1 and np.max(np.abs(answers[-1] - answers[-2])) < ENDED
    if ended:
        return "So the four answers stay near 0.5", "where the delta rule ends, from any seed"
    return "The four answers, epoch by epoch", f"not at their end yet after {counted(len(answers), 'epoch')}"


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
        draw_answers(right, answers, D[:, 0])
        headline(right, *news(answers))
        save(figure, options.output, "single_layer_xor.png")


if __name__ == "__main__":
    run(main)
