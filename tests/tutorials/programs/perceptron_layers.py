"""A net with batch norm and dropout: training and evaluation, schedules, clipping, early stopping, saving."""

import copy

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.optim.lr_scheduler import StepLR


class Net(nn.Module):
    def __init__(self, width=12, p=0.25):
        super(Net, self).__init__()
        self.first, self.norm, self.drop, self.last = (
            nn.Linear(5, width, bias=False),
            nn.BatchNorm1d(width),
            nn.Dropout(p),
            nn.Linear(width, 2),
        )

    def forward(self, x):
        return self.last(self.drop(F.relu(self.norm(self.first(x)))))


def first_values(m):
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
        if m.bias is not None:
            nn.init.zeros_(m.bias)


net = Net()
net.apply(first_values)
x = torch.randn(40, 5)
y = (x[:, 0] * x[:, 1] > 0).long()
optimizer = optim.Adam(net.parameters(), lr=0.02)
schedule = StepLR(optimizer, step_size=4, gamma=0.5)
best, waited, kept, rates = float("inf"), 0, None, []
for epoch in range(12):
    net.train()
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x[:30]), y[:30])
    loss.backward()
    total = nn.utils.clip_grad_norm_(net.parameters(), max_norm=1.0)
    optimizer.step()
    schedule.step()
    rates.append(schedule.get_last_lr()[0])
    net.eval()
    with torch.no_grad():
        held_out = F.cross_entropy(net(x[30:]), y[30:]).item()
    if held_out < best:
        best, waited, kept = held_out, 0, copy.deepcopy(net.state_dict())
    else:
        waited += 1
        if waited == 5:
            break
torch.save({"epoch": epoch, "net": net.state_dict(), "optimizer": optimizer.state_dict()}, "checkpoint.pt")
saved = torch.load("checkpoint.pt")
other = Net()
answer = other.load_state_dict(saved["net"])
other.eval()
agree = torch.equal(other(x), net(x))
net.load_state_dict(kept)
print(
    net,
    sum(p.numel() for p in net.parameters() if p.requires_grad),
    net.training,
    epoch,
    optimizer.param_groups[0]["lr"],
)
for name, p in net.named_parameters():
    print(name, tuple(p.shape), p.requires_grad)
print([name for name, _ in net.named_buffers()], [name for name, _ in net.named_modules()], list(net.state_dict()))
for p in net.parameters():
    p.requires_grad = False
net.last = nn.Linear(12, 3)
tuned = optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1)
before = net.first.weight.clone()
F.cross_entropy(net(x), y).backward()
tuned.step()
frozen = torch.equal(before, net.first.weight)
