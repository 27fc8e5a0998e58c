"""W3: the digits by a net with sigmoid and dropout 0.2, one example at a time.

From InSung-Na's tutorial 딥러닝 쌩~으로 이해하기 (2023), the sixth of its nets; the functions are the tutorial's,
but for a hidden unit's slope. The tutorial writes y (1 − y) for y = m · s, of which the slope is m · s (1 − s): see
`examples/dropout.py`. The tutorial keeps exactly 16 of 20 units; frameworks drop each with probability 0.2. Speed is
compared with both as they are; numbers are compared with the hand-written code given the framework's masks.
"""

import functools

import numpy as np

from .digits import ALPHA, EXAMPLES, D, Softmax, X, calcWs, four_weights
from .training import Training
from .xor import Sigmoid

RATIO = 0.2


def Dropout(y, ratio):
    ym = np.zeros_like(y)
    num = round(y.size * (1 - ratio))
    idx = np.random.choice(y.size, num, replace=False)
    ym[idx] = 1.0 / (1.0 - ratio)
    return ym


def calcOutput_Dropout(W1, W2, W3, W4, x, Dropout):
    v1 = np.matmul(W1, x)
    s1 = Sigmoid(v1)
    m1 = Dropout(s1, RATIO)
    y1 = s1 * m1
    v2 = np.matmul(W2, y1)
    s2 = Sigmoid(v2)
    m2 = Dropout(s2, RATIO)
    y2 = s2 * m2
    v3 = np.matmul(W3, y2)
    s3 = Sigmoid(v3)
    m3 = Dropout(s3, RATIO)
    y3 = s3 * m3
    v = np.matmul(W4, y3)
    y = Softmax(v)
    return y, y1, y2, y3, s1, s2, s3


def backpropagation_Dropout(d, y, y1, y2, y3, s1, s2, s3, W2, W3, W4):
    e = d - y
    delta = e
    e3 = np.matmul(W4.T, delta)
    delta3 = y3 * (1 - s3) * e3
    e2 = np.matmul(W3.T, delta3)
    delta2 = y2 * (1 - s2) * e2
    e1 = np.matmul(W2.T, delta2)
    delta1 = y1 * (1 - s1) * e1
    return delta, delta1, delta2, delta3


def DeepDropout(W1, W2, W3, W4, X=X, D=D, Dropout=Dropout):
    for k in range(5):
        x = np.reshape(X[:, :, k], (25, 1))
        d = D[k, :].T
        y, y1, y2, y3, s1, s2, s3 = calcOutput_Dropout(W1, W2, W3, W4, x, Dropout)
        delta, delta1, delta2, delta3 = backpropagation_Dropout(d, y, y1, y2, y3, s1, s2, s3, W2, W3, W4)
        W1, W2, W3, W4 = calcWs(ALPHA, delta, delta1, delta2, delta3, y1, y2, y3, x, W1, W2, W3, W4)
    return W1, W2, W3, W4


def by_hand_with(framework):
    """The same with masks that the framework's dropout draws: what it makes of ones."""

    def drawn(y, ratio):
        ones = framework.tensor(np.ones(y.size))
        return framework.nn.functional.dropout(ones, ratio).numpy().reshape(y.shape)

    return functools.partial(DeepDropout, Dropout=drawn)


def net(nn):
    """The same net, of a framework's layers."""
    return nn.Sequential(
        nn.Linear(25, 20, bias=False),
        nn.Sigmoid(),
        nn.Dropout(RATIO),
        nn.Linear(20, 20, bias=False),
        nn.Sigmoid(),
        nn.Dropout(RATIO),
        nn.Linear(20, 20, bias=False),
        nn.Sigmoid(),
        nn.Dropout(RATIO),
        nn.Linear(20, 5, bias=False),
    )


DROPOUT = Training(
    what="digits, sigmoid, dropout 0.2",
    first_weights=four_weights,
    by_hand=DeepDropout,
    net=net,
    loss=lambda nn: nn.CrossEntropyLoss(),
    rate=ALPHA,
    examples=EXAMPLES,
    by_hand_with=by_hand_with,
)
