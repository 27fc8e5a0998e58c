"""A perceptron in PyTorch's style, taught XOR: its loss stops at ln 2 = 0.6931, its four answers at 0.5, from any seed.

The mean cross-entropy of one layer is convex in the layer's weights: it curves upwards everywhere, and so has a single
minimum, which for XOR is where all of them are 0. From the tutorial "Part-2 DNN", Lab-08-1 Perceptron, whose text names
no author.
"""

import numpy as np
from command_line import command_line, counted, progress, run
from house_style import BLUE, GREY, count_steps, headline, label, new_figure, save
from input_plane import draw_answers
from side_by_side import Difference, check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import func, nn, optim
from tinygrad_edu.drawing import History

X = tg.FloatTensor([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = tg.FloatTensor([[0], [1], [1], [0]])

PRINTED = {0: 0.7055874466896057, 1_000: 0.6931471824645996, 2_000: 0.6931471824645996, 10_000: 0.6931471824645996}
LN_2 = PRINTED[10_000]  # in float32
NEIGHBOUR = 2.0**-24  # from a float32 number between ½ and 1 to the next one, which another machine may round to
NEAR = 0.01  # so far from 0.5 are answers that have become 0.5; the loss is then nearer to ln 2 by its square
SETTLED = 1_000  # epochs, after which the loss doesn't change any more


def perceptron():
    """A layer that hasn't learnt anything."""
    return nn.Sequential(nn.Linear(2, 1, bias=True), nn.Sigmoid())


def train(net, epochs, watch=None):
    """Train the net on XOR as the tutorial does. Returns its History: the losses, and each layer's gradient norms.

    `watch(answers)` is called in every epoch with what the net answers to the four inputs, an array.
    """
    criterion = nn.BCELoss()
    optimizer = optim.SGD(net.parameters(), lr=1)
    history = History(net)
    for _ in epochs:
        optimizer.zero_grad()
        hypothesis = net(X)
        cost = criterion(hypothesis, Y)
        cost.backward()
        optimizer.step()
        history.record(cost)
        if watch:
            watch(hypothesis.data[:, 0])
    return history


# Why it stops there


def by_hand(weights):
    """The gradient of the loss by w1, w2 and b, derived: the mean of (p - y) · (x1, x2, 1)."""
    inputs = np.column_stack([X.data, np.ones(4)])
    p = 1 / (1 + np.exp(-inputs @ weights))
    return inputs.T @ (p - Y.data[:, 0]) / 4


def loss_of(weights):
    """The loss of a layer with these weights w1, w2 and b, a Tensor."""
    return nn.BCELoss()(tg.sigmoid(X @ weights[:2] + weights[2]), Y[:, 0])


def compare(seed):
    """The derived gradient beside autograd's, at random weights and where all are 0."""
    points = {"random weights": np.random.RandomState(seed).uniform(-1, 1, 3), "all weights 0": np.zeros(3)}
    for when, weights in points.items():
        ours = func.grad(loss_of)(tg.tensor(weights)).data
        yield difference(when, "gradient", ours, by_hand(weights))


def print_minimum():
    """Gradient and curvatures where all weights are 0."""
    nothing = tg.zeros(3, dtype=np.float64)
    gradient = func.grad(loss_of)(nothing).data
    curvatures = np.linalg.eigvalsh(func.hessian(loss_of)(nothing).data)
    print(f"Where all weights are 0 the loss is {loss_of(nothing).item():.10f}, its gradient {gradient},")
    print(f"and it curves upwards in every direction, by {curvatures.round(4)} along the axes: a minimum.")
    print("A mean of convex functions has no other, and gradient descent finds it.\n")


# What is shown


def print_losses(losses):
    """The loss at some of the epochs that the tutorial printed, and what it had there, from other first weights."""
    rows = [[f"{step:,}", str(losses[step]), str(theirs)] for step, theirs in PRINTED.items() if step < len(losses)]
    print_table([["step", "loss", "tutorial"], *rows])


def losses_apart(losses):
    """How far the last loss is from the tutorial's."""
    when = counted(len(losses), "epoch")
    return Difference(when, "loss", LN_2, abs(losses[-1] - LN_2), NEIGHBOUR)


def draw_loss(axes, losses):
    """The loss by step, down to ln 2."""
    count_steps(axes, len(losses))
    axes.axhline(LN_2, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    axes.plot(losses, color=BLUE)
    label(axes, len(losses) - 1, losses[-1], f"{losses[-1]:.7f}", BLUE)
    label(axes, len(losses) - 1, LN_2, f"ln 2 = {LN_2:.7f}", GREY, dx=-4, dy=10, ha="right")
    axes.set(ylabel="mean cross-entropy")


def picture(answers, losses, seed):
    """The four answers and the loss, step by step; titles that are true."""
    figure, (left, right) = new_figure(10.5, 4, columns=2, width_ratios=[1.2, 1])
    draw_answers(left, answers, Y.data[:, 0], steps=True)
    half = np.max(np.abs(answers[-1] - 0.5)) < NEAR
    headline(left, "Every answer becomes 0.5" if half else "The four answers", "a perceptron taught XOR")
    draw_loss(right, losses)
    stopped = abs(losses[-1] - LN_2) < NEAR**2
    title, note = ("The loss stops at ln 2", "−log 0.5, for each of the four; ") if stopped else ("The loss", "")
    headline(right, title, f"{note}seed {seed}")
    return figure


def main(arguments=None):
    """Train, print, explain, compare, draw."""
    options = command_line(__doc__, arguments, epochs=10_001, fast=2_001)
    tg.manual_seed(options.seed)
    answers = []
    losses = train(perceptron(), progress(options.epochs), answers.append).history["loss"]
    print_losses(losses)
    print(f"The answers: {answers[-1]}\n")
    print_minimum()
    check_differences(list(compare(options.seed)))
    if options.epochs > SETTLED:
        check_differences([losses_apart(losses)], "the tutorial's figure", ours="the loss")
    if not options.no_pictures:
        save(picture(np.array(answers), losses, options.seed), options.output, "perceptron_xor.png")


if __name__ == "__main__":
    run(main)
