"""A line fitted by hand: batches, loss, update under no_grad."""

import torch


def examples(w, b, count):
    x = torch.randn(count, len(w))
    return x, (x @ w + b + 0.01 * torch.randn(count)).reshape(-1, 1)


features, labels = examples(torch.tensor([1.5, -2.0, 0.5]), 0.7, 40)
w = torch.normal(0.0, 0.01, size=(3, 1), requires_grad=True)
b = torch.zeros(1, requires_grad=True)
history = []
for epoch in range(4):
    places = torch.randperm(len(features))
    for start in range(0, 40, 8):
        batch = places[start : start + 8]
        loss = ((features[batch] @ w + b - labels[batch]) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.1 * p.grad
                p.grad.zero_()
    with torch.no_grad():
        error = ((features @ w + b - labels) ** 2).mean()
    history.append(error.item())
    print(f"epoch {epoch + 1}: {float(error):.6f}")
normal = torch.linalg.lstsq(features, labels).solution
closed = torch.inverse(features.T @ features) @ features.T @ labels
weights = torch.zeros(3)
for row, label in zip(features, (labels > 0).squeeze().double() * 2 - 1):
    if label * torch.dot(weights, row) <= 0:
        weights += label * row
accuracy = ((features @ weights > 0) == (labels.squeeze() > 0)).double().mean().item()
