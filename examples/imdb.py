"""Film reviews that praise or blame: the tutorial's Keras program on IMDB, rebuilt in functions.

It trains for twenty epochs, of which four are enough: from then on the net knows its 15,000 reviews better and better,
and reads others worse. So the tutorial goes on with a new net "from scratch", for four epochs. But its program makes
no new net: it trains the old one for four epochs more, and prints that 0.859 of the test reviews are read right. Of 16
new nets that were tried 13 read more than 0.88 of them right. The others fell short, as nets of Keras do now and then:
four epochs end wherever RMSprop's last steps have led. So there are five new nets here. A fast run takes a fifth of the
reviews and a single new net, so that all nets read somewhat less.

The rows of zeros and ones are float32, 2 GB for all reviews; as printed they are float64, 4 GB. The listing itself,
with nothing changed but its imports, runs in tests/keras/test_listing.py.
From the tutorial "신경망의 구성과 binary classification" on F. Chollet, "Deep Learning with Python", section 3.4,
whose text names no author. The reviews: A. Maas et al., "Learning Word Vectors for Sentiment Analysis", 2011.
"""

import textwrap
from typing import NamedTuple

import numpy as np
from command_line import command_line, loaded, progress, run
from house_style import BLUE, GREY, INK, RUST, headline, label, new_figure, save
from side_by_side import Difference, check_differences, largest_difference, print_table

from tinygrad_edu.keras import layers, losses, metrics, models, optimizers, utils
from tinygrad_edu.keras.datasets import imdb

WORDS = 10_000
BATCH = 512
EXPECTED = 0.88  # the accuracy that most new nets exceed on all test reviews
MORE = 4  # epochs on all reviews, of the old net and of new ones
NEW_NETS, FAST_NEW_NETS = 5, 1
BY_HAND = 4  # batches that are trained by hand, too
FAST_SHARE, FAST_BATCH = 5, 256  # a fast run takes one fifth of the reviews
ALLOWED = 1e-6  # the net is float32


# The program of the tutorial, in functions


def vectorize(seq, dims=WORDS):
    """A row for each review, with a 1 at each word that is in it (review, word)."""
    result = np.zeros((len(seq), dims), "float32")
    for i, j in enumerate(seq):
        result[i, j] = 1
    return result


def decoded(review):
    """The review in words, "?" where it has a rare one."""
    word_index = loaded(imdb.get_word_index)
    reverse_word_index = {value: key for (key, value) in word_index.items()}
    return " ".join([reverse_word_index.get(i - 3, "?") for i in review])


