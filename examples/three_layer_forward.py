"""Three layers, 2-3-2-2, with given weights: how a signal passes through them, beside a net of ours, layer by layer.

From the notes on K. Saitoh, "Deep Learning from Scratch", section 3.4, at ya-n-ds.tistory.com/3230.
"""

import numpy as np
from command_line import command_line, run
from graph_pictures import save_graph
from side_by_side import Difference, check_differences, difference, largest_difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn

X = np.array([1.0, 0.5])
NAMES = ("a1", "z1", "a2", "z2", "a3", "y")
PRINTED = np.array([0.31682708, 0.69627909])  # y, in the notes
LAST_DIGIT = 1e-8


# By hand, as in the notes, but that forward returns what lies between, too


def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1 / (1 + np.exp(-x))


def identity_function(x):
    """The numbers themselves."""
    return x


def init_network():
    """The weights (in, out) and biases of three layers."""
    network = {}
    network["W1"] = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
    network["b1"] = np.array([0.1, 0.2, 0.3])
    network["W2"] = np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]])
    network["b2"] = np.array([0.1, 0.2])
    network["W3"] = np.array([[0.1, 0.3], [0.2, 0.4]])
    network["b3"] = np.array([0.1, 0.2])
    return network


def forward(network, x):
    """What the three layers answer, after what each of them does on the way."""
    W1, W2, W3 = network["W1"], network["W2"], network["W3"]
    b1, b2, b3 = network["b1"], network["b2"], network["b3"]
    a1 = np.dot(x, W1) + b1
    z1 = sigmoid(a1)
    a2 = np.dot(z1, W2) + b2
    z2 = sigmoid(a2)
    a3 = np.dot(z2, W3) + b3
    y = identity_function(a3)
    return a1, z1, a2, z2, a3, y


# With a net of ours


def three_layers(network):
    """A net with these weights, which a Linear keeps as (out, in)."""
    net = nn.Sequential(
        nn.Linear(2, 3, dtype=np.float64),
        nn.Sigmoid(),
        nn.Linear(3, 2, dtype=np.float64),
        nn.Sigmoid(),
        nn.Linear(2, 2, dtype=np.float64),
        nn.Identity(),
    )
    with tg.no_grad():
        for k, layer in enumerate((net[0], net[2], net[4]), 1):
            layer.weight.copy_(network[f"W{k}"].T)
            layer.bias.copy_(network[f"b{k}"])
    return net


def steps(net, x):
    """What each of the layers makes of x."""
    values = []
    for layer in net:
        x = layer(x)
        values.append(x)
    return values


def compare(net, network, x, when):
    """The differences of both sides, step by step."""
    pairs = zip(NAMES, steps(net, tg.tensor(x)), forward(network, x))
    return [difference(when, name, ours.data, theirs) for name, ours, theirs in pairs]


def printed_apart(y):
    """How far y is from the digits in the notes: both sides have the same weights, but are they the notes' weights?"""
    return Difference("x", "y", np.max(PRINTED), largest_difference(y, PRINTED), LAST_DIGIT)


def draw_graph(net, folder):
    """The net, with what each layer makes of x under the name that it has in the notes."""
    x, made = tg.tensor(X), []
    for layer in net:
        layer.register_forward_hook(lambda layer, inputs, output: made.append(output))
    with tg.record_lines():
        y = net(x)
    save_graph(y, folder, "three_layer_forward", {"x": x, "y": y, **dict(zip(NAMES, made))})


def main(arguments=None):
    """Run, print, compare, draw."""
    options = command_line(__doc__, arguments)
    network = init_network()
    net = three_layers(network)
    values = [value.data for value in steps(net, tg.tensor(X))]
    print(f"The signal x = {X} on its way through three layers")
    print_table([["step", "value"], *([name, str(value)] for name, value in zip(NAMES, values))])
    print("a1 is the first layer's weighted sum, z1 what its sigmoid makes of that, and so on\n")
    batch = np.random.default_rng(options.seed).normal(size=(100, 2))
    found = [*compare(net, network, X, "x"), *compare(net, network, batch, "random batch")]
    check_differences(found, ours="the net")
    check_differences([printed_apart(values[-1])], "the digits in the notes", ours="the net")
    if not options.no_pictures:
        draw_graph(net, options.output)


if __name__ == "__main__":
    run(main)
