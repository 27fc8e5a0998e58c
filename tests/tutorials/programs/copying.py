"""An encoder and a decoder that copy: clones, masks, a rate that warms up, smoothed labels, greedy decoding."""

import copy
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable
from torch.optim.lr_scheduler import LambdaLR


def clones(module, count):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(count)])


class Norm(nn.Module):
    """Divides by the standard deviation, not by the root of the variance and a little."""

    def __init__(self, width, eps=1e-6):
        super(Norm, self).__init__()
        self.gain, self.shift, self.eps = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width)), eps

    def forward(self, x):
        return self.gain * (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + self.eps) + self.shift


class Around(nn.Module):
    def __init__(self, width, p):
        super(Around, self).__init__()
        self.norm, self.dropout = Norm(width), nn.Dropout(p)

    def forward(self, x, inner):
        return x + self.dropout(inner(self.norm(x)))


class Heads(nn.Module):
    def __init__(self, heads, width, p=0.1):
        super(Heads, self).__init__()
        self.heads, self.size, self.seen = heads, width // heads, None
        self.linears, self.dropout = clones(nn.Linear(width, width), 4), nn.Dropout(p=p)

    def forward(self, query, key, value, mask=None):
        rows = query.size(0)
        query, key, value = [
            linear(x).view(rows, -1, self.heads, self.size).transpose(1, 2)
            for linear, x in zip(self.linears, (query, key, value))
        ]
        scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(self.size)
        if mask is not None:
            scores = scores.masked_fill(mask.unsqueeze(1) == 0, -1e9)
        self.seen = scores.softmax(dim=-1)
        x = torch.matmul(self.dropout(self.seen), value)
        return self.linears[-1](x.transpose(1, 2).contiguous().view(rows, -1, self.heads * self.size))


class Layer(nn.Module):
    def __init__(self, width, p, looks):
        super(Layer, self).__init__()
        self.looks = clones(Heads(2, width, p), looks)
        self.think = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Dropout(p), nn.Linear(2 * width, width))
        self.around = clones(Around(width, p), looks + 1)

    def forward(self, x, masks, memory=None):
        for look, around, mask, other in zip(self.looks, self.around, masks, (None, memory)):
            x = around(x, lambda x: look(x, *((x, x) if other is None else (other, other)), mask))  # noqa: B023
        return self.around[-1](x, self.think)


class Placed(nn.Module):
    def __init__(self, letters, width, p, longest=20):
        super(Placed, self).__init__()
        self.table, self.width, self.dropout = nn.Embedding(letters, width), width, nn.Dropout(p=p)
        waves, place = torch.zeros(longest, width), torch.arange(0, longest).unsqueeze(1)
        speed = torch.exp(torch.arange(0, width, 2) * -(math.log(10000.0) / width))
        waves[:, 0::2] = torch.sin(place * speed)
        waves[:, 1::2] = torch.cos(place * speed)
        self.register_buffer("waves", waves.unsqueeze(0))

    def forward(self, x):
        x = self.table(x) * math.sqrt(self.width)
        return self.dropout(x + self.waves[:, : x.size(1)].requires_grad_(False))


class Copier(nn.Module):
    def __init__(self, letters, width=8, p=0.1):
        super(Copier, self).__init__()
        self.read, self.heard = Placed(letters, width, p), Placed(letters, width, p)
        self.encoder, self.decoder = clones(Layer(width, p, 1), 2), clones(Layer(width, p, 2), 1)
        self.norms, self.out = clones(Norm(width), 2), nn.Linear(width, letters)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def encode(self, source, mask):
        x = self.read(source)
        for layer in self.encoder:
            x = layer(x, (mask,))
        return self.norms[0](x)

    def decode(self, memory, source_mask, target, target_mask):
        x = self.heard(target)
        for layer in self.decoder:
            x = layer(x, (target_mask, source_mask), memory)
        return self.norms[1](x)

    def forward(self, source, target, source_mask, target_mask):
        return self.decode(self.encode(source, source_mask), source_mask, target, target_mask)


def not_later(size):
    return torch.triu(torch.ones((1, size, size)), diagonal=1).type(torch.uint8) == 0


class Smoothed(nn.Module):
    def __init__(self, size, padding, smoothing):
        super(Smoothed, self).__init__()
        self.criterion, self.size = nn.KLDivLoss(reduction="sum"), size
        self.padding, self.smoothing, self.wanted = padding, smoothing, None

    def forward(self, x, target):
        assert x.size(1) == self.size
        wanted = x.detach().clone()
        wanted.fill_(self.smoothing / (self.size - 2))
        wanted.scatter_(1, target.unsqueeze(1), 1.0 - self.smoothing)
        wanted[:, self.padding] = 0
        absent = torch.nonzero(target == self.padding)
        if absent.dim() > 0:
            wanted.index_fill_(0, absent.squeeze(1), 0.0)
        self.wanted = wanted
        return self.criterion(x, wanted.clone().detach())


letters = 8
net, criterion = Copier(letters), Smoothed(letters, 0, 0.1)
optimizer = torch.optim.Adam(net.parameters(), lr=0.5, betas=(0.9, 0.98), eps=1e-6)
schedule = LambdaLR(
    optimizer=optimizer, lr_lambda=lambda step: 8**-0.5 * min(max(step, 1) ** -0.5, max(step, 1) * 4**-1.5)
)
losses, rates = [], []
net.train()
for step in range(5):
    data = torch.randint(1, letters, size=(4, 6))
    data[:, 0] = 1
    data[step % 4, 4:] = 0
    source, target, wanted = data.requires_grad_(False).clone().detach(), data[:, :-1], data[:, 1:]
    source_mask = (source != 0).unsqueeze(-2)
    target_mask = (target != 0).unsqueeze(-2) & not_later(target.size(-1)).type_as(source_mask)
    out = F.log_softmax(net.out(net(source, target, source_mask, target_mask)), dim=-1)
    counted = (wanted != 0).sum()
    loss = criterion(out.contiguous().view(-1, out.size(-1)), wanted.contiguous().view(-1)) / counted
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    schedule.step()
    losses.append(float(loss))
    rates.append(optimizer.param_groups[0]["lr"])
net.eval()
source, mask = torch.LongTensor([[1, 2, 3, 4, 5, 6]]), torch.ones(1, 1, 6)
memory = net.encode(source, mask)
copied = torch.zeros(1, 1).fill_(1).type_as(source)
for _ in range(5):
    out = net.decode(memory, mask, copied, not_later(copied.size(1)).type_as(source))
    _, following = torch.max(net.out(out[:, -1]), dim=1)
    copied = torch.cat([copied, torch.zeros(1, 1).type_as(source).fill_(following.item())], dim=1)
looks = net.decoder[0].looks[1].seen[0, 0].detach().numpy()
chances = torch.FloatTensor([[1e-9, 0.2, 0.7, 0.1, 1e-9]] * 3)
loss_of_smoothed = Smoothed(5, 0, 0.4)(Variable(chances.log()), Variable(torch.LongTensor([2, 1, 0])))
print(not_later(3), copied.shape[1], f"{losses[0] > losses[-1]}")
