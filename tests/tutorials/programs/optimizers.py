"""Every optimizer and many schedules on one small net; groups; accumulated gradients; states that are saved."""

import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim import lr_scheduler

x, y = torch.randn(10, 3), torch.randn(10, 2)
histories = {}
makers = {
    "SGD": {"lr": 0.1, "momentum": 0.9, "dampening": 0.1},
    "Adam": {"lr": 0.01},
    "AdamW": {"lr": 0.01, "weight_decay": 0.1},
    "RMSprop": {"lr": 0.01, "centered": True},
    "Adagrad": {"lr": 0.1},
    "Adadelta": {},
    "Adamax": {},
    "NAdam": {},
    "RAdam": {},
    "Rprop": {},
    "ASGD": {},
}
for name, options in makers.items():
    torch.manual_seed(1)
    net = nn.Linear(3, 2)
    optimizer = getattr(optim, name)(net.parameters(), **options)
    losses = []
    for _ in range(5):
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    histories[name] = losses


def rates(kind, *args, **options):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    schedule = kind(optimizer, *args, **options)
    found = []
    for _ in range(8):
        optimizer.step()
        schedule.step()
        found.append(optimizer.param_groups[0]["lr"])
    return found


schedules = [
    rates(lr_scheduler.StepLR, 3, gamma=0.5),
    rates(lr_scheduler.MultiStepLR, milestones=[2, 5], gamma=0.1),
    rates(lr_scheduler.ExponentialLR, 0.9),
    rates(lr_scheduler.CosineAnnealingLR, 5, eta_min=0.1),
    rates(lr_scheduler.LambdaLR, lambda step: 0.9**step),
    rates(lr_scheduler.OneCycleLR, max_lr=2.0, total_steps=20),
    rates(lr_scheduler.CyclicLR, 0.1, 1.0, step_size_up=2),
    rates(lr_scheduler.CosineAnnealingWarmRestarts, 3, 2),
    rates(lr_scheduler.LinearLR, 0.2, total_iters=4),
    rates(lr_scheduler.PolynomialLR, 6),
]
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
optimizer = optim.SGD([{"params": net[0].parameters(), "lr": 0.01}, {"params": net[2].parameters()}], lr=0.1)
patience = lr_scheduler.ReduceLROnPlateau(optimizer, "min", factor=0.5, patience=1)
for i in range(6):
    loss = ((net(x[i : i + 2]) - y[i : i + 2]) ** 2).mean() / 2
    loss.backward()
    if (i + 1) % 2 == 0:
        optimizer.step()
        optimizer.zero_grad()
        patience.step(1.0)
last = [group["lr"] for group in optimizer.param_groups]
again = optim.Adam(net.parameters())
net(x).sum().backward()
again.step()
copy = optim.Adam(net.parameters())
copy.load_state_dict(again.state_dict())
moments = [state["exp_avg"] for state in copy.state.values()]
print(last, len(copy.param_groups[0]["params"]), optimizer)
for group in again.param_groups:
    group["lr"] *= 0.1
