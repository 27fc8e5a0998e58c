"""W2: five digits of 5 × 5 pixels by a 25-20-20-20-5 net with ReLU and softmax, one example at a time.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the fifth of its nets; the functions are the tutorial's.
"""

import numpy as np

from .training import Training, uniform_weights

PICTURES = """
.##..  ####.  ####.  ...#.  #####
..#..  ....#  ....#  ..##.  #....
..#..  .###.  .###.  .#.#.  ####.
..#..  #....  ....#  #####  ....#
.###.  #####  ####.  ...#.  ####.
"""
X = np.array([[[sign == "#" for sign in digit] for digit in line.split()] for line in PICTURES.split("\n")[1:-1]])
X = np.ascontiguousarray(X.transpose(0, 2, 1), dtype=float)  # the tutorial's layout: (row, column, digit)
D = np.eye(5).reshape(5, 1, 5)
ALPHA = 0.01


def Softmax(x):
    x = np.subtract(x, np.max(x))  # prevent overflow
    ex = np.exp(x)
    return ex / np.sum(ex)


def ReLU(x):
    return np.maximum(0, x)


def calcOutput_ReLU(W1, W2, W3, W4, x):
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
    e = d - y
    delta = e
    e3 = np.matmul(W4.T, delta)
    delta3 = (v3 > 0) * e3
    e2 = np.matmul(W3.T, delta3)
    delta2 = (v2 > 0) * e2
    e1 = np.matmul(W2.T, delta2)
    delta1 = (v1 > 0) * e1
    return delta, delta1, delta2, delta3


def calcWs(alpha, delta, delta1, delta2, delta3, y1, y2, y3, x, W1, W2, W3, W4):
    dW4 = alpha * delta * y3.T
    W4 = W4 + dW4
    dW3 = alpha * delta3 * y2.T
    W3 = W3 + dW3
    dW2 = alpha * delta2 * y1.T
    W2 = W2 + dW2
    dW1 = alpha * delta1 * x.T
    W1 = W1 + dW1
    return W1, W2, W3, W4


def DeepReLU(W1, W2, W3, W4, X=X, D=D, alpha=ALPHA):
    for k in range(5):
        x = np.reshape(X[:, :, k], (25, 1))
        d = D[k, :].T
        y, v1, v2, v3, y1, y2, y3 = calcOutput_ReLU(W1, W2, W3, W4, x)
        delta, delta1, delta2, delta3 = backpropagation_ReLU(d, y, W2, W3, W4, v1, v2, v3)
        W1, W2, W3, W4 = calcWs(alpha, delta, delta1, delta2, delta3, y1, y2, y3, x, W1, W2, W3, W4)
    return W1, W2, W3, W4


def net(nn):
    """The same net, of a framework's layers; its outputs are logits, as CrossEntropyLoss wants them."""
    return nn.Sequential(
        nn.Linear(25, 20, bias=False),
        nn.ReLU(),
        nn.Linear(20, 20, bias=False),
        nn.ReLU(),
        nn.Linear(20, 20, bias=False),
        nn.ReLU(),
        nn.Linear(20, 5, bias=False),
    )


def four_weights():
    """What both nets of digits begin with."""
    return uniform_weights((20, 25), (20, 20), (20, 20), (5, 20))


EXAMPLES = [(np.reshape(X[:, :, k], 25), np.array(k)) for k in range(5)]
DIGITS = Training(
    what="digits, 25-20-20-20-5 ReLU",
    first_weights=four_weights,
    by_hand=DeepReLU,
    net=net,
    loss=lambda nn: nn.CrossEntropyLoss(),
    rate=ALPHA,
    examples=EXAMPLES,
)
