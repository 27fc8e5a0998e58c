"""Restricted Boltzmann machines teach a net what its inputs look like, layer by layer, before it learns from answers.

A machine joins visible units v and hidden units h, each 0 or 1, by weights W and gives every v a number, its free
energy F(v) = −b·v − Σ log(1 + exp(c + Wᵀv)): the lower it is, the likelier the machine takes v to be. Contrastive
divergence lowers it at an example v and raises it at v′, what the machine itself makes of v in one step to the hidden
units and back. x–h1 is trained first, then h1–h2 on the first one's hidden units; both become layers of a net, which is
fine-tuned with the right answers. After 200 epochs of each machine that takes fewer epochs than from Xavier's weights;
but these 2 × 200 come first, which is the price, and after the 80 of a fast run it isn't always so. The tutorial has a
third machine, x–h1–h2 with y and h3, which is left out here, and says itself that Xavier's and He's first weights have
since done better than machines.

The examples are the five digits of digits.py, with one pixel in ten turned over. From the tutorial "Part-2 DNN",
Lab-09-2, RBM and pre-training, whose text names no author; the update is G. Hinton's, 2002.
"""

import itertools
from typing import NamedTuple

import numpy as np
from command_line import command_line, progress, run
from digits import X, draw_digit
from house_style import BLUE, GREY, INK, RUST, count_epochs, headline, label, new_figure, save, spread_labels
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

FLIPPED = 0.1  # of the pixels
EXAMPLES, TESTS = 300, 1_000
SIZES = [25, 20, 20, 5]  # x, h1, h2, y
BATCH, PRETRAINING, FAST_PRETRAINING = 20, 200, 80  # examples; epochs
MACHINE_RATE, NET_RATE = 0.1, 0.5
LEARNT = 0.2  # a loss
FIRST_WEIGHTS = ["pre-trained", "Xavier", "zeros"]
COLORS = dict(zip(FIRST_WEIGHTS, (RUST, BLUE, GREY)))


class Data(NamedTuple):
    """Noisy digits (example, pixel) and what they are, to learn from and to be tested with."""

    x: tg.Tensor
    y: tg.Tensor
    x_test: tg.Tensor
    y_test: tg.Tensor


def noisy_digits(seed):
    """Digits chosen at random, with some pixels turned over."""
    random = np.random.RandomState(seed)
    y = random.randint(0, 5, EXAMPLES + TESTS)
    flipped = random.random_sample((len(y), 25)) < FLIPPED
    x = tg.tensor(np.abs(X.reshape(5, 25)[y] - flipped))
    y = tg.tensor(y)
    return Data(x[:EXAMPLES], y[:EXAMPLES], x[EXAMPLES:], y[EXAMPLES:])


# The machine


class Machine(nn.Module):
    """A restricted Boltzmann machine: no unit is joined to one of its own layer."""

    def __init__(self, visible, hidden):
        super().__init__()
        self.W = nn.Parameter(0.01 * tg.randn(visible, hidden, dtype=np.float64))
        self.b = nn.Parameter(tg.zeros(visible, dtype=np.float64))
        self.c = nn.Parameter(tg.zeros(hidden, dtype=np.float64))

    def hidden(self, v):
        """For each hidden unit the probability that it is on."""
        return tg.sigmoid(v @ self.W + self.c)

    def visible(self, h):
        """For each visible unit the probability that it is on."""
        return tg.sigmoid(h @ self.W.T + self.b)

    def free_energy(self, v):
        """F of each example."""
        return -(v @ self.b) - nn.functional.softplus(v @ self.W + self.c, threshold=700).sum(dim=1)

    def fantasy(self, v):
        """What the machine makes of the examples: on to the hidden units and back, every unit drawn at random."""
        with tg.no_grad():
            return tg.bernoulli(self.visible(tg.bernoulli(self.hidden(v))))


def Sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return 1.0 / (1.0 + np.exp(-x))


def contrastive_divergence(machine, v, fantasy):
    """What is minimised: how much higher the free energy is at the examples than at the fantasies, which are fixed."""
    return (machine.free_energy(v) - machine.free_energy(fantasy)).mean()


def by_hand(W, b, c, v, fantasy):
    """Its gradients by W, b and c, derived: what is on together among the fantasies, less that among the examples."""
    h, fantasy_h = Sigmoid(v @ W + c), Sigmoid(fantasy @ W + c)
    dW = (fantasy.T @ fantasy_h - v.T @ h) / len(v)
    db = np.mean(fantasy - v, axis=0)
    dc = np.mean(fantasy_h - h, axis=0)
    return dW, db, dc


def train_machine(machine, v, epochs):
    """Train the machine on the examples."""
    optimizer = optim.SGD(machine.parameters(), lr=MACHINE_RATE)
    for _ in epochs:
        for batch in v[tg.randperm(len(v))].split(BATCH):
            optimizer.zero_grad()
            contrastive_divergence(machine, batch, machine.fantasy(batch)).backward()
            optimizer.step()


