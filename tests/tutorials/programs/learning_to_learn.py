"""Steps inside a step: gradients through updates; modules as functions, vmap, a look at torch.func."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call, grad, hessian, jacrev, jvp, vjp, vmap

net = nn.Sequential(nn.Linear(1, 6), nn.Tanh(), nn.Linear(6, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
losses = []
for _ in range(3):
    total = 0
    for shift in (0.0, 1.0):
        x = 4 * torch.rand(6, 1) - 2
        y = torch.sin(x + shift)
        weights = dict(net.named_parameters())
        for _ in range(2):
            inner = F.mse_loss(functional_call(net, weights, (x,)), y)
            slopes = torch.autograd.grad(inner, tuple(weights.values()), create_graph=True)
            weights = {name: w - 0.1 * slope for (name, w), slope in zip(weights.items(), slopes)}
        total = total + F.mse_loss(functional_call(net, weights, (x,)), y)
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
    losses.append(total.item())
fixed = {name: p.detach() for name, p in net.named_parameters()}


def loss_of(weights, x, y):
    return F.mse_loss(functional_call(net, weights, (x,)), y)


mean = grad(loss_of)(fixed, x, y)
each = vmap(grad(loss_of), in_dims=(None, 0, 0))(fixed, x, y)
agree = torch.allclose(each["0.weight"].mean(0), mean["0.weight"])
jacobian, curves = (
    jacrev(lambda v: v.sin() * v.sum())(torch.ones(3)),
    hessian(lambda v: (v**3).sum())(torch.tensor([1.0, 2.0])),
)
value, back = vjp(lambda v: v.exp(), torch.zeros(2))
pulled = back(torch.ones(2))
pushed = jvp(lambda v: v**2, (torch.ones(2),), (torch.full((2,), 3.0),))
rows = vmap(torch.dot)(torch.ones(2, 3), torch.ones(2, 3))
