"""W4: XOR by a 2-10-10-10-1 net with sigmoid and binary cross-entropy, all four examples at once.

The net is the fourth of a PyTorch tutorial (Lab-08-2, "xor-nn-wide-deep"), which leaves its gradients to PyTorch. For
two layers the tutorial derives them by hand; this is that code, in NumPy, for four. Its one mistake is mended: it
takes sums for the weights and means for the biases. And its + 1e-7 in a denominator is left out.
"""

import numpy as np

from .training import Training, uniform_weights

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [0]], dtype=float)
LR = 1


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def step(w1, b1, w2, b2, w3, b3, w4, b4):
    # forward
    l1 = np.add(np.matmul(X, w1), b1)
    a1 = sigmoid(l1)
    l2 = np.add(np.matmul(a1, w2), b2)
    a2 = sigmoid(l2)
    l3 = np.add(np.matmul(a2, w3), b3)
    a3 = sigmoid(l3)
    l4 = np.add(np.matmul(a3, w4), b4)
    Y_pred = sigmoid(l4)

    # BCE
    cost = -np.mean(Y * np.log(Y_pred) + (1 - Y) * np.log(1 - Y_pred))  # noqa: F841  (the tutorial prints it)

    # Back prop (chain rule)
    # loss derivative
    d_Y_pred = (Y_pred - Y) / (Y_pred * (1.0 - Y_pred)) / 4

    # Layer 4
    d_l4 = d_Y_pred * sigmoid_prime(l4)
    d_b4 = d_l4
    d_w4 = np.matmul(np.transpose(a3), d_b4)

    # Layer 3
    d_a3 = np.matmul(d_b4, np.transpose(w4))
    d_l3 = d_a3 * sigmoid_prime(l3)
    d_b3 = d_l3
    d_w3 = np.matmul(np.transpose(a2), d_b3)

    # Layer 2
    d_a2 = np.matmul(d_b3, np.transpose(w3))
    d_l2 = d_a2 * sigmoid_prime(l2)
    d_b2 = d_l2
    d_w2 = np.matmul(np.transpose(a1), d_b2)

    # Layer 1
    d_a1 = np.matmul(d_b2, np.transpose(w2))
    d_l1 = d_a1 * sigmoid_prime(l1)
    d_b1 = d_l1
    d_w1 = np.matmul(np.transpose(X), d_b1)

    # weight update (step)
    w1 = w1 - LR * d_w1
    b1 = b1 - LR * np.sum(d_b1, 0)
    w2 = w2 - LR * d_w2
    b2 = b2 - LR * np.sum(d_b2, 0)
    w3 = w3 - LR * d_w3
    b3 = b3 - LR * np.sum(d_b3, 0)
    w4 = w4 - LR * d_w4
    b4 = b4 - LR * np.sum(d_b4, 0)
    return w1, b1, w2, b2, w3, b3, w4, b4


def net(nn):
    """The same net, as the tutorial has it."""
    return nn.Sequential(
        nn.Linear(2, 10, bias=True),
        nn.Sigmoid(),
        nn.Linear(10, 10, bias=True),
        nn.Sigmoid(),
        nn.Linear(10, 10, bias=True),
        nn.Sigmoid(),
        nn.Linear(10, 1, bias=True),
        nn.Sigmoid(),
    )


WIDE_DEEP = Training(
    what="XOR, 2-10-10-10-1 sigmoid, BCE",
    first_weights=lambda: uniform_weights((10, 2), (10,), (10, 10), (10,), (10, 10), (10,), (1, 10), (1,)),
    by_hand=step,
    net=net,
    loss=lambda nn: nn.BCELoss(),
    rate=LR,
    examples=[(X, Y)],
    transposed=True,
)
