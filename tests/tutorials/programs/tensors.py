"""Making tensors, cutting them up, and putting them together."""

import torch

a = torch.arange(12.0).reshape(3, 4)
rows, columns, corner = a[1], a[:, -1], a[1:, :2]
picked, masked = a[[0, 2], [1, 3]], a[(a > 3) & (a < 9)]
positive = torch.where(a > 5, a, torch.zeros_like(a))
b = a.clone()
b[:, 1] = -1.0
b[0] += 10
b[b > 12] = 0.0
joined, stacked = torch.cat([a, b], dim=1), torch.stack((a, b))
parts = torch.split(a, 2) + tuple(a.chunk(2, dim=1)) + a.unbind(0)
turned = a.T, a.t(), a.transpose(0, 1), a.view(2, 6), a.view(-1), stacked.permute(2, 0, 1), a.flatten()
wider = a[0].expand(3, 4), a[0].repeat(2, 2), a.repeat_interleave(2, dim=0), a.unsqueeze(1).squeeze(), a.flip(0)
means = a.mean(), a.sum(dim=0), a.std(1, keepdim=True), a.max(dim=1).values, a.argmax(dim=1), a.norm(), a.cumsum(0)
centred = (a - a.mean(0)) / a.std(0, unbiased=False)
products = a @ a.T, torch.einsum("ij,kj->ik", a, a), torch.outer(a[0], a[1]), torch.dot(a[0], a[1]), a.mm(b.T)
order, places = torch.sort(b[1], descending=True)
best = torch.topk(a[2], k=2)
hot = torch.zeros(3, 5).scatter_(1, torch.tensor([[0], [3], [1]]), 1.0)
chosen = torch.gather(a, 1, torch.tensor([[3], [0], [2]]))
lower = torch.tril(torch.ones(3, 3))
counted = torch.bincount(torch.tensor([0, 2, 2, 1]))
whole = (
    a.long() % 5,
    a.int().float().double(),
    a.bool().any(),
    (a == b).all(),
    torch.equal(a, a),
    torch.isclose(a, b).sum(),
)
grid = torch.meshgrid(torch.linspace(0, 1, 3), torch.linspace(-1, 1, 2), indexing="ij")
c = torch.ones(2, 2)
c.add_(1).mul_(3).clamp_(max=5.0)
d = c.numpy()
c.zero_()
shared = bool((d == 0).all())
e = torch.tensor([[1, 2], [3, 4]], device="cpu")
f = torch.FloatTensor([1, 2]).type(torch.DoubleTensor)
g = torch.as_tensor([1.5]).to(torch.device("cpu"))
print(
    a.shape[0],
    a.size(1),
    a.dim(),
    a.numel(),
    len(a),
    a.tolist(),
    a[1, 2].item(),
    f"{a.mean():.3f}",
    a.device,
    a.requires_grad,
)
