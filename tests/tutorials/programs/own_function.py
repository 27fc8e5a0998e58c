"""A function with a backward of its own: straight through, and a cube that is differentiated twice."""

import torch
from torch import nn


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.save_for_backward(x)
        ctx.factor = factor
        return factor * x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return (g * 3 * ctx.factor * x**2 if ctx.needs_input_grad[0] else None), None


class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g.clamp(-1, 1)


class Quantized(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 2)

    def forward(self, x):
        return Round.apply(self.inner(x) * 4) / 4


x = torch.tensor([1.0, -2.0], requires_grad=True)
y = Cube.apply(x, 2.0)
(slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
(curve,) = torch.autograd.grad((slope**2).sum(), x)
net = Quantized()
out = net(torch.randn(4, 3))
(out * 5).sum().backward()
sent = [p.grad for p in net.parameters()]
right = torch.autograd.gradcheck(
    lambda v: Cube.apply(v, 0.5), (torch.randn(3, dtype=torch.double, requires_grad=True),)
)
