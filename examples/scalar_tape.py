"""Automatic differentiation in a class of some forty lines: numbers that remember what they were computed from.

The derivative of a result by a leaf is a sum over all paths from one to the other; each path gives the product of
the derivatives along it. `Number.backward` does literally that: it walks every path, of which ``x * x`` has two.
A tape is the record of a computation, which is walked backwards. That of this package visits every number once instead
of every path, and must find the same derivatives: its tests compare it with the class `Number` below.

>>> x, y = Number(3.0), Number(4.0)
>>> z = x * x * y + x
>>> z.backward()
>>> x.gradient, y.gradient
(25.0, 9.0)
"""

import numpy as np
from command_line import command_line, run
from graph_pictures import save_graph
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg

WEIGHTS = ("w1", "w2", "b")  # of the neuron; its other leaves are data

# The tape: slow, recursive, and plain enough to be believed


class Number:
    """A value, and its edges: each operand that it was computed from, with the derivative of the value by it."""

    def __init__(self, value, *edges):
        self.value, self.edges, self.gradient = value, edges, 0.0

    def backward(self, gradient=1.0):
        """Add, at the end of every path that starts here, the derivative along this path."""
        if not self.edges:
            self.gradient += gradient
        for operand, derivative in self.edges:
            operand.backward(gradient * derivative)

    def __add__(self, other):
        return Number(self.value + other.value, (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        return Number(self.value - other.value, (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        return Number(self.value * other.value, (self, other.value), (other, self.value))

    def __truediv__(self, other):
        by_other = -self.value / other.value**2
        return Number(self.value / other.value, (self, 1 / other.value), (other, by_other))

    def __neg__(self):
        return Number(-self.value, (self, -1.0))

    def __pow__(self, n):
        return Number(self.value**n, (self, n * self.value ** (n - 1)))

    def exp(self):
        """eˣ."""
        return Number(np.exp(self.value), (self, np.exp(self.value)))

    def log(self):
        """The natural logarithm."""
        return Number(np.log(self.value), (self, 1 / self.value))

    def tanh(self):
        """The hyperbolic tangent."""
        return Number(np.tanh(self.value), (self, 1 - np.tanh(self.value) ** 2))

    def relu(self):
        """max(x, 0)."""
        return Number(max(self.value, 0.0), (self, float(self.value > 0)))


# The same expressions of Numbers and of Tensors


def tensor(value):
    """A Tensor that wants a gradient, as every Number does."""
    return tg.tensor(value, dtype=np.float64, requires_grad=True)


def neuron(x1, x2, w1, w2, b, d):
    """A neuron with two inputs, and the square of its error, which uses the error twice."""
    y = (x1 * w1 + x2 * w2 + b).tanh()
    e = y - d
    return e * e


def both_neurons(seed):
    """The neuron at random numbers, both passes run, of Numbers and of Tensors: each as its leaves and the result."""
    drawn = np.random.default_rng(seed).uniform(-1, 1, 6).round(2).tolist()
    for kind in (Number, tensor):
        leaves = dict(zip(("x1", "x2", "w1", "w2", "b", "d"), map(kind, drawn)))
        result = neuron(**leaves)
        result.backward()
        yield leaves, result


def doubled(x, times):
    """x + x, and that number plus itself, and so on."""
    for _ in range(times):
        x = x + x
    return x


def paths(number):
    """How many paths lead from this number to leaves: what its `backward` walks."""
    return sum(paths(operand) for operand, _ in number.edges) if number.edges else 1


# What is shown


def print_neuron(numbers, result, tensors, output):
    """Value and gradient of each leaf, found by either engine; what differs ends the program."""
    rows = [
        [name, f"{number.value:+.2f}", f"{number.gradient:+.12f}", f"{tensors[name].grad.item():+.12f}"]
        for name, number in numbers.items()
    ]
    print("A neuron's squared error, (tanh(x1·w1 + x2·w2 + b) - d)², and its derivatives")
    print_table([["leaf", "value", "gradient by Number", "by Tensor"], *rows])
    found = [difference("neuron", "value", output.data, result.value)]
    for name, number in numbers.items():
        found.append(difference("neuron", f"gradient of {name}", tensors[name].grad.data, number.gradient))
    check_differences(found, "the class Number")


def print_doublings():
    """Why the tape of the package visits numbers and not paths."""
    rows = []
    for times in (1, 2, 4, 8, 16):
        x, t = Number(1.0), tensor(1.0)
        result = doubled(x, times)
        result.backward()
        doubled(t, times).backward()
        rows.append([str(times), str(times + 1), f"{paths(result):,}", f"{x.gradient:,.0f}", f"{t.grad.item():,.0f}"])
    print("x = x + x, again and again: Number walks every path, the tape of tape.py visits every number once")
    print_table([["times", "numbers", "paths", "gradient by Number", "by Tensor"], *rows])


def draw_graph(tensors, folder):
    """The neuron with its weights as parameters, and the inputs and the right answer as data."""
    leaves = {name: tg.tensor(leaf.data, requires_grad=name in WEIGHTS) for name, leaf in tensors.items()}
    with tg.record_lines():
        loss = neuron(**leaves)
    save_graph(loss, folder, "scalar_tape", {**leaves, "loss": loss}, direction="TB")


def main(arguments=None):
    """Run both engines, print, compare, draw."""
    options = command_line(__doc__, arguments)
    (numbers, result), (tensors, output) = both_neurons(options.seed)
    print_neuron(numbers, result, tensors, output)
    print_doublings()
    if not options.no_pictures:
        draw_graph(tensors, options.output)


if __name__ == "__main__":
    run(main)
