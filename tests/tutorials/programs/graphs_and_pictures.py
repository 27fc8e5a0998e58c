"""Nets on graphs as dense matrices, patches for a Transformer, down and up again, a style, boxes that overlap."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parameter import Parameter


class Neighbours(nn.Module):
    """The mean of the neighbours, times a matrix."""

    def __init__(self, inside, outside, bias=True):
        super(Neighbours, self).__init__()
        self.inside, self.outside = inside, outside
        self.weight = Parameter(torch.empty(inside, outside))
        if bias:
            self.bias = Parameter(torch.empty(outside))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.weight.size(1))
        for p in self.parameters():
            nn.init.uniform_(p.data, -bound, bound)

    def forward(self, x, normal):
        out = torch.mm(normal, torch.mm(x, self.weight))
        return out if self.bias is None else out + self.bias

    def __repr__(self):
        return f"{self.__class__.__name__} ({self.inside} -> {self.outside})"


class Graph(nn.Module):
    def __init__(self, features, hidden, classes, p):
        super(Graph, self).__init__()
        self.first, self.second, self.p = Neighbours(features, hidden), Neighbours(hidden, classes, bias=False), p

    def forward(self, x, normal):
        x = F.dropout(F.relu(self.first(x, normal)), self.p, training=self.training)
        return F.log_softmax(self.second(x, normal), dim=1)


class Looks(nn.Module):
    """Each node looks at its neighbours."""

    def __init__(self, inside, outside):
        super().__init__()
        self.W = nn.Parameter(torch.empty(size=(inside, outside)))
        self.a = nn.Parameter(torch.zeros(size=(2 * outside, 1)))
        for p in (self.W, self.a):
            nn.init.xavier_uniform_(p.data, gain=1.414)
        self.act = nn.LeakyReLU(0.2)

    def forward(self, x, there):
        h, size = torch.mm(x, self.W), self.W.shape[1]
        e = self.act(torch.matmul(h, self.a[:size, :]) + torch.matmul(h, self.a[size:, :]).T)
        looks = F.softmax(torch.where(there > 0, e, -9e15 * torch.ones_like(e)), dim=1)
        return F.elu(torch.matmul(looks, h))


edges = torch.tensor([[0, 1], [1, 2], [2, 3], [3, 0], [4, 5], [0, 4]])
there = torch.zeros(6, 6)
there[edges[:, 0], edges[:, 1]] = 1
there = ((there + there.T) > 0).to(there.dtype) + torch.eye(6)
degrees = torch.diag(there.sum(1).pow(-0.5))
normal = degrees @ there @ degrees
features, labels, known = torch.randn(6, 4), torch.tensor([0, 0, 1, 1, 2, 2]), torch.LongTensor(range(4))
net = Graph(4, 5, 3, 0.5)
print(net)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=5e-4)
for _ in range(3):
    net.train()
    optimizer.zero_grad()
    loss = F.nll_loss(net(features, normal)[known], labels[known])
    loss.backward()
    optimizer.step()
net.eval()
guesses = net(features, normal).max(1)[1].type_as(labels)
correct = guesses.eq(labels).double().sum().item() / len(labels)
looked = Looks(4, 3)(features, there)
messages = torch.zeros(6, 4).index_add_(0, edges[:, 1], features[edges[:, 0]])
summed = torch.zeros(3, 4).scatter_add_(0, labels.view(-1, 1).expand(-1, 4), features)
mean = torch.zeros(3, 4).scatter_reduce(0, labels.view(-1, 1).expand(-1, 4), features, "mean", include_self=False)


class Patches(nn.Module):
    def __init__(self, side=8, patch=4, channels=2, width=6):
        super().__init__()
        self.cut = nn.Conv2d(channels, width, kernel_size=patch, stride=patch)
        self.first = nn.Parameter(torch.zeros(1, 1, width))
        self.places = nn.Parameter(torch.randn(1, (side // patch) ** 2 + 1, width) * 0.02)

    def forward(self, x):
        x = self.cut(x).flatten(2).transpose(1, 2)
        return torch.cat((self.first.expand(x.shape[0], -1, -1), x), dim=1) + self.places


layer = nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
reader = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
begin, head = Patches(), nn.Sequential(nn.LayerNorm(6), nn.Linear(6, 3))
pictures = torch.randn(3, 2, 8, 8)
loss = nn.CrossEntropyLoss()(head(reader(begin(pictures))[:, 0]), torch.tensor([0, 2, 1]))
loss.backward()
cut = pictures.unfold(2, 4, 4).unfold(3, 4, 4).permute(0, 2, 3, 1, 4, 5).reshape(3, 4, -1)
same = torch.equal(cut, F.unfold(pictures, 4, stride=4).transpose(1, 2))
again = torch.equal(F.fold(cut.transpose(1, 2), (8, 8), 4, stride=4), pictures)


def twice(inside, outside):
    return nn.Sequential(
        nn.Conv2d(inside, outside, kernel_size=3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class DownAndUp(nn.Module):
    def __init__(self, channels, classes, bilinear):
        super().__init__()
        self.first, self.down = twice(channels, 3), nn.Sequential(nn.MaxPool2d(2), twice(3, 4))
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        else:
            self.up = nn.ConvTranspose2d(4, 4, kernel_size=2, stride=2)
        self.last, self.out = twice(7, 3), nn.Conv2d(3, classes, kernel_size=1)

    def forward(self, x):
        near = self.first(x)
        far = self.up(self.down(near))
        high, wide = near.size()[2] - far.size()[2], near.size()[3] - far.size()[3]
        far = F.pad(far, [wide // 2, wide - wide // 2, high // 2, high - high // 2])
        return self.out(self.last(torch.cat([near, far], dim=1)))


masks = [DownAndUp(2, 2, bilinear)(torch.rand(2, 2, 7, 7)) for bilinear in (True, False)]
crossed = F.cross_entropy(masks[0], torch.randint(0, 2, (2, 7, 7)))


def gram(x):
    a, b, c, d = x.size()
    flat = x.view(a * b, c * d)
    return torch.mm(flat, flat.t()).div(a * b * c * d)


content, style = torch.rand(1, 2, 6, 6), torch.rand(1, 2, 6, 6)
look = nn.Conv2d(2, 3, 3)
look.requires_grad_(False)
wanted, kept = gram(look(style)).detach(), look(content).detach()
canvas, looks = content.clone().requires_grad_(True), [0]
painter = torch.optim.LBFGS([canvas], max_iter=3)


def closure():
    with torch.no_grad():
        canvas.clamp_(0, 1)
    painter.zero_grad()
    seen = look(canvas)
    loss = 100 * F.mse_loss(gram(seen), wanted) + F.mse_loss(seen, kept)
    loss.backward()
    looks[0] += 1
    return loss


painter.step(closure)
target = torch.tensor([1, 0, 2])
attacked = pictures.clone().requires_grad_(True)
F.cross_entropy(head(reader(begin(attacked))[:, 0]), target).backward()
worse = torch.clamp(attacked + 0.1 * attacked.grad.sign(), -3, 3).detach()


def overlap(one, other):
    areas = [(boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) for boxes in (one, other)]
    low, high = torch.max(one[:, None, :2], other[:, :2]), torch.min(one[:, None, 2:], other[:, 2:])
    sides = (high - low).clamp(min=0)
    both = sides[:, :, 0] * sides[:, :, 1]
    return both / (areas[0][:, None] + areas[1] - both)


boxes = torch.tensor([[0.0, 0.0, 2.0, 2.0], [0.1, 0.1, 2.1, 2.0], [3.0, 3.0, 5.0, 5.0], [3.0, 3.5, 5.0, 5.0]])
order, left = torch.argsort(torch.tensor([0.9, 0.8, 0.6, 0.7]), dim=-1, descending=True), []
while order.numel() > 0:
    left.append(order[0])
    shared = overlap(boxes[order[0], :].reshape(-1, 4), boxes[order[1:], :].reshape(-1, 4)).reshape(-1)
    order = order[torch.nonzero(shared <= 0.5).reshape(-1) + 1]
left = torch.stack(left)
turned = F.affine_grid(torch.tensor([[[0.8, 0.1, 0.0], [-0.1, 0.8, 0.1]]] * 3), pictures.size(), align_corners=False)
moved = F.grid_sample(pictures, turned, align_corners=False)
print(f"{loss.item():.4f} {correct:.2f} {same} {again} {left.tolist()} {cut.shape[-1]}")
