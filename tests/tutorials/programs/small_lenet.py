"""Convolution, pooling, a classifier, from torch.nn's classes and from functional's functions."""

import torch
import torch.nn.functional as F
from torch.nn import AvgPool2d, Conv2d, CrossEntropyLoss, Flatten, Linear, MaxPool2d, Module, ReLU, Sequential


class Pictures(Module):
    def __init__(self):
        super().__init__()
        self.near, self.far, self.out = Conv2d(1, 3, 5, padding=2), Conv2d(3, 6, kernel_size=3), Linear(6 * 2 * 2, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.near(x)), 2)
        x = F.max_pool2d(torch.tanh(self.far(x)), (2, 2))
        return self.out(torch.flatten(x, 1))


x = torch.randn(6, 1, 12, 12)
y = torch.tensor([0, 1, 2, 3, 0, 1])
net = Pictures()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
running = 0.0
for step in range(4):
    optimizer.zero_grad()
    loss = CrossEntropyLoss()(net(x), y)
    loss.backward()
    optimizer.step()
    running += loss.item()
print(f"[{step + 1}, {len(x):5d}] loss: {running / 4:.3f}")
layers = Sequential(
    Conv2d(1, 2, 3, stride=2, padding=1),
    ReLU(inplace=True),
    MaxPool2d(2, stride=1),
    AvgPool2d(2),
    Flatten(),
    Linear(8, 2),
)
t = x
shapes = []
for layer in layers:
    t = layer(t)
    shapes.append(tuple(t.shape))
    print(type(layer).__name__, shapes[-1])
edges = torch.zeros(1, 1, 1, 2)
edges[..., 0], edges[..., 1] = 1.0, -1.0
picture = torch.ones(1, 1, 4, 6)
picture[..., 2:4] = 0
found = F.conv2d(picture, edges)
by_hand = torch.stack([(picture[0, 0, :, i : i + 2] * edges[0, 0]).sum(1) for i in range(5)], dim=1)
learned = Conv2d(1, 1, (1, 2), bias=False)
for _ in range(5):
    loss = ((learned(picture) - found) ** 2).sum()
    learned.zero_grad()
    loss.backward()
    with torch.no_grad():
        learned.weight[:] -= 0.02 * learned.weight.grad
