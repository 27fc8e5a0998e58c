"""XOR with two layers, 2-2-1, in PyTorch's style: most nets solve it, and some stay at a loss of ln 2 / 2 = 0.3466.

Such a net gives two of the inputs the right answers and the other two, one of each kind, the same one: 0.5. No answer
that two opposite inputs share is better, and to tell them apart it would first have to get worse. It is in a valley,
where the loss curves upwards along every axis: its curvatures, the second derivatives along nine directions at right
angles, are all above 0. The floor falls as the weights grow, but to ln 2 / 2 and not below.
One net in a hundred lets three inputs share an answer, ⅓ or ⅔, and stays at 0.4774.

From the tutorial "Part-2 DNN", Lab-08-2, Code: xor-nn, whose text names no author.
"""

import sys
from collections import Counter
from typing import NamedTuple

import numpy as np
from command_line import command_line, counted, progress, run
from house_style import BLUE, GREY, INK, RUST, count_steps, headline, label, new_figure, plain_logarithmic, save
from input_plane import draw_surface, named
from perceptron_xor import X, Y, train
from side_by_side import Difference, check_differences, difference, largest_difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import func, nn

HALF_LN_2 = np.log(2) / 2
PRINTED = {1_500: 0.35218489170074463, 3_000: 0.34882205724716187, 9_900: 0.34714627265930176}
SOLVED = 0.05  # the loss of a net that has solved XOR is below
STUCK = 0.02  # so near to ln 2 / 2 is the loss of a stuck net, and has been for the last quarter of the epochs
NETS = 12  # among which both fates are sought
SETTLED = 9_000  # epochs, after which a stuck net is within 0.002 of ln 2 / 2
FAR = 5  # steps of length 1 that are taken from a stuck net in every direction


def two_layers(seed):
    """A net that hasn't learnt anything."""
    tg.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 2, bias=True), nn.Sigmoid(), nn.Linear(2, 1, bias=True), nn.Sigmoid())


