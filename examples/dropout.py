"""Dropout: the tutorial's hand-derived delta isn't the gradient. Every answer comes out right, and nobody notices.

A hidden unit computes s = σ(v), and dropout multiplies it by m, which is 0 for a dropped unit and 1/(1-p) for the
others: y = m·s. The tutorial writes the unit's delta as y(1-y)·e, as if there were no dropout. The slope of y is
m·s(1-s). For p = 0.2 the ratio of the two is (1-1.25s) / (1-s): wrong wherever a unit was kept, and of the
wrong sign where s > 0.8. What comes below such a unit learns in the wrong direction.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the sixth of its nets: the digits of digits.py, with sigmoid.
"""

import copy
from typing import NamedTuple

import numpy as np
from command_line import command_line, counted, progress, run
from digits import ALPHA, EXAMPLES, D, Softmax, X, calcWs, print_readings, readings_figure
from house_style import BLUE, GREY, INK, PALE, RUST, both_logarithmic, headline, label, new_figure, plain, save
from side_by_side import SideBySide, difference, forward, print_table, set_weights, stop_if_apart

import tinygrad_edu as tg
from tinygrad_edu import nn

RATIO = 0.2
LAYERS = ["W1", "W2", "W3", "W4"]
FRESH_NETS = 50


# By hand, as in the tutorial, but for where the random numbers come from


def Dropout(y, ratio, random):
    """What the numbers in y are multiplied by: 0 for those that are dropped, 1 / (1 - ratio) for the others."""
    ym = np.zeros_like(y)
    num = round(y.size * (1 - ratio))
    idx = random.choice(y.size, num, replace=False)
    ym[idx] = 1.0 / (1.0 - ratio)
    return ym


def Sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1.0 / (1.0 + np.exp(-x))


def calcOutput_Dropout(W1, W2, W3, W4, x, random):
    """The probabilities of the five digits; of each hidden layer its output with dropout, before it, and the mask."""
    s1 = Sigmoid(np.matmul(W1, x))
    m1 = Dropout(s1, RATIO, random)
    y1 = s1 * m1
    s2 = Sigmoid(np.matmul(W2, y1))
    m2 = Dropout(s2, RATIO, random)
    y2 = s2 * m2
    s3 = Sigmoid(np.matmul(W3, y2))
    m3 = Dropout(s3, RATIO, random)
    y3 = s3 * m3
    y = Softmax(np.matmul(W4, y3))
    return y, (y1, y2, y3), (s1, s2, s3), (m1, m2, m3)


def tutorial_slope(y, s, m):
    """The slope of a hidden unit as the tutorial has it."""
    return y * (1 - y)


def right_slope(y, s, m):
    """The slope of m·σ(v)."""
    return m * s * (1 - s)


def backpropagation_Dropout(d, y, hidden, W2, W3, W4, slope):
    """The deltas of the four layers, for one notion of a hidden unit's slope."""
    slope1, slope2, slope3 = (slope(*layer) for layer in zip(*hidden))
    e = d - y
    delta = e
    e3 = np.matmul(W4.T, delta)
    delta3 = slope3 * e3
    e2 = np.matmul(W3.T, delta3)
    delta2 = slope2 * e2
    e1 = np.matmul(W2.T, delta2)
    delta1 = slope1 * e1
    return delta, delta1, delta2, delta3


def by_hand(random, slope):
    """The function that gives the deltas, and what is to be added to the weights, for one example."""

    def step(weights, x, digit):
        W1, W2, W3, W4 = weights
        x, d = np.reshape(x, (25, 1)), D[digit].T
        y, *hidden = calcOutput_Dropout(W1, W2, W3, W4, x, random)
        delta, delta1, delta2, delta3 = backpropagation_Dropout(d, y, hidden, W2, W3, W4, slope)
        y1, y2, y3 = hidden[0]
        return [delta1, delta2, delta3, delta], calcWs(ALPHA, delta, delta1, delta2, delta3, y1, y2, y3, x)

    return step


