"""MNIST with dropout: 784-512-512-512-512-10, half of all hidden units switched off at random while it learns.

In training, net.train(), two passes over the same image differ: other units are off. In evaluation, net.eval(), all are
on and the passes agree; what was kept in training was doubled, so that nothing has to be scaled now.

From the tutorial "Part-2 DNN", Lab-09-3 Dropout, whose text names no author. Needs MNIST, see tinygrad_edu.data.
"""

from typing import NamedTuple

import numpy as np
from command_line import command_line, loaded, progress, run
from house_style import BLUE, GREY, RUST, headline, label, new_figure, save
from side_by_side import Difference, check_differences, difference

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.data import DataLoader, TensorDataset, mnist
from tinygrad_edu.drawing import training

PARAMETERS = 1_195_018
KEYS = ["0", "3", "6", "9", "12"]  # of the layers with weights; ReLU and dropout have none, and are used four times
DROP_PROB = 0.5
BATCH = 100
EPOCHS, FAST_EPOCHS, FAST_IMAGES = 10, 2, 2_000
REACHED = 0.975  # the share of test images that is read right after all epochs
PASSES = 100


def dropout_net(seed):
    """The tutorial's net. Its ReLU and its dropout are one object each, in four places."""
    tg.manual_seed(seed)
    linear1 = nn.Linear(784, 512, bias=True)
    linear2 = nn.Linear(512, 512, bias=True)
    linear3 = nn.Linear(512, 512, bias=True)
    linear4 = nn.Linear(512, 512, bias=True)
    linear5 = nn.Linear(512, 10, bias=True)
    relu = nn.ReLU()
    dropout = nn.Dropout(p=DROP_PROB)
    return nn.Sequential(
        linear1, relu, dropout,
        linear2, relu, dropout,
        linear3, relu, dropout,
        linear4, relu, dropout,
        linear5,
    )  # fmt: skip


def as_data(images, labels, most=None):
    """The images, or the first of them, as rows of 784 numbers from 0 to 1, and their labels."""
    rows = images[:most].reshape(-1, 784).astype(np.float32) / np.float32(255)
    return TensorDataset(tg.tensor(rows), tg.tensor(labels[:most]).long())


# What the net is, and what train() and eval() do


def check_net(net):
    """The number of parameters and the names of the layers that have some: beside PyTorch's."""
    parameters = sum(parameter.numel() for parameter in net.parameters())
    keys = list(dict.fromkeys(key.split(".")[0] for key in net.state_dict()))
    print(f"{parameters:,} parameters, in layers {', '.join(keys)}\n")
    yield Difference("net", "parameters", PARAMETERS, abs(parameters - PARAMETERS), 0)
    yield Difference("net", "layers other than 0, 3, 6, 9, 12", len(KEYS), len(set(keys) ^ set(KEYS)), 0)


def two_passes(net, x, training):
    """How many of the net's outputs differ between two passes over the same images."""
    net.train(training)
    with tg.no_grad():
        return int(np.sum(net(x).data != net(x).data)), net(x).numel()


def check_modes(net, x):
    """Two passes in each mode; the gradient of dropout beside the derived one, the mask that it was multiplied by."""
    differ, outputs = two_passes(net, x, training=True)
    same, _ = two_passes(net, x, training=False)
    print(f"Two passes with net.train(): {differ:,} of {outputs:,} outputs differ; with net.eval(): {same:,}\n")
    yield Difference("two passes", "outputs alike in training", outputs, outputs - differ, 0)
    yield Difference("two passes", "outputs unlike in evaluation", outputs, same, 0)
    units = tg.ones(10_000, dtype=np.float64, requires_grad=True)
    dropped = nn.Dropout(p=DROP_PROB)(units)
    dropped.sum().backward()
    mask = np.where(dropped.data > 0, 1 / (1 - DROP_PROB), 0)
    yield difference("dropout", "gradient", units.grad.data, mask)
    yield Difference("dropout", "share of units that are off", DROP_PROB, abs(np.mean(mask == 0) - DROP_PROB), 0.03)


# Training


class Course(NamedTuple):
    """How training went: the loss of every batch, and the accuracy on the test images after every epoch."""

    losses: list
    accuracies: list


def accuracy(net, data):
    """The share of images that the net reads right, with nothing dropped."""
    net.eval()
    images, labels = data.tensors
    with tg.no_grad():
        return (net(images).argmax(dim=1) == labels).float().mean().item()


