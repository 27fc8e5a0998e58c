"""XOR taught with the cross-entropy, beside the squared error of xor.py: sooner done, and more often stuck.

The cross-entropy divides the error by y (1 - y), the slope of the sigmoid multiplies it by the same: they cancel, and
the last layer's delta is d - y alone. So a unit that is sure and wrong, where the slope is next to 0, still learns.
Of the seeds 0 to 49, 41 are done after 5,000 epochs (with the squared error 47); --seeds 50 names the others.
From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the fourth of its nets.
"""

import numpy as np
from command_line import command_line, counted, progress, run
from house_style import BLUE, RUST, both_logarithmic, headline, label, new_figure, plain, save
from side_by_side import answers_by_epoch
from xor import EXAMPLES, D, backprop, print_answers, solved, squared_error_net, try_seeds, two_layers

from tinygrad_edu import nn

# By hand, as in the tutorial; its calcDelta1_ce is calc_delta1 of xor.py


def calcDelta_ce(d, y):
    """The delta of the last layer: the error itself. The slope of the sigmoid has cancelled out."""
    e = d - y
    delta = e
    return delta


def by_hand(weights, x, d):
    """`backprop` of the cross-entropy."""
    return backprop(weights, x, d, calcDelta_ce)


# By autograd


def cross_entropy_net(seed):
    """The net of this file: the same layers and first weights as in xor.py, another loss."""
    return two_layers(seed, nn.BCELoss(), by_hand)


# What is shown


def mean_errors(answers):
    """How far the four answers are from the right ones, on average (…, epoch)."""
    return np.mean(np.abs(answers - D[:, 0]), axis=-1)


def print_speed(squared, cross):
    """When each of the two got below an error of 0.1."""
    for name, answers in (("squared error", squared), ("cross-entropy", cross)):
        below = np.flatnonzero(mean_errors(answers) < 0.1)
        when = f"after {counted(below[0] + 1, 'epoch')}" if len(below) else f"not in {counted(len(answers), 'epoch')}"
        print(f"mean error below 0.1 with the {name}: {when}")
    print()


def draw_errors(axes, squared, cross):
    """The mean error of the four answers by epoch, a curve for each seed; faint ones where there are many."""
    epochs = np.arange(1, squared.shape[1] + 1)
    for name, answers, color in (("squared error", squared, BLUE), ("cross-entropy", cross, RUST)):
        errors = mean_errors(answers)
        many = len(errors) > 1
        axes.plot(epochs, errors.T, color=color, alpha=0.3 if many else 1, linewidth=0.9 if many else 2)
        middle = np.median(errors, axis=0)
        if many:
            axes.plot(epochs, middle, color=color)
        label(axes, epochs[-1], middle[-1], f"{name}\n{plain(middle[-1])}", color)
    both_logarithmic(axes, len(epochs), "mean error of the four answers")


def main(arguments=None):
    """Train, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=5_000, fast=1_000, seeds=True)
    if options.seeds:
        print("With the cross-entropy")
        cross = try_seeds(options.seeds, options.epochs, cross_entropy_net)
        print("With the squared error")
        squared = try_seeds(options.seeds, options.epochs, squared_error_net)
        stuck = [sum(not solved(answers[-1]) for answers in curves) for curves in (cross, squared)]
        name, title = (
            "xor_cross_entropy_seeds.png",
            f"Stuck: {stuck[0]} with cross-entropy, {stuck[1]} with squared error",
        )
        note = f"seeds 0 to {options.seeds - 1}; the bold lines are medians"
    else:
        both, twin = cross_entropy_net(options.seed), squared_error_net(options.seed)
        cross = answers_by_epoch(both, EXAMPLES, progress(options.epochs))
        squared = answers_by_epoch(twin, EXAMPLES, range(options.epochs))
        print_answers(both.net)
        print_speed(squared, cross)
        both.print_deltas()
        both.check()
        cross, squared = cross[None], squared[None]
        sooner = solved(cross[0, -1]) and mean_errors(cross)[0, -1] < mean_errors(squared)[0, -1]
        title = "With the cross-entropy XOR is learnt sooner" if sooner else "XOR, learnt with either loss"
        name = "xor_cross_entropy.png"
        note = f"both from the same first weights, seed {options.seed}"
    if not options.no_pictures:
        figure, axes = new_figure(7.5, 4.4)
        draw_errors(axes, squared, cross)
        headline(axes, title, note)
        save(figure, options.output, name)


if __name__ == "__main__":
    run(main)
