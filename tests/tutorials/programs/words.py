"""Word vectors: from the words before, skip-gram with negative samples, the bag around, neighbours."""

import torch
import torch.nn as nn
import torch.nn.functional as F

words = "a small boat on a wide sea and a small bird over the sea".split()
known = sorted(set(words))
number = {word: i for i, word in enumerate(known)}
ids = [number[word] for word in words]
count = len(known)


class Before(nn.Module):
    def __init__(self):
        super().__init__()
        self.vectors, self.hidden, self.out = nn.Embedding(count, 3), nn.Linear(6, 8), nn.Linear(8, count)

    def forward(self, pair):
        return F.log_softmax(self.out(F.relu(self.hidden(self.vectors(pair).view(1, -1)))), dim=1)


net = Before()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
losses = []
for epoch in range(2):
    total = 0.0
    for first, second, third in zip(ids, ids[1:], ids[2:]):
        net.zero_grad()
        loss = nn.NLLLoss()(net(torch.tensor([first, second])), torch.tensor([third]))
        loss.backward()
        optimizer.step()
        total += loss.item()
    losses.append(total)
centre, around = nn.Embedding(count, 4), nn.Embedding(count, 4)
optimizer = torch.optim.Adagrad([*centre.parameters(), *around.parameters()], lr=0.1)
frequency = torch.bincount(torch.tensor(ids), minlength=count) ** 0.75
for _ in range(3):
    middle, beside = torch.tensor(ids[1:-1]), torch.tensor(ids[2:])
    other = torch.multinomial(frequency, len(middle) * 2, replacement=True).view(-1, 2)
    v = centre(middle)
    near = F.logsigmoid((v * around(beside)).sum(1))
    far = F.logsigmoid(-torch.bmm(around(other), v.unsqueeze(2)).squeeze(2)).sum(1)
    loss = -(near + far).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
bag = nn.EmbeddingBag(count, 3, mode="mean")(torch.tensor(ids), torch.tensor([0, 4, 9]))
given = nn.Embedding.from_pretrained(torch.FloatTensor([[1, 2], [3, 4]]))
frozen = given.weight.requires_grad
vectors = F.normalize(centre.weight.detach(), dim=1)
alike = vectors @ vectors.T
nearest = alike.masked_fill(torch.eye(count, dtype=torch.bool), -2.0).argmax(dim=1)
cosine = nn.CosineSimilarity(dim=0)(vectors[0], vectors[1]), F.cosine_similarity(vectors[:1], vectors)
distance = torch.cdist(vectors, vectors)
print({word: known[i] for word, i in zip(known, nearest.tolist())})
