"""Names letter by letter: counts, then a net with batch norm by hand, and its gradient written out."""

import torch
import torch.nn.functional as F

names = ["anna", "otto", "hannah", "ada", "nora", "leon"]
letters = [".", *sorted(set("".join(names)))]
number = {c: i for i, c in enumerate(letters)}
size = len(letters)
counts = torch.zeros((size, size), dtype=torch.int32)
for name in names:
    for first, second in zip("." + name, name + "."):
        counts[number[first], number[second]] += 1
chances = (counts + 1).double()
chances /= chances.sum(1, keepdims=True)
total, pairs = 0.0, 0
for name in names:
    for first, second in zip("." + name, name + "."):
        total += chances[number[first], number[second]].log()
        pairs += 1
written, at = "", 0
while len(written) < 20:
    at = torch.multinomial(chances[at], num_samples=1, replacement=True).item()
    written += letters[at]
    if at == 0:
        break
print(f"{-total.item() / pairs:.4f} {written}")
inputs, outputs = [], []
for name in names:
    context = [0, 0]
    for c in name + ".":
        inputs.append(context)
        outputs.append(number[c])
        context = [context[1], number[c]]
X, Y = torch.tensor(inputs), torch.tensor(outputs)
table, W1, gain, shift, W2, b2 = (
    torch.randn(size, 3),
    torch.randn(6, 10) * 0.3,
    torch.ones(1, 10),
    torch.zeros(1, 10),
    torch.randn(10, size) * 0.1,
    torch.zeros(size),
)
parameters = [table, W1, gain, shift, W2, b2]
losses = []
for p in parameters:
    p.requires_grad = True
for step in range(10):
    chosen = torch.randint(0, len(X), (12,))
    e = table[X[chosen]].view(12, -1)
    h = e @ W1
    h = gain * (h - h.mean(0, keepdim=True)) / (h.std(0, keepdim=True) + 1e-5) + shift
    scores = torch.tanh(h) @ W2 + b2
    loss = F.cross_entropy(scores, Y[chosen])
    for p in parameters:
        p.grad = None
    scores.retain_grad()
    loss.backward()
    losses.append(loss.item())
    with torch.no_grad():
        for p in parameters:
            p += (-0.5 if step < 5 else -0.05) * p.grad
slope = F.softmax(scores.detach(), 1)
slope[range(12), Y[chosen]] -= 1
slope /= 12
agree = torch.allclose(slope, scores.grad)
hot = F.one_hot(X[:3, 1], num_classes=size).double() @ W1.new_ones(size, 2)
eye = torch.eye(size)[Y[:3]]
