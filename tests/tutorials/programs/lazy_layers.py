"""Layers that learn their input's size from the first input; shapes from layer to layer; shared layers."""

import torch
from torch import nn
from torch.nn import functional as F


def first_values(m):
    if type(m) == nn.Linear or type(m) == nn.Conv2d:
        nn.init.xavier_uniform_(m.weight)


def convolve(channels, **options):
    return nn.Sequential(nn.LazyConv2d(channels, kernel_size=3, **options), nn.LazyBatchNorm2d(), nn.ReLU())


net = nn.Sequential(
    convolve(4, padding=1),
    nn.MaxPool2d(2),
    convolve(6),
    nn.Flatten(),
    nn.LazyLinear(8),
    nn.LazyBatchNorm1d(),
    nn.Tanh(),
    nn.LazyLinear(3),
)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(4, 1, 8, 8), torch.tensor([0, 1, 2, 0])
t = x
for layer in net:
    t = layer(t)
    print(type(layer).__name__, tuple(t.shape))
net.apply(first_values)
losses = []
for _ in range(3):
    loss = F.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print([(name, tuple(p.shape)) for name, p in net.named_parameters()], net[4])
shared = nn.LazyLinear(5)
twice = nn.Sequential(nn.LazyLinear(5), nn.ReLU(), shared, nn.ReLU(), shared, nn.LazyLinear(1))
out = twice(torch.randn(2, 3))
out.sum().backward()
slope = shared.weight.grad, len(list(twice.parameters()))


class Own(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(before, after)), nn.Parameter(torch.zeros(after))
        self.fixed = torch.rand(after, after)

    def forward(self, x):
        x = F.relu((x @ self.weight + self.bias) @ self.fixed)
        while x.norm() > 1:
            x = x / 2
        return x.sum()


own = Own(3, 4)
end = own(torch.randn(2, 3))
end.backward()
sent = own.weight.grad
grown = nn.LazyConvTranspose2d(2, 2, stride=2)(torch.randn(1, 3, 2, 2))