def loss_by_hand(weights):
    """The mean cross-entropy of the five digits, with nothing dropped."""
    W1, W2, W3, W4 = weights
    y3 = Sigmoid(np.matmul(W3, Sigmoid(np.matmul(W2, Sigmoid(np.matmul(W1, X.reshape(5, 25).T))))))
    return -np.mean([np.log(Softmax(v)[digit]) for digit, v in enumerate(np.matmul(W4, y3).T)])


# By autograd


class ExactDropout(nn.Module):
    """The tutorial's dropout: in training exactly round(n · (1 - ratio)) of n numbers stay, divided by 1 - ratio."""

    def __init__(self, ratio, random):
        super().__init__()
        self.ratio, self.random = ratio, random

    def forward(self, x):
        """The kept numbers and zeros, or in evaluation x itself. The mask is a constant: no gradient for it."""
        return x * Dropout(x.data, self.ratio, self.random) if self.training else x


def net_with_dropout(random):
    """A net that hasn't learnt anything, its weights and later its masks drawn from the same random numbers."""
    net = nn.Sequential(
        nn.Linear(25, 20, bias=False, dtype=np.float64),
        nn.Sigmoid(),
        ExactDropout(RATIO, random),
        nn.Linear(20, 20, bias=False, dtype=np.float64),
        nn.Sigmoid(),
        ExactDropout(RATIO, random),
        nn.Linear(20, 20, bias=False, dtype=np.float64),
        nn.Sigmoid(),
        ExactDropout(RATIO, random),
        nn.Linear(20, 5, bias=False, dtype=np.float64),
    )
    set_weights(net, random)
    return net


def loss_by_autograd(net):
    """The same for a net of ours. In evaluation mode nothing is dropped."""
    net.eval()
    with tg.no_grad():
        loss = nn.CrossEntropyLoss()(net(X.reshape(5, 25)), np.arange(5)).item()
    net.train()
    return loss


# The two deltas, on nets that haven't learnt anything


class Fresh(NamedTuple):
    """What the tutorial's delta makes of fresh nets: the s of all kept units; wrong signs and errors by layer."""

    kept: np.ndarray
    wrong_signs: list[float]
    errors: list[float]


def fresh_gradients(nets):
    """For each net and digit: the s of all kept units; each layer's update, as (autograd's, right, tutorial's)."""
    for seed in range(nets):
        random = np.random.RandomState(seed)
        net = net_with_dropout(random)
        weights = [parameter.data for parameter in net.parameters()]
        for x, digit in EXAMPLES:
            right, tutorial = (
                by_hand(copy.deepcopy(random), slope)(weights, x, digit)[1] for slope in (right_slope, tutorial_slope)
            )
            _, _, s, m = calcOutput_Dropout(*weights, np.reshape(x, (25, 1)), copy.deepcopy(random))
            net.zero_grad()
            nn.CrossEntropyLoss()(net(x), digit).backward()
            ours = [-ALPHA * parameter.grad.data for parameter in net.parameters()]
            yield np.concatenate(s)[np.concatenate(m) > 0], list(zip(ours, right, tutorial))


def compare_fresh_nets(nets):
    """Hold the right formula against autograd, and count where the tutorial's has another sign."""
    kept, apart, wrong, errors = [], [], [[] for _ in LAYERS], [[] for _ in LAYERS]
    for units, updates in fresh_gradients(nets):
        kept.append(units)
        for layer, (ours, right, tutorial) in enumerate(updates):
            apart.append(difference("fresh nets", f"update of {LAYERS[layer]}", ours, right))
            wrong[layer].append((np.sign(tutorial) != np.sign(ours))[ours != 0])
            errors[layer].append(np.linalg.norm(tutorial - ours) / np.linalg.norm(ours))
    stop_if_apart(apart, "the right formula")
    shares = [float(np.mean(np.concatenate(layer))) for layer in wrong]
    return Fresh(np.concatenate(kept), shares, [float(np.median(layer)) for layer in errors])


