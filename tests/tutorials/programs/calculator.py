"""Tensors as a calculator: neighbours, clusters, components, least squares, a kernel, an RBM, evolution."""

import math

import torch
import torch.nn.functional as F
from torch import nn

centres, labels = torch.tensor([[0.0, 0.0], [4.0, 4.0], [0.0, 5.0]]), torch.arange(30) % 3
points = centres[labels] + 0.5 * torch.randn(30, 2)
nearest = torch.cdist(points[20:], points[:20]).topk(3, dim=1, largest=False).indices
guessed = torch.mode(labels[:20][nearest], dim=1).values
share = (guessed == labels[20:]).double().mean().item()


def distances(x, y):
    return ((x.unsqueeze(1) - y.unsqueeze(0)) ** 2).sum(-1).sqrt()


squares = (points**2).sum(1, keepdim=True)
close = torch.allclose((squares + squares.T - 2 * points @ points.t()).clamp(min=0), distances(points, points) ** 2)
means = points[:3].clone()
for _ in range(5):
    nearest = distances(points, means).argmin(dim=1)
    means = torch.stack([points[nearest == k].mean(0) for k in range(3)])
inertia = distances(points, means).min(dim=1)[0].pow(2).sum()
centred = points - points.mean(0, keepdim=True)
_, S, Vh = torch.linalg.svd(centred, full_matrices=False)
explained = S**2 / (S**2).sum()
values, vectors = torch.linalg.eigh(torch.cov(points.T))
same = torch.allclose(values.flip(0), S**2 / 29)
parallel = (Vh[0] * vectors[:, -1]).sum().abs()
X, wanted = torch.cat([points, torch.ones(30, 1)], dim=1), labels.to(points.dtype)
normal = torch.inverse(X.t() @ X) @ X.t() @ wanted
ridge = torch.linalg.solve(X.T @ X + 0.1 * torch.eye(3), X.T @ wanted)
Q, R = torch.linalg.qr(X)
by_qr = torch.linalg.solve_triangular(R, (Q.T @ wanted).unsqueeze(1), upper=True)
least = torch.linalg.lstsq(X, wanted.unsqueeze(1)).solution

x = torch.linspace(0, 1, 8)
y = torch.sin(2 * math.pi * x)
length, scale = torch.tensor(0.3, requires_grad=True), torch.tensor(1.0, requires_grad=True)
for _ in range(2):
    K = scale**2 * torch.exp(-0.5 * (x[:, None] - x[None, :]) ** 2 / length**2) + 1e-2 * torch.eye(8)
    L = torch.linalg.cholesky(K)
    alpha = torch.cholesky_solve(y.unsqueeze(1), L)
    surprise = 0.5 * y @ alpha.squeeze() + L.diagonal().log().sum() + 4 * math.log(2 * math.pi)
    slopes = torch.autograd.grad(surprise, [length, scale])
    with torch.no_grad():
        length -= 0.001 * slopes[0]
        scale -= 0.001 * slopes[1]


class Boltzmann:
    def __init__(self, visible, hidden):
        self.W, self.a, self.b = torch.randn(visible, hidden) * 0.1, torch.full((visible,), 0.5), torch.zeros(hidden)

    def up(self, v):
        chances = torch.sigmoid(torch.matmul(v, self.W) + self.b)
        return chances, torch.bernoulli(chances)

    def down(self, h):
        return torch.bernoulli(torch.sigmoid(torch.matmul(h, self.W.t()) + self.a))

    def energy(self, v):
        return -v.mv(self.a) - F.softplus(F.linear(v, self.W.t(), self.b)).sum(1)

    def learn(self, v, rate):
        first, h = self.up(v)
        positive, seen = torch.matmul(v.t(), first), self.down(h)
        again, _ = self.up(seen)
        self.W += rate * (positive - torch.matmul(seen.t(), again)) / len(v)
        self.a += rate * torch.sum(v - seen, dim=0) / len(v)
        self.b += rate * torch.mean(first - again, 0)
        return torch.sum((v - seen) ** 2).item()


machine, data = Boltzmann(6, 4), torch.bernoulli(torch.full((12, 6), 0.5))
errors = [machine.learn(data, 0.1) for _ in range(3)]
energies = machine.energy(data)
patterns = torch.sign(torch.randn(2, 8))
W, state = patterns.T @ patterns / 2 - torch.eye(8), patterns[0].clone()
state[0] *= -1
for _ in range(3):
    state = torch.sign(W @ state)
moves, best = torch.log(torch.tensor([[0.7, 0.3], [0.4, 0.6]])), torch.log(torch.tensor([0.5, 0.5]))
for _ in range(4):
    best, back = (best.unsqueeze(1) + moves).max(0)
net = nn.Linear(2, 3)
evolved = torch.cat([p.detach().flatten() for p in net.parameters()])
for _ in range(3):
    noise = torch.randn(10, evolved.numel())
    tried = evolved + 0.1 * noise
    scores = torch.einsum("koi,ni->kno", tried[:, :6].view(-1, 3, 2), points) + tried[:, None, 6:]
    fitness = -F.cross_entropy(scores.flatten(0, 1), labels.repeat(10), reduction="none").view(10, -1).mean(1)
    evolved = evolved + 0.05 * (noise.T @ ((fitness - fitness.mean()) / fitness.std())) / 10
inside = ((torch.rand(1000, 2) ** 2).sum(1) < 1).double().mean().item() * 4
walk = torch.cumsum(torch.randint(0, 2, (50,)) * 2 - 1, dim=0)
torch.set_printoptions(precision=3, sci_mode=False)
print(f"{share:.2f} {inertia:.3f} {close} {same} {state.eq(patterns[0]).all().item()} {inside:.2f}")
torch.set_printoptions(profile="default")
