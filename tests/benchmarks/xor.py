"""W1: XOR by a 3-4-1 net with sigmoid, squared error, one example at a time.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the third of its nets; the functions are the tutorial's.
"""

import numpy as np

from .training import Training, uniform_weights

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
D = np.array([[0], [1], [1], [0]], dtype=float)
ALPHA = 0.9


def Sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def calc_output(W1, W2, x):
    v1 = np.matmul(W1, x)
    y1 = Sigmoid(v1)
    v = np.matmul(W2, y1)
    y = Sigmoid(v)
    return y, y1


def calc_delta(d, y):
    e = d - y
    delta = y * (1 - y) * e
    return delta


def calc_delta1(W2, delta, y1):
    e1 = np.matmul(W2.T, delta)
    delta1 = y1 * (1 - y1) * e1
    return delta1


def backprop_XOR(W1, W2, X=X, D=D, alpha=ALPHA):
    for k in range(4):
        x = X[k, :].T
        d = D[k]
        y, y1 = calc_output(W1, W2, x)
        delta = calc_delta(d, y)
        delta1 = calc_delta1(W2, delta, y1)
        dW1 = (alpha * delta1).reshape(4, 1) * x.reshape(1, 3)
        W1 = W1 + dW1
        dW2 = alpha * delta * y1
        W2 = W2 + dW2
    return W1, W2


def net(nn):
    """The same net, of a framework's layers."""
    return nn.Sequential(nn.Linear(3, 4, bias=False), nn.Sigmoid(), nn.Linear(4, 1, bias=False), nn.Sigmoid())


def half_squared_error(nn):
    """½ (d − y)², whose gradient is the tutorial's delta."""
    squared_error = nn.MSELoss(reduction="sum")
    return lambda y, d: 0.5 * squared_error(y, d)


XOR = Training(
    what="XOR, 3-4-1 sigmoid",
    first_weights=lambda: uniform_weights((4, 3), (1, 4)),
    by_hand=backprop_XOR,
    net=net,
    loss=half_squared_error,
    rate=ALPHA,
    examples=list(zip(X, D)),
)
