"""Layers of one's own from tensors, neighbours fused level by level; the same gradients derived step by step."""

import random

import torch
import torch.nn.functional as F

names = ["anna", "bella", "clara", "dora", "ella", "flora", "greta", "hanna"]
random.seed(42)
random.shuffle(names)
signs = [".", *sorted(set("".join(names)))]
code = {sign: i for i, sign in enumerate(signs)}
size, before = len(signs), 4


def examples(names):
    contexts, following = [], []
    for name in names:
        context = [0] * before
        for sign in name + ".":
            contexts.append(context)
            following.append(code[sign])
            context = [*context[1:], code[sign]]
    return torch.tensor(contexts), torch.tensor(following)


x, y = examples(names[:6])
x_held, y_held = examples(names[6:])


class Layer:
    training = True

    def parameters(self):
        return [value for value in vars(self).values() if isinstance(value, torch.Tensor) and value.requires_grad]

    def __call__(self, x):
        self.out = self.forward(x)
        return self.out


class Weights(Layer):
    def __init__(self, inside, outside, bias=True):
        self.w = torch.randn((inside, outside), requires_grad=True)
        self.w.data /= inside**0.5
        self.b = torch.zeros(outside).requires_grad_() if bias else None

    def forward(self, x):
        out = x @ self.w
        if self.b is not None:
            out += self.b
        return out


class Norm(Layer):
    def __init__(self, size, momentum=0.1):
        self.gain, self.shift = torch.ones(size, requires_grad=True), torch.zeros(size, requires_grad=True)
        self.mean, self.var, self.momentum = torch.zeros(size), torch.ones(size), momentum

    def forward(self, x):
        mean, var = self.mean, self.var
        if self.training:
            axes = tuple(range(x.ndim - 1))
            mean, var = x.mean(axes, keepdim=True), x.var(axes, keepdim=True)
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * mean
                self.var = (1 - self.momentum) * self.var + self.momentum * var
        return self.gain * (x - mean) / torch.sqrt(var + 1e-5) + self.shift


class Letters(Layer):
    def __init__(self, count, size):
        self.table = torch.randn((count, size)).requires_grad_()

    def forward(self, codes):
        return self.table[codes]