class Trained(NamedTuple):
    """A net that was trained from a seed, its losses and its answers."""

    seed: int
    net: nn.Module
    losses: list

    @property
    def fate(self):
        """What became of it."""
        if self.losses[-1] < SOLVED:
            return "solved"
        last = np.array(self.losses[len(self.losses) * 3 // 4 :])
        return "stuck" if np.all(np.abs(last - HALF_LN_2) < STUCK) else "undecided"

    @property
    def answers(self):
        """What it answers to the four inputs."""
        with tg.no_grad():
            return self.net(X).data[:, 0]


def trained(seed, epochs):
    """The net of this seed after training."""
    net = two_layers(seed)
    return Trained(seed, net, train(net, epochs).history["loss"])


def both_fates(first_seed, epochs):
    """A net that solved XOR and one that is stuck, of seeds from the first on; after twelve the best and the worst."""
    nets = []
    for seed in range(first_seed, first_seed + NETS):
        print(f"seed {seed}:", end=" ")
        nets.append(trained(seed, progress(epochs)))
        if {"solved", "stuck"} <= {one.fate for one in nets}:
            break
    nets.sort(key=lambda one: one.losses[-1])
    return nets[0], next((one for one in nets if one.fate == "stuck"), nets[-1])


# Why the stuck net stays


def weights_of(net):
    """All nine weights in one vector, float64."""
    return nn.utils.parameters_to_vector(net.parameters()).detach().double()


def loss_of(weights):
    """The loss of the net with these nine weights, a Tensor."""
    hidden = tg.sigmoid(X @ weights[:4].reshape(2, 2).T + weights[4:6])
    return nn.BCELoss()(tg.sigmoid(hidden @ weights[6:8] + weights[8]), Y[:, 0])


def derived_gradient(weights):
    """The gradient of the mean loss by the nine weights, an array, derived: backwards, by the deltas of both layers."""
    W1, b1, w2, b2 = weights[:4].reshape(2, 2), weights[4:6], weights[6:8], weights[8]
    hidden = 1 / (1 + np.exp(-(X.data @ W1.T + b1)))
    answers = 1 / (1 + np.exp(-(hidden @ w2 + b2)))
    delta2 = (answers - Y.data[:, 0]) / 4
    delta1 = np.outer(delta2, w2) * hidden * (1 - hidden)
    return np.concatenate([(delta1.T @ X.data).ravel(), delta1.sum(0), delta2 @ hidden, [delta2.sum()]])


class Surroundings(NamedTuple):
    """What a net stands in: the gradient, the curvatures, and the losses along the axes of these (axis, step)."""

    gradient: np.ndarray
    curvatures: np.ndarray
    steps: np.ndarray
    losses: np.ndarray


def surroundings(net):
    """What the loss is like around a net. A curvature is an eigenvalue of the Hessian, its axis the eigenvector."""
    weights = weights_of(net)
    gradient = func.grad(loss_of)(weights).data
    curvatures, axes = np.linalg.eigh(func.hessian(loss_of)(weights).data)
    steps = np.linspace(-FAR, FAR, 81)
    walks = [[loss_of(weights + step * axis).item() for step in steps] for axis in axes.T]
    return Surroundings(gradient, curvatures, steps, np.array(walks))


def compare(net):
    """Autograd's gradient beside the derived one; its second derivatives beside quotients of differences of that."""
    weights, h = weights_of(net), 1e-5
    yield difference("trained net", "gradient", func.grad(loss_of)(weights).data, derived_gradient(weights.data))
    hessian = func.hessian(loss_of)(weights).data
    steps = h * np.eye(len(weights))
    rows = [derived_gradient(weights.data + step) - derived_gradient(weights.data - step) for step in steps]
    apart = largest_difference(hessian, np.array(rows) / (2 * h))
    yield Difference("trained net", "second derivatives", np.max(np.abs(hessian)), apart, 1e-8)


def loss_apart(one):
    """How far the loss of a stuck net is from ln 2 / 2."""
    return Difference(counted(len(one.losses), "epoch"), "loss", HALF_LN_2, abs(one.losses[-1] - HALF_LN_2), 2e-3)


def stop_if_no_valley(around):
    """End the program, not as a success, if the loss curves downwards anywhere around the stuck net."""
    if np.min(around.curvatures) <= 0:
        sys.exit(f"the stuck net isn't in a valley, its curvatures are {around.curvatures}")


# What is shown


def print_losses(best, worst):
    """The losses at some of the steps that the tutorial printed, and what it had there: its net was a stuck one."""
    names = [f"seed {one.seed}, {one.fate}" for one in (best, worst)]
    rows = [
        [f"{step:,}", f"{best.losses[step]:.6f}", f"{worst.losses[step]:.6f}", f"{theirs:.6f}"]
        for step, theirs in PRINTED.items()
        if step < len(best.losses)
    ]
    print_table([["step", *names, "tutorial"], *rows])


def print_answers(best, worst):
    """What both answer to the four inputs, and what is right."""
    columns = zip(X.data, best.answers, worst.answers, Y.data[:, 0])
    rows = [[named(x), f"{y:.4f}", f"{z:.4f}", f"{right:.0f}"] for x, y, z, right in columns]
    print_table([["inputs", best.fate, worst.fate, "right"], *rows])


def print_surroundings(around):
    """What autograd finds where the net is stuck."""
    print("Where the net is stuck:")
    print(f"  the gradient is {np.linalg.norm(around.gradient):.1e} long, so next to nothing moves")
    print(f"  the nine curvatures are all positive:\n    {', '.join(f'{c:.1e}' for c in around.curvatures)}")
    print(f"  up to {FAR} steps along their axes the loss is never below {np.min(around.losses):.6f}")
    print(f"As the weights grow, the floor of this valley slopes down to ln 2 / 2 = {HALF_LN_2:.6f}, and not below.\n")


def draw_losses(axes, best, worst):
    """Both losses by step, and the level of ln 2 / 2."""
    count_steps(axes, len(best.losses))
    plain_logarithmic(axes, "mean cross-entropy")
    axes.axhline(HALF_LN_2, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
    label(axes, 0, HALF_LN_2, "ln 2 / 2", GREY, dx=4, dy=-9)
    for one, color in ((best, BLUE), (worst, RUST)):
        axes.plot(one.losses, color=color)
        label(axes, len(one.losses) - 1, one.losses[-1], f"{one.fate}\n{one.losses[-1]:.4f}", color)


def draw_walks(axes, around):
    """How far above ln 2 / 2 the loss is along the nine axes of curvature, both ways; the valley's floor in blue."""
    plain_logarithmic(axes, "mean cross-entropy − ln 2 / 2")
    above = around.losses - HALF_LN_2
    floor, lowest = np.unravel_index(np.argmin(above), above.shape)
    for axis, curve in enumerate(above):
        axes.plot(around.steps, curve, color=BLUE if axis == floor else RUST, linewidth=1.4, alpha=0.8)
    side = np.sign(around.steps[lowest])
    label(axes, around.steps[lowest] / 2, above[floor, lowest], "the floor", BLUE, dx=-4 * side, dy=3, ha="center")
    here = above[floor, len(around.steps) // 2]
    axes.plot(0, here, "o", color=INK, markersize=6, zorder=4)
    label(axes, 0, here, "the net", INK, dx=0, dy=-13, ha="center")
    axes.set(xlim=(-FAR, FAR), xticks=[-FAR, 0, FAR], xlabel="steps from the net, along an axis")


def picture(best, worst, around):
    """What both answer all over the plane, how they came there, and what is around the one that stays."""
    figure, ((solved, stuck), (curves, walks)) = new_figure(10.5, 8.6, rows=2, columns=2)
    for axes, one in ((solved, best), (stuck, worst)):
        draw_surface(axes, lambda points, net=one.net: net(tg.tensor(points)).data[..., 0], Y.data[:, 0])
        headline(axes, f"Seed {one.seed}: {one.fate}", "the colour is the answer, the line is where it is 0.5")
    draw_losses(curves, best, worst)
    title = "The same net, two fates" if best.fate != worst.fate else f"Two nets, both {best.fate}"
    headline(curves, title, "only the first weights differ")
    if worst.fate == "stuck":
        draw_walks(walks, around)
        headline(
            walks, "The stuck net stands in a valley", "along the nine axes of curvature the loss stays above ln 2 / 2"
        )
    else:
        walks.set_axis_off()  # no valley, nothing to be seen
    return figure


def try_seeds(number, epochs):
    """Train with the seeds 0 to number - 1, and print what became of them."""
    found = [trained(seed, range(epochs)) for seed in progress(number, "seed")]
    for fate, times in Counter(one.fate for one in found).items():
        print(f"{fate}: {times} of {counted(number, 'seed')} in {counted(epochs, 'epoch')}")
    failed = [one for one in found if one.fate != "solved"]
    if failed:
        print("\nThe seeds that failed, and what they answer:")
        rows = [[str(one.seed), f"{one.losses[-1]:.4f}", *(f"{y:.4f}" for y in one.answers)] for one in failed]
        print_table([["seed", "loss", *(named(x) for x in X.data)], *rows])


def main(arguments=None):
    """Train until both fates were seen, print, explain, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_001, fast=3_001, seeds=True)
    if options.seeds:
        try_seeds(options.seeds, options.epochs)
        return
    best, worst = both_fates(options.seed, options.epochs)
    print_losses(best, worst)
    print_answers(best, worst)
    around = surroundings(worst.net)
    if worst.fate == "stuck":
        print_surroundings(around)
        stop_if_no_valley(around)
    check_differences(list(compare(worst.net)))
    if worst.fate == "stuck" and options.epochs > SETTLED:
        check_differences([loss_apart(worst)], "ln 2 / 2", ours="the stuck net")
    if not options.no_pictures:
        save(picture(best, worst, around), options.output, "xor_nn.png")


if __name__ == "__main__":
    run(main)
