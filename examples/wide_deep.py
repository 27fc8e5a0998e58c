"""XOR with four layers, 2-10-10-10-1: for thousands of steps the loss stays at ln 2 = 0.6931, then XOR is solved.

Each sigmoid on the way back multiplies the gradient by a slope of at most ¼, so at step 0 the first layer gets about a
thousandth of what the last one gets: the vanishing gradient. A few steps later the net answers 0.5 to everything, and
from then on its last layer gets as little as the others: the plateau, a stretch of steps in which the loss stands
still. From there all gradients have to grow.

From the tutorial "Part-2 DNN", Lab-08-2, Code: xor-nn-wide-deep, whose text names no author.
"""

import numpy as np
from command_line import command_line, counted, progress, run
from house_style import (
    BLUE,
    GREY,
    INK,
    PALE,
    RUST,
    blend,
    count_steps,
    headline,
    label,
    new_figure,
    plain,
    plain_logarithmic,
    save,
    spread_labels,
)
from perceptron_xor import LN_2, X, Y, train
from side_by_side import Difference, check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn

PRINTED = {
    0: 0.7164230346679688,
    1_000: 0.6931447982788086,
    3_000: 0.6931174397468567,
    6_000: 0.6916301250457764,
    6_500: 0.07421649247407913,
    10_000: 0.00018467426707502455,
}
BEGUN, ON_THE_PLATEAU = 10, 500  # steps: where the shade of the plateau begins, and one at which every net is on it
LEFT = 0.68  # the loss of a net that has left it is below
COLORS = blend([INK, "#7A2A5E", RUST])  # of the layers, from the first to the last


def wide_deep(seed, dtype=np.float32):
    """A net that hasn't learnt anything."""
    tg.manual_seed(seed)
    linear1 = nn.Linear(2, 10, bias=True, dtype=dtype)
    linear2 = nn.Linear(10, 10, bias=True, dtype=dtype)
    linear3 = nn.Linear(10, 10, bias=True, dtype=dtype)
    linear4 = nn.Linear(10, 1, bias=True, dtype=dtype)
    sigmoid = nn.Sigmoid()
    return nn.Sequential(linear1, sigmoid, linear2, sigmoid, linear3, sigmoid, linear4, sigmoid)


# The backward pass, derived


def by_hand(weights, biases, x, y):
    """The gradients of the mean cross-entropy by every layer's weight and bias, from the first layer to the last."""
    outputs = [x]
    for W, b in zip(weights, biases):
        outputs.append(1 / (1 + np.exp(-(outputs[-1] @ W.T + b))))
    delta = (outputs[-1] - y) / len(x)
    gradients = []
    for W, output in zip(reversed(weights), reversed(outputs[:-1])):
        gradients = [delta.T @ output, np.sum(delta, axis=0), *gradients]
        delta = delta @ W * output * (1 - output)
    return gradients


def compare(seed):
    """Autograd's gradients of a fresh net in float64 beside the derived ones."""
    net = wide_deep(seed, np.float64)
    nn.BCELoss()(net(X.double()), Y.double()).backward()
    weights, biases = ([getattr(layer, name).data for layer in net[::2]] for name in ("weight", "bias"))
    derived = by_hand(weights, biases, X.data, Y.data)
    for (name, parameter), gradient in zip(net.named_parameters(), derived, strict=True):
        yield difference("fresh net", name, parameter.grad.data, gradient)


# The plateau


def end_of_plateau(losses):
    """The first step at which the loss is below 0.68, or None."""
    below = np.flatnonzero(np.array(losses) < LEFT)
    return int(below[0]) if len(below) else None


def plateau_apart(losses):
    """How far the loss on the plateau is from ln 2."""
    return Difference(f"step {ON_THE_PLATEAU}", "loss", LN_2, abs(losses[ON_THE_PLATEAU] - LN_2), 2e-4)


def moments(losses):
    """The steps at which to look: by what happens there."""
    found = {"first": 0, "plateau": ON_THE_PLATEAU, "leaving": end_of_plateau(losses), "last": len(losses) - 1}
    return {name: step for name, step in found.items() if step is not None and step < len(losses)}


def try_seeds(number, epochs):
    """Train with the seeds 0 to number - 1, and print when each left the plateau, and its loss at the end."""
    rows, solved = [], 0
    for seed in progress(number, "seed"):
        losses = train(wide_deep(seed), range(epochs)).history["loss"]
        end = end_of_plateau(losses)
        solved += end is not None
        rows.append([str(seed), "-" if end is None else f"{end:,}", f"{losses[-1]:.6f}"])
    print_table([["seed", "left at step", "loss at the end"], *rows])
    print(f"{solved} of {counted(number, 'seed')} left the plateau in {counted(epochs, 'epoch')}")


