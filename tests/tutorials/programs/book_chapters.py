"""A book's chapters: slopes through loops, a line twice, lazy layers, windows that slide, blocks."""

import collections
import math

import torch
from torch import nn
from torch.nn import functional as F

# Numbers
x = torch.arange(12, dtype=torch.get_default_dtype())
table = x.reshape(3, 4)
other = torch.tensor([[2.0, 1, 4, 3], [1, 2, 3, 4], [4, 3, 2, 1]])
joined = torch.cat((table, other), dim=0), torch.cat((table, other), dim=1)
table[1, 2] = 17
table[:2, :] = 12
address = id(other)
other[:] = other + table
other += 1
kept = id(other) == address
array = table.numpy()
back = torch.from_numpy(array)
one = torch.tensor([3.5])
numbers = one, one.item(), float(one), int(one)
broad = torch.arange(3).reshape((3, 1)) + torch.arange(2).reshape((1, 2))
m = torch.arange(6, dtype=table.dtype).reshape(2, 3)
sums = m.sum(axis=0), m.sum(axis=[0, 1]) == m.sum(), m.mean(axis=0), m / m.sum(axis=1, keepdims=True), m.cumsum(axis=0)
lengths = torch.norm(torch.tensor([3.0, -4.0])), torch.abs(m).sum(), torch.norm(torch.ones((4, 9)))
products = (
    torch.mv(m, x[:3]),
    torch.mm(m, torch.ones(3, 2)),
    torch.dot(x[:3], m[1]),
    torch.equal(m.T, m.t()),
    m * m,
    m.clone() + m,
)

# Slopes
v = torch.arange(4.0)
v.requires_grad_(True)
y = 2 * torch.dot(v, v)
y.backward()
twice = v.grad == 4 * v
v.grad.zero_()
(v * v).backward(gradient=torch.ones(len(v)))
fixed = (v * v).detach()
v.grad.zero_()
(fixed * v).sum().backward()
constant = v.grad == fixed
start = torch.randn(size=(), requires_grad=True)
grown = start * 2
while grown.norm() < 100:
    grown = grown * 2
grown = grown if grown.sum() > 0 else 10 * grown
grown.backward()
straight = start.grad == grown / start


# A line
class Steps:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate

    def step(self):
        with torch.no_grad():
            for p in self.parameters:
                p -= self.rate * p.grad

    def zero_grad(self):
        for p in self.parameters:
            if p.grad is not None:
                p.grad.zero_()


class ByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.b = torch.normal(0, 0.01, (2, 1), requires_grad=True), torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return torch.matmul(x, self.w) + self.b

    def loss(self, guess, right):
        return ((guess - right) ** 2 / 2).mean()

    def optimizer(self):
        return Steps([self.w, self.b], 0.3)


class ByLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.LazyLinear(1)
        self.net(torch.zeros(1, 2))
        nn.init.normal_(self.net.weight.data, 0, 0.01)
        nn.init.constant_(self.net.bias.data, 0)

    def forward(self, x):
        return self.net(x)

    def loss(self, guess, right):
        return nn.MSELoss()(guess, right)

    def optimizer(self):
        decayed = {"params": self.net.weight, "weight_decay": 0.1}
        return torch.optim.SGD([decayed, {"params": self.net.bias}], lr=0.3)


