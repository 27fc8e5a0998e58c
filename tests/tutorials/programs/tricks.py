"""Tricks of training: averaged weights, a teacher, mixtures, own losses, adapters, pruning, a rate's search."""

import copy
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim import lr_scheduler


class Averages:
    """Weights that follow a net's slowly, and take their place for a while."""

    def __init__(self, net, decay):
        self.net, self.decay, self.kept = net, decay, None
        self.slow = {name: p.detach().clone() for name, p in net.named_parameters() if p.requires_grad}

    def update(self):
        with torch.no_grad():
            for name, p in self.net.named_parameters():
                self.slow[name].mul_(self.decay).add_(p, alpha=1 - self.decay)

    def __enter__(self):
        self.kept = {name: p.data for name, p in self.net.named_parameters()}
        for name, p in self.net.named_parameters():
            p.data = self.slow[name]

    def __exit__(self, *exception):
        for name, p in self.net.named_parameters():
            p.data = self.kept[name]


class Patience:
    def __init__(self, most):
        self.best, self.waited, self.most, self.over = np.inf, 0, most, False

    def see(self, loss, net):
        if loss < self.best:
            self.best, self.waited = loss, 0
            torch.save(net.state_dict(), "best.pt")
        else:
            self.waited += 1
            self.over = self.waited >= self.most


def small(width):
    return nn.Sequential(nn.Linear(6, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Linear(width, 3))


x, y = torch.randn(24, 6), torch.randint(0, 3, (24,))
teacher, student = small(12), small(4)
averages, patience = Averages(student, 0.9), Patience(1)
optimizer = torch.optim.AdamW(student.parameters(), lr=1e-2, eps=1e-4)
schedule = lr_scheduler.SequentialLR(
    optimizer,
    [lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=2), lr_scheduler.CosineAnnealingLR(optimizer, 4)],
    milestones=[2],
)
teacher.eval()
losses, rates = [], []
for epoch in range(4):
    for i, (some, classes) in enumerate(zip(x.chunk(3), y.chunk(3))):
        with torch.no_grad():
            soft = F.softmax(teacher(some) / 2.0, dim=1)
        scores = student(some)
        taught = F.kl_div(F.log_softmax(scores / 2.0, dim=1), soft, reduction="batchmean") * 4.0
        loss = 0.5 * taught + 0.5 * F.cross_entropy(scores, classes, label_smoothing=0.1)
        (loss / 3).backward()
        if (i + 1) % 3 == 0:
            norm = torch.nn.utils.clip_grad_norm_(student.parameters(), max_norm=1.0, norm_type=2)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            averages.update()
    schedule.step()
    rates.append(schedule.get_last_lr()[0])
    losses.append(loss.item())
    patience.see(loss.item() if epoch < 2 else 10.0, student)
    if patience.over:
        break
student.eval()
with averages, torch.no_grad():
    averaged = student(x[:3])
own = student(x[:3]).detach()
student.load_state_dict(torch.load("best.pt"))

# Two examples in one
order, share = torch.randperm(x.size(0)), 0.7
scores = student(share * x + (1 - share) * x[order, :])
mixed = share * F.cross_entropy(scores, y) + (1 - share) * F.cross_entropy(scores, y[order])
pictures = torch.rand(24, 1, 8, 8)
pasted = pictures.clone()
pasted[:, :, 2:5, 2:5] = pictures[order, :, 2:5, 2:5]
erased = pictures.masked_fill(torch.rand(24, 1, 8, 8) < 0.1, 0.0)
flipped = torch.where(torch.rand(24, 1, 1, 1) < 0.5, pictures.flip(-1), pictures)


# Losses of one's own
class Focal(nn.Module):
    def __init__(self, alpha=0.25, gamma=2.0):
        super().__init__()
        self.alpha, self.gamma = alpha, gamma

    def forward(self, scores, target):
        crossed = F.binary_cross_entropy_with_logits(scores, target, reduction="none")
        return (self.alpha * (1 - torch.exp(-crossed)) ** self.gamma * crossed).mean()