# What is shown


def print_losses(losses):
    """The loss at some of the steps that the tutorial printed, and what it had there, from other first weights."""
    rows = [[f"{step:,}", f"{losses[step]:.7f}", f"{old:.7f}"] for step, old in PRINTED.items() if step < len(losses)]
    print_table([["step", "loss", "tutorial"], *rows])


def print_norms(history):
    """How long each layer's gradient is at some moments, and how many times the first layer's the last one's is."""
    steps = moments(history.history["loss"])
    norms = list(history.gradient_norms.values())
    rows = [
        [f"layer {number}", *(f"{layer[step]:.1e}" for step in steps.values())] for number, layer in enumerate(norms, 1)
    ]
    quotients = ["last ÷ first", *(f"{norms[-1][step] / norms[0][step]:.1f}" for step in steps.values())]
    print("The length of each layer's gradient:")
    print_table([["", *(f"{name}, step {step:,}" for name, step in steps.items())], *rows, quotients])


def title(losses):
    """What happened."""
    end = end_of_plateau(losses)
    return "Four layers on a plateau" if end is None else f"Four layers: {end:,} steps of nothing, then XOR is solved"


def draw_loss(axes, losses):
    """The loss by step, and ln 2."""
    axes.axhline(LN_2, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.plot(losses, color=BLUE)
    label(axes, 1, LN_2, "ln 2", GREY, dy=-10)
    label(axes, len(losses) - 1, losses[-1], f"loss {losses[-1]:.6f}", BLUE)
    axes.set(ylim=(0, 1.05 * max(losses)), ylabel="mean cross-entropy")
    headline(axes, title(losses), f"from {losses[0]:.3f} at step 0 to {losses[-1]:.6f} at step {len(losses) - 1:,}")


def draw_norms(axes, norms):
    """The length of each layer's gradient by step; a dot at step 0."""
    plain_logarithmic(axes, "length of the gradient")
    colors = [COLORS(share) for share in np.linspace(0, 1, len(norms))]
    for curve, color in zip(norms, colors):
        axes.plot(curve, color=color, linewidth=1.6)
        axes.plot(0, curve[0], "o", color=color, clip_on=False, zorder=3)
        label(axes, 0, curve[0], plain(curve[0]), color, dx=9)
    axes.set_ylim(bottom=np.min(norms) / 3)
    low, high = np.log10(axes.get_ylim())
    heights = spread_labels(np.log10(norms[:, -1]), least=0.075 * (high - low))
    for number, (height, color) in enumerate(zip(heights, colors), 1):
        which = {1: ", the first", len(norms): ", the last"}.get(number, "")
        label(axes, norms.shape[1] - 1, 10**height, f"layer {number}{which}", color)
    note = f"at step 0 the first layer's is 1/{norms[-1, 0] / norms[0, 0]:,.0f} of the last one's"
    headline(axes, "The gradient vanishes on its way back", note)


def picture(history):
    """The loss, and below it the gradient of each layer, from step 0 on; the plateau is shaded."""
    losses, norms = history.history["loss"], np.array(list(history.gradient_norms.values()))
    figure, (upper, lower) = new_figure(8.5, 7, rows=2, sharex=True)
    draw_loss(upper, losses)
    draw_norms(lower, norms)
    end = end_of_plateau(losses)
    for axes in (upper, lower):
        if end is not None:
            axes.axvspan(BEGUN, end, color=PALE, alpha=0.4, linewidth=0, zorder=0)
        count_steps(axes, len(losses))
    upper.set_xlabel("")
    return figure


def main(arguments=None):
    """Train, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_001, fast=4_001, seeds=True)
    if options.seeds:
        try_seeds(options.seeds, options.epochs)
        return
    history = train(wide_deep(options.seed), progress(options.epochs))
    losses = history.history["loss"]
    print_losses(losses)
    print_norms(history)
    check_differences(list(compare(options.seed)))
    if options.epochs > ON_THE_PLATEAU:
        check_differences([plateau_apart(losses)], "ln 2", ours="the plateau")
    if not options.no_pictures:
        save(picture(history), options.output, "wide_deep.png")


if __name__ == "__main__":
    run(main)
