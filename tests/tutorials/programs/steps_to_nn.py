"""One training, from tensors alone to modules, optimizers, data sets and loaders, a step at a time."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

x, y = torch.rand(48, 16), torch.randint(0, 5, (48,))
x_held, y_held = torch.rand(16, 16), torch.randint(0, 5, (16,))
count, width = x.shape
print(y.min(), y.max(), tuple(x.shape))
weights = torch.randn(width, 5) / math.sqrt(width)
weights.requires_grad_()
bias = torch.zeros(5, requires_grad=True)


def by_hand(batch):
    scores = batch @ weights + bias
    return scores - scores.exp().sum(-1).log().unsqueeze(-1)


def mean_nll(logs, right):
    return -logs[range(right.shape[0]), right].mean()


def share_right(scores, right):
    return (torch.argmax(scores, dim=1) == right).double().mean()


size, rate, epochs = 16, 0.5, 2
first = mean_nll(by_hand(x[:size]), y[:size]), share_right(by_hand(x[:size]), y[:size])
for epoch in range(epochs):
    for i in range((count - 1) // size + 1):
        part = slice(i * size, (i + 1) * size)
        loss = mean_nll(by_hand(x[part]), y[part])
        loss.backward()
        with torch.no_grad():
            weights -= weights.grad * rate
            bias -= bias.grad * rate
            weights.grad.zero_()
            bias.grad.zero_()
same = torch.isclose(mean_nll(by_hand(x), y), F.cross_entropy(x @ weights + bias, y))
print(f"{loss.item():.6f}", same.item())


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights, self.bias = nn.Parameter(torch.randn(16, 5) / math.sqrt(16)), nn.Parameter(torch.zeros(5))

    def forward(self, batch):
        return batch @ self.weights + self.bias


class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(16, 5)

    def forward(self, batch):
        return self.linear(batch)


net = Own()
for i in range(3):
    part = slice(i * size, (i + 1) * size)
    loss = F.cross_entropy(net(x[part]), y[part])
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= p.grad * rate
        net.zero_grad()


def one_batch(net, loss_of, inputs, labels, optimizer=None):
    loss = loss_of(net(inputs), labels)
    if optimizer is not None:
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return loss.item(), len(inputs)


def fit(epochs, net, loss_of, optimizer, training, held_out):
    found = []
    for epoch in range(epochs):
        net.train()
        for inputs, labels in training:
            one_batch(net, loss_of, inputs, labels, optimizer)
        net.eval()
        with torch.no_grad():
            losses, counts = zip(*[one_batch(net, loss_of, inputs, labels) for inputs, labels in held_out])
        found.append(float(np.sum(np.multiply(losses, counts)) / np.sum(counts)))
        print(epoch, f"{found[-1]:.6f}")
    return found


training, held_out = TensorDataset(x, y), TensorDataset(x_held, y_held)
some, one, pairs = training[8:12], training[0], len(training)
batches = DataLoader(training, batch_size=size), DataLoader(held_out, batch_size=size * 2)
net = Layers()
history = fit(epochs, net, F.cross_entropy, optim.SGD(net.parameters(), lr=rate), *batches)


class Lambda(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Changed:
    def __init__(self, loader, function):
        self.loader, self.function = loader, function

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        for batch in self.loader:
            yield self.function(*batch)


batches = [Changed(loader, lambda x, y: (x.view(-1, 1, 4, 4).to("cpu"), y.to("cpu"))) for loader in batches]
net = nn.Sequential(
    *(nn.Conv2d(1, 4, kernel_size=3, stride=2, padding=1), nn.ReLU()),
    *(nn.Conv2d(4, 5, kernel_size=3, stride=2, padding=1), nn.ReLU()),
    *(nn.AdaptiveAvgPool2d(1), Lambda(lambda x: x.view(x.size(0), -1))),
)
history += fit(epochs, net, F.cross_entropy, optim.SGD(net.parameters(), lr=0.1, momentum=0.9), *batches)
loads = len(batches[0])
training = held_out = batches = None
