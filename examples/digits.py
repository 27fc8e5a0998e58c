"""Five digits of 5 × 5 pixels, learnt by a 25-20-20-20-5 net with ReLU and softmax, then read from noisy pictures.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the fifth of its nets.
"""

import numpy as np
from command_line import command_line, progress, run
from house_style import BLUE, GREY, INK, PALE, RUST, blend, both_logarithmic, headline, label, new_figure, plain, save
from side_by_side import SideBySide, print_table, set_weights

import tinygrad_edu as tg
from tinygrad_edu import nn

ALPHA = 0.01


def drawn(text):
    """The five digits that are drawn in the text, side by side: (5, 5, 5), 1 where there is a #."""
    rows = [line.split() for line in text.split("\n") if line]
    return np.array([[[sign == "#" for sign in row[k]] for row in rows] for k in range(5)], dtype=float)


X = drawn("""
.##..  ####.  ####.  ...#.  #####
..#..  ....#  ....#  ..##.  #....
..#..  .###.  .###.  .#.#.  ####.
..#..  #....  ....#  #####  ....#
.###.  #####  ####.  ...#.  ####.
""")
X_TEST = drawn("""
.....  ####.  ...#.  ####.  .####
.#...  .....  ..##.  ....#  ##...
#.#..  .###.  .#...  .###.  ####.
..#..  ....#  ###.#  #....  ...##
.###.  ####.  ...#.  ###..  ####.
""")
MEANT = np.array([1, 3, 4, 2, 5])  # what people take the noisy ones for; the tutorial doesn't say
D = np.eye(5).reshape(5, 1, 5)
EXAMPLES = list(zip(X.reshape(5, 25), range(5)))


# By hand, as in the tutorial


def Softmax(x):
    """eˣ / Σ eˣ."""
    x = np.subtract(x, np.max(x))  # prevent overflow
    ex = np.exp(x)
    return ex / np.sum(ex)


def ReLU(x):
    """max(x, 0)."""
    return np.maximum(0, x)


def calcOutput_ReLU(W1, W2, W3, W4, x):
    """The probabilities of the five digits, and what each layer did."""
    v1 = np.matmul(W1, x)
    y1 = ReLU(v1)
    v2 = np.matmul(W2, y1)
    y2 = ReLU(v2)
    v3 = np.matmul(W3, y2)
    y3 = ReLU(v3)
    v = np.matmul(W4, y3)
    y = Softmax(v)
    return y, v1, v2, v3, y1, y2, y3


def backpropagation_ReLU(d, y, W2, W3, W4, v1, v2, v3):
    """The deltas of the four layers."""
    e = d - y
    delta = e
    e3 = np.matmul(W4.T, delta)
    delta3 = (v3 > 0) * e3
    e2 = np.matmul(W3.T, delta3)
    delta2 = (v2 > 0) * e2
    e1 = np.matmul(W2.T, delta2)
    delta1 = (v1 > 0) * e1
    return delta, delta1, delta2, delta3


def calcWs(alpha, delta, delta1, delta2, delta3, y1, y2, y3, x):
    """What is to be added to the four weights."""
    dW4 = alpha * delta * y3.T
    dW3 = alpha * delta3 * y2.T
    dW2 = alpha * delta2 * y1.T
    dW1 = alpha * delta1 * x.T
    return dW1, dW2, dW3, dW4


def by_hand(weights, x, digit):
    """The deltas, and what is to be added to the weights, for one example."""
    W1, W2, W3, W4 = weights
    x, d = np.reshape(x, (25, 1)), D[digit].T
    y, v1, v2, v3, y1, y2, y3 = calcOutput_ReLU(W1, W2, W3, W4, x)
    delta, delta1, delta2, delta3 = backpropagation_ReLU(d, y, W2, W3, W4, v1, v2, v3)
    return [delta1, delta2, delta3, delta], calcWs(ALPHA, delta, delta1, delta2, delta3, y1, y2, y3, x)


# By autograd