def counted_energy(W, b, c, v):
    """The free energy of one example by its definition: −log Σ exp(−E(v, h)) over all h, with E = −b·v − c·h − v·Wh."""
    energies = [-(b @ v) - c @ h - v @ W @ h for h in map(np.array, itertools.product([0, 1], repeat=len(c)))]
    return -np.log(np.sum(np.exp(-np.array(energies))))


def compare(seed, examples=12, hidden=6):
    """Free energies beside sums over all states of the hidden units; autograd's gradients beside the derived ones."""
    tg.manual_seed(seed)
    machine, v = Machine(25, hidden), noisy_digits(seed).x[:examples]
    with tg.no_grad():
        for parameter in machine.parameters():
            parameter.normal_()
    fantasy = machine.fantasy(v)
    weights = [parameter.data for parameter in machine.parameters()]
    counted = np.array([counted_energy(*weights, example) for example in v.data])
    yield difference("machine", "free energy", machine.free_energy(v).data, counted)
    contrastive_divergence(machine, v, fantasy).backward()
    for (name, parameter), derived in zip(machine.named_parameters(), by_hand(*weights, v.data, fantasy.data)):
        yield difference("machine", f"gradient of {name}", parameter.grad.data, derived)


# Nets, by their first weights


def new_net():
    """A net of the four sizes; its outputs are logits."""
    x, h1, h2, y = SIZES
    return nn.Sequential(
        nn.Linear(x, h1, dtype=np.float64),
        nn.Sigmoid(),
        nn.Linear(h1, h2, dtype=np.float64),
        nn.Sigmoid(),
        nn.Linear(h2, y, dtype=np.float64),
    )


def begin_with(net, first):
    """Give a net Xavier's first weights, or zeros; biases are 0."""
    for layer in net[::2]:
        (nn.init.zeros_ if first == "zeros" else nn.init.xavier_uniform_)(layer.weight)
        nn.init.zeros_(layer.bias)


def pretrain(net, x, epochs):
    """Train a machine for each hidden layer, on what the layer below makes of the examples. Returns the machines."""
    machines = []
    for layer in net[:-1:2]:
        machine = Machine(layer.in_features, layer.out_features)
        print(f"machine {layer.in_features}–{layer.out_features}:", end=" ")
        train_machine(machine, x, progress(epochs))
        layer.load_state_dict({"weight": machine.W.detach().T, "bias": machine.c.detach()})
        with tg.no_grad():
            x = machine.hidden(x)
        machines.append(machine)
    return machines


class Course(NamedTuple):
    """How fine-tuning went: by epoch, the loss and the share of test digits that are read right."""

    losses: list
    accuracies: list


def fine_tune(net, data, epochs):
    """Train the net with the right answers."""
    criterion, optimizer = nn.CrossEntropyLoss(), optim.SGD(net.parameters(), lr=NET_RATE)
    course = Course([], [])
    for _ in epochs:
        optimizer.zero_grad()
        loss = criterion(net(data.x), data.y)
        loss.backward()
        optimizer.step()
        with tg.no_grad():
            right = net(data.x_test).argmax(dim=1) == data.y_test
        course.losses.append(loss.item())
        course.accuracies.append(np.mean(right.data))
    return course


# What is shown


def learnt_at(course):
    """After how many epochs of fine-tuning the loss is below `LEARNT`; infinity if it never is."""
    below = np.flatnonzero(np.array(course.losses) < LEARNT)
    return below[0] if len(below) else np.inf


def print_courses(courses, pretraining):
    """What became of each net, and how many epochs of machines came before."""
    rows = []
    for first, course in courses.items():
        soon = learnt_at(course)
        before = f"2 × {pretraining}" if first == "pre-trained" else "0"
        row = [first, before, "never" if np.isinf(soon) else f"{soon:,}"]
        rows.append([*row, f"{course.losses[-1]:.4f}", f"{course.accuracies[-1]:.3f}"])
    print_table([["first weights", "machines' epochs", f"epochs to a loss of {LEARNT}", "loss", "read right"], *rows])
    print(f"Read right: the share of {TESTS:,} test digits. The epochs to a loss of {LEARNT} are those of fine-tuning;")
    print("what the machines took comes on top, so count it before you call pre-training sooner.\n")


def print_alike(net):
    """How unlike the units of the first hidden layer are that began with zeros."""
    weight = net[0].weight.data
    apart = np.max(np.ptp(weight, axis=0))
    print(f"From zeros, all {len(weight)} units of h1 still have the same weights, to {apart:.0e}: what is alike gets")
    print("the same gradient. They all count as one.\n")


