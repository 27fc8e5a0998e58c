"""Batch normalisation: the net of wide_deep.py with it solves XOR in some 150 steps instead of thousands.

In training every unit's sums are shifted and scaled, so that over the batch their mean is 0 and their variance 1; γ and
β, which are learnt, give them another mean and spread. It stands before the sigmoid, which so is kept where it is
steep. In evaluation running averages of the training's means and variances take the batch's place.

The gradient through it has to be derived through mean and variance too: that is done here by hand, beside autograd.
From the tutorial "Part-2 DNN", Lab-09-4 Batch Normalization, whose text names no author.
"""

import copy

import numpy as np
from command_line import command_line, counted, progress, run
from house_style import BLUE, INK, RUST, count_steps, headline, label, new_figure, plain, plain_logarithmic, save
from input_plane import named
from perceptron_xor import X, Y, train
from side_by_side import check_differences, difference, print_table
from wide_deep import wide_deep

import tinygrad_edu as tg
from tinygrad_edu import nn

EPSILON, MOMENTUM = 1e-5, 0.1  # as in nn.BatchNorm1d
SOLVED = 0.01  # the loss of a net that has solved XOR is below


# By hand, as in the tutorial


def batch_norm(x, gamma, beta):
    """The batch (example, unit) normalised, scaled and shifted; and what led to it."""
    mu = np.mean(x, axis=0)
    variance = np.mean((x - mu) ** 2, axis=0)
    x_hat = (x - mu) / np.sqrt(variance + EPSILON)
    y = gamma * x_hat + beta
    return y, x_hat, mu, variance


def batch_norm_backward(dy, x, gamma):
    """What x, γ and β get, if y gets dy.

    An x acts on y in three ways: by itself, through the variance and through the mean.
    """
    _, x_hat, mu, variance = batch_norm(x, gamma, 0)
    m, std = len(x), np.sqrt(variance + EPSILON)
    dgamma = np.sum(dy * x_hat, axis=0)
    dbeta = np.sum(dy, axis=0)
    dx_hat = dy * gamma
    dvariance = np.sum(dx_hat * (x - mu), axis=0) * -0.5 / std**3
    dmu = np.sum(-dx_hat / std, axis=0) + dvariance * np.mean(-2 * (x - mu), axis=0)
    dx = dx_hat / std + dvariance * 2 * (x - mu) / m + dmu / m
    return dx, dgamma, dbeta


class Running:
    """The averages that evaluation uses: of each new batch one tenth, of the old average nine."""

    def __init__(self, units):
        self.mean, self.variance = np.zeros(units), np.ones(units)

    def update(self, x):
        """See a batch. The variance kept divides by m - 1: it is to stand for all examples, not for these alone."""
        self.mean = (1 - MOMENTUM) * self.mean + MOMENTUM * np.mean(x, axis=0)
        self.variance = (1 - MOMENTUM) * self.variance + MOMENTUM * np.var(x, axis=0, ddof=1)

    def normalise(self, x, gamma, beta):
        """The same as `batch_norm`, with the averages."""
        return gamma * (x - self.mean) / np.sqrt(self.variance + EPSILON) + beta


# Beside ours


def compare(seed, examples=7, units=3):
    """A layer of ours beside the formulas: three batches in training, then one in evaluation."""
    random = np.random.default_rng(seed)
    layer, running = nn.BatchNorm1d(units, dtype=np.float64), Running(units)
    gamma, beta = random.normal(size=(2, units))
    layer.load_state_dict({**layer.state_dict(), "weight": gamma, "bias": beta})
    for k in range(1, 4):
        x = random.normal(loc=random.normal(size=units), scale=2, size=(examples, units))
        dy = random.normal(size=(examples, units))
        ours = tg.tensor(x, requires_grad=True)
        y = layer(ours)
        gradients = tg.grad(y, [ours, layer.weight, layer.bias], tg.tensor(dy))
        running.update(x)
        yield difference(f"batch {k}", "y", y.data, batch_norm(x, gamma, beta)[0])
        for name, gradient, derived in zip(("dx", "dγ", "dβ"), gradients, batch_norm_backward(dy, x, gamma)):
            yield difference(f"batch {k}", name, gradient.data, derived)
    layer.eval()
    yield difference("evaluation", "y", layer(tg.tensor(x)).data, running.normalise(x, gamma, beta))


# With and without


def with_batch_norm(net):
    """The same net, from the same first weights, with batch normalisation before every sigmoid but the last."""
    layers = []
    for layer in copy.deepcopy(net):
        if isinstance(layer, nn.Sigmoid) and layers[-1].out_features > 1:
            layers.append(nn.BatchNorm1d(layers[-1].out_features))
        layers.append(layer)
    return nn.Sequential(*layers)


def linear_norms(net, history):
    """The gradient norms of the Linear layers by epoch, from the first layer to the last (layer, epoch)."""
    return np.array(
        [history.gradient_norms[path] for path, layer in net.named_modules() if isinstance(layer, nn.Linear)]
    )


