"""Two layers on XOR with the backward pass by hand, as printed: sums for the weights, means for the biases.

The loss is a mean over four examples, and so is its gradient. The tutorial gives the biases their mean, but the weights
Xᵀd, a sum: four times the gradient. In effect it is SGD with two learning rates, 4 for weights and 1 for biases. It
learns sooner, so nobody notices. And it divides by p(1 - p) + 1e-7, which leaves p(1 - p) / (p(1 - p) + 1e-7) of each
delta: next to nothing is lost while the net is undecided, and one half where it is sure, at a logit of ±16. (A logit is
the sum of which the last sigmoid makes the answer p.)

From the tutorial "Part-2 DNN", Lab-08-2 Multi Layer Perceptron, whose text names no author.
"""

import numpy as np
from command_line import command_line, counted, progress, run
from house_style import BLUE, GREY, INK, RUST, both_logarithmic, headline, label, new_figure, save
from perceptron_xor import X, Y
from side_by_side import (
    ALLOWED_AFTER_EPOCHS,
    Difference,
    check_differences,
    difference,
    largest_difference,
    print_table,
)

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

NAMES = ["w1", "b1", "w2", "b2"]
FACTORS = [4, 1, 4, 1]  # of the tutorial's gradients: four examples, added up or averaged
EPSILON = 1e-7
LOGITS = [0, 4, 8, 12, 16, 20]
NETS, FAST_NETS = 10, 4
SOLVED = 0.05  # a loss that is lower only if all four answers are right


# By hand, as in the tutorial; Tensors, but no gradients


def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1.0 / (1.0 + tg.exp(-x))


def sigmoid_prime(x):
    """The slope of the sigmoid."""
    return sigmoid(x) * (1 - sigmoid(x))


def forward(w1, b1, w2, b2):
    """The four answers, with what led to them."""
    l1 = tg.add(tg.matmul(X, w1), b1)
    a1 = sigmoid(l1)
    l2 = tg.add(tg.matmul(a1, w2), b2)
    Y_pred = sigmoid(l2)
    return l1, a1, l2, Y_pred


def binary_cross_entropy(Y_pred):
    """The mean loss of the four answers."""
    return -tg.mean(Y * tg.log(Y_pred) + (1 - Y) * tg.log(1 - Y_pred))


def output_delta(l2, Y_pred, Y, epsilon):
    """What the last sums get. The 1e-7 is to keep the denominator away from 0."""
    d_Y_pred = (Y_pred - Y) / (Y_pred * (1.0 - Y_pred) + epsilon)
    return d_Y_pred * sigmoid_prime(l2)


def deltas(weights, epsilon):
    """The backward pass: the deltas d_w1, d_b1, d_w2, d_b2, those of the biases still one for each example."""
    _, _, w2, _ = weights
    l1, a1, l2, Y_pred = forward(*weights)
    d_l2 = output_delta(l2, Y_pred, Y, epsilon)
    d_b2 = d_l2
    d_w2 = tg.matmul(tg.transpose(a1, 0, 1), d_b2)
    d_a1 = tg.matmul(d_b2, tg.transpose(w2, 0, 1))
    d_l1 = d_a1 * sigmoid_prime(l1)
    d_b1 = d_l1
    d_w1 = tg.matmul(tg.transpose(X, 0, 1), d_b1)
    return d_w1, d_b1, d_w2, d_b2


def tutorial_gradients(weights, epsilon=EPSILON):
    """What the tutorial takes from w1, b1, w2 and b2."""
    d_w1, d_b1, d_w2, d_b2 = deltas(weights, epsilon)
    return [d_w1, tg.mean(d_b1, 0), d_w2, tg.mean(d_b2, 0)]


def right_gradients(weights):
    """The same, mended: every gradient is a mean, and nothing is added to the denominator."""
    d_w1, d_b1, d_w2, d_b2 = deltas(weights, epsilon=0)
    return [d_w1 / 4, tg.mean(d_b1, 0), d_w2 / 4, tg.mean(d_b2, 0)]


def train_by_hand(weights, epochs, epsilon=EPSILON):
    """The losses, and the weights at the end. The learning rate is 1."""
    losses = []
    for _ in epochs:
        losses.append(binary_cross_entropy(forward(*weights)[-1]).item())
        weights = [w - d for w, d in zip(weights, tutorial_gradients(weights, epsilon))]
    return losses, weights


# By autograd


def first_weights(seed):
    """w1, b1, w2, b2, between -1 and 1. The tutorial has them made by Tensor(2, 2), of memory that nobody filled."""
    tg.manual_seed(seed)
    shapes = [(2, 2), (2,), (2, 1), (1,)]
    return [tg.empty(shape, dtype=np.float64).uniform_(-1, 1) for shape in shapes]


