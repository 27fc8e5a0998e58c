"""A language model, its causal attention from scratch: shared weights, groups without decay, sampling of the best."""

import math

import torch
import torch.nn as nn
from torch.nn import functional as F

text = "to be or not to be that is the question"
letters = sorted(set(text))
data = torch.tensor([letters.index(c) for c in text])
length, width, heads = 8, 12, 3


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.three, self.mix, self.drop = (
            nn.Linear(width, 3 * width, bias=False),
            nn.Linear(width, width),
            nn.Dropout(0.1),
        )
        self.register_buffer("tril", torch.tril(torch.ones(length, length)))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = (part.view(B, T, heads, C // heads).transpose(1, 2) for part in self.three(x).split(C, dim=2))
        weights = q @ k.transpose(-2, -1) * (1.0 / math.sqrt(k.size(-1)))
        weights = weights.masked_fill(self.tril[:T, :T] == 0, float("-inf"))
        y = self.drop(F.softmax(weights, dim=-1)) @ v
        return self.mix(y.transpose(1, 2).contiguous().view(B, T, C))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.look, self.then, self.think = (
            nn.LayerNorm(width),
            Attention(),
            nn.LayerNorm(width),
            nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width), nn.Dropout(0.1)),
        )

    def forward(self, x):
        x = x + self.look(self.before(x))
        return x + self.think(self.then(x))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict(
            dict(
                letters=nn.Embedding(len(letters), width),
                places=nn.Embedding(length, width),
                blocks=nn.ModuleList([Block() for _ in range(2)]),
                norm=nn.LayerNorm(width),
            )
        )
        self.head = nn.Linear(width, len(letters), bias=False)
        self.parts.letters.weight = self.head.weight
        self.apply(self.first_values)

    def first_values(self, m):
        if isinstance(m, (nn.Linear, nn.Embedding)):
            nn.init.normal_(m.weight, mean=0.0, std=0.02)
        if isinstance(m, nn.Linear) and m.bias is not None:
            nn.init.zeros_(m.bias)

    def forward(self, ids, targets=None):
        x = self.parts.letters(ids) + self.parts.places(torch.arange(ids.shape[1], device=ids.device))
        for block in self.parts.blocks:
            x = block(x)
        scores = self.head(self.parts.norm(x))
        return scores, None if targets is None else F.cross_entropy(scores.view(-1, scores.size(-1)), targets.view(-1))

    @torch.no_grad()
    def write(self, ids, count, best=4):
        for _ in range(count):
            scores = self(ids[:, -length:])[0][:, -1, :]
            least = torch.topk(scores, best).values[:, [-1]]
            scores[scores < least] = -float("inf")
            ids = torch.cat((ids, torch.multinomial(F.softmax(scores, dim=-1), num_samples=1)), dim=1)
        return ids


net = Model()
decayed = [p for p in net.parameters() if p.dim() >= 2]
others = [p for p in net.parameters() if p.dim() < 2]
optimizer = torch.optim.AdamW(
    [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}], lr=1e-2, betas=(0.9, 0.95)
)
losses = []
for _ in range(5):
    starts = torch.randint(len(data) - length, (4,))
    x = torch.stack([data[i : i + length] for i in starts])
    y = torch.stack([data[i + 1 : i + length + 1] for i in starts])
    scores, loss = net(x, y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    losses.append(loss.item())
net.eval()
written = net.write(torch.zeros((1, 1), dtype=torch.long), 15)[0].tolist()
print("".join(letters[i] for i in written), f"{sum(p.numel() for p in net.parameters()) / 1e3:.2f} thousand")