def solved_at(losses):
    """The first step at which the loss is below 0.01, or None."""
    below = np.flatnonzero(np.array(losses) < SOLVED)
    return int(below[0]) if len(below) else None


# What is shown


def print_speed(plain_losses, normalised_losses):
    """When each of the two has solved XOR."""
    for name, losses in (("without", plain_losses), ("with", normalised_losses)):
        step = solved_at(losses)
        when = f"not in {counted(len(losses), 'step')}" if step is None else f"step {step:,}"
        print(f"loss below {SOLVED} {name} batch normalisation: {when}")
    print()


def print_modes(net):
    """What the trained net answers in training, where that depends on the batch, and in evaluation."""
    with tg.no_grad():
        net.eval()
        evaluation, alone = net(X).data[:, 0], [net(x[None]).item() for x in X]
        net = copy.deepcopy(net).train()  # whose running averages may change
        whole, halves = net(X).data[:, 0], np.concatenate([net(X[:2]).data[:, 0], net(X[2:]).data[:, 0]])
    columns = zip(X.data, whole, halves, evaluation, alone, Y.data[:, 0])
    rows = [[named(x), *(f"{y:.4f}" for y in answers), f"{right:.0f}"] for x, *answers, right in columns]
    heads = ["inputs", "train(): all four", "train(): two by two", "eval(): all four", "eval(): one by one", "right"]
    print("The answers of the net with batch normalisation:")
    print_table([heads, *rows])


def draw_losses(axes, plain_losses, normalised_losses):
    """Both losses by step, and when they are below 0.01."""
    count_steps(axes, len(plain_losses))
    plain_logarithmic(axes, "mean cross-entropy")
    for name, losses, color in (("without", plain_losses, BLUE), ("with", normalised_losses, RUST)):
        axes.plot(losses, color=color)
        step = solved_at(losses)
        if step:
            side = {"dx": 8, "dy": 8} if name == "with" else {"dx": -8, "dy": 45, "ha": "right"}
            label(axes, step, losses[step], f"{name}:\nstep {step:,}", color, **side)
        else:
            label(axes, len(losses) - 1, losses[-1], name, color)


def losses_title(plain_losses, normalised_losses):
    """What batch normalisation has made of the plateau."""
    with_it, without = solved_at(normalised_losses), solved_at(plain_losses)
    if with_it is None or (without is not None and 2 * with_it > without):
        return "Neither is done yet" if without is None else "Here batch normalisation doesn't help"
    few = "" if without is None else f": 1/{without / with_it:,.0f} of the steps"
    return f"With batch normalisation the plateau is gone{few}"


def norms_title(plain_norms, normalised_norms):
    """What batch normalisation makes of the first layer's gradient at the first step."""
    through = normalised_norms[0, 0] > plain_norms[0, 0]
    return "The gradient gets through" if through else "The gradient, layer by layer"


def draw_first_norms(axes, plain_norms, normalised_norms):
    """How long each layer's gradient is at the first step."""
    layers = np.arange(1, len(plain_norms) + 1)
    for name, norms, color in (("without", plain_norms, BLUE), ("with", normalised_norms, RUST)):
        axes.plot(layers, norms[:, 0], color=color, marker="o")
        label(axes, 1, norms[0, 0], name, color, dx=8, dy=-12)
    axes.set(yscale="log", xlim=(0.8, len(layers) + 0.2), xticks=layers, ylabel="length of the gradient")
    axes.set_xticklabels(["first\nlayer", *(str(k) for k in layers[1:-1]), "last\nlayer"], color=INK)
    axes.yaxis.set_major_formatter(lambda number, _: plain(number))
    axes.minorticks_off()
    axes.margins(y=0.15)


def main(arguments=None):
    """Train with and without, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_001, fast=4_001)
    net = wide_deep(options.seed)
    normalised = with_batch_norm(net)
    print("without batch normalisation:", end=" ")
    history = train(net, progress(options.epochs))
    print("with batch normalisation:", end=" ")
    normalised_history = train(normalised, progress(options.epochs))
    losses, normalised_losses = history.history["loss"], normalised_history.history["loss"]
    print_speed(losses, normalised_losses)
    print_modes(normalised)
    check_differences(list(compare(options.seed)))
    if not options.no_pictures:
        figure, (left, right) = new_figure(11.5, 4.2, columns=2, width_ratios=[1.6, 1])
        draw_losses(left, losses, normalised_losses)
        title = losses_title(losses, normalised_losses)
        headline(left, title, f"four layers on XOR, seed {options.seed}; the steps are those of a loss below {SOLVED}")
        norms = linear_norms(net, history), linear_norms(normalised, normalised_history)
        draw_first_norms(right, *norms)
        headline(right, norms_title(*norms), "at the first step, layer by layer")
        save(figure, options.output, "batch_norm.png")


if __name__ == "__main__":
    run(main)
