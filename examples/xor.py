"""XOR with two layers, 3-4-1, trained by the tutorial's backpropagation, beside the same net trained by autograd.

The loss is ½ (d - y)², and the last layer's delta is that of delta_rule.py. A hidden unit has no right answer of its
own. It acts on the last sum through its weight in W2, so its error is W2ᵀ·delta, and its delta that error times the
slope of its own sigmoid: the chain rule, one layer further back. A deeper net would go on in the same way.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the third of its nets.
"""

import sys

import numpy as np
from command_line import command_line, counted, progress, run
from graph_pictures import save_graph
from house_style import headline, new_figure, save
from input_plane import draw_answers, draw_surface, named
from side_by_side import SideBySide, answers_by_epoch, print_table, set_weights, stop_if_apart

import tinygrad_edu as tg
from tinygrad_edu import nn

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)  # the third input is always 1, for a bias
D = np.array([[0], [1], [1], [0]], dtype=float)
ALPHA = 0.9
EXAMPLES = list(zip(X, D))


# By hand, as in the tutorial


def Sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1.0 / (1.0 + np.exp(-x))


def calc_output(W1, W2, x):
    """What the net answers, and what the hidden layer did."""
    v1 = np.matmul(W1, x)
    y1 = Sigmoid(v1)
    v = np.matmul(W2, y1)
    y = Sigmoid(v)
    return y, y1


def calc_delta(d, y):
    """The delta of the last layer: the error, times the slope of the sigmoid."""
    e = d - y
    delta = y * (1 - y) * e
    return delta


def calc_delta1(W2, delta, y1):
    """The delta of the hidden layer: what the last layer's delta makes of its error, times its slope."""
    e1 = np.matmul(W2.T, delta)
    delta1 = y1 * (1 - y1) * e1
    return delta1


def backprop(weights, x, d, calc_delta):
    """The deltas, and what is to be added to the weights, for one example."""
    W1, W2 = weights
    y, y1 = calc_output(W1, W2, x)
    delta = calc_delta(d, y)
    delta1 = calc_delta1(W2, delta, y1)
    dW1 = (ALPHA * delta1).reshape(4, 1) * x.reshape(1, 3)
    dW2 = ALPHA * delta * y1
    return [delta1, delta], [dW1, dW2]


def by_hand(weights, x, d):
    """`backprop` of the squared error."""
    return backprop(weights, x, d, calc_delta)


# By autograd


def half_squared_error(y, d):
    """½ (d - y)²."""
    return 0.5 * nn.MSELoss(reduction="sum")(y, d)


def two_layers(seed, loss_function, by_hand):
    """A net that hasn't learnt anything, with its hand-written twin."""
    net = nn.Sequential(
        nn.Linear(3, 4, bias=False, dtype=np.float64),
        nn.Sigmoid(),
        nn.Linear(4, 1, bias=False, dtype=np.float64),
        nn.Sigmoid(),
    )
    set_weights(net, np.random.RandomState(seed))
    return SideBySide(net, loss_function, by_hand, ALPHA)


def squared_error_net(seed):
    """The net of this file."""
    return two_layers(seed, half_squared_error, by_hand)


# Many seeds


def solved(answers):
    """Whether all four answers are less than 0.4 from the right ones."""
    return np.max(np.abs(answers - D[:, 0])) < 0.4


def try_seeds(number, epochs, make_net):
    """Train with the seeds 0 to number - 1, and print which failed on either side. Returns (seed, epoch, example)."""
    curves, failed, failed_by_hand = [], [], []
    for seed in progress(number, "seed"):
        both = make_net(seed)
        curves.append(answers_by_epoch(both, EXAMPLES, range(epochs)))
        stop_if_apart(both.differences())
        answers = both.net(X).data[:, 0]
        if not solved(answers):
            failed.append([str(seed), *(f"{y:.4f}" for y in answers)])
        if not solved(np.array([calc_output(*both.weights, x)[0][0] for x in X])):
            failed_by_hand.append(str(seed))
    print(f"autograd:     {number - len(failed)} of {counted(number, 'seed')} solved XOR in {counted(epochs, 'epoch')}")
    print(f"hand-written: {number - len(failed_by_hand)} of {counted(number, 'seed')}\n")
    if failed:
        print("The seeds that failed, and what they answer:")
        print_table([["seed", *(named(x) for x in X)], *failed, ["right", *(f"{d:.0f}" for d in D[:, 0])]])
    if [row[0] for row in failed] != failed_by_hand:
        sys.exit(f"other seeds failed in the hand-written code: {', '.join(failed_by_hand)}")
    return np.array(curves)


# What is shown


def print_answers(net):
    """The net's answer to each of the four inputs, and the right one."""
    answers = net(X).data[:, 0]
    rows = [[named(x), f"{y:.8f}", f"{right:.0f}"] for x, y, right in zip(X, answers, D[:, 0])]
    print_table([["inputs", "net", "right"], *rows])


def answer(net, points):
    """What the net answers to points of the plane (…, 2)."""
    return net(np.concatenate([points, np.ones_like(points[..., :1])], axis=-1)).data[..., 0]


def draw_graph(net, folder):
    """How the loss of one example comes about in the net, and what is sent back."""
    x, d = tg.tensor(X[1]), tg.tensor(D[1])
    with tg.record_lines():
        y = net(x)
        loss = half_squared_error(y, d)
    save_graph(loss, folder, "xor", locals())


def main(arguments=None):
    """Train, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_000, fast=3_000, seeds=True)
    if options.seeds:
        try_seeds(options.seeds, options.epochs, squared_error_net)
        return
    both = squared_error_net(options.seed)
    answers = answers_by_epoch(both, EXAMPLES, progress(options.epochs))
    print_answers(both.net)
    both.print_deltas()
    both.check()
    if not options.no_pictures:
        figure, (left, right) = new_figure(10.5, 4.2, columns=2, width_ratios=[1, 1.35])
        draw_surface(left, lambda points: answer(both.net, points), D[:, 0])
        title = "Two layers bend the border" if solved(answers[-1]) else "Two layers, and XOR isn't solved"
        headline(left, title, "the colour is the answer, the line is where it is 0.5")
        draw_answers(right, answers, D[:, 0])
        headline(right, "The four answers, epoch by epoch", f"squared error, seed {options.seed}")
        save(figure, options.output, "xor_learning.png")
        draw_graph(squared_error_net(options.seed).net, options.output)


if __name__ == "__main__":
    run(main)