class Fuse(Layer):
    def __init__(self, n):
        self.n = n

    def forward(self, x):
        B, T, C = x.shape
        x = x.view(B, T // self.n, C * self.n)
        return x.squeeze(1) if x.shape[1] == 1 else x


class Tanh(Layer):
    def forward(self, x):
        return torch.tanh(x)


class Chain(Layer):
    def __init__(self, *layers):
        self.layers = layers

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


net = Chain(
    Letters(size, 3),
    *(Fuse(2), Weights(6, 5, bias=False), Norm(5), Tanh()),
    *(Fuse(2), Weights(10, 5, bias=False), Norm(5), Tanh()),
    Weights(5, size),
)
net.layers[-1].w.data *= 0.1
parameters = net.parameters()
print(sum(p.nelement() for p in parameters), "parameters")
logs, ratios = [], []
for step in range(6):
    chosen = torch.randint(0, x.shape[0], (8,))
    loss = F.cross_entropy(net(x[chosen]), y[chosen])
    for p in parameters:
        p.grad = None
    loss.backward()
    rate = 0.1 if step < 4 else 0.01
    for p in parameters:
        p.data += -rate * p.grad
    logs.append(loss.log10().item())
    with torch.no_grad():
        ratios.append([((rate * p.grad).std() / p.std()).log10().item() for p in parameters if p.ndim == 2])
smooth = torch.tensor(logs).view(-1, 2).mean(1)
for layer in net.layers:
    layer.training = False
    if isinstance(layer, Tanh):
        t = layer.out
        print(f"mean {t.mean():+.2f}, std {t.std():.2f}, saturated {(t.abs() > 0.97).float().mean() * 100:.2f} %")


@torch.no_grad()
def loss_of(part):
    return F.cross_entropy(net(part[0]), part[1]).item()


held_out, written = loss_of((x_held, y_held)), [0] * before
while len(written) < 16:
    chances = F.softmax(net(torch.tensor([written[-before:]])), dim=1)
    written.append(torch.multinomial(chances, num_samples=1).item())
    if written[-1] == 0:
        break
print("".join(signs[i] for i in written[before:]))

# Everything down to single operations, and each one's gradient by hand
n = 8
table, W1, W2 = torch.randn((size, 3)), torch.randn((3 * before, 7)) * 0.3, torch.randn((7, size)) * 0.1
b2, gain, shift = torch.randn(size) * 0.1, 1 + torch.randn((1, 7)) * 0.1, torch.randn((1, 7)) * 0.1
for p in (table, W1, W2, b2, gain, shift):
    p.requires_grad = True
codes, right = x[:n], y[:n]
embedded = table[codes]
flat = embedded.view(n, -1)
before_norm = flat @ W1
centred = before_norm - before_norm.sum(0, keepdim=True) / n
variance = (centred**2).sum(0, keepdim=True) / (n - 1)
inverse = (variance + 1e-5) ** -0.5
normed = centred * inverse
bent = torch.tanh(gain * normed + shift)
scores = bent @ W2 + b2
largest = scores.max(1, keepdim=True).values
powers = (scores - largest).exp()
total = powers.sum(1, keepdims=True)
chances = powers * total**-1
logarithms = chances.log()
steps = {"logarithms": logarithms, "chances": chances, "powers": powers, "total": total, "scores": scores,
         "bent": bent, "normed": normed, "inverse": inverse, "variance": variance, "centred": centred,
         "before_norm": before_norm, "embedded": embedded}  # fmt: skip
for step in steps.values():
    step.retain_grad()
loss = -logarithms[range(n), right].mean()
loss.backward()
with torch.no_grad():
    d = {"logarithms": torch.zeros_like(logarithms)}
    d["logarithms"][range(n), right] = -1.0 / n
    d["chances"] = d["logarithms"] / chances
    d["total"] = (powers * d["chances"]).sum(1, keepdim=True) * -(total**-2)
    d["powers"] = d["chances"] / total
    d["powers"] += torch.ones_like(powers) * d["total"]
    d["scores"] = d["powers"] * powers
    d["scores"] -= F.one_hot(scores.max(1).indices, num_classes=size) * d["scores"].sum(1, keepdim=True)
    d["bent"] = d["scores"] @ W2.T
    bend = (1.0 - bent**2) * d["bent"]
    d["normed"] = gain * bend
    d["inverse"] = (centred * d["normed"]).sum(0, keepdim=True)
    d["variance"] = -0.5 * (variance + 1e-5) ** -1.5 * d["inverse"]
    d["centred"] = inverse * d["normed"] + 2 * centred / (n - 1) * d["variance"]
    d["before_norm"] = d["centred"].clone()
    d["before_norm"] -= d["centred"].sum(0) / n
    d["embedded"] = (d["before_norm"] @ W1.T).view(embedded.shape)
    d_table = torch.zeros_like(table)
    for row in range(codes.shape[0]):
        for column in range(codes.shape[1]):
            d_table[codes[row, column]] += d["embedded"][row, column]
for name, step in steps.items():
    exact, close = torch.all(d[name] == step.grad).item(), torch.allclose(d[name], step.grad)
    print(f"{name:12s} | close: {close!s:5s} | far: {(d[name] - step.grad).abs().max().item() > 1e-6}")
agree = torch.allclose(d_table, table.grad)
short = gain * inverse / n * (n * bend - bend.sum(0) - n / (n - 1) * normed * (bend * normed).sum(0))
same = torch.allclose(short, before_norm.grad)
quick = F.softmax(scores, 1).detach()
quick[range(n), right] -= 1
quick /= n
