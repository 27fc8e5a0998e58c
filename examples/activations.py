"""The activations Sigmoid, Tanh, ReLU and LeakyReLU with their slopes: why a gradient vanishes behind sigmoids.

On the way back a gradient is multiplied by one slope a layer. A sigmoid's is at most ¼, and next to 0 where the unit is
sure; tanh's is at most 1, and vanishes there too. ReLU's is 1 or 0, and LeakyReLU's never 0. At 0 itself the two have a
corner and no slope: the one from below is taken there, by convention, as PyTorch does.

From the tutorial "Part-2 DNN", Lab-09-1 ReLU, whose text names no author.
"""

import numpy as np
from command_line import command_line, run
from house_style import BLUE, GREY, RUST, headline, label, new_figure, save
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn

ACTIVATIONS = {"Sigmoid": nn.Sigmoid(), "Tanh": nn.Tanh(), "ReLU": nn.ReLU(), "LeakyReLU": nn.LeakyReLU()}
BY_HAND = {  # value and slope
    "Sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
    "Tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "ReLU": (lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, 1, 0)),
    "LeakyReLU": (lambda x: np.where(x > 0, x, 0.01 * x), lambda x: np.where(x > 0, 1, 0.01)),
}
DEPTH = 10


def value_and_slope(function, x):
    """What the function makes of each x, and its derivative there, from autograd."""
    x = tg.tensor(x, requires_grad=True)
    y = function(x)
    return y.data, tg.grad(y.sum(), x)[0].data


def compare(seed):
    """Values and slopes of ours beside those by hand, at random places."""
    x = np.random.RandomState(seed).uniform(-6, 6, 1000)
    for name, function in ACTIVATIONS.items():
        value, slope = value_and_slope(function, x)
        value_by_hand, slope_by_hand = BY_HAND[name]
        yield difference(name, "value", value, value_by_hand(x))
        yield difference(name, "slope", slope, slope_by_hand(x))


def print_slopes():
    """Each slope at some places, and what is left behind ten layers at the best."""
    places = np.array([-5.0, 0.0, 5.0])
    rows = []
    for name, function in ACTIVATIONS.items():
        steepest = np.max(value_and_slope(function, np.linspace(-6, 6, 1001))[1])
        slopes = value_and_slope(function, places)[1]
        rows.append([name, *(f"{slope:.4f}" for slope in slopes), f"{steepest:.2f}", f"{steepest**DEPTH:.1e}"])
    print_table([["slope", "at −5", "at 0", "at 5", "at most", f"{DEPTH} of them, at most"], *rows])


def picture():
    """The four functions, each with its slope below."""
    figure, rows = new_figure(11.5, 5.2, rows=2, columns=4, sharex=True, sharey="row")
    x = np.linspace(-6, 6, 1201)
    x[600] = np.nan  # at 0 two of the slopes jump: no line there
    notes = ("1 / (1 + e⁻ˣ)", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", "max(x, 0)", "x, or 0.01 x below 0")
    for (upper, lower), (name, function), note in zip(rows.T, ACTIVATIONS.items(), notes):
        value, slope = value_and_slope(function, x)
        upper.plot(x, value, color=BLUE)
        lower.fill_between(x, slope, color=RUST, alpha=0.15, linewidth=0)
        lower.plot(x, slope, color=RUST)
        label(lower, -6, 1.13, f"at most {np.nanmax(slope):.2g}", RUST, dx=2)
        headline(upper, name, note)
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.6, zorder=0)
            axes.axvline(0, color=GREY, linewidth=0.6, zorder=0)
        upper.set(xlim=(-6, 6), ylim=(-1.3, 2.6), yticks=[-1, 0, 1, 2])
        lower.set(ylim=(-0.1, 1.25), yticks=[0, 0.25, 1], xticks=[-5, 0, 5], xlabel="x")
    rows[0, 0].set_ylabel("value", color=BLUE)
    rows[1, 0].set_ylabel("slope", color=RUST)
    return figure


def main(arguments=None):
    """Print, compare, draw."""
    options = command_line(__doc__, arguments)
    print_slopes()
    check_differences(list(compare(options.seed)))
    if not options.no_pictures:
        save(picture(), options.output, "activations_and_slopes.png")


if __name__ == "__main__":
    run(main)