def new_net():
    """A net that hasn't learnt anything."""
    model = models.Sequential()
    model.add(layers.Dense(16, activation="relu", input_shape=(WORDS,)))
    model.add(layers.Dense(16, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(
        optimizer=optimizers.RMSprop(learning_rate=0.001),
        loss=losses.binary_crossentropy,
        metrics=[metrics.binary_accuracy],
    )
    return model


def reviews(fast):
    """Rows and labels to train with, and those to test with; a part of them for a fast run."""
    print("reading the reviews ...", flush=True)
    (xtr, ytr), (xte, yte) = loaded(imdb.load_data, num_words=WORDS)
    print(f"... of which this is the first, with the label {ytr[0]}:\n")
    print(textwrap.indent(textwrap.fill(decoded(xtr[0]), 100), "  "), end="\n\n")
    if fast:
        xtr, ytr, xte, yte = (part[: len(part) // FAST_SHARE] for part in (xtr, ytr, xte, yte))
    return (vectorize(xtr), np.asarray(ytr).astype("float32")), (vectorize(xte), np.asarray(yte).astype("float32"))


def train(model, x, y, epochs, batch_size):
    """Train on the last three fifths of the reviews; the History says how it read them, and the others, each time."""
    held_out = len(x) * 2 // 5  # 10,000
    x_val, x_part, y_val, y_part = x[:held_out], x[held_out:], y[:held_out], y[held_out:]
    return model.fit(x_part, y_part, epochs=epochs, batch_size=batch_size, validation_data=(x_val, y_val)).history


class Result(NamedTuple):
    """Loss and accuracy on the test reviews, and what was answered to the first three of them."""

    loss: float
    accuracy: float
    answers: np.ndarray


PRINTED_NAME = "the tutorial's, of 25,000"
PRINTED = Result(0.4905923008918762, 0.8590800166130066, np.array([0.01625119, 0.99998116, 0.9388633]))


def more_epochs(model, training, test, batch_size, verbose="auto"):
    """What a net makes of the test reviews after four epochs on all others."""
    model.fit(*training, epochs=MORE, batch_size=batch_size, verbose=verbose)
    loss, accuracy = model.evaluate(*test, verbose=verbose)
    return Result(loss, accuracy, model.predict(test[0], verbose=0)[:3, 0])


# The same by hand


def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1 / (1 + np.exp(-x))


def by_hand(weights, x, y):
    """The weights after one epoch of RMSprop on the mean cross-entropy: both passes and the steps as formulas."""
    weights = [np.array(weight, dtype=float) for weight in weights]
    means = [np.zeros_like(weight) for weight in weights]
    for start in range(0, len(x), BATCH):
        x0, d = x[start : start + BATCH], y[start : start + BATCH, None]
        W1, b1, W2, b2, W3, b3 = weights
        x1 = np.maximum(x0 @ W1 + b1, 0)
        x2 = np.maximum(x1 @ W2 + b2, 0)
        delta3 = (sigmoid(x2 @ W3 + b3) - d) / len(d)
        delta2 = delta3 @ W3.T * (x2 > 0)
        delta1 = delta2 @ W2.T * (x1 > 0)
        pairs = ((x0, delta1), (x1, delta2), (x2, delta3))
        gradients = [gradient for inputs, delta in pairs for gradient in (inputs.T @ delta, np.sum(delta, axis=0))]
        for weight, mean, gradient in zip(weights, means, gradients):
            mean += 0.1 * (gradient**2 - mean)
            weight -= 0.001 * gradient / np.sqrt(mean + 1e-7)
    return weights


def compare(x, y):
    """A new net after some batches, beside the same first weights trained by hand: the largest differences."""
    model = new_net()
    derived = by_hand(model.get_weights(), x, y)
    model.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
    names = [f"{weight} {layer}" for layer in (1, 2, 3) for weight in ("kernel", "bias")]
    for name, ours, theirs in zip(names, model.get_weights(), derived, strict=True):
        yield Difference(
            f"{BY_HAND} batches", name, np.max(np.abs(ours)), largest_difference(ours, theirs), ALLOWED
        )  # fmt: skip


# What is shown


def best_epoch(history):
    """The epoch, counted from 1, after which it read the most of the held out reviews right."""
    return int(np.argmax(history["val_binary_accuracy"])) + 1


def print_history(history):
    """Loss and accuracy after the first epoch, the best one and the last."""
    names = ("loss", "val_loss", "binary_accuracy", "val_binary_accuracy")
    epochs = {"first": 1, "best": best_epoch(history), "last": len(history["loss"])}
    rows = [
        [when, str(epoch), *(f"{history[name][epoch - 1]:.4f}" for name in names)] for when, epoch in epochs.items()
    ]
    print_table([["", "epoch", *names], *rows])


def middle(results):
    """The result with the middle one of the accuracies."""
    return sorted(results, key=lambda result: result.accuracy)[len(results) // 2]


def print_results(news, continued, labels):
    """What came of it, beside what the tutorial printed; its numbers come from other first weights and all reviews."""
    results = {f"new net {k}": result for k, result in enumerate(news, 1)}
    results |= {"the trained net": continued, PRINTED_NAME: PRINTED}
    rows = [[who, f"{r.loss:.4f}", f"{r.accuracy:.4f}", *(f"{y:.4f}" for y in r.answers)] for who, r in results.items()]
    print("The test reviews, and the answers to the first three of them, whose labels are", *labels[:3].astype(int))
    print_table([["", "loss", "accuracy", *("answer",) * 3], *rows])
    new, old = (round(result.accuracy * len(labels)) for result in (middle(news), continued))
    which = "a new net" if len(news) == 1 else "the middle one of the new nets"
    print(f"Of {len(labels):,} test reviews {which} reads {new:,} right, and the trained net {old:,}.")
    if len(news) > 1:  # a fast run has too few reviews for that
        print(
            f"{sum(result.accuracy < EXPECTED for result in news)} of the new nets read less than {EXPECTED} of them."
        )
    print()


def draw_epochs(axes, history, name, best):
    """A curve for the reviews that were trained with, and one for those that were held out."""
    epochs = np.arange(1, len(history[name]) + 1)
    axes.axvline(best, color=GREY, linewidth=0.8, linestyle=(0, (2, 3)))
    for key, who, color in ((name, "trained with", BLUE), (f"val_{name}", "held out", RUST)):
        axes.plot(epochs, history[key], color=color, marker="o", markersize=4)
        label(axes, epochs[-1], history[key][-1], f"{who}\n{history[key][-1]:.3f}", color, dy=-4, va="bottom")
    axes.set(xlim=(0.5, len(epochs) + 0.5), xticks=sorted({1, best, len(epochs)}), xlabel="epoch")


def draw_results(axes, news, continued):
    """The accuracies on the test reviews, one below the other."""
    new = "a new net" if len(news) == 1 else f"{len(news)} new nets, and the middle one"
    rows = ((new, middle(news), BLUE), ("the trained net", continued, RUST), (PRINTED_NAME, PRINTED, GREY))
    for row, (who, result, color) in enumerate(rows):
        axes.plot(result.accuracy, row, "o", color=color, markersize=10)
        label(axes, result.accuracy, row, f"{result.accuracy:.3f}", color, dx=0, dy=-15, ha="center", weight="bold")
        label(axes, 0, row, who, INK, dx=2, dy=17, xycoords=axes.get_yaxis_transform())
    accuracies = [result.accuracy for result in news]
    axes.plot(accuracies, [0] * len(news), "o", color=BLUE, markersize=5, alpha=0.4)
    lowest, highest = (choose(*accuracies, continued.accuracy, PRINTED.accuracy) for choose in (min, max))
    axes.set(xlim=(lowest - 0.01, highest + 0.01), ylim=(2.5, -0.8), yticks=[], xlabel="accuracy")
    axes.spines["left"].set_visible(False)


def picture(history, news, continued, tested):
    """The tutorial's two plots, and beside them what the test reviews say."""
    figure, (losses_of, accuracies, tests) = new_figure(12.5, 4.2, columns=3, width_ratios=[1.1, 1.1, 0.9])
    figure.get_layout_engine().set(wspace=0.06)
    best = best_epoch(history)
    overfitted = best < len(history["loss"])
    draw_epochs(losses_of, history, "loss", best)
    losses_of.set_ylim(bottom=0)
    headline(losses_of, "Its own loss goes down and down …" if overfitted else "The losses", "binary cross-entropy")
    draw_epochs(accuracies, history, "binary_accuracy", best)
    accuracies.set_ylim(top=1.02)
    title = f"… but epoch {best} was the best" if overfitted else "Its accuracy"
    headline(accuracies, title, "the share of reviews that it reads right")
    draw_results(tests, news, continued)
    headline(tests, "A new net, or the old one?", f"{tested:,} test reviews, after {MORE} epochs on all others")
    return figure


def main(arguments=None):
    """Compare with the formulas, train as the tutorial does and as it says, print, draw."""
    faster = "a fifth of the reviews, in smaller batches, and one new net instead of five"
    options = command_line(__doc__, arguments, epochs=20, fast=12, faster=faster)
    batch_size = FAST_BATCH if options.fast else BATCH
    utils.set_random_seed(options.seed)
    training, test = reviews(options.fast)
    check_differences(list(compare(*(part[: BY_HAND * BATCH] for part in training))), "the formulas", ours="the net")
    model = new_net()
    history = train(model, *training, options.epochs, batch_size)
    print()
    print_history(history)
    print(f"The same net for {MORE} epochs more, on all reviews, as the tutorial's program has it:")
    continued = more_epochs(model, training, test, batch_size)
    print('\nNew nets, "from scratch", as the tutorial\'s text has it:')
    numbers = progress(FAST_NEW_NETS if options.fast else NEW_NETS, "net")
    news = [more_epochs(new_net(), training, test, batch_size, verbose=0) for _ in numbers]
    print_results(news, continued, test[1])
    if not options.no_pictures:
        save(picture(history, news, continued, len(test[1])), options.output, "imdb.png")


if __name__ == "__main__":
    run(main)
