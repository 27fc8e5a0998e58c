"""Names letter by letter: a table of pairs, a window, cells written out, a blend of the past, a small Transformer."""

import math
from dataclasses import dataclass, replace

import torch
import torch.nn as nn
from torch.nn import functional as F
from torch.utils.data import Dataset


@dataclass
class Options:
    length: int
    letters: int
    width: int = 8
    hidden: int = 10
    heads: int = 2
    layers: int = 2
    kind: str = "plain"


class Names(Dataset):
    """Inputs that begin with 0, targets that end with 0, and -1 where nothing is to be learnt."""

    def __init__(self, words):
        self.words = words
        self.alphabet = sorted(set("".join(words)))
        self.number = {letter: i for i, letter in enumerate(self.alphabet, start=1)}
        self.length = max(map(len, words)) + 1

    def __len__(self):
        return len(self.words)

    def __getitem__(self, place):
        code = torch.tensor([self.number[letter] for letter in self.words[place]], dtype=torch.long)
        x, y = torch.zeros(self.length, dtype=torch.long), torch.full((self.length,), -1)
        x[1 : len(code) + 1], y[: len(code)], y[len(code)] = code, code, 0
        return x, y

    def text(self, codes):
        letters = []
        for code in codes:
            if code == 0:
                break
            letters.append(self.alphabet[code - 1])
        return "".join(letters)


class Model(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.options = options

    def forward(self, idx, targets=None):
        logits = self.scores(idx)
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1), ignore_index=-1)


class Pairs(Model):
    def __init__(self, options):
        super().__init__(replace(options, length=1))
        self.table = nn.Parameter(torch.zeros(options.letters, options.letters))

    def scores(self, idx):
        return self.table[idx]


class Window(Model):
    def __init__(self, options):
        super().__init__(options)
        self.embed = nn.Embedding(options.letters + 1, options.width)
        self.net = nn.Sequential(
            nn.Linear(options.length * options.width, options.hidden),
            nn.Tanh(),
            nn.Linear(options.hidden, options.letters),
        )

    def scores(self, idx):
        seen = []
        for _ in range(self.options.length):
            seen.append(self.embed(idx))
            idx = torch.roll(idx, 1, 1)
            idx[:, 0] = self.options.letters
        return self.net(torch.cat(seen, -1))


class PlainCell(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.both = nn.Linear(options.width + options.hidden, options.hidden)

    def forward(self, x, h):
        return F.tanh(self.both(torch.cat([x, h], dim=1)))


class GatedCell(PlainCell):
    def __init__(self, options):
        super().__init__(options)
        self.gates = nn.Linear(options.width + options.hidden, 2 * options.hidden)

    def forward(self, x, h):
        z, r = F.sigmoid(self.gates(torch.cat([x, h], dim=1))).chunk(2, dim=1)
        return (1 - z) * h + z * super().forward(x, r * h)


class Steps(Model):
    def __init__(self, options):
        super().__init__(options)
        self.first = nn.Parameter(torch.zeros(1, options.hidden))
        self.embed = nn.Embedding(options.letters, options.width)
        self.cell = {"plain": PlainCell, "gated": GatedCell}[options.kind](options)
        self.out = nn.Linear(options.hidden, options.letters)

    def scores(self, idx):
        embedded, states = self.embed(idx), []
        h = self.first.expand((idx.size(0), -1))
        for t in range(idx.size(1)):
            h = self.cell(embedded[:, t, :], h)
            states.append(h)
        return self.out(torch.stack(states, 1))


class Placed(Model):
    """Letters and their places, embedded, with a triangle that hides what comes later."""

    def __init__(self, options):
        super().__init__(options)
        size = options.length
        self.letters, self.places = nn.Embedding(options.letters, options.width), nn.Embedding(size, options.width)
        self.register_buffer("past", torch.tril(torch.ones(size, size)).view(1, size, size))
        self.out = nn.Linear(options.width, options.letters, bias=False)

    def embedded(self, idx):
        return self.letters(idx) + self.places(torch.arange(0, idx.size(1), dtype=torch.long, device=idx.device)[None])


class Blend(Placed):
    def scores(self, idx):
        x, (B, T) = self.embedded(idx), idx.shape
        weights = torch.zeros((B, T, T), device=x.device).masked_fill(self.past[:, :T, :T] == 0, float("-inf"))
        return self.out(x + F.softmax(weights, dim=-1) @ x)


class OldGELU(nn.Module):
    def forward(self, x):
        return 0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3.0))))


