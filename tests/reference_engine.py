"""A reference engine: reverse mode for single numbers. Slow, recursive, and plain enough to be believed.

The derivative of a result by a leaf is a sum over all paths from one to the other; each path gives the product of
the derivatives along it. `backward` does literally that: it walks every path, of which ``x * x`` has two. The
framework's tape visits every node once instead. Both must find the same.

>>> x, y = Number(3.0), Number(4.0)
>>> z = x * x * y + x
>>> z.backward()
>>> x.gradient, y.gradient
(25.0, 9.0)
"""

import numpy as np


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
        return Number(np.exp(self.value), (self, np.exp(self.value)))

    def log(self):
        return Number(np.log(self.value), (self, 1 / self.value))

    def tanh(self):
        return Number(np.tanh(self.value), (self, 1 - np.tanh(self.value) ** 2))

    def relu(self):
        return Number(max(self.value, 0.0), (self, float(self.value > 0)))