def print_fresh_nets(fresh, nets):
    """The wrong signs and the errors, layer by layer."""
    print(f"The tutorial's delta on {counted(nets, 'fresh net')}, five digits each:")
    print(f"  {np.mean(fresh.kept > 0.8):.1%} of the kept hidden units have s > 0.8, and so a slope of the wrong sign")
    rows = [[name, f"{wrong:.1%}", f"{error:.2f}"] for name, wrong, error in zip(LAYERS, *fresh[1:])]
    print_table([["layer", "entries of the wrong sign", "relative error (median)"], *rows])


def print_deltas(seed):
    """Some of the deltas of the last hidden layer, for the first digit: autograd's and both formulas'."""
    random = np.random.RandomState(seed)
    net = net_with_dropout(random)
    weights = [parameter.data for parameter in net.parameters()]
    x, digit = EXAMPLES[0]
    right, tutorial = (
        by_hand(copy.deepcopy(random), slope)(weights, x, digit)[0][2][:, 0] for slope in (right_slope, tutorial_slope)
    )
    _, _, s, m = calcOutput_Dropout(*weights, np.reshape(x, (25, 1)), copy.deepcopy(random))
    output, sums = forward(net, x)
    ours = -tg.grad(nn.CrossEntropyLoss()(output, digit), sums[2])[0].data
    units = sorted(np.flatnonzero(m[2]), key=lambda unit: s[2][unit, 0])[::2]
    print("Units of the last hidden layer that were kept, first digit, fresh net:")
    rows = [[f"{s[2][k, 0]:.3f}", f"{ours[k]:+.6f}", f"{right[k]:+.6f}", f"{tutorial[k]:+.6f}"] for k in units]
    print_table([["s", "autograd's delta", "m·s(1-s)·e", "tutorial's y(1-y)·e"], *rows])


# What is shown


def draw_ratio(axes, kept):
    """The tutorial's slope over the right one, for each s; below, how often fresh nets have that s."""
    turn, ground, height = 1 - RATIO, -2.2, 0.55
    s = np.linspace(0, 0.99, 1000)
    ratio = (1 - s / turn) / (1 - s)
    seen = ratio > ground + 1.2 * height
    shares, edges = np.histogram(kept, bins=40, range=(0, 1))
    colors = np.where(edges[:-1] < turn - 1e-9, PALE, RUST)
    axes.bar(edges[:-1], shares / shares.max() * height, 1 / 40, ground, align="edge", color=colors, linewidth=0)
    axes.fill_between([turn, 1], ground + 1.1 * height, 0, color=RUST, alpha=0.12, linewidth=0)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.axhline(1, color=BLUE)
    axes.plot(s[seen], ratio[seen], color=RUST)
    label(axes, 1, 1, "autograd", BLUE, dx=-2, dy=9, ha="right")
    label(axes, 0.4, 0.5, "tutorial", RUST, dx=0, ha="center")
    label(axes, turn, -0.5, "wrong sign\nwhere s > 0.8", RUST, dx=-6, ha="right")
    label(axes, turn / 2, ground + height / 2, "kept units, by s", GREY, dx=0, ha="center", path_effects=[])
    share = f"{np.mean(kept > turn):.0%}"
    label(axes, 1 - RATIO / 2, ground + height / 2, share, "white", dx=0, ha="center", weight="bold", path_effects=[])
    axes.set(xlim=(0, 1), ylim=(ground, 1.35), xlabel="s, the unit's value before dropout", yticks=[-1, 0, 1])