class Layer(nn.Module):
    def __init__(self, options):
        super().__init__()
        width = options.width
        self.heads = options.heads
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.parts = nn.ModuleDict(
            dict(three=nn.Linear(width, 3 * width), mix=nn.Linear(width, width), up=nn.Linear(width, 4 * width),
                 down=nn.Linear(4 * width, width), act=OldGELU())
        )  # fmt: skip
        m = self.parts
        self.think = lambda x: m.down(m.act(m.up(x)))

    def forward(self, x, past):
        B, T, C = x.size()
        q, k, v = self.parts["three"](self.norms[0](x)).split(C, dim=2)
        q, k, v = (part.view(B, T, self.heads, C // self.heads).transpose(1, 2) for part in (q, k, v))
        looks = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        y = F.softmax(looks.masked_fill(past[:, None, :T, :T] == 0, float("-inf")), dim=-1) @ v
        x = x + self.parts["mix"](y.transpose(1, 2).contiguous().view(B, T, C))
        return x + self.think(self.norms[1](x))


class Transformer(Placed):
    def __init__(self, options):
        super().__init__(options)
        self.h = nn.ModuleList([Layer(options) for _ in range(options.layers)])
        self.norm = nn.LayerNorm(options.width)
        print(f"number of parameters: {sum(p.numel() for p in self.parameters()):,}")

    def scores(self, idx):
        x = self.embedded(idx)
        for layer in self.h:
            x = layer(x, self.past)
        return self.out(self.norm(x))


@torch.no_grad()
def write(model, idx, count, temperature=1.0, sampled=True, top_k=None):
    longest = model.options.length
    for _ in range(count):
        given = idx if idx.size(1) <= longest else idx[:, -longest:]
        logits = model(given)[0][:, -1, :] / temperature
        if top_k is not None:
            best, _ = torch.topk(logits, top_k)
            logits[logits < best[:, [-1]]] = -float("Inf")
        chances = F.softmax(logits, dim=-1)
        following = torch.multinomial(chances, num_samples=1) if sampled else torch.topk(chances, k=1, dim=-1)[1]
        idx = torch.cat((idx, following), dim=1)
    return idx


@torch.inference_mode()
def mean_loss(model, x, y):
    model.eval()
    found = torch.tensor([model(x, y)[1].item() for _ in range(2)]).mean().item()
    model.train()
    return found


data = Names(["emma", "olivia", "ava", "mia", "noah", "liam", "leo", "mila"])
X, Y = (torch.stack(part) for part in zip(*[data[i] for i in range(len(data))]))
options = Options(data.length, len(data.alphabet) + 1)
models = [Pairs(options), Window(options), Steps(options), Steps(replace(options, kind="gated")), Blend(options),
          Transformer(options)]  # fmt: skip
losses, written = [], []
for model in models:
    model.to("cpu")
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.01, betas=(0.9, 0.99), eps=1e-6)
    for step in range(3):
        chosen = torch.randint(len(X), (5,))
        _, loss = model(X[chosen].to("cpu"), Y[chosen])
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    losses.append(mean_loss(model, X, Y))
    rows = write(model, torch.zeros(2, 1, dtype=torch.long), 5, top_k=4).to("cpu")
    written.append([data.text(rows[i, 1:].tolist()) for i in range(rows.size(0))])
    print(f"{type(model).__name__}: {losses[-1]:.4f} {written[-1]}")
likeliest = write(models[0], X[:1, :1], 3, sampled=False)
data = options = None
