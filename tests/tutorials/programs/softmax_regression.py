"""Classes by softmax: by hand, by CrossEntropyLoss, accuracy and the confusion matrix."""

import torch
import torch.nn.functional as F
from torch import nn

centres = 2 * torch.randn(3, 4)
y = torch.randint(0, 3, (60,))
x = centres[y] + torch.randn(60, 4)
W = (0.01 * torch.randn(4, 3)).requires_grad_()
b = torch.zeros(3, requires_grad=True)


def softmax(scores):
    e = torch.exp(scores - scores.max(1, keepdim=True)[0])
    return e / e.sum(1, keepdim=True)


optimizer = torch.optim.SGD([W, b], lr=0.5)
for _ in range(15):
    loss = -torch.log(softmax(x @ W + b)[range(len(y)), y]).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
net = nn.Linear(4, 3)
with torch.no_grad():
    net.weight.copy_(W.T)
    net.bias.copy_(b)
same = nn.CrossEntropyLoss()(net(x), y)
smooth = F.cross_entropy(net(x), y, label_smoothing=0.1, weight=torch.tensor([1.0, 2.0, 0.5]), ignore_index=2)
nll = F.nll_loss(F.log_softmax(net(x), dim=-1), y, reduction="none")
soft = F.cross_entropy(net(x), F.one_hot(y, 3).double())
sure, predicted = torch.max(F.softmax(net(x), dim=1).detach(), 1)
confusion = torch.bincount(3 * y + predicted, minlength=9).reshape(3, 3)
table = torch.zeros(3, 3, dtype=torch.int64)
for true, guess in zip(y, predicted):
    table[true, guess] += 1
recall = confusion.diag() / confusion.sum(1)
right = (predicted == y).sum().item(), predicted.eq(y.view_as(predicted)).double().mean()
two = (y > 0).double()
logit = nn.Linear(4, 1)
p = torch.sigmoid(logit(x)).squeeze()
both = F.binary_cross_entropy(p, two), nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0]))(logit(x), two.unsqueeze(1))
print(f"{loss:.4f} {same.item():.4f} {recall.tolist()}")
