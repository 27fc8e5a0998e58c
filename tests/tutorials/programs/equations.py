"""Nets that obey an equation: slopes by the input, L-BFGS, Newton's steps, Jacobians, an ODE solved and learnt."""

import numpy as np
import torch
import torch.nn as nn
from torch.autograd import grad
from torch.autograd.functional import hessian, jacobian

torch.manual_seed(123)


class Smooth(nn.Module):
    def __init__(self, inputs, width=8, layers=2):
        super().__init__()
        self.begin = nn.Sequential(*[nn.Linear(inputs, width), nn.Tanh()])
        self.middle = nn.Sequential(*[nn.Sequential(nn.Linear(width, width), nn.Tanh()) for _ in range(layers - 1)])
        self.end = nn.Linear(width, 1)

    def forward(self, x):
        return self.end(self.middle(self.begin(x)))


def slope(y, x):
    return torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)[0]


damping, speed = 2, 20
true_speed = np.sqrt(speed**2 - damping**2)
times = torch.linspace(0, 1, 7).view(-1, 1)
exact = torch.exp(-damping * times) * torch.cos(float(true_speed) * times)
net, friction = Smooth(1), torch.nn.Parameter(torch.zeros(1, requires_grad=True))
start = torch.tensor(0.0).view(-1, 1).requires_grad_(True)
inside = torch.linspace(0, 1, 10).view(-1, 1).requires_grad_(True)
optimizer = torch.optim.Adam([*net.parameters(), friction], lr=1e-3)
losses = []
for _ in range(3):
    optimizer.zero_grad()
    u = net(start)
    loss = (torch.squeeze(u) - 1) ** 2 + 1e-1 * torch.squeeze(slope(u, start)) ** 2
    u = net(inside)
    velocity = slope(u, inside)
    force = slope(velocity, inside)
    loss = loss + 1e-4 * torch.mean((force + (2 * damping + friction) * velocity + speed**2 * u) ** 2)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

# The heat's equation in one dimension
net = Smooth(2, 6)
x, t = torch.rand(8, 1, requires_grad=True), torch.rand(8, 1, requires_grad=True)
u = net(torch.cat([x, t], dim=1))
u_x, u_t = grad(u.sum(), [x, t], create_graph=True)
u_xx = grad(u_x.sum(), x, create_graph=True)[0]
(u_t - 0.1 * u_xx).pow(2).mean().backward()
residual = u_t.detach() - 0.1 * u_xx.detach()
solver = torch.optim.LBFGS(net.parameters(), lr=0.8, max_iter=5, line_search_fn="strong_wolfe")


def closure():
    solver.zero_grad()
    misfit = ((net(torch.cat([x.detach(), t.detach()], 1)) - torch.sin(x.detach())) ** 2).mean()
    if misfit.requires_grad:
        misfit.backward()
    return misfit


misfits = [solver.step(closure).item() for _ in range(2)]


# A valley, by Newton and by gradients
def valley(v):
    return (1 - v[0]) ** 2 + 100 * (v[1] - v[0] ** 2) ** 2


v, path = torch.tensor([-1.2, 1.0]), []
for _ in range(3):
    v = v.clone().requires_grad_(True)
    down = torch.autograd.grad(valley(v), v)[0]
    v = (v - torch.linalg.solve(hessian(valley, v), down)).detach()
    path.append(v)
rolled = torch.tensor([-1.2, 1.0], requires_grad=True)
roller = torch.optim.SGD([rolled], lr=1e-3, momentum=0.9)
for _ in range(5):
    roller.zero_grad()
    valley(rolled).backward()
    roller.step()
J = jacobian(lambda v: torch.stack([v[0] * v[1], v.sin().sum()]), torch.tensor([1.0, 2.0]))
curl = jacobian(lambda a, b: a * b.sum(), (torch.ones(2), torch.arange(2.0)))


# A differential equation, solved and learnt
class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 2))
        for module in self.net.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, mean=0, std=0.1)
                nn.init.constant_(module.bias, val=0)

    def forward(self, t, y):
        return self.net(y**3)


def solve(field, y, times):
    states = [y]
    for now, later in zip(times[:-1], times[1:]):
        step, y = later - now, states[-1]
        one = field(now, y)
        two = field(now + step / 2, y + step * one / 2)
        three = field(now + step / 2, y + step * two / 2)
        four = field(later, y + step * three)
        states.append(y + step * (one + 2 * two + 2 * three + four) / 6)
    return torch.stack(states)


turn, times = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]]), torch.linspace(0.0, 1.0, 6)
with torch.no_grad():
    true = solve(lambda t, y: torch.mm(y**3, turn), torch.tensor([[2.0, 0.0]]), times)
field = Field()
optimizer = torch.optim.RMSprop(field.parameters(), lr=1e-3)
errors = []
for _ in range(2):
    optimizer.zero_grad()
    loss = torch.mean(torch.abs(solve(field, true[0], times) - true))
    loss.backward()
    optimizer.step()
    errors.append(loss.item())
print([f"{loss:.5f}" for loss in losses + errors], friction.item() == 0, f"{exact[-1].item():.6f}")
