"""The sine as a polynomial: with a Sequential, every loss and optimizer by name, and a Module of its own."""

import math

import torch

x = torch.linspace(-math.pi, math.pi, 100)
y = torch.sin(x)
powers = x.unsqueeze(-1).pow(torch.tensor([1, 2, 3]))
net = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
loss_of = torch.nn.MSELoss(reduction="sum")
for _ in range(10):
    loss = loss_of(net(powers), y)
    net.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= 1e-5 * p.grad


class Cubic(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.factors = torch.nn.ParameterList([torch.nn.Parameter(torch.randn(())) for _ in range(4)])

    def forward(self, t):
        return sum(factor * t**power for power, factor in enumerate(self.factors))

    def text(self):
        return " + ".join(f"{factor.item():.3f} t^{power}" for power, factor in enumerate(self.factors))


cubic = Cubic()
optimizer = torch.optim.SGD(cubic.parameters(), lr=1e-6, momentum=0.9)
losses = []
for t in range(30):
    loss = loss_of(cubic(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(cubic.text(), net, net[0].bias.item())
penalty = sum(p.abs().sum() for p in net.parameters()) + 0.1 * sum(torch.norm(p) for p in cubic.parameters())
penalty.backward()
