"""The looks of nets with two inputs: the plane, with the border where the answer changes, and the answers by epoch."""

import numpy as np
from house_style import BLUE, GREY, RUST, blend, count_epochs, count_steps, label, spread_labels

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
PLANE = np.linspace(-0.35, 1.35, 200)


def named(x):
    """The two inputs in words: 0 1."""
    return f"{x[0]:.0f} {x[1]:.0f}"


def draw_border(axes, values, level):
    """The line in the plane on which the values have this level, if it passes through."""
    if np.min(values) < level < np.max(values):
        axes.contour(PLANE, PLANE, values, levels=[level], colors=[GREY], linewidths=1.2)


def draw_inputs(axes, right):
    """The four inputs as points of the plane, in the colours of their right answers."""
    for x, answer in zip(INPUTS, right):
        color = RUST if answer else BLUE
        axes.plot(x[0], x[1], "o", markersize=14, color=color, markeredgecolor="white", markeredgewidth=1.5)
        label(axes, x[0], x[1], f"should be {answer:.0f}", color, dx=0, dy=18, ha="center")
    axes.set(xticks=[0, 1], yticks=[0, 1], xlabel="first input", ylabel="second input", aspect="equal")


def draw_surface(axes, answer, right):
    """What `answer` says to each point of the plane (…, 2), with the four inputs in it."""
    answers = answer(np.stack(np.meshgrid(PLANE, PLANE), axis=-1))
    ends = (PLANE[0], PLANE[-1], PLANE[0], PLANE[-1])
    axes.imshow(answers, extent=ends, origin="lower", cmap=blend([BLUE, "white", RUST]), vmin=0, vmax=1, alpha=0.45)
    draw_border(axes, answers, 0.5)
    draw_inputs(axes, right)


def draw_answers(axes, answers, right, steps=False):
    """A curve for each input: what the net answers (epoch, input), rust where 1 is right; steps count from 0."""
    (count_steps if steps else count_epochs)(axes, len(answers))
    numbers = np.arange(len(answers)) + (0 if steps else 1)
    for x, curve, should, height in zip(INPUTS, answers.T, right, spread_labels(answers[-1], least=0.065)):
        color = RUST if should else BLUE
        axes.plot(numbers, curve, color=color, alpha=0.85)
        label(axes, numbers[-1], height, f"{named(x)}  →  {curve[-1]:.3f}", color)
    axes.set(ylim=(-0.05, 1.05), ylabel="what the net answers")
    axes.text(0.03, 0.9, "should be 1", color=RUST, transform=axes.transAxes)
    axes.text(0.03, 0.1, "should be 0", color=BLUE, transform=axes.transAxes)