def dice(chances, target, smooth=1.0):
    both = (chances.contiguous() * target.contiguous()).sum(dim=2).sum(dim=2)
    all_of_them = chances.sum(dim=(2, 3)) + target.sum(dim=(2, 3))
    return (1 - (2.0 * both + smooth) / (all_of_them + smooth)).mean()


def quantiles(guess, right, levels=(0.1, 0.5, 0.9)):
    errors = [right - guess[:, i] for i in range(len(levels))]
    return torch.cat([torch.max((q - 1) * e, q * e).unsqueeze(1) for q, e in zip(levels, errors)], dim=1).sum(1).mean()


pixels = torch.randn(4, 2, 5, 5, requires_grad=True)
there = torch.randint(0, 2, (4, 2, 5, 5)).to(pixels.dtype)
(Focal()(pixels, there) + dice(torch.sigmoid(pixels), there) + quantiles(pixels[:, 0, :3, 0], x[:4, 0])).backward()


# A few numbers beside a large matrix
class Adapter(nn.Module):
    def __init__(self, linear, rank=2, alpha=4):
        super().__init__()
        self.linear, self.scale = linear.requires_grad_(False), alpha / rank
        self.down = nn.Parameter(torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.down.T @ self.up.T)

    @torch.no_grad()
    def merged(self):
        whole = copy.deepcopy(self.linear)
        whole.weight += self.scale * self.up @ self.down
        return whole


adapted = copy.deepcopy(teacher)
for name, module in list(adapted.named_children()):
    if isinstance(module, nn.Linear):
        setattr(adapted, name, Adapter(module))
tuner = torch.optim.SGD([p for p in adapted.parameters() if p.requires_grad], lr=0.1)
for _ in range(2):
    F.cross_entropy(adapted(x), y).backward()
    tuner.step()
    tuner.zero_grad()
whole = adapted[0].merged()
equal = torch.allclose(whole(x), adapted[0](x), atol=1e-6)
trained = sum(p.numel() for p in adapted.parameters() if p.requires_grad)

# Small weights cut off
kept = {}
with torch.no_grad():
    for name, p in teacher.named_parameters():
        if p.dim() > 1:
            kept[name] = (p.abs() > torch.quantile(p.abs().flatten(), 0.5)).to(p.dtype)
            p.mul_(kept[name])
sparse = 1 - sum(mask.sum().item() for mask in kept.values()) / sum(mask.numel() for mask in kept.values())

# A rate that grows until the loss does
tried, net = [], small(4)
finder = torch.optim.SGD(net.parameters(), lr=1e-4)
growing = lr_scheduler.ExponentialLR(finder, 3.0)
for _ in range(5):
    loss = F.cross_entropy(net(x), y)
    if not torch.isfinite(loss):
        break
    finder.zero_grad()
    loss.backward()
    finder.step()
    growing.step()
    tried.append((finder.param_groups[0]["lr"], loss.item()))


class Warm(lr_scheduler._LRScheduler):
    def __init__(self, optimizer, steps, last_epoch=-1):
        self.steps = steps
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [rate * min(1.0, (self.last_epoch + 1) / self.steps) for rate in self.base_lrs]


warm, warmed = Warm(torch.optim.SGD(net.parameters(), lr=0.5), 4), []
for _ in range(6):
    warm.optimizer.step()
    warm.step()
    warmed.append(warm.get_last_lr()[0])
counts = torch.bincount(y, minlength=3)
weights = (1.0 / counts.to(x.dtype)) / (1.0 / counts.to(x.dtype)).sum()
weighed = nn.CrossEntropyLoss(weight=weights)(student(x), y).item()
print(f"{weighed:.4f} {sparse:.2f} {trained} {equal} {patience.over}", [f"{rate:.3f}" for rate in warmed])
averages = patience = None