def draw_wrong_signs(axes, shares):
    """Bars: how many entries of each layer's gradient have the wrong sign, from the last layer back to the first."""
    rows = range(len(shares))
    axes.barh(rows, shares[::-1], color=RUST, height=0.62)
    for row, share in zip(rows, shares[::-1]):
        label(axes, share, row, f"{share:.0%}" if share else "0%: exact", RUST if share else BLUE, weight="bold")
    axes.set(yticks=rows, xticks=[], xlim=(0, 0.5))
    axes.set_yticklabels(["W4, last", "W3", "W2", "W1, first"], color=INK)
    axes.invert_yaxis()
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(left=False)


def draw_losses(axes, epochs, right, tutorial):
    """The two loss curves, and how far apart they end."""
    axes.plot(epochs, tutorial, color=RUST)
    axes.plot(epochs, right, color=BLUE)
    label(axes, epochs[-1], tutorial[-1], f"tutorial's\n{plain(tutorial[-1])}", RUST)
    label(axes, epochs[-1], right[-1], f"autograd's\n{plain(right[-1])}", BLUE)
    both_logarithmic(axes, epochs[-1], "training loss, nothing dropped")


def story_figure(fresh, epochs, right, tutorial, seed):
    """The mistake, what it does to gradients, and what that does to training."""
    figure, (why, where, what) = new_figure(11.5, 4.2, columns=3, width_ratios=[1.2, 0.8, 1.2])
    figure.get_layout_engine().set(wspace=0.07)
    draw_ratio(why, fresh.kept)
    headline(why, "A slip in the derivation …", "the tutorial's slope ÷ the right slope")
    draw_wrong_signs(where, fresh.wrong_signs)
    headline(where, "… flips gradients …", "entries of the wrong sign")
    draw_losses(what, epochs, right, tutorial)
    headline(
        what, f"… and leaves {tutorial[-1] / right[-1]:.1f} times the loss", f"same weights, same masks, seed {seed}"
    )
    return figure


def main(arguments=None):
    """Compare fresh nets, train, print, draw."""
    options = command_line(__doc__, arguments, epochs=10_000, fast=1_000)
    print_deltas(options.seed)
    fresh = compare_fresh_nets(FRESH_NETS)
    print_fresh_nets(fresh, FRESH_NETS)

    random = np.random.RandomState(options.seed)
    net = net_with_dropout(random)
    both = SideBySide(net, nn.CrossEntropyLoss(), by_hand(copy.deepcopy(random), right_slope), ALPHA)
    tutorial_step, tutorial_weights = by_hand(copy.deepcopy(random), tutorial_slope), both.weights
    curves = []
    for epoch in progress(options.epochs):
        both.train_epoch(EXAMPLES)
        for x, digit in EXAMPLES:
            _, updates = tutorial_step(tutorial_weights, x, digit)
            tutorial_weights = [weight + update for weight, update in zip(tutorial_weights, updates)]
        if epoch < 100 or epoch % 10 == 9 or epoch == options.epochs - 1:
            curves.append((epoch + 1, loss_by_autograd(net), loss_by_hand(tutorial_weights)))
    epochs, right, tutorial = np.array(curves).T

    net.eval()
    tutorial_net = copy.deepcopy(net)
    tutorial_net.load_state_dict(dict(zip(net.state_dict(), tutorial_weights)))
    print("Trained by autograd:")
    print_readings(net)
    print("Trained by the tutorial's delta:")
    print_readings(tutorial_net)
    print(
        f"training loss with nothing dropped: {right[-1]:.6f} with the gradient, {tutorial[-1]:.6f} with the tutorial's"
    )
    print(f"delta, which is {tutorial[-1] / right[-1]:.1f} times as much\n")
    both.check("the right formula")
    if not options.no_pictures:
        save(story_figure(fresh, epochs, right, tutorial, options.seed), options.output, "dropout.png")
        readings = readings_figure(net, "The net with dropout reads noisy digits")
        save(readings, options.output, "dropout_noisy.png")


if __name__ == "__main__":
    run(main)