def four_layers(seed):
    """A net that hasn't learnt anything; its outputs are logits, as CrossEntropyLoss wants them."""
    net = nn.Sequential(
        nn.Linear(25, 20, bias=False, dtype=np.float64),
        nn.ReLU(),
        nn.Linear(20, 20, bias=False, dtype=np.float64),
        nn.ReLU(),
        nn.Linear(20, 20, bias=False, dtype=np.float64),
        nn.ReLU(),
        nn.Linear(20, 5, bias=False, dtype=np.float64),
    )
    set_weights(net, np.random.RandomState(seed))
    return net


def read(net, pictures):
    """The probabilities of the five digits, for each of five pictures (picture, digit)."""
    with tg.no_grad():
        return tg.softmax(net(pictures.reshape(5, 25)), axis=1).data


# What is shown


def print_readings(net):
    """What the net takes the five digits for, with which probability, and what it takes the noisy ones for."""
    trained, noisy = read(net, X), read(net, X_TEST)
    rows = [
        [str(k + 1), str(np.argmax(p) + 1), f"{p[k]:.6f}", str(np.argmax(q) + 1), f"{np.max(q):.4f}", str(MEANT[k])]
        for k, (p, q) in enumerate(zip(trained, noisy))
    ]
    print_table([["picture", "read as", "p(true)", "noisy one read as", "p", "people say"], *rows])


def draw_digit(axes, picture, color):
    """One digit, its pixels in this colour."""
    axes.pcolormesh(1 - picture, cmap=blend([color, "white"]), vmin=0, vmax=1, edgecolors=PALE, linewidth=0.8)
    axes.invert_yaxis()
    axes.set(xticks=[], yticks=[], aspect="equal")
    axes.spines[:].set_visible(False)


def figure_of_digits(title, height, **grid):
    """A figure with a title and room for small pictures."""
    figure, axes = new_figure(8, height, **grid)
    figure.get_layout_engine().set(wspace=0.08)
    figure.suptitle(title, x=0.01, ha="left", weight="bold", color=INK, size=12)
    return figure, axes


def digits_figure(title):
    """The five digits in a row."""
    figure, row = figure_of_digits(title, 2.15, columns=5)
    for k, axes in enumerate(row):
        draw_digit(axes, X[k], BLUE)
        axes.set_xlabel(str(k + 1), color=INK, size=12)
    return figure


def readings_figure(net, title):
    """The five noisy pictures, and beneath each the digit that the net takes it for: rust where people don't."""
    probabilities = read(net, X_TEST)
    right = np.sum(np.argmax(probabilities, axis=1) + 1 == MEANT)
    figure, (top, bottom) = figure_of_digits(f"{title}: {right} of 5 read as people do", 4.1, rows=2, columns=5)
    for noisy, p, meant, above, below in zip(X_TEST, probabilities, MEANT, top, bottom):
        answer = np.argmax(p) + 1
        color = BLUE if answer == meant else RUST
        draw_digit(above, noisy, GREY)
        draw_digit(below, X[answer - 1], color)
        above.set_xlabel(f"people say {meant}", color=GREY)
        below.set_xlabel(f"{answer}, p = {np.max(p):.2f}", color=color)
    top[0].set_ylabel("noisy", color=GREY)
    bottom[0].set_ylabel("the net", color=INK)
    return figure


def main(arguments=None):
    """Train, print, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_000, fast=1_000)
    net = four_layers(options.seed)
    both = SideBySide(net, nn.CrossEntropyLoss(), by_hand, ALPHA)
    losses = [both.train_epoch(EXAMPLES) for _ in progress(options.epochs)]
    print_readings(net)
    both.check()
    if not options.no_pictures:
        save(digits_figure("The five digits to be learnt"), options.output, "digits.png")
        save(
            readings_figure(net, "Noisy digits the net has never seen"),
            options.output,
            "digits_noisy.png",
        )
        figure, axes = new_figure(7, 4)
        axes.plot(np.arange(1, len(losses) + 1), losses, color=BLUE)
        label(axes, len(losses), losses[-1], plain(losses[-1]), BLUE)
        both_logarithmic(axes, len(losses), "mean cross-entropy")
        headline(axes, "The loss while the digits are learnt", f"seed {options.seed}")
        save(figure, options.output, "digits_loss.png")


if __name__ == "__main__":
    run(main)
