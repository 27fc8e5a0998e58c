"""Perceptrons as gates: AND, NAND and OR by their weights alone, XOR by two layers; and the functions h of a neuron.

A perceptron answers h(b + w1·x1 + w2·x2), where h is a step: 1 above 0, else 0. Nets that learn have another h, one
with a slope. From the notes on K. Saitoh, "Deep Learning from Scratch", chapters 2 and 3, at ya-n-ds.tistory.com/3230.
"""

import numpy as np
from command_line import command_line
from delta_rule import Sigmoid as sigmoid
from delta_rule import X, named
from house_style import BLUE, GREY, PALE, RUST, headline, label, new_figure, save
from side_by_side import check_differences, difference, print_table
from single_layer_xor import PLANE, draw_border
from three_layer_forward import identity_function

import tinygrad_edu as tg
from tinygrad_edu import nn

INPUTS = X[:, :2]

# By hand, as in the notes; the weights are the book's


def step_function(x):
    """1 above 0, else 0."""
    return np.array(x > 0, dtype=int)


def relu(x):
    """max(x, 0)."""
    return np.maximum(0, x)


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


# The functions h, and their slopes, by hand and by autograd

SLOPES = {  # of each function that has one: by hand, ours, and the slope by hand
    "sigmoid": (sigmoid, tg.sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "ReLU": (relu, tg.relu, step_function),
    "identity": (identity_function, nn.Identity(), np.ones_like),
}


def value_and_slope(function, x):
    """What the function makes of each x, and its derivative there, from autograd."""
    x = tg.tensor(x, requires_grad=True)
    y = function(x)
    return y.data, tg.grad(y.sum(), x)[0].data


def compare(seed):
    """Both sides of the gates at random points, and of the functions: the largest differences."""
    points = np.random.default_rng(seed).uniform(-1, 2, (1000, 2))
    found = [difference(name, "answer", NETS[name](points).data[:, 0], gate(*points.T)) for name, gate in GATES.items()]
    for name, (by_hand, ours, slope_by_hand) in SLOPES.items():
        x = 4 * points[:, 0]
        value, slope = value_and_slope(ours, x)
        found += [difference(name, "value", value, by_hand(x)), difference(name, "slope", slope, slope_by_hand(x))]
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
    """The four functions, with their slopes."""
    figure, row = new_figure(11.5, 3.4, columns=4, sharey=True)
    x = np.linspace(-5, 5, 1001)
    x[500] = np.nan  # at 0 the step and the slope of ReLU jump: no line there
    row[0].plot(x, Step()(tg.tensor(x)).data, color=BLUE)
    headline(row[0], "Step", "no slope: nothing to learn by")
    formulas = ("1 / (1 + e⁻ˣ), slope y (1 − y)", "max(x, 0), slope 0 or 1", "x, slope 1: layers add nothing")
    for axes, (name, (_, function, _)), note in zip(row[1:], SLOPES.items(), formulas):
        value, slope = value_and_slope(function, x)
        axes.plot(x, slope, color=RUST, linestyle=(0, (4, 2)))
        axes.plot(x, value, color=BLUE)
        headline(axes, name[0].upper() + name[1:], note)
    for axes in row:
        axes.axhline(0, color=GREY, linewidth=0.6, zorder=0)
        axes.set(xlim=(-5, 5), ylim=(-1.2, 2.2), xticks=[-5, 0, 5], yticks=[-1, 0, 1, 2], xlabel="x")
    label(row[1], 3.4, 1, "h(x)", BLUE, dx=0, dy=11, ha="center")
    label(row[1], 2.2, 0.1, "slope", RUST, dx=0, dy=13, ha="left")
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
    main()
