"""First weights: how they let activations and gradients spread through ten layers, and what Xavier and He do about it.

With weights that are too small everything fades from layer to layer, with too large ones it grows or every unit
saturates; with zeros there is nothing, and units that are alike stay alike. Xavier's variance 2 / (in + out) keeps both
directions even for units with slope 1, He's 2 / in for ReLUs, half of which are off.

The tutorial prints √(2 / (in + out)) and √(2 / in) as variances, Xavier's and He's. They are standard deviations: its
own code has it so. Weights of the variance that is printed for Xavier are tried too; He's would be larger still.
From the tutorial "Part-2 DNN", Lab-09-2 Weight initialization, whose text names no author.
"""

import math
from typing import NamedTuple

import numpy as np
from command_line import command_line, run
from house_style import BLUE, GREY, INK, RUST, headline, label, new_figure, save, spread_labels
from side_by_side import Difference, check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn

WIDTH, DEPTH, EXAMPLES = 256, 10, 64
ACTIVATIONS = {"Sigmoid": tg.sigmoid, "Tanh": tg.tanh, "ReLU": tg.relu}
SLOPES = {"Sigmoid": lambda y: y * (1 - y), "Tanh": lambda y: 1 - y**2, "ReLU": lambda y: y > 0}  # by the value y
PRINTED_STD = (2 / (WIDTH + WIDTH)) ** 0.25  # the root of the variance √(2 / (in + out)) that the tutorial prints
FIRST_WEIGHTS = {
    "normal, 1": lambda weight: nn.init.normal_(weight, std=1),
    "misprint": lambda weight: nn.init.normal_(weight, std=PRINTED_STD),
    "He": lambda weight: nn.init.kaiming_uniform_(weight, nonlinearity="relu"),
    "Xavier": nn.init.xavier_uniform_,
    "normal, 0.01": lambda weight: nn.init.normal_(weight, std=0.01),
    "zeros": nn.init.zeros_,
}
COLORS = {"normal, 1": INK, "misprint": GREY, "He": RUST, "Xavier": BLUE, "normal, 0.01": "#8A6D00", "zeros": INK}

LIMITS, TICKS = (1e-15, 1e12), [1e-12, 1e-8, 1e-4, 1, 1e4, 1e8]  # of all plots
TITLE = "With ReLU, He's first weights alone keep both passes even"  # which `factors_apart` has checked


def xavier_uniform_(tensor, gain=1):
    """The tutorial's code, but for a name of PyTorch's that it spells wrong."""
    fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / (fan_in + fan_out))
    a = math.sqrt(3.0) * std
    with tg.no_grad():
        return tensor.uniform_(-a, a)


# Through ten layers


class Passes(NamedTuple):
    """Both passes: the weights of the ten layers; outputs and gradients, from the input to the last layer."""

    weights: list
    outputs: np.ndarray
    gradients: np.ndarray


def run_passes(activation, fill, seed):
    """Send a random batch through ten layers, and random gradients back."""
    tg.manual_seed(seed)
    outputs, weights = [tg.randn(EXAMPLES, WIDTH, dtype=np.float64, requires_grad=True)], []
    for _ in range(DEPTH):
        weights.append(fill(tg.empty(WIDTH, WIDTH, dtype=np.float64)))
        outputs.append(activation(outputs[-1] @ weights[-1].T))
    arriving = tg.randn(EXAMPLES, WIDTH, dtype=np.float64)
    gradients = tg.grad(outputs[-1], outputs, arriving)
    return Passes([weight.data for weight in weights], *(np.array([t.data for t in ts]) for ts in (outputs, gradients)))


def by_hand(passes, slope):
    """The gradients as formulas: each layer hands down what it got, times its slopes, times its weights."""
    gradients = [passes.gradients[-1]]
    for W, y in zip(reversed(passes.weights), passes.outputs[:0:-1]):
        gradients.insert(0, gradients[0] * slope(y) @ W)
    return np.array(gradients)


def spreads(activation, fill, seed):
    """How far activations and gradients spread: two arrays of standard deviations, from the input to the last layer."""
    passes = run_passes(activation, fill, seed)
    return np.std(passes.outputs, axis=(1, 2)), np.std(passes.gradients, axis=(1, 2))


def relu_factor(std):
    """By how much one layer of ReLUs widens either spread: half of its units are on, so it is √(n std² / 2)."""
    return std * math.sqrt(WIDTH / 2)


# What is compared


def gradients_apart(seed):
    """Autograd's gradients of all layers beside the derived ones, with Xavier's first weights."""
    for name, activation in ACTIVATIONS.items():
        passes = run_passes(activation, nn.init.xavier_uniform_, seed)
        yield difference(name, "gradients", passes.gradients, by_hand(passes, SLOPES[name]))