def autograd_gradients(weights):
    """The gradients of the loss."""
    leaves = [w.clone().requires_grad_() for w in weights]
    return tg.grad(nn.BCELoss()(forward(*leaves)[-1], Y.double()), leaves)


def train_by_autograd(weights, epochs, rate, rate_of_biases):
    """The losses and the weights at the end, under SGD with one learning rate for weights and one for biases."""
    w1, b1, w2, b2 = leaves = [w.clone().requires_grad_() for w in weights]
    groups = [{"params": [w1, w2], "lr": rate}, {"params": [b1, b2], "lr": rate_of_biases}]
    criterion, optimizer = nn.BCELoss(), optim.SGD(groups)
    losses = []
    for _ in epochs:
        optimizer.zero_grad()
        loss = criterion(forward(*leaves)[-1], Y.double())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [leaf.detach() for leaf in leaves]


# The two side by side


def damping(logits, epsilon):
    """What the denominator leaves of the delta of an answer with this logit, for which 0 is right."""
    return (output_delta(logits, sigmoid(logits), 0, epsilon) / sigmoid(logits)).data


def right_damping(logits):
    """The same as a formula: q / (q + 1e-7), where q = p(1 - p)."""
    q = sigmoid_prime(tg.tensor(logits)).data
    return q / (q + EPSILON)


def factors(weights):
    """How many times autograd's gradient the tutorial's is: all quotients, for each of w1, b1, w2 and b2."""
    return [(d / g).data.ravel() for d, g in zip(tutorial_gradients(weights), autograd_gradients(weights))]


def compare(seed, epochs):
    """The mended gradients, the factors, the denominator, and training: how far each is from what is said of it."""
    weights = first_weights(seed)
    for name, ours, mended in zip(NAMES, autograd_gradients(weights), right_gradients(weights)):
        yield difference("mended", name, ours.data, mended.data)
    for name, quotients, factor in zip(NAMES, factors(weights), FACTORS):
        yield Difference("as printed", f"{name}, {factor}.000 times", factor, np.max(np.abs(quotients - factor)), 5e-4)
    logits = np.array(LOGITS, dtype=float)
    yield difference("as printed", "denominator", damping(tg.tensor(logits), EPSILON), right_damping(logits))
    _, by_hand = train_by_hand(weights, range(epochs), epsilon=0)
    _, by_sgd = train_by_autograd(weights, range(epochs), rate=4, rate_of_biases=1)
    for name, ours, theirs in zip(NAMES, by_sgd, by_hand):
        size, apart = np.max(np.abs(ours.data)), largest_difference(ours.data, theirs.data)
        yield Difference(f"{counted(epochs, 'epoch')}, rates 4 and 1", name, size, apart, ALLOWED_AFTER_EPOCHS)


def train_both(first_seed, nets, epochs):
    """The losses by the tutorial's gradients and by autograd's, with a learning rate of 1: two (net, epoch)."""
    pairs = []
    for k in nets:
        weights = first_weights(first_seed + k)
        by_hand, _ = train_by_hand(weights, range(epochs))
        ours, _ = train_by_autograd(weights, range(epochs), rate=1, rate_of_biases=1)
        pairs.append((by_hand, ours))
    return np.array(pairs).transpose(1, 0, 2)


def solved_at(losses):
    """After how many epochs the loss is below `SOLVED`, in the median of the nets that get there; else infinity."""
    below = losses < SOLVED
    there = below[np.any(below, axis=1)]
    return np.median(np.argmax(there, axis=1)) if len(there) else np.inf


# What is shown


def print_uninitialised():
    """What Tensor(2, 2) is here, and what comes of it."""
    weights = [tg.Tensor(2, 2), tg.Tensor(2), tg.Tensor(2, 1), tg.Tensor(1)]
    losses, _ = train_by_hand(weights, range(100))
    print("The tutorial begins with Tensor(2, 2): in PyTorch memory that nobody filled, here zeros. From zeros")
    print(f"all gradients cancel, and the loss is {losses[0]} and stays {losses[-1]}.")
    print("The tutorial's own run begins with 0.3467, as if its memory still held a trained net.\n")


def print_factors(seed):
    """For each of the weights one entry of both gradients, and the quotient."""
    weights = first_weights(seed)
    columns = zip(NAMES, tutorial_gradients(weights), autograd_gradients(weights), factors(weights))
    rows = [[n, f"{d.data.flat[0]:+.6f}", f"{g.data.flat[0]:+.6f}", f"{q[0]:.3f}"] for n, d, g, q in columns]
    print("The first entry of each gradient, of a fresh net:")
    print_table([["", "tutorial", "autograd", "quotient"], *rows])


