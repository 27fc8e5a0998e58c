"""One net under every optimizer: the five digits of digits.py, learnt by 25-20-20-20-5 from the same first weights.

Each is tried with its own learning rate and with 0.001, 0.01, 0.1 and 1. Six of them are written out by hand as well,
and must take the same path; the gradients that both are given are autograd's, which digits.py holds against formulas.
The tutorial names SGD, Adadelta, RMSprop and "…".

From the tutorial "Part-2 DNN", Lab-09-1 ReLU, Optimizer in PyTorch, whose text names no author.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable
from functools import partial

import numpy as np
from command_line import command_line, counted, progress, run
from digits import X, four_layers
from house_style import BLUE, GREY, INK, RUST, headline, new_figure, plain, save
from side_by_side import Difference, check_differences, largest_difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

INPUTS, DIGITS = X.reshape(5, 25), tg.arange(5)
OPTIMIZERS: dict[str, Callable] = {
    "SGD": optim.SGD,
    "Momentum": partial(optim.SGD, momentum=0.9),
    "Adagrad": optim.Adagrad,
    "Adadelta": optim.Adadelta,
    "RMSprop": optim.RMSprop,
    "Adam": optim.Adam,
    "AdamW": optim.AdamW,
    "Adamax": optim.Adamax,
    "NAdam": optim.NAdam,
    "RAdam": optim.RAdam,
    "Adafactor": optim.Adafactor,
    "ASGD": optim.ASGD,
    "Rprop": optim.Rprop,
    "Muon": optim.Muon,
    "LBFGS": optim.LBFGS,
}
RATES = [0.001, 0.01, 0.1, 1.0]
COMPARED = 20  # steps, in which the rules by hand must stay beside the optimizers
LOWEST = 1e-8  # the least loss that the picture shows; what is below lies on its foot
OTHER = "#A9B4C0"  # the curves of the other rates


# By hand: what becomes of a weight w with the gradient g. A state begins with zeros


def sgd(w, g, rate, state):
    """Down the gradient."""
    return w - rate * g


def momentum(w, g, rate, state):
    """Down a sum of all gradients so far, in which older ones fade. B. Polyak, 1964."""
    state["v"] = 0.9 * state["v"] + g
    return w - rate * state["v"]


def adagrad(w, g, rate, state):
    """Smaller steps where gradients have been large. J. Duchi et al., 2011."""
    state["s"] += g**2
    return w - rate * g / (np.sqrt(state["s"]) + 1e-10)


def rmsprop(w, g, rate, state):
    """The same, but old gradients fade. G. Hinton, lecture 6e, 2012."""
    state["s"] = 0.99 * state["s"] + 0.01 * g**2
    return w - rate * g / (np.sqrt(state["s"]) + 1e-8)


def adadelta(w, g, rate, state):
    """Steps as large as the former steps were, for gradients as large as the former ones. M. Zeiler, 2012."""
    state["s"] = 0.9 * state["s"] + 0.1 * g**2
    step = np.sqrt(state["d"] + 1e-6) / np.sqrt(state["s"] + 1e-6) * g
    state["d"] = 0.9 * state["d"] + 0.1 * step**2
    return w - rate * step


def adam(w, g, rate, state):
    """Momentum, in steps as RMSprop's; both averages begin at 0, which is made up for. D. Kingma and J. Ba, 2014."""
    state["t"] += 1
    state["m"] = 0.9 * state["m"] + 0.1 * g
    state["s"] = 0.999 * state["s"] + 0.001 * g**2
    m, s = state["m"] / (1 - 0.9 ** state["t"]), state["s"] / (1 - 0.999 ** state["t"])
    return w - rate * m / (np.sqrt(s) + 1e-8)


RULES = {"SGD": sgd, "Momentum": momentum, "Adagrad": adagrad, "Adadelta": adadelta, "RMSprop": rmsprop, "Adam": adam}


def train_by_hand(net, rule, rate, epochs):
    """Train a net of ours, but let the rule say what becomes of its weights."""
    states = [defaultdict(float) for _ in net.parameters()]
    for _ in epochs:
        gradients = tg.grad(nn.CrossEntropyLoss()(net(INPUTS), DIGITS), list(net.parameters()))
        for parameter, gradient, state in zip(net.parameters(), gradients, states):
            parameter.data[...] = rule(parameter.data, gradient.data, rate, state)


# By the optimizers


def own_rate(name):
    """The learning rate that an optimizer has if none is given."""
    return inspect.signature(OPTIMIZERS[name]).parameters["lr"].default


