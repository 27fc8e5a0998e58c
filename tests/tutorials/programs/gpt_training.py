"""A GPT's training: groups with and without decay, warm-up and cosine, gathered gradients, resuming, cropping."""

import inspect
import math
import os
from contextlib import nullcontext
from dataclasses import asdict, dataclass

import numpy as np
import torch
import torch.nn as nn
from torch.nn import functional as F


@dataclass
class Shape:
    letters: int
    length: int = 8
    layers: int = 2
    heads: int = 2
    width: int = 8
    dropout: float = 0.0
    bias: bool = True
    quick: bool = True


class Norm(nn.Module):
    """A LayerNorm that may go without its bias."""

    def __init__(self, width, bias):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class Look(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.heads = shape.heads
        self.three = nn.Linear(shape.width, 3 * shape.width, bias=shape.bias)
        self.last_proj = nn.Linear(shape.width, shape.width, bias=shape.bias)
        self.drop_looks, self.drop = nn.Dropout(shape.dropout), nn.Dropout(shape.dropout)
        self.quick = hasattr(torch.nn.functional, "scaled_dot_product_attention") and shape.quick
        if not self.quick:
            self.register_buffer("past", torch.tril(torch.ones(shape.length, shape.length))[None, None])

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = (p.view(B, T, self.heads, -1).transpose(1, 2) for p in self.three(x).split(C, dim=2))
        if self.quick:
            y = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=None, dropout_p=0.0, is_causal=True)
        else:
            looks = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
            looks = looks.masked_fill(self.past[:, :, :T, :T] == 0, float("-inf"))
            y = self.drop_looks(F.softmax(looks, dim=-1)) @ v
        return self.drop(self.last_proj(y.transpose(1, 2).contiguous().view(B, T, C)))


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.first, self.second = Norm(shape.width, bias=shape.bias), Norm(shape.width, bias=shape.bias)
        self.look = Look(shape)
        self.up = nn.Linear(shape.width, 4 * shape.width, bias=shape.bias)
        self.last_proj = nn.Linear(4 * shape.width, shape.width, bias=shape.bias)
        self.act, self.drop = nn.GELU(), nn.Dropout(shape.dropout)

    def forward(self, x):
        x = x + self.look(self.first(x))
        return x + self.drop(self.last_proj(self.act(self.up(self.second(x)))))


class Writer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.body = nn.ModuleDict(
            {
                "letters": nn.Embedding(shape.letters, shape.width),
                "places": nn.Embedding(shape.length, shape.width),
                "drop": nn.Dropout(shape.dropout),
                "layers": nn.ModuleList([Layer(shape) for _ in range(shape.layers)]),
                "norm": Norm(shape.width, bias=shape.bias),
            }
        )
        self.head = nn.Linear(shape.width, shape.letters, bias=False)
        self.body.letters.weight = self.head.weight
        self.apply(self._begin)
        for name, p in self.named_parameters():
            if name.endswith("last_proj.weight"):
                torch.nn.init.normal_(p, mean=0.0, std=0.02 / math.sqrt(2 * shape.layers))

    def _begin(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            torch.nn.init.normal_(module.weight, mean=0.0, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            torch.nn.init.zeros_(module.bias)

    def count(self, places=False):
        return sum(p.numel() for p in self.parameters()) - (0 if places else self.body.places.weight.numel())

    def forward(self, idx, targets=None):
        t = idx.size(1)
        assert t <= self.shape.length, f"{t} letters, at most {self.shape.length}"
        places = torch.arange(0, t, dtype=torch.long, device=idx.device)
        x = self.body.drop(self.body.letters(idx) + self.body.places(places))
        for layer in self.body.layers:
            x = layer(x)
        x = self.body.norm(x)
        if targets is None:
            return self.head(x[:, [-1], :]), None
        logits = self.head(x)
        return logits, F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1), ignore_index=-1)

    def crop(self, length):
        self.shape.length = length
        self.body.places.weight = nn.Parameter(self.body.places.weight[:length])
        for layer in self.body.layers:
            if hasattr(layer.look, "past"):
                layer.look.past = layer.look.past[:, :, :length, :length]

    def optimizer(self, decay, rate, device):
        wanted = {name: p for name, p in self.named_parameters() if p.requires_grad}
        matrices, others = ([p for p in wanted.values() if (p.dim() >= 2) == more] for more in (True, False))
        print(f"{len(matrices)} matrices with {sum(p.numel() for p in matrices):,} numbers, {len(others)} others")
        groups = [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
        fused = "fused" in inspect.signature(torch.optim.AdamW).parameters and device == "cuda"
        return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.95), **(dict(fused=True) if fused else {}))

    @torch.no_grad()
    def write(self, idx, count, temperature=1.0, top_k=None):
        for _ in range(count):
            logits = self(idx[:, -self.shape.length :])[0][:, -1, :] / temperature
            if top_k is not None:
                best, _ = torch.topk(logits, min(top_k, logits.size(-1)))
                logits[logits < best[:, [-1]]] = -float("Inf")
            idx = torch.cat((idx, torch.multinomial(F.softmax(logits, dim=-1), num_samples=1)), dim=1)
        return idx


