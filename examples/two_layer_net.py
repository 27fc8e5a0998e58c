"""A 2-4-3 net for ten samples, first as formulas, then as layers with forward and backward, beside a Module of ours.

From the notes "CH1) 신경망 복습 (1)" of the blog 모두야 on K. Saitoh, "Deep Learning from Scratch 2", chapter 1. They
stop at the forward pass; the backward passes of Affine and Sigmoid here are derived by hand, as the book goes on to do,
and autograd must find the same dx, dW and db.
"""

import numpy as np
from command_line import command_line, run
from graph_pictures import save_graph
from side_by_side import check_differences, difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn

SAMPLES = 10


# By hand: formulas


def sigmoid(x):
    """1 / (1 + e⁻ˣ), of an array or a Tensor."""
    return 1 / (1 + np.exp(-x))


def two_layers(x, W1, b1, W2, b2):
    """The scores of three classes, after the hidden layer before and behind its sigmoid."""
    h = np.matmul(x, W1) + b1
    a = sigmoid(h)
    s = np.matmul(a, W2) + b2
    return h, a, s


# By hand: layers


class Sigmoid:
    """1 / (1 + e⁻ˣ), elementwise."""

    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        """The sigmoid of each element; it is kept for the way back."""
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        """What the input gets: the slope of the sigmoid is out · (1 - out)."""
        dx = dout * (1.0 - self.out) * self.out
        return dx


class Affine:
    """x W + b, for the rows of x."""

    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]

    def forward(self, x):
        """The weighted sums; the input is kept for the way back."""
        W, b = self.params
        out = np.matmul(x, W) + b
        self.x = x
        return out

    def backward(self, dout):
        """What the input gets; W's and b's gradients go to `grads`. The bias was added to every row: a sum."""
        W, _ = self.params
        dx = np.matmul(dout, W.T)
        dW = np.matmul(self.x.T, dout)
        db = np.sum(dout, axis=0)
        self.grads[0][...] = dW
        self.grads[1][...] = db
        return dx


class TwoLayerNet:
    """Affine, Sigmoid, Affine."""

    def __init__(self, input_size, hidden_size, output_size, random):
        I, H, O = input_size, hidden_size, output_size  # noqa: E741  (the notes' names)
        W1 = random.standard_normal((I, H))
        b1 = random.standard_normal(H)
        W2 = random.standard_normal((H, O))
        b2 = random.standard_normal(O)
        self.layers = [Affine(W1, b1), Sigmoid(), Affine(W2, b2)]
        self.params, self.grads = [], []
        for layer in self.layers:
            self.params += layer.params
            self.grads += layer.grads

    def predict(self, x):
        """The scores."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        """What every layer's input gets, the first layer's first."""
        dxs = []
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
            dxs.insert(0, dout)
        return dxs


def cross_entropy_slope(s, t):
    """The gradient of the mean cross-entropy by the scores: (softmax - one-hot) / samples."""
    y = np.exp(s) / np.sum(np.exp(s), axis=1, keepdims=True)
    return (y - np.eye(3)[t]) / len(s)


# With a Module of ours


class TwoLayerModule(nn.Module):
    """The same net. It has no params, grads and backward of its own: a Module and the tape have them."""

    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.affine1 = nn.Linear(input_size, hidden_size, dtype=np.float64)
        self.sigmoid = nn.Sigmoid()
        self.affine2 = nn.Linear(hidden_size, output_size, dtype=np.float64)

    def forward(self, x):
        """The scores."""
        return self.affine2(self.sigmoid(self.affine1(x)))

    def predict(self, x):
        """The scores, with nothing recorded."""
        with tg.no_grad():
            return self(x)


def module_like(net):
    """A Module with the weights of the hand-written net. A Linear keeps them as (out, in)."""
    W1, b1, W2, b2 = net.params
    module = TwoLayerModule(*W1.shape, W2.shape[1])
    weights = {"affine1.weight": W1.T, "affine1.bias": b1, "affine2.weight": W2.T, "affine2.bias": b2}
    module.load_state_dict(weights)
    return module


def compare_forward(net, module, x):
    """The formulas with arrays, the same formulas with Tensors, and the two nets: the largest differences."""
    arrays = two_layers(x, *net.params)
    tensors = two_layers(tg.tensor(x), *map(tg.tensor, net.params))
    found = [difference("formulas", name, t.data, a) for name, t, a in zip(("h", "a", "s"), tensors, arrays)]
    return [*found, difference("predict", "s", module.predict(x).data, net.predict(x))]


def compare_backward(net, module, x, t):
    """The gradients of the mean cross-entropy by every input, weight and bias: the largest differences."""
    x = tg.tensor(x, requires_grad=True)
    h = module.affine1(x)
    a = module.sigmoid(h)
    s = module.affine2(a)
    loss = nn.CrossEntropyLoss()(s, t)
    module.zero_grad()
    loss.backward()

    dout = cross_entropy_slope(net.predict(x.data), t)
    pairs = [("loss", "dx", tg.grad(loss, s)[0].data, dout)]
    names = ("affine1", "sigmoid", "affine2")
    pairs += [
        (name, "dx", ours.data, dx) for name, ours, dx in zip(names, tg.grad(loss, (x, h, a)), net.backward(dout))
    ]
    dW1, db1, dW2, db2 = net.grads
    pairs += [
        ("affine1", "dW", module.affine1.weight.grad.data.T, dW1),
        ("affine1", "db", module.affine1.bias.grad.data, db1),
        ("affine2", "dW", module.affine2.weight.grad.data.T, dW2),
        ("affine2", "db", module.affine2.bias.grad.data, db2),
    ]
    return [difference(*pair) for pair in pairs]


# What is shown


def print_shapes(net, x):
    """What the ten samples become."""
    values = zip(("x", "h", "a", "s"), (x, *two_layers(x, *net.params)))
    rows = [[name, str(value.shape), np.array2string(value[0], precision=4)] for name, value in values]
    print_table([["", "shape", "the first sample"], *rows])


def draw_graph(module, x, t, folder):
    """How the loss comes about, and what is sent back."""
    x = tg.tensor(x)
    with tg.record_lines():
        s = module(x)
        loss = nn.CrossEntropyLoss()(s, t)
    save_graph(loss, folder, "two_layer_net", {"x": x, "s": s, "loss": loss})


def main(arguments=None):
    """Run both passes, print, compare, draw."""
    options = command_line(__doc__, arguments)
    random = np.random.RandomState(options.seed)
    x, t = random.standard_normal((SAMPLES, 2)), random.randint(3, size=SAMPLES)
    net = TwoLayerNet(2, 4, 3, random)
    module = module_like(net)
    print_shapes(net, x)
    check_differences([*compare_forward(net, module, x), *compare_backward(net, module, x, t)])
    if not options.no_pictures:
        draw_graph(module, x, t, options.output)


if __name__ == "__main__":
    run(main)
