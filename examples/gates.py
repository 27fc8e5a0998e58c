"""Perceptrons as gates: AND, NAND and OR by their weights alone, XOR by two layers; and the functions h of a neuron.

A perceptron answers h(a) with a = b + w1·x1 + w2·x2, where h is a step: 1 above 0, else 0. Nets that learn have another
h, one with a slope; activations.py looks at these slopes.

From the notes on K. Saitoh, "Deep Learning from Scratch", chapters 2 and 3, at ya-n-ds.tistory.com/3230.
"""

import numpy as np
from command_line import command_line, run
from house_style import BLUE, GREY, INK, PALE, RUST, headline, label, new_figure, save
from input_plane import INPUTS, PLANE, draw_border, named
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn

# By hand, as in the notes; the weights are the book's


def step_function(x):
    """1 above 0, else 0."""
    return np.array(x > 0, dtype=int)


def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1 / (1 + np.exp(-x))


def relu(x):
    """max(x, 0)."""
    return np.maximum(0, x)


def identity_function(x):
    """The number itself."""
    return x


def perceptron(x1, x2, w1, w2, b):
    """A neuron with a step."""
    return step_function(b + w1 * x1 + w2 * x2)


def AND(x1, x2):
    """1 if both are 1."""
    return perceptron(x1, x2, 0.5, 0.5, -0.7)


def NAND(x1, x2):
    """0 if both are 1."""
    return perceptron(x1, x2, -0.5, -0.5, 0.7)


def OR(x1, x2):
    """0 if both are 0."""
    return perceptron(x1, x2, 0.5, 0.5, -0.2)


def XOR(x1, x2):
    """1 if one of them is 1: a second layer looks at the answers of the first."""
    return AND(NAND(x1, x2), OR(x1, x2))


GATES = {"AND": AND, "NAND": NAND, "OR": OR, "XOR": XOR}


# With nets of ours


class Step(nn.Module):
    """1 above 0, else 0, elementwise. It has no slope to learn by."""

    def forward(self, x):
        """The step of each element."""
        return tg.heaviside(x, 0.0)


def layer(*neurons):
    """A Linear with these neurons, each given as w1, w2, b."""
    linear = nn.Linear(2, len(neurons), dtype=np.float64)
    with tg.no_grad():
        linear.weight.copy_([neuron[:2] for neuron in neurons])
        linear.bias.copy_([neuron[2] for neuron in neurons])
    return linear


both_on, not_both, either = (0.5, 0.5, -0.7), (-0.5, -0.5, 0.7), (0.5, 0.5, -0.2)
NETS = {
    "AND": nn.Sequential(layer(both_on), Step()),
    "NAND": nn.Sequential(layer(not_both), Step()),
    "OR": nn.Sequential(layer(either), Step()),
    "XOR": nn.Sequential(layer(not_both, either), Step(), layer(both_on), Step()),
}


# The functions h

FUNCTIONS = {  # by hand and ours
    "step": (step_function, Step()),
    "sigmoid": (sigmoid, tg.sigmoid),
    "ReLU": (relu, tg.relu),
    "identity": (identity_function, nn.Identity()),
}


def compare(seed):
    """Both sides of the gates at random points, and of the functions: the largest differences."""
    points = np.random.default_rng(seed).uniform(-1, 2, (1000, 2))
    found = [difference(name, "answer", NETS[name](points).data[:, 0], gate(*points.T)) for name, gate in GATES.items()]
    x = 4 * points[:, 0]
    for name, (by_hand, ours) in FUNCTIONS.items():
        found.append(difference(name, "value", ours(tg.tensor(x)).data, by_hand(x)))
    return found


# What is shown


def print_gates():
    """What each net answers to the four inputs."""
    answers = {name: NETS[name](INPUTS).data[:, 0].astype(int) for name in GATES}
    rows = [[named(x), *(str(answers[name][k]) for name in GATES)] for k, x in enumerate(INPUTS)]
    print_table([["inputs", *GATES], *rows])


def draw_gate(axes, name):
    """Where in the plane a gate answers 1, the lines of its first layer, and the four inputs."""
    x1, x2 = np.meshgrid(PLANE, PLANE)
    net, points = NETS[name], np.stack([x1, x2], axis=-1)
    axes.contourf(x1, x2, net(points).data[..., 0], levels=[-0.5, 0.5, 1.5], colors=["white", PALE], alpha=0.6)
    for sums in np.moveaxis(net[0](points).data, -1, 0):
        draw_border(axes, sums, 0)
    for x, answer in zip(INPUTS, net(INPUTS).data[:, 0]):
        color = RUST if answer else BLUE
        axes.plot(*x, "o", markersize=15, color=color, markeredgecolor="white", markeredgewidth=1.5)
        label(axes, *x, f"{answer:.0f}", "white", dx=0, dy=-1, ha="center", weight="bold", path_effects=[])
    axes.set(xticks=[0, 1], yticks=[0, 1], xlabel="x1", aspect="equal")


def gates_figure():
    """The four gates side by side."""
    figure, row = new_figure(11.5, 3.6, columns=4)
    notes = {"AND": "w 0.5, 0.5, b −0.7", "NAND": "w −0.5, −0.5, b 0.7", "OR": "w 0.5, 0.5, b −0.2"}
    for name, axes in zip(GATES, row):
        draw_gate(axes, name)
        headline(axes, name, notes.get(name, "AND of NAND and OR"))
    row[0].set_ylabel("x2")
    return figure


def functions_figure():
    """The four functions in one plot."""
    figure, axes = new_figure(7.5, 4)
    x = np.linspace(-3, 3, 1201)
    ends = {"step": 7, "sigmoid": -9, "ReLU": 8, "identity": -8}  # how far the labels are moved, in points of print
    for (name, (_, function)), color in zip(FUNCTIONS.items(), (INK, RUST, BLUE, GREY)):
        dashed = (0, (4, 3)) if name == "identity" else "-"
        y = function(tg.tensor(x)).data
        axes.plot(x, y, color=color, linestyle=dashed, linewidth=2, zorder=3 if name == "ReLU" else 2)
        label(axes, x[-1], y[-1], name, color, dy=ends[name])
    axes.axhline(0, color=GREY, linewidth=0.6, zorder=0)
    axes.set(xlim=(-3, 3), ylim=(-1.5, 3), xticks=range(-3, 4), yticks=[-1, 0, 1, 2, 3], xlabel="a", ylabel="h(a)")
    headline(
        axes, "What a neuron makes of its sum", "a step is flat but for its jump; the others have slopes to learn by"
    )
    return figure


def main(arguments=None):
    """Run, print, compare, draw."""
    options = command_line(__doc__, arguments)
    print_gates()
    print(f"sigmoid of [-1, 1, 2]: {tg.sigmoid(tg.tensor([-1.0, 1.0, 2.0], dtype=np.float64)).data}\n")
    check_differences(compare(options.seed))
    if not options.no_pictures:
        save(gates_figure(), options.output, "gates.png")
        save(functions_figure(), options.output, "activations.png")


if __name__ == "__main__":
    run(main)