def draw_course(axes, curves, name):
    """A curve for each kind of first weights."""
    for first, curve in curves.items():
        axes.plot(np.arange(1, len(curve) + 1), curve, color=COLORS[first])
    heights = spread_labels([curve[-1] for curve in curves.values()], least=0.07 * np.ptp(axes.get_ylim()))
    for (first, curve), height in zip(curves.items(), heights):
        label(axes, len(curve), height, f"{first}  {curve[-1]:.3f}", COLORS[first])
    count_epochs(axes, len(curve))
    axes.set(ylabel=name)


def titles(courses):
    """What the losses say, and what the accuracies say."""
    pretrained, xavier, zeros = (courses[first] for first in FIRST_WEIGHTS)
    sooner = learnt_at(pretrained) < learnt_at(xavier)
    best = max(FIRST_WEIGHTS, key=lambda first: courses[first].accuracies[-1])
    guessing = zeros.accuracies[-1] < 0.3  # of five digits
    return (
        "Pre-trained, fine-tuning takes fewer epochs" if sooner else "Here pre-training saves no epoch",
        "From zeros it learns nothing" if guessing else f"In the end {best} reads most digits right",
    )


def courses_figure(courses, pretraining):
    """Loss and accuracy of the three nets, by epoch."""
    figure, (left, right) = new_figure(11.5, 4.2, columns=2)
    title, other_title = titles(courses)
    draw_course(left, {first: course.losses for first, course in courses.items()}, "mean cross-entropy")
    headline(left, title, f"not counted: 2 × {pretraining} epochs of machines, before epoch 1")
    draw_course(right, {first: course.accuracies for first, course in courses.items()}, "test digits read right")
    headline(right, other_title, f"on {TESTS:,} digits that it hasn't seen")
    return figure


def draw_weights(axes, weights, largest):
    """The weights of one hidden unit at their pixels, larger ones as larger squares: above 0 full, below 0 hollow."""
    for (row, column), weight in np.ndenumerate(weights.reshape(5, 5)):
        side = 0.9 * np.sqrt(abs(weight) / largest)
        look = {"facecolor": RUST} if weight > 0 else {"facecolor": "white", "edgecolor": BLUE, "linewidth": 1.2}
        x, y = np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]]) * side / 2
        axes.fill(column + x, row + y, **look)
    axes.set(xlim=(-0.6, 4.6), ylim=(4.6, -0.6), xticks=[], yticks=[], aspect="equal")
    axes.spines[:].set(visible=True, color=GREY, linewidth=0.4)


def machine_figure(machine, x):
    """Ten noisy digits, what the machine makes of them, and what its hidden units look for."""
    with tg.no_grad():
        seen = machine.visible(machine.hidden(x[:10])).data
    figure, rows = new_figure(10, 5.2, rows=4, columns=10)
    figure.get_layout_engine().set(wspace=0.06)
    title = "What the machine x–h1 has learnt, without being told an answer"
    figure.suptitle(title, x=0.01, ha="left", weight="bold", color=INK, size=12)
    note = "units 1–20: the weights of each hidden unit; full squares are above 0, hollow ones below"
    figure.supxlabel(note, x=0.01, ha="left", color=GREY, size=10)
    for noisy, clean, above, below in zip(x.data, seen, rows[0], rows[1]):
        draw_digit(above, noisy.reshape(5, 5), GREY)
        draw_digit(below, clean.reshape(5, 5), BLUE)
    largest = np.max(np.abs(machine.W.data))
    for axes, weights in zip(rows[2:].flat, machine.W.data.T):
        draw_weights(axes, weights, largest)
    for axes, text in zip(rows[:, 0], ("noisy digits", "made of them", "units 1–10", "units 11–20")):
        axes.set_ylabel(text, color=INK)
    return figure


def main(arguments=None):
    """Pre-train, fine-tune, print, compare, draw."""
    faster = f"{FAST_PRETRAINING} epochs of machines instead of {PRETRAINING}"
    options = command_line(__doc__, arguments, epochs=1_000, fast=300, faster=faster)
    pretraining = FAST_PRETRAINING if options.fast else PRETRAINING
    data = noisy_digits(options.seed)
    nets, courses, machines = {}, {}, []
    for first in FIRST_WEIGHTS:
        tg.manual_seed(options.seed)
        nets[first] = new_net()
        begin_with(nets[first], first)
        if first == "pre-trained":
            machines = pretrain(nets[first], data.x, pretraining)
        print(f"{first}:", end=" ")
        courses[first] = fine_tune(nets[first], data, progress(options.epochs))
    print_courses(courses, pretraining)
    print_alike(nets["zeros"])
    check_differences(list(compare(options.seed)))
    if not options.no_pictures:
        save(courses_figure(courses, pretraining), options.output, "boltzmann_pretraining.png")
        save(machine_figure(machines[0], data.x_test), options.output, "boltzmann_machine.png")


if __name__ == "__main__":
    run(main)