def train(net, data, test, epochs):
    """Train the net with Adam, in batches of 100."""
    criterion, optimizer = nn.CrossEntropyLoss(), optim.Adam(net.parameters())
    batches = DataLoader(data, batch_size=BATCH, shuffle=True)
    course = Course([], [])
    for epoch in range(1, epochs + 1):
        net.train()
        print(f"epoch {epoch}:", end=" ")
        for _, (x, y) in zip(progress(len(batches), "step"), batches):
            optimizer.zero_grad()
            loss = criterion(net(x), y)
            loss.backward()
            optimizer.step()
            course.losses.append(loss.item())
        course.accuracies.append(accuracy(net, test))
        mean = np.mean(course.losses[-len(batches) :])
        print(f"  loss {mean:.4f}, accuracy on the test images {course.accuracies[-1]:.4f}\n")
    return course


# One image, read a hundred times


def read(net, images, training):
    """The probabilities of the ten digits, for each image."""
    net.train(training)
    with tg.no_grad():
        return tg.softmax(net(images), dim=1).data


def most_doubtful(net, images):
    """The number of the image of which the net is least sure."""
    return int(np.argmin(np.max(read(net, images, training=False), axis=1)))


def draw_passes(axes, passes, evaluation, seed):
    """For each digit the probabilities in all passes with dropout, as dots, and without, as a line."""
    shift = np.random.default_rng(seed).uniform(-0.28, 0.28, len(passes))
    for digit, probabilities in enumerate(passes.T):
        axes.plot(digit + shift, probabilities, "o", color=RUST, markersize=3.5, alpha=0.45, markeredgewidth=0)
    axes.hlines(evaluation, np.arange(10) - 0.4, np.arange(10) + 0.4, color=BLUE, linewidth=3)
    axes.set(xlim=(-0.6, 9.6), ylim=(-0.03, 1.03), xticks=range(10), xlabel="digit", ylabel="probability")
    best = int(np.argmax(evaluation))
    top = max(np.max(passes[:, max(best - 1, 0) : best + 2]), evaluation[best])  # above the dots beside it, too
    label(axes, best, top, f"net.eval(): {best}, always", BLUE, dx=0, dy=12, ha="center", weight="bold")


def passes_figure(net, images, labels, seed):
    """The image of which the net is least sure, and what the net takes it for, a hundred times with dropout."""
    chosen = most_doubtful(net, images)
    image = images[chosen : chosen + 1]
    passes = read(net, image.repeat(PASSES, 1), training=True)
    figure, (left, right) = new_figure(10.5, 4, columns=2, width_ratios=[1, 2.6])
    left.imshow(image.data.reshape(28, 28), cmap="gray_r")
    left.set(xticks=[], yticks=[])
    left.spines[:].set(visible=True, color=GREY, linewidth=0.4)
    headline(left, f"It is meant to be a {labels[chosen].item()}", "the test image it is least sure of")
    draw_passes(right, passes, read(net, image, training=False)[0], seed)
    found = len(np.unique(np.argmax(passes, axis=1)))
    headline(
        right, f"{PASSES} passes with dropout say {found} different digits", "dots: net.train(); lines: net.eval()"
    )
    return figure


def main(arguments=None):
    """Look at the net, train it, compare, draw."""
    faster = f"{FAST_IMAGES:,} images of each kind instead of 60,000 and 10,000"
    options = command_line(__doc__, arguments, epochs=EPOCHS, fast=FAST_EPOCHS, faster=faster)
    most = FAST_IMAGES if options.fast else None
    data, test = (as_data(*loaded(mnist, train=train), most) for train in (True, False))
    net = dropout_net(options.seed)
    images, labels = test.tensors
    differences = [*check_net(net), *check_modes(net, images[:BATCH])]
    course = train(net, data, test, options.epochs)
    reached = course.accuracies[-1]
    if not options.fast and options.epochs >= EPOCHS:
        differences.append(Difference("trained", f"accuracy below {REACHED}", reached, max(REACHED - reached, 0), 0))
    check_differences(differences, "what is said of it", ours="the net")
    if not options.no_pictures:
        history = {"loss": course.losses, "test accuracy": course.accuracies}
        title = f"With dropout {reached:.1%} of the test images are read right"
        save(training(history, title=title), options.output, "mnist_dropout.png")
        save(passes_figure(net, images[:1000], labels, options.seed), options.output, "mnist_dropout_passes.png")


if __name__ == "__main__":
    run(main)
