"""Which are alike: contrastive and triplet losses, all against all, distillation, a picture's texture by LBFGS."""

import torch
import torch.nn as nn
import torch.nn.functional as F

net = nn.Sequential(nn.Linear(4, 6), nn.PReLU(), nn.Linear(6, 3))
a, b, c = torch.randn(5, 4), torch.randn(5, 4), torch.randn(5, 4)
apart = torch.tensor([0.0, 1.0, 0.0, 1.0, 1.0])
optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-2, momentum=0.5)
for _ in range(3):
    distance = F.pairwise_distance(net(a), net(b))
    contrast = ((1 - apart) * distance**2 + apart * torch.clamp(1.0 - distance, min=0) ** 2).mean()
    triplet = nn.TripletMarginLoss(margin=0.5)(net(a), net(b), net(c))
    loss = contrast + triplet + nn.CosineEmbeddingLoss()(net(a), net(b), 1 - 2 * apart)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
z = F.normalize(torch.cat([net(a), net(b)]), dim=1)
alike = (z @ z.t() / 0.5).masked_fill(torch.eye(10, dtype=torch.bool), float("-inf"))
pairs = F.cross_entropy(alike, torch.arange(10).roll(5))
by_hand = (torch.logsumexp(alike, dim=1) - alike[torch.arange(10), torch.arange(10).roll(5)]).mean()
pairs.backward()
rank = alike.argsort(dim=1, descending=True)[:, 0]
student = nn.Linear(4, 3)
taught = (
    nn.KLDivLoss(reduction="batchmean")(F.log_softmax(student(a) / 2, dim=1), F.softmax(net(a).detach() / 2, dim=1)) * 4
)
others = (
    F.huber_loss(student(a), net(a)),
    F.smooth_l1_loss(student(a), net(a), beta=0.5),
    F.l1_loss(student(a), net(a)),
    F.hinge_embedding_loss(student(a), torch.ones(5, 3)),
)
taught.backward()


def texture(picture):
    n, k, h, w = picture.size()
    rows = picture.view(n * k, h * w)
    return rows @ rows.t() / (k * h * w)


picture = torch.rand(1, 2, 4, 4).requires_grad_()
wanted = torch.tensor([[0.2, 0.1], [0.1, 0.3]])
shaping = torch.optim.LBFGS([picture], lr=0.5, max_iter=4)
calls = 0


def closure():
    global calls
    shaping.zero_grad()
    miss = F.mse_loss(texture(picture), wanted)
    miss.backward()
    calls += 1
    return miss


for _ in range(3):
    miss = shaping.step(closure)