def bounds_apart(seed, fan_in=30, fan_out=50):
    """The bounds of Xavier's and He's uniform weights, and the tutorial's code."""
    tg.manual_seed(seed)
    weight = nn.Linear(fan_in, fan_out, dtype=np.float64).weight
    for name, fill, bound in (
        ("Xavier", nn.init.xavier_uniform_, math.sqrt(6 / (fan_in + fan_out))),
        ("He", nn.init.kaiming_uniform_, math.sqrt(6 / fan_in)),
    ):
        largest = np.max(np.abs(fill(weight).data))
        yield Difference(name, f"bound {bound:.6f}", bound, abs(largest - bound), bound / 100)
        yield Difference(name, "no weight beyond it", bound, max(largest - bound, 0), 0)
    tg.manual_seed(seed)
    ours = nn.init.xavier_uniform_(weight).data.copy()
    tg.manual_seed(seed)
    theirs = xavier_uniform_(weight).data
    yield Difference("Xavier", "the tutorial's code", np.max(np.abs(ours)), np.max(np.abs(ours - theirs)), 1e-12)


def factors_apart(found):
    """The factor by which a layer of ReLUs widens spreads, beside the measured one: the mean of ten layers."""
    stds = {
        "normal, 1": 1,
        "misprint": PRINTED_STD,
        "He": math.sqrt(2 / WIDTH),
        "Xavier": math.sqrt(1 / WIDTH),
        "normal, 0.01": 0.01,
    }
    for name, std in stds.items():
        activations, gradients = found["ReLU", name]
        for what, (first, last) in (("activations", activations[[1, -1]]), ("gradients", gradients[[-2, 0]])):
            measured, expected = (last / first) ** (1 / (DEPTH - 1)), relu_factor(std)
            yield Difference(name, f"{what}, factor {expected:.3f}", expected, abs(measured - expected), expected / 10)


# What is shown


def print_spreads(found):
    """The spread of the last layer's activations, and of the gradient that gets to the input."""
    print('"normal, 1" and "normal, 0.01" are normal weights of this standard deviation, and "misprint" normal')
    print(f"weights of the variance that the tutorial prints, √(2 / {2 * WIDTH}) = {PRINTED_STD**2:.4f}.")
    print(f"Xavier's variance is {1 / WIDTH:.4f}, He's {2 / WIDTH:.4f}.\n")
    for what, index, end in (("activations behind the last layer", 0, -1), ("the gradient at the input", 1, 0)):
        rows = [[name, *(f"{found[a, name][index][end]:.1e}" for a in ACTIVATIONS)] for name in FIRST_WEIGHTS]
        print(f"The spread of {what}:")
        print_table([["first weights", *ACTIVATIONS], *rows])


def draw_spreads(axes, layers, curves):
    """A curve for each kind of first weights through these layers, on a logarithmic scale; what is 0 can't be on it."""
    shown = {name: curve[layers] for name, curve in curves.items() if np.all(curve > 0)}
    axes.set(yscale="log", xlim=(layers[0], layers[-1]), ylim=LIMITS, xticks=[0, 5, 10], yticks=TICKS)
    for name, curve in shown.items():
        axes.plot(layers, curve, color=COLORS[name], marker="o", markersize=3)
    low, high = np.log10(LIMITS)
    heights = spread_labels([np.log10(curve[-1]) for curve in shown.values()], least=(high - low) / 13)
    for (name, curve), height in zip(shown.items(), heights):
        axes.plot([1, 1.05], [np.log10(curve[-1] / LIMITS[0]) / (high - low), (height - low) / (high - low)],
                  color=COLORS[name], linewidth=0.6, transform=axes.transAxes, clip_on=False)  # fmt: skip
        label(axes, layers[-1], 10**height, name, COLORS[name], dx=14)
    label(axes, layers[0], LIMITS[0], "zeros: 0 at once", COLORS["zeros"], dx=6, dy=8)
    axes.minorticks_off()


def picture(found):
    """Activations above, from the input on; gradients below, from the last layer back; a column for each activation."""
    figure, rows = new_figure(12.5, 8, rows=2, columns=3, sharey=True)
    figure.suptitle(TITLE, x=0.01, ha="left", weight="bold", color=INK, size=13)
    forward = np.arange(DEPTH + 1)
    for (upper, lower), activation in zip(rows.T, ACTIVATIONS):
        for axes, index, layers in ((upper, 0, forward), (lower, 1, forward[::-1])):
            draw_spreads(axes, layers, {name: found[activation, name][index] for name in FIRST_WEIGHTS})
        headline(upper, activation, "activations, layer by layer")
        headline(lower, "", "gradients, on their way back to the input")
        lower.set_xlabel("layer; 0 is the input")
    for axes in rows[:, 0]:
        axes.set_ylabel("standard deviation")
    n = 2 * WIDTH
    note = f"misprint: normal weights of the variance that the tutorial prints, √(2 / {n}); Xavier's is 2 / {n}"
    figure.supxlabel(note, x=0.01, ha="left", color=GREY, size=10)
    return figure


def main(arguments=None):
    """Send one batch through each net and back, print, compare, draw."""
    options = command_line(__doc__, arguments)
    found = {
        (name, first): spreads(activation, fill, options.seed)
        for name, activation in ACTIVATIONS.items()
        for first, fill in FIRST_WEIGHTS.items()
    }
    print_spreads(found)
    check_differences(list(gradients_apart(options.seed)))
    check_differences([*bounds_apart(options.seed), *factors_apart(found)], "the formulas", ours="what is measured")
    if not options.no_pictures:
        save(picture(found), options.output, "initialisations.png")


if __name__ == "__main__":
    run(main)
