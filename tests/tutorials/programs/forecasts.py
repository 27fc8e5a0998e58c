"""Series that go on: windows and scaling, LSTM layers and cells, L-BFGS, teacher forcing, a mixture's density."""

import math
import random

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, SequentialSampler, TensorDataset

random.seed(1)
passengers = np.array([112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135], dtype=float)
low, high = passengers[:12].min(), passengers[:12].max()
scaled = torch.tensor((passengers - low) / (high - low) * 2 - 1).to(torch.get_default_dtype()).view(-1)


def windows(series, length):
    pairs = [(series[i : i + length], series[i + length : i + length + 1]) for i in range(len(series) - length)]
    return torch.stack([x for x, _ in pairs]).unsqueeze(-1), torch.stack([y for _, y in pairs])


class Stacked(nn.Module):
    def __init__(self, size=5, layers=2):
        super().__init__()
        self.size, self.layers = size, layers
        self.lstm = nn.LSTM(1, size, layers, batch_first=True)
        self.out = nn.Linear(size, 1)

    def forward(self, x):
        h0 = torch.zeros(self.layers, x.size(0), self.size).requires_grad_()
        c0 = torch.zeros(self.layers, x.size(0), self.size).to(x.device)
        out, _ = self.lstm(x, (h0.detach(), c0.detach()))
        return self.out(out[:, -1, :])


x, y = windows(scaled, 4)
loader = DataLoader(TensorDataset(x, y), batch_size=4, sampler=SequentialSampler(x))
net, history = Stacked(), []
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
patience = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=0)
for epoch in range(3):
    total = 0.0
    for inputs, wanted in loader:
        loss = nn.MSELoss()(net(inputs), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
    patience.step(1.0)
    history.append(total / len(loader.dataset))
net.eval()
ahead = scaled[-4:].tolist()
for _ in range(3):
    with torch.no_grad():
        ahead.append(net(torch.tensor(ahead[-4:]).view(1, 4, 1)).item())
back = (np.array(ahead[4:]) + 1) / 2 * (high - low) + low


class Cells(nn.Module):
    def __init__(self):
        super(Cells, self).__init__()
        self.first, self.second, self.out = nn.LSTMCell(1, 4), nn.LSTMCell(4, 4), nn.Linear(4, 1)

    def forward(self, series, future=0):
        outputs = []
        h1, c1, h2, c2 = (torch.zeros(series.size(0), 4, dtype=series.dtype) for _ in range(4))
        for value in series.split(1, dim=1):
            h1, c1 = self.first(value, (h1, c1))
            h2, c2 = self.second(h1, (h2, c2))
            outputs.append(self.out(h2))
        for _ in range(future):
            h1, c1 = self.first(outputs[-1], (h1, c1))
            h2, c2 = self.second(h1, (h2, c2))
            outputs.append(self.out(h2))
        return torch.cat(outputs, dim=1)


starts = np.arange(3).reshape(3, 1) * 1.7
waves = torch.from_numpy(np.sin((np.arange(20) + starts) / 3.0).astype("float64"))
cells = Cells().double()
solver = torch.optim.LBFGS(cells.parameters(), lr=0.8, max_iter=4)
misfits = []


def closure():
    solver.zero_grad()
    loss = nn.MSELoss()(cells(waves[1:, :-1]), waves[1:, 1:])
    misfits.append(loss.item())
    loss.backward()
    return loss


solver.step(closure)
with torch.no_grad():
    continued = cells(waves[:1, :-1], future=5)
    left = nn.MSELoss()(continued[:, :-5], waves[:1, 1:]).item()


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder, self.out = nn.GRU(1, 6, batch_first=True), nn.GRUCell(1, 6), nn.Linear(6, 1)

    def forward(self, past, future=None, length=4, forced=0.5):
        _, h = self.encoder(past)
        h, value, made = h[0], past[:, -1], []
        for t in range(length):
            h = self.decoder(value, h)
            value = self.out(h)
            made.append(value)
            if future is not None and random.random() < forced:
                value = future[:, t]
        return torch.stack(made, dim=1)


forecaster = Forecaster()
past, future = x[:4], x[4:8]
loss = F.l1_loss(forecaster(past, future), future)
loss.backward()
free = forecaster(past, forced=0.0)


# Several answers at once: a mixture of normal distributions
class Mixture(nn.Module):
    def __init__(self, parts=3):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(1, 8), nn.Tanh())
        self.shares, self.means, self.spreads = nn.Linear(8, parts), nn.Linear(8, parts), nn.Linear(8, parts)

    def forward(self, x):
        h = self.hidden(x)
        return F.softmax(self.shares(h), -1), self.means(h), torch.exp(self.spreads(h))


targets = torch.linspace(-1, 1, 12).unsqueeze(1)
inputs = targets + 0.3 * torch.sin(2 * math.pi * targets) + 0.05 * torch.randn(targets.size())
mixture, surprises = Mixture(), []
optimizer = torch.optim.Rprop(mixture.parameters(), lr=0.01)
for _ in range(3):
    shares, means, spreads = mixture(inputs)
    densities = torch.exp(-0.5 * ((targets - means) / spreads) ** 2) / (spreads * math.sqrt(2 * math.pi))
    loss = -torch.log((shares * densities).sum(dim=1) + 1e-12).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    surprises.append(loss.item())
with torch.no_grad():
    shares, means, spreads = mixture(inputs)
    part = torch.multinomial(shares, 1)
    drawn = torch.normal(means.gather(1, part), spreads.gather(1, part))
print([f"{loss:.4f}" for loss in history + surprises], f"{left:.4f}", back.round(1).tolist())
loader = None
