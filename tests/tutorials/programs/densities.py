"""Densities: a variational autoencoder with distributions, codes from a book, coupled flows, energies, soft choices."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Bernoulli, Normal, kl_divergence


class Variational(nn.Module):
    def __init__(self, size=9, hidden=8, code=2):
        super().__init__()
        self.read = nn.Sequential(nn.Linear(size, hidden), nn.ELU(), nn.Linear(hidden, 2 * code))
        self.write = nn.Sequential(nn.Linear(code, hidden), nn.ELU(), nn.Linear(hidden, size))

    def forward(self, x):
        mean, raw = self.read(x).chunk(2, dim=-1)
        code = Normal(mean, F.softplus(raw) + 1e-3)
        return Bernoulli(logits=self.write(code.rsample())), code


pictures = torch.bernoulli(torch.rand(10, 9))
net, prior = Variational(), Normal(torch.zeros(2), torch.ones(2))
optimizer = torch.optim.Adamax(net.parameters(), lr=1e-2)
bounds = []
for step in range(3):
    seen, code = net(pictures)
    apart = kl_divergence(code, prior).sum(-1)
    bound = (seen.log_prob(pictures).sum(-1) - min(1.0, (step + 1) / 3) * apart).mean()
    optimizer.zero_grad()
    (-bound).backward()
    optimizer.step()
    bounds.append(bound.item())
samples = torch.sigmoid(net.write(prior.sample((4,)))).view(4, 3, 3)
between = torch.stack([net.write((1 - t) * code.mean[0] + t * code.mean[1]) for t in torch.linspace(0, 1, 3)]).detach()
inside = code.cdf(code.mean + code.stddev).mean().item()


class Book(nn.Module):
    """Each vector's nearest in a book; the gradient passes straight through."""

    def __init__(self, count, size, weight=0.25):
        super().__init__()
        self.codes, self.weight = nn.Embedding(count, size), weight
        nn.init.uniform_(self.codes.weight, -1.0 / count, 1.0 / count)

    def forward(self, x):
        far = x.pow(2).sum(1, keepdim=True) + self.codes.weight.pow(2).sum(1) - 2 * x @ self.codes.weight.t()
        nearest = far.argmin(dim=1)
        hot = torch.zeros(nearest.shape[0], self.codes.num_embeddings).scatter_(1, nearest.unsqueeze(1), 1)
        quantized = hot @ self.codes.weight
        loss = F.mse_loss(quantized.detach(), x) * self.weight + F.mse_loss(quantized, x.detach())
        used = hot.mean(0)
        return x + (quantized - x).detach(), loss, torch.exp(-torch.sum(used * torch.log(used + 1e-10)))


book = Book(5, 3)
vectors = torch.randn(8, 3, requires_grad=True)
out, committed, perplexity = book(vectors)
(out.pow(2).sum() + committed).backward()


class Coupling(nn.Module):
    def __init__(self, mask):
        super().__init__()
        self.register_buffer("mask", mask)
        self.scale = nn.Sequential(nn.Linear(2, 6), nn.LeakyReLU(), nn.Linear(6, 2), nn.Tanh())
        self.shift = nn.Sequential(nn.Linear(2, 6), nn.LeakyReLU(), nn.Linear(6, 2))

    def forward(self, x):
        kept = x * self.mask
        s, t = self.scale(kept) * (1 - self.mask), self.shift(kept) * (1 - self.mask)
        return kept + (1 - self.mask) * (x * s.exp() + t), s.sum(dim=1)

    def inverse(self, y):
        kept = y * self.mask
        s, t = self.scale(kept) * (1 - self.mask), self.shift(kept) * (1 - self.mask)
        return kept + (1 - self.mask) * ((y - t) * torch.exp(-s))


layers = nn.ModuleList([Coupling(torch.tensor(mask)) for mask in ([0.0, 1.0], [1.0, 0.0]) * 2])
moons = torch.randn(12, 2)
moons[:, 1] += moons[:, 0] ** 2
optimizer = torch.optim.NAdam(layers.parameters(), lr=1e-2)
surprises = []
for _ in range(3):
    z, volume = moons, torch.zeros(len(moons))
    for layer in layers:
        z, more = layer(z)
        volume = volume + more
    loss = -(prior.log_prob(z).sum(1) + volume).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    surprises.append(loss.item())
with torch.no_grad():
    z = moons
    for layer in layers:
        z, _ = layer(z)
    for layer in reversed(layers):
        z = layer.inverse(z)
returned = torch.allclose(z, moons, atol=1e-5)


# Langevin's steps down an energy, and soft choices
energy = nn.Sequential(nn.Linear(2, 6), nn.Softplus(), nn.Linear(6, 1))
x = torch.randn(6, 2)
for _ in range(3):
    x.requires_grad_(True)
    (slope,) = torch.autograd.grad(energy(x).sum(), x)
    x = (x - 0.1 * slope + math.sqrt(0.02) * torch.randn_like(x)).detach()
contrast = energy(moons[:6]).mean() - energy(x).mean()
contrast.backward()
scores = torch.randn(4, 3, requires_grad=True)
noise = -torch.log(-torch.log(torch.rand(4, 3)))
soft = F.softmax((scores + noise) / 0.5, dim=-1)
hard = torch.zeros_like(soft).scatter_(-1, soft.argmax(dim=-1, keepdim=True), 1.0)
chosen = hard - soft.detach() + soft
(chosen * torch.arange(3.0)).sum().backward()
score = ((moons**2).sum(1) / 2 + math.log(2 * math.pi)).mean()
print([f"{value:.4f}" for value in bounds + surprises], returned, f"{inside:.3f} {perplexity:.3f}")
seen = code = prior = None
