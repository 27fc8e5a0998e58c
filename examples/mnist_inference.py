"""Handwritten digits read by a trained net, 784-50-100-10: one image at a time, and in batches of 100.

A batch is one product of matrices instead of a hundred: the same answers, sooner. Then the same again with the overflow
guard of softmax.py as it was printed. The weights are those of K. Saitoh, "Deep Learning from Scratch", chapter 3; the
listings are from the notes on its section 3.6 at ya-n-ds.tistory.com/3230.
"""

import os
import textwrap
import time
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")  # for NumPy's products: here batches are compared, not processors

import numpy as np
from command_line import command_line, loaded, run
from house_style import GREY, INK, RUST, new_figure, save
from side_by_side import Difference, check_differences, largest_difference, print_table
from softmax import softmax, softmax_as_printed
from three_layer_forward import forward

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.data import book_weights, mnist

BATCH = 100
FAST_IMAGES = 1_000
ALLOWED = 1e-6  # the weights are float32


# By hand, as in the notes: the three layers of three_layer_forward.py, and a softmax


def predict(network, x, softmax):
    """The probabilities of the ten digits. The notes' softmax makes a batch add up to 1 as a whole, not each image."""
    *_, a3, _ = forward(network, x)
    y = softmax(a3)
    return y


# With a net of ours


def book_net(network):
    """The same net. A Linear keeps its weights as (out, in)."""
    net = nn.Sequential(
        nn.Linear(784, 50), nn.Sigmoid(), nn.Linear(50, 100), nn.Sigmoid(), nn.Linear(100, 10), nn.Softmax(dim=-1)
    )
    for k, layer in enumerate((net[0], net[2], net[4]), 1):
        layer.load_state_dict({"weight": network[f"W{k}"].T, "bias": network[f"b{k}"]})
    return net.eval()


# One by one, and in batches


class Reading(NamedTuple):
    """What was made of all images: the probabilities (image, digit), and how long an image took, in microseconds."""

    probabilities: np.ndarray
    microseconds: float

    def accuracy(self, labels):
        """The share of images that were read right."""
        return np.mean(np.argmax(self.probabilities, axis=1) == labels)


def read(predict, x, batch_size=None):
    """Let `predict` read all images, in batches or without a batch size one by one."""
    parts = x if batch_size is None else [x[i : i + batch_size] for i in range(0, len(x), batch_size)]
    started = time.perf_counter()
    answers = [predict(part) for part in parts]
    seconds = time.perf_counter() - started
    return Reading(np.reshape(answers, (len(x), 10)), seconds / len(x) * 1e6)


def images_and_labels(images, labels):
    """The images as rows of 784 numbers from 0 to 1, float32, and the labels."""
    return images.reshape(-1, 784).astype(np.float32) / np.float32(255), labels


def readings(network, net, x):
    """All ways to read the images, by name."""

    def by_hand(x):
        return predict(network, x, softmax)

    def by_net(x):
        return net(x).data

    with tg.no_grad():
        return {
            "by hand, one by one": read(by_hand, x),
            "by hand, in batches": read(by_hand, x, BATCH),
            "the net, one by one": read(by_net, x),
            "the net, in batches": read(by_net, x, BATCH),
        }


def compare(found):
    """The net beside the hand-written code; a batch's probabilities by hand have to be made to add up to 1 first."""
    single = found["by hand, one by one"].probabilities
    batches = found["by hand, in batches"].probabilities
    pairs = {"one by one": single, "in batches": batches / np.sum(batches, axis=1, keepdims=True)}
    for when, theirs in pairs.items():
        ours = found[f"the net, {when}"].probabilities
        yield Difference(when, "probabilities", np.max(ours), largest_difference(ours, theirs), ALLOWED)


# What is shown


def print_readings(found, labels):
    """Accuracy and time of each way, and what batches are worth."""
    rows = [[way, f"{r.accuracy(labels):.4f}", f"{r.microseconds:.1f}"] for way, r in found.items()]
    print_table([["", "accuracy", "µs an image"], *rows])
    for who in ("by hand", "the net"):
        single, batches = found[f"{who}, one by one"].microseconds, found[f"{who}, in batches"].microseconds
        print(f"{who}, batches of {BATCH} are {single / batches:.1f} times as fast")
    print()


def try_printed_guard(network, x, labels):
    """The accuracy with the guard as it was printed, and what it says to a batch."""
    reading = read(lambda image: predict(network, image, softmax_as_printed), x)
    print(f"With the overflow guard as printed: accuracy {reading.accuracy(labels):.4f}, since", end=" ")
    print(f"{np.mean(reading.probabilities < 0):.0%} of the 'probabilities' are negative")
    try:
        predict(network, x[:BATCH], softmax_as_printed)
    except ValueError as error:
        print(textwrap.fill(f"and given a batch: ValueError: {error}", 100), end="\n\n")
    return reading


def misread_figure(x, labels, probabilities, seed, rows=4):
    """Some images of each digit that the net takes for another."""
    taken_for = np.argmax(probabilities, axis=1)
    wrong = np.flatnonzero(taken_for != labels)
    figure, grid = new_figure(10, 1.2 * rows + 0.75, rows=rows, columns=10)
    figure.get_layout_engine().set(wspace=0.05, hspace=0.03)
    title = f"The net misreads {len(wrong):,} of {len(x):,} images: what they are, and what it takes them for"
    figure.suptitle(title, x=0.01, ha="left", weight="bold", color=INK, size=12)
    random = np.random.default_rng(seed)
    for digit, column in enumerate(grid.T):
        column[0].set_title(str(digit), loc="center", color=INK)
        for axes, k in zip(column, random.permutation(wrong[labels[wrong] == digit])):
            axes.imshow(x[k].reshape(28, 28), cmap="gray_r")
            axes.set_xlabel(f"{taken_for[k]}?  {np.max(probabilities[k]):.0%}", color=RUST, labelpad=2)
    for axes in grid.flat:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=axes.has_data(), color=GREY, linewidth=0.4)
    return figure


def main(arguments=None):
    """Read the images in all ways, print, compare, draw."""
    options = command_line(__doc__, arguments, faster=f"{FAST_IMAGES:,} images instead of 10,000")
    network = loaded(book_weights)
    x, labels = images_and_labels(*loaded(mnist, train=False))
    if options.fast:
        x, labels = x[:FAST_IMAGES], labels[:FAST_IMAGES]
    found = readings(network, book_net(network), x)
    print_readings(found, labels)
    try_printed_guard(network, x, labels)
    check_differences(list(compare(found)), ours="the net")
    if not options.no_pictures:
        probabilities = found["the net, in batches"].probabilities
        save(misread_figure(x, labels, probabilities, options.seed), options.output, "mnist_misread.png")


if __name__ == "__main__":
    run(main)
