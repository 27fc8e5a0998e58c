"""What `backward` and its relatives give."""

import torch
from torch.autograd import Variable, grad, gradcheck

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2 + 2 * x
z = y.mean()
z.backward()
first = x.grad.clone()
for _ in range(2):
    (x * 3).sum().backward()
added = x.grad.clone()
x.grad.zero_()
(x * x).backward(torch.tensor([1.0, 0.5, 0.0]))
weighed = x.grad
x.grad = None
inner = x * 2
inner.retain_grad()
(inner**2).sum().backward(retain_graph=True)
kept = inner.grad, x.grad
(slope,) = grad((x**3).sum(), x, create_graph=True)
(curve,) = grad(slope.sum(), x)
jacobian = torch.autograd.functional.jacobian(lambda v: v.exp() * v.sum(), x.detach())
hessian = torch.autograd.functional.hessian(lambda v: (v**3).prod(), x.detach())
product = (
    torch.autograd.functional.vjp(lambda v: v**2, x.detach(), torch.ones(3)),
    torch.autograd.functional.hvp(lambda v: (v**3).sum(), x.detach(), torch.ones(3)),
)
handle = inner.register_hook(lambda g: g / 2)
halved = grad(inner.sum(), x, allow_unused=True, retain_graph=True)
handle.remove()
with torch.no_grad():
    silent = (x * 2).requires_grad
with torch.set_grad_enabled(False):
    quiet = (x * 2).requires_grad
with torch.inference_mode():
    still = (x * 2).requires_grad
with torch.autograd.set_detect_anomaly(True):
    (x.log()).sum().backward()


@torch.no_grad()
def predict(v):
    return v * x


outside = predict(torch.ones(3))
cut = (x.detach() * x).sum()
cut.backward()
leaf = x.grad, x.is_leaf, z.is_leaf, x.detach().requires_grad, z.grad_fn is None
old = Variable(torch.ones(2), requires_grad=True)
(old * 4).sum().backward()
ages = old.grad
right = gradcheck(lambda v: (v.tanh() * v).sum(), (torch.randn(4, dtype=torch.double, requires_grad=True),))
with torch.no_grad():
    x -= 0.1 * x.grad
    x.grad = None