text = "once upon a time there was a net that read and wrote, and wrote what it had read before. "
letters = sorted(set(text))
code = {letter: i for i, letter in enumerate(letters)}
np.array([code[letter] for letter in text], dtype=np.uint16).tofile("text.bin")
data = np.memmap("text.bin", dtype=np.uint16, mode="r")
parts = {"train": data[:70], "held out": data[70:]}
device = "cuda" if torch.cuda.is_available() else "cpu"
context = nullcontext() if device == "cpu" else None


def batch(part, rows=4, length=8):
    starts = torch.randint(len(parts[part]) - length, (rows,))
    x, y = (
        torch.stack([torch.from_numpy(parts[part][i + ahead : i + ahead + length].astype(np.int64)) for i in starts])
        for ahead in (0, 1)
    )
    if device == "cuda":
        return x.pin_memory().to(device, non_blocking=True), y.pin_memory().to(device, non_blocking=True)
    return x.to(device), y.to(device)


@torch.no_grad()
def estimated():
    found = {}
    net.eval()
    for part in parts:
        losses = torch.zeros(2)
        for k in range(2):
            with context:
                _, loss = net(*batch(part))
            losses[k] = loss.item()
        found[part] = losses.mean()
    net.train()
    return found


def rate_at(step, most=1e-2, least=1e-3, warm=2, last=6):
    if step < warm:
        return most * (step + 1) / (warm + 1)
    if step > last:
        return least
    return least + 0.5 * (1.0 + math.cos(math.pi * (step - warm) / (last - warm))) * (most - least)


net = Writer(Shape(len(letters), dropout=0.1)).to(device)
optimizer = net.optimizer(0.1, 1e-2, device)
history = []
x, y = batch("train")
for step in range(5):
    for group in optimizer.param_groups:
        group["lr"] = rate_at(step)
    if step % 4 == 0:
        print(f"step {step}: " + ", ".join(f"{part} {loss:.4f}" for part, loss in estimated().items()))
    for _ in range(2):
        with context:
            _, loss = net(x, y)
            loss = loss / 2
        x, y = batch("train")
        loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    history.append(loss.item() * 2)
kept = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "shape": asdict(net.shape), "step": step}
torch.save(kept, os.path.join(".", "kept.pt"))
kept = torch.load("kept.pt", map_location=device)
again = Writer(Shape(**kept["shape"]))
state = {name.removeprefix("_orig_mod."): value for name, value in kept["net"].items()}
again.load_state_dict(state)
more = again.optimizer(0.1, 1e-2, device)
more.load_state_dict(kept["optimizer"])
tied = again.body.letters.weight is again.head.weight, again.count()
again.eval()
start = torch.tensor([code[letter] for letter in "read"], dtype=torch.long, device=device)[None, ...]
print("".join(letters[i] for i in again.write(start, 10, temperature=0.8, top_k=5)[0].tolist()))
again.crop(4)
short = again(start)[0]
slow = Writer(Shape(len(letters), bias=False, quick=False, dropout=0.2))
answer = slow.load_state_dict({name: value for name, value in state.items() if "bias" not in name}, strict=False)
loss = slow(start, start)[1]
slow.crop(4)
print(f"{loss.item():.4f}", answer.missing_keys)
data = parts = None
