"""Softmax, its overflow, and a guard against it that was printed wrong.

A score, or logit, is what a net says before softmax: any number, a larger one for what is likelier.
Softmax turns scores into probabilities, eˣ / Σ eˣ. Subtracting a constant C from every score changes nothing, and with
the largest as C no power overflows. The notes subtract C a second time, from the powers before they are added up. So
the sum S becomes S - nC, and all n answers are off by the factor S / (S - nC): right for C = 0 alone, and negative
wherever nC is more than S. What becomes of MNIST then is shown in mnist_inference.py.

From the notes on K. Saitoh, "Deep Learning from Scratch", section 3.5, at ya-n-ds.tistory.com/3230.
"""

import textwrap

import numpy as np
from command_line import command_line, run
from house_style import BLUE, GREY, RUST, headline, label, new_figure, save
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg

SCORES = np.array([0.3, 2.9, 4.0])
LARGE_SCORES = np.array([1010.0, 1000.0, 990.0])


# By hand, as in the notes


def softmax(a):
    """eˣ / Σ eˣ."""
    exp_a = np.exp(a)
    sum_exp_a = np.sum(exp_a)
    y = exp_a / sum_exp_a
    return y


def softmax_as_printed(a):
    """The same with the guard of the notes, which subtracts C twice."""
    C = max(a)
    exp_a = np.exp(a - C)
    sum_exp_a = np.sum(exp_a - C)
    y = exp_a / sum_exp_a
    return y


def softmax_mended(a):
    """The same with the guard as it was meant."""
    C = max(a)
    exp_a = np.exp(a - C)
    sum_exp_a = np.sum(exp_a)
    y = exp_a / sum_exp_a
    return y


def jacobian(a):
    """The derivatives of each probability by each score: yᵢ (δᵢⱼ - yⱼ)."""
    y = softmax_mended(a)
    return np.diag(y) - np.outer(y, y)


# Beside ours


def ours(a):
    """The softmax of this package."""
    return tg.softmax(tg.tensor(a), axis=-1).data


def compare(seed):
    """Both sides, for the two vectors and for random ones, and their derivatives: the largest differences."""
    random = np.random.default_rng(seed).normal(scale=3, size=10)
    found = [difference("scores", "softmax", ours(SCORES), softmax(SCORES))]
    for when, scores in (("scores", SCORES), ("large scores", LARGE_SCORES), ("random scores", random)):
        found.append(difference(when, "mended guard", ours(scores), softmax_mended(scores)))
        derivatives = tg.autograd.functional.jacobian(lambda a: tg.softmax(a, axis=-1), tg.tensor(scores))
        found.append(difference(when, "derivatives", derivatives.data, jacobian(scores)))
    return found


def factor(scores):
    """S / (S - nC): by how much the printed guard is off."""
    C = np.max(scores)
    S = np.sum(np.exp(scores - C))
    return S / (S - len(scores) * C)


# What is shown


def print_softmax(scores):
    """What the four make of these scores."""
    with np.errstate(over="ignore", invalid="ignore"):  # the first overflows, which is what is to be seen
        answers = {
            "no guard": softmax(scores),
            "the guard as printed": softmax_as_printed(scores),
            "mended": softmax_mended(scores),
            "tinygrad_edu": ours(scores),
        }
    print(f"softmax of {scores.tolist()}; the printed guard is off by the factor {factor(scores):.6f}")
    rows = [[name, *(f"{p:.8g}" for p in y), f"{np.sum(y):.6g}"] for name, y in answers.items()]
    print_table([["", *(f"{score:g}" for score in scores), "sum"], *rows])


def try_a_batch():
    """What the printed guard says to a batch of two."""
    try:
        softmax_as_printed(np.stack([SCORES, SCORES]))
    except ValueError as error:
        print(textwrap.fill(f"the guard as printed, given a batch: ValueError: {error}", 100), end="\n\n")


def signed(number):
    """Four digits behind the point, with a true minus sign."""
    return f"{number:.4f}".replace("-", "−")


def draw_answers(axes, answers, color):
    """Three bars, one for each score."""
    axes.bar(range(3), answers, color=color, width=0.62)
    for k, answer in enumerate(answers):
        above = answer >= 0
        label(axes, k, answer, signed(answer), color, dx=0, dy=9 if above else -9, ha="center", weight="bold")
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set(xticks=range(3), xticklabels=[f"{score:g}" for score in SCORES], xlabel="score", ylim=(-0.22, 0.9))
    axes.tick_params(bottom=False)
    axes.spines["bottom"].set_visible(False)


def draw_factor(axes):
    """By how much the printed guard is off, for the same scores moved up and down."""
    S = np.sum(np.exp(SCORES - np.max(SCORES)))
    pole, most = S / 3, np.max(SCORES)
    C = np.linspace(-1.5, 4.5, 1201)
    factors = S / (S - 3 * C)
    factors[np.abs(C - pole) < 0.05] = np.nan
    axes.axhline(1, color=BLUE)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.axvline(pole, color=GREY, linewidth=0.8, linestyle=(0, (2, 3)))
    axes.plot(C, factors, color=RUST)
    axes.plot(most, factor(SCORES), "o", color=RUST, markersize=8, markeredgecolor="white")
    label(axes, 4.5, 1, "right", BLUE, dx=-2, dy=9, ha="right")
    label(axes, most, factor(SCORES), f"these scores: {signed(factor(SCORES))}", RUST, dx=8, dy=15, ha="right")
    label(axes, pole, -3.4, "S = 3C", GREY, dx=-5, ha="right")
    axes.set(xlim=(-1.5, 4.5), ylim=(-4, 4), xlabel="C, the largest score")


def guard_figure():
    """The right softmax, the printed one, and the factor between them."""
    figure, (right, printed, why) = new_figure(11.5, 4, columns=3, width_ratios=[0.8, 0.8, 1.2])
    figure.get_layout_engine().set(wspace=0.06)
    draw_answers(right, ours(SCORES), BLUE)
    headline(right, "Softmax of three scores", "probabilities, which add up to 1")
    draw_answers(printed, softmax_as_printed(SCORES), RUST)
    headline(printed, "With the printed guard", "the largest score gets the least")
    draw_factor(why)
    headline(why, "Off by the factor S / (S − 3C)", "for these scores, moved up and down")
    return figure


def main(arguments=None):
    """Run, print, compare, draw."""
    options = command_line(__doc__, arguments)
    print_softmax(SCORES)
    print_softmax(LARGE_SCORES)
    try_a_batch()
    check_differences(compare(options.seed))
    if not options.no_pictures:
        save(guard_figure(), options.output, "softmax.png")


if __name__ == "__main__":
    run(main)