slopes, height = torch.tensor([2, -3.4]), 4.2
features = torch.randn(20, 2)
labels = torch.matmul(features, slopes.reshape((-1, 1))) + height + torch.randn(20, 1) * 0.01
found = []
for line in (ByHand(), ByLayers()):
    optimizer = line.optimizer()
    for first in range(0, 20, 5):
        batch = slice(first, first + 5)
        loss = line.loss(line(features[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    found.append((loss.item(), line(features[:1])))
error = slopes - line.net.weight.data.reshape(2)

# Classes
chances, right = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), torch.tensor([0, 2])
crossed = -torch.log(chances[list(range(len(chances))), right]).mean()
hits = (chances.argmax(axis=1).type(right.dtype) == right).type(torch.float32)
weights = torch.normal(0, 0.01, size=(6, 3))
powers = torch.exp(torch.matmul(torch.rand((2, 3, 2)).reshape((-1, weights.shape[0])), weights))
shares = powers / powers.sum(1, keepdims=True)
mask = (torch.rand((2, 8)) > 0.5).float()
dropped = mask * torch.arange(16.0).reshape((2, 8)) / (1.0 - 0.5)


# Layers
class Centred(nn.Module):
    def forward(self, x):
        return x - x.mean()


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fixed, self.linear = torch.rand((6, 6)), nn.LazyLinear(6)

    def forward(self, x):
        x = self.linear(F.relu(self.linear(x) @ self.fixed + 1))
        while x.abs().sum() > 1:
            x /= 2
        return x.sum()


shared = nn.LazyLinear(4)
net = nn.Sequential(nn.LazyLinear(4), nn.ReLU(), shared, nn.ReLU(), shared, nn.ReLU(), nn.LazyLinear(1))
print(net[0])
net(torch.rand(2, 5))
net[2].weight.data[0, 0] = 100
tied = net[2].weight.data[0] == net[4].weight.data[0]
halted = nn.Sequential(nn.Linear(5, 6), Centred(), Mixed())(torch.rand(2, 5))


def begin(module):
    if type(module) is nn.Linear:
        nn.init.normal_(module.weight, mean=0, std=0.01)
        nn.init.zeros_(module.bias)


net[0].apply(begin)
net[6].apply(lambda module: nn.init.constant_(module.weight, 42))
named = [(name, tuple(p.shape)) for name, p in net.named_parameters()]
torch.save([v.detach(), torch.zeros(4)], "pair")
pair = torch.load("pair")
torch.save({"x": v.detach(), "y": torch.ones(2)}, "dict")
named_pair = torch.load("dict")
torch.save(net.state_dict(), "net")
answer = net.load_state_dict(torch.load("net"))
print(named[0], answer, type(net[0]).__name__)


# Windows
def slid(x, kernel, of=torch.sum):
    h, w = kernel.shape
    y = torch.zeros((x.shape[0] - h + 1, x.shape[1] - w + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = of(x[i : i + h, j : j + w] * kernel)
    return y


picture = torch.ones((6, 8))
picture[:, 2:6] = 0
edges = slid(picture, torch.tensor([[1.0, -1.0]]))
layer = nn.LazyConv2d(1, kernel_size=(1, 2), bias=False)
for _ in range(3):
    loss = (layer(picture.reshape((1, 1, 6, 8))) - edges.reshape((1, 1, 6, 7))) ** 2
    layer.zero_grad()
    loss.sum().backward()
    layer.weight.data[:] -= 3e-2 * layer.weight.grad
kernel = layer.weight.data.reshape((1, 2))
largest, mean = (slid(torch.arange(9.0).reshape(3, 3), torch.ones(2, 2), of) for of in (torch.max, torch.mean))
square = torch.arange(16.0).reshape((1, 1, 4, 4))
pooled = nn.MaxPool2d(3, padding=1, stride=2)(square), nn.AvgPool2d((2, 3), stride=(2, 3), padding=(0, 1))(square)
many = torch.cat((square, square + 1), 1)
by_one = torch.stack([slid(many[0, 0], k) for k in torch.ones(2, 1, 1)], 0)


class Norm(nn.Module):
    """Batch norm by hand: of the batch while gradients are on, by the moving averages else."""

    def __init__(self, channels):
        super().__init__()
        shape = (1, channels, 1, 1)
        self.gain, self.shift = nn.Parameter(torch.ones(shape)), nn.Parameter(torch.zeros(shape))
        self.mean, self.var = torch.zeros(shape), torch.ones(shape)

    def forward(self, x):
        if not torch.is_grad_enabled():
            return self.gain * (x - self.mean) / torch.sqrt(self.var + 1e-5) + self.shift
        mean = x.mean(dim=(0, 2, 3), keepdim=True)
        var = ((x - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
        self.mean, self.var = 0.9 * self.mean + 0.1 * mean.detach(), 0.9 * self.var + 0.1 * var.detach()
        return self.gain * (x - mean) / torch.sqrt(var + 1e-5) + self.shift


class Ways(nn.Module):
    def __init__(self, c1, c2, c3, **options):
        super(Ways, self).__init__(**options)
        self.one = nn.LazyConv2d(c1, kernel_size=1)
        self.two = nn.Sequential(nn.LazyConv2d(c2[0], kernel_size=1), nn.LazyConv2d(c2[1], kernel_size=3, padding=1))
        self.three = nn.Sequential(nn.MaxPool2d(kernel_size=3, stride=1, padding=1), nn.LazyConv2d(c3, kernel_size=1))

    def forward(self, x):
        return torch.cat([F.relu(way(x)) for way in (self.one, self.two, self.three)], dim=1)


class Dense(nn.Module):
    def __init__(self, count, channels):
        super().__init__()
        self.net = nn.Sequential(
            *[
                nn.Sequential(nn.LazyBatchNorm2d(), nn.ReLU(), nn.LazyConv2d(channels, kernel_size=3, padding=1))
                for _ in range(count)
            ]
        )

    def forward(self, x):
        for block in self.net:
            x = torch.cat((x, block(x)), dim=1)
        return x


def repeated(count, channels):
    layers = []
    for _ in range(count):
        layers += [nn.LazyConv2d(channels, 3, 1, 1), nn.ReLU()]
    return nn.Sequential(*layers, nn.MaxPool2d(kernel_size=2, stride=2))


tower = nn.Sequential(
    *(repeated(2, 3), nn.LazyConv2d(4, kernel_size=1), Norm(4), nn.Sigmoid(), Ways(2, (2, 3), 1), Dense(2, 2)),
    *(nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.LazyLinear(3)),
)
x, shapes = torch.randn(4, 1, 8, 8), []
for layer in tower:
    x = layer(x)
    shapes.append((layer.__class__.__name__, tuple(x.shape)))
optimizer = torch.optim.SGD(tower.parameters(), lr=0.1)
loss = F.cross_entropy(tower(torch.randn(4, 1, 8, 8)), torch.tensor([0, 1, 2, 0]), reduction="mean")
loss.backward()
optimizer.step()
with torch.no_grad():
    tested = tower.eval()(torch.randn(2, 1, 8, 8))
counted = collections.Counter(name for name, _ in shapes)
print(shapes[-1], f"{math.exp(loss):.4f}")
address = None