def train(net, name, rate, epochs):
    """Train a net with an optimizer, on all digits at once. Returns the loss before each step."""
    optimizer = OPTIMIZERS[name](net.parameters(), lr=rate)
    criterion = nn.CrossEntropyLoss()

    def closure():
        optimizer.zero_grad()
        loss = criterion(net(INPUTS), DIGITS)
        loss.backward()
        return loss

    return [optimizer.step(closure).item() for _ in epochs]


def compare(seed):
    """The weights after some steps: how far those by hand are from those by the optimizers."""
    for name, rule in RULES.items():
        ours, theirs = four_layers(seed), four_layers(seed)
        train(ours, name, own_rate(name), range(COMPARED))
        train_by_hand(theirs, rule, own_rate(name), range(COMPARED))
        weights, others = (np.concatenate([p.data.ravel() for p in net.parameters()]) for net in (ours, theirs))
        size, apart = np.max(np.abs(weights)), largest_difference(weights, others)
        yield Difference(name, f"weights, {counted(COMPARED, 'step')}", size, apart, 1e-12)


def try_all(seed, epochs):
    """The losses under every optimizer, for each learning rate: {name: {rate: losses}}."""
    found = {name: {} for name in OPTIMIZERS}
    runs = [(name, rate) for name in OPTIMIZERS for rate in sorted({*RATES, own_rate(name)})]
    for k in progress(len(runs), "run"):
        name, rate = runs[k]
        found[name][rate] = train(four_layers(seed), name, rate, range(epochs))
    return found


def best_rate(name, losses):
    """The rate with the lowest loss at the end; of several the optimizer's own."""
    return min(losses, key=lambda rate: (losses[rate][-1], rate != own_rate(name)))


# What is shown


def print_all(found):
    """The loss at the end under each optimizer, with its own rate and with the best."""
    rows = []
    for name, losses in found.items():
        own, best = own_rate(name), best_rate(name, losses)
        rows.append([name, plain(own), f"{losses[own][-1]:.1e}", plain(best), f"{losses[best][-1]:.1e}"])
    print_table([["optimizer", "own rate", "loss", "best rate", "loss"], *rows])
    ends = [curve[-1] for losses in found.values() for curve in losses.values()]
    dead = int(np.sum(np.abs(np.array(ends) - np.log(5)) < 1e-6))
    print(f"{dead} of the {counted(len(ends), 'run')} end at ln 5 = {np.log(5):.2f}: too large a step has left the")
    print("last ReLUs dead, so all outputs are 0 and the five digits equally likely. In a step LBFGS looks at")
    print("the loss up to 25 times, the others once.\n")


def draw_losses(axes, name, losses):
    """The losses with each rate: the best in blue, the optimizer's own in rust, the others pale."""
    own, best = own_rate(name), best_rate(name, losses)
    looks = {best: {"color": BLUE, "zorder": 3}}
    looks[own] = {"color": BLUE if own == best else RUST, "linestyle": (0, (4, 2)), "linewidth": 1.5, "zorder": 4}
    for rate, curve in losses.items():
        look = looks.get(rate, {"color": OTHER, "linewidth": 1.2})
        axes.plot(np.arange(1, len(curve) + 1), np.maximum(curve, LOWEST), **look)
    headline(axes, name, f"own {plain(own)}" + (", the best" if own == best else f", best {plain(best)}"))
    axes.set(xscale="log", yscale="log", ylim=(LOWEST, 30), yticks=[1e-8, 1e-6, 1e-4, 1e-2, 1])
    axes.set_yticklabels(["≤ 10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")


def picture(found):
    """A panel for each optimizer, all with the same axes."""
    figure, panels = new_figure(11.5, 8, rows=3, columns=5, sharex=True, sharey=True)
    for axes, (name, losses) in zip(panels.flat, found.items()):
        draw_losses(axes, name, losses)
    for axes in panels[-1]:
        axes.set_xlabel("step")
    for axes in panels[:, 0]:
        axes.set_ylabel("cross-entropy")
    title = f"One net, {len(found)} optimizers, and the learning rate decides"
    figure.suptitle(title, x=0.01, ha="left", weight="bold", color=INK)
    note = (
        "dashed: the optimizer's own learning rate; blue: the best of this one and 0.001, 0.01, 0.1 and 1;\n"
        "grey: the others; curves on the foot of a plot are at 10⁻⁸ or below"
    )
    figure.supxlabel(note, x=0.01, ha="left", color=GREY, size=10)
    return figure


def main(arguments=None):
    """Train under all, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=300, fast=60)
    found = try_all(options.seed, options.epochs)
    print_all(found)
    check_differences(list(compare(options.seed)), "the rules by hand", ours="the optimizers")
    if not options.no_pictures:
        save(picture(found), options.output, "optimizers.png")


if __name__ == "__main__":
    run(main)