def print_damping():
    """What the 1e-7 does to a delta, by the logit."""
    logits = np.array(LOGITS, dtype=float)
    shares = damping(tg.tensor(logits), EPSILON)
    print("What the 1e-7 in the denominator leaves of a delta:")
    print_table([["logit", "share left"], *([f"±{x}", f"{share:.6f}"] for x, share in zip(LOGITS, shares))])


def print_training(first_seed, by_hand, ours):
    """How many of the nets learnt XOR, and how soon."""
    rows = []
    for name, losses in (("tutorial's gradients", by_hand), ("autograd's", ours)):
        solved = np.sum(np.any(losses < SOLVED, axis=1))
        soon = f"{solved_at(losses):,.0f}" if solved else "-"
        rows.append([name, f"{solved} of {len(losses)}", soon])
    print(f"The same first weights, learning rate 1, seeds {first_seed} to {first_seed + len(ours) - 1}:")
    print_table([["", "solved", f"epochs until the loss is below {SOLVED} (median)"], *rows])


def draw_factors(axes, quotients):
    """A bar for each of the weights: how many times the gradient the tutorial takes."""
    for row, (name, quotient) in enumerate(zip(NAMES, quotients)):
        color = RUST if name[0] == "w" else BLUE
        axes.barh(row, quotient[0], color=color, height=0.6)
        label(axes, quotient[0], row, f"{quotient[0]:.3f}", color, weight="bold")
    axes.axvline(1, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set(yticks=range(4), xticks=[], xlim=(0, 5.2))
    axes.set_yticklabels(["w1, a sum", "b1, a mean", "w2, a sum", "b2, a mean"], color=INK)
    axes.invert_yaxis()
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(left=False)


def draw_damping(axes):
    """What the denominator leaves of a delta, for each logit."""
    logits = np.linspace(-24, 24, 481)
    axes.plot(logits, right_damping(logits), color=RUST)
    axes.plot([-16, 16], right_damping(np.array([-16.0, 16.0])), "o", color=RUST)
    label(axes, 16, 0.53, "one half\nat ±16", RUST, dx=-8, ha="right")
    axes.set(xlim=(-24, 24), ylim=(0, 1.08), xticks=[-16, -8, 0, 8, 16], yticks=[0, 0.5, 1], xlabel="logit")


def draw_training(axes, by_hand, ours):
    """All loss curves, faint, and the median of those of each kind that solved XOR."""
    epochs = np.arange(1, by_hand.shape[1] + 1)
    for name, losses, color in (("tutorial's", by_hand, RUST), ("autograd's", ours, BLUE)):
        axes.plot(epochs, losses.T, color=color, alpha=0.3, linewidth=0.9)
        solved = losses[np.any(losses < SOLVED, axis=1)]
        middle = np.median(solved if len(solved) else losses, axis=0)
        axes.plot(epochs, middle, color=color)
        text = f"{name}\n{len(solved)} of {len(losses)} solved"
        label(axes, epochs[-1], middle[-1], text, color)
    both_logarithmic(axes, len(epochs), "mean cross-entropy")
    headline(axes, training_title(by_hand, ours), "both with rate 1; bold: the median of those that solved XOR")


def training_title(by_hand, ours):
    """Which gradients had the nets sooner where the loss is below `SOLVED`."""
    soon, late = (solved_at(losses) for losses in (by_hand, ours))
    return "Four times the gradient: sooner solved" if soon < late else "The tutorial's gradients, and autograd's"


def main(arguments=None):
    """Compare, train, print, draw."""
    faster = f"{FAST_NETS} nets instead of {NETS}"
    options = command_line(__doc__, arguments, epochs=3_000, fast=1_000, faster=faster)
    print_uninitialised()
    print_factors(options.seed)
    print_damping()
    nets = progress(FAST_NETS if options.fast else NETS, "net")
    by_hand, ours = train_both(options.seed, nets, options.epochs)
    print_training(options.seed, by_hand, ours)
    check_differences(list(compare(options.seed, options.epochs)))
    if not options.no_pictures:
        figure, (what, where, how) = new_figure(11.5, 4.2, columns=3, width_ratios=[0.9, 1, 1.25])
        draw_factors(what, factors(first_weights(options.seed)))
        headline(what, "Weights get sums", "the tutorial's gradient ÷ autograd's")
        draw_damping(where)
        headline(where, "The 1e-7 dampens deltas", "what the denominator leaves of them")
        draw_training(how, by_hand, ours)
        save(figure, options.output, "manual_backward.png")


if __name__ == "__main__":
    run(main)
