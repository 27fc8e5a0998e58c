"""Texts: names by their letters, bags of words, packed reviews, windows as pictures, spans, neighbours of words."""

import random
import string
from collections import Counter, OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from torch.utils.data import DataLoader

random.seed(0)
letters = string.ascii_letters + " .,;'"
lines = {"Greek": ["Adamos", "Pavlou"], "Irish": ["O'Neill", "Byrne"], "Dutch": ["Aalst", "Kool"]}
languages = list(lines)


def hot(line):
    tensor = torch.zeros(len(line), 1, len(letters))
    for i, letter in enumerate(line):
        tensor[i][0][letters.find(letter)] = 1
    return tensor


class Reader(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super(Reader, self).__init__()
        self.hidden_size = hidden
        self.to_hidden, self.to_output = nn.Linear(inputs + hidden, hidden), nn.Linear(inputs + hidden, outputs)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, letter, hidden):
        both = torch.cat((letter, hidden), 1)
        return self.softmax(self.to_output(both)), self.to_hidden(both)


reader, losses, confused = Reader(len(letters), 6, 3), [], torch.zeros(3, 3)
for _ in range(4):
    language = random.choice(languages)
    wanted = torch.tensor([languages.index(language)], dtype=torch.long)
    hidden = torch.zeros(1, reader.hidden_size)
    reader.zero_grad()
    line = hot(random.choice(lines[language]))
    for i in range(line.size()[0]):
        output, hidden = reader(line[i], hidden)
    loss = nn.NLLLoss()(output, wanted)
    loss.backward()
    with torch.no_grad():
        for p in reader.parameters():
            p.add_(p.grad, alpha=-0.05)
    _, best = output.topk(1)
    confused[languages.index(language)][best[0].item()] += 1
    losses.append(loss.item())
for i in range(3):
    if confused[i].sum() > 0:
        confused[i] = confused[i] / confused[i].sum()

reviews = [(1, "good film with a good end"), (0, "bad"), (1, "good and short"), (0, "a bad end of a bad film")]
counted = Counter(word for _, text in reviews for word in text.split())
known = OrderedDict((word, i + 1) for i, (word, _) in enumerate(sorted(counted.items())))


def codes(text):
    return torch.tensor([known.get(word, 0) for word in text.split()], dtype=torch.int64)


def in_one_row(batch):
    texts = [codes(text) for _, text in batch]
    offsets = torch.tensor([0] + [text.size(0) for text in texts[:-1]]).cumsum(dim=0)
    return torch.tensor([label for label, _ in batch], dtype=torch.int64), torch.cat(texts), offsets


class Bags(nn.Module):
    def __init__(self):
        super().__init__()
        self.bag, self.out = nn.EmbeddingBag(len(known) + 1, 4, sparse=False), nn.Linear(4, 2)
        self.bag.weight.data = torch.rand(len(known) + 1, 4) - 0.5
        nn.init.zeros_(self.out.bias)

    def forward(self, texts, offsets):
        return self.out(self.bag(texts, offsets))


bags, shares = Bags(), []
optimizer = torch.optim.SGD(bags.parameters(), lr=0.5)
schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1.0, gamma=0.1)
for epoch in range(2):
    right = total = 0
    for labels, texts, offsets in DataLoader(reviews, batch_size=2, collate_fn=in_one_row):
        optimizer.zero_grad()
        scores = bags(texts, offsets)
        nn.CrossEntropyLoss()(scores, labels).backward()
        torch.nn.utils.clip_grad_norm_(bags.parameters(), 0.1)
        optimizer.step()
        right += (scores.argmax(1) == labels).sum().item()
        total += labels.size(0)
    shares.append(right / total)
    schedule.step()


def longest_first(batch):
    batch = sorted(batch, key=lambda pair: len(pair[1].split()), reverse=True)
    texts = [codes(text) for _, text in batch]
    padded = pad_sequence(texts, batch_first=True, padding_value=0)
    return padded, [len(text) for text in texts], torch.tensor([label for label, _ in batch])


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(len(known) + 1, 3, padding_idx=0)
        self.rnn = nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)
        self.out, self.dropout = nn.Linear(8, 1), nn.Dropout(0.2)

    def forward(self, texts, lengths):
        packed = pack_padded_sequence(self.dropout(self.embed(texts)), lengths, batch_first=True)
        outputs, (hidden, cell) = self.rnn(packed)
        outputs, lengths = pad_packed_sequence(outputs, batch_first=True)
        last = torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1)
        return self.out(self.dropout(last)).squeeze(1), outputs, cell


net = Packed()
for name, p in net.named_parameters():
    if "bias" in name:
        nn.init.constant_(p, 0.0)
    elif "weight" in name:
        nn.init.xavier_normal(p)
texts, lengths, labels = next(iter(DataLoader(reviews, batch_size=4, collate_fn=longest_first)))
scores, outputs, cell = net(texts, lengths)
loss = nn.BCEWithLogitsLoss()(scores, labels.type_as(scores))
loss.backward()
rounded = (torch.round(torch.sigmoid(scores)) == labels).double().mean().item()
padding_stays = net.embed.weight.grad[0]


class Windows(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.embed = nn.Embedding(len(known) + 1, 3)
        self.windows = nn.ModuleList([nn.Conv2d(1, 2, kernel_size=(size, 3)) for size in sizes])
        self.out = nn.Linear(2 * len(sizes), 1)

    def forward(self, texts):
        x = self.embed(texts).unsqueeze(1)
        seen = [F.relu(window(x)).squeeze(3) for window in self.windows]
        return self.out(torch.cat([F.max_pool1d(part, part.shape[2]).squeeze(2) for part in seen], dim=1))


seen = Windows([1, 2])(texts)
threes = texts.unfold(1, 3, 1).contiguous().view(texts.size(0), -1, 3)
pieces = texts[:, :6].split([2, 4], dim=1)
tokens = [[word for word, code in known.items() if code == int(number)] for number in texts[0]]
absent = torch.tensor([[0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0]]).bool()
guess = torch.randn(2, 6).masked_fill(absent, float("-inf"))
first, last = F.log_softmax(guess, -1), F.log_softmax(guess.flip(1).masked_fill(absent, float("-inf")), -1)
joint = (first.unsqueeze(2) + last.unsqueeze(1)).masked_fill(~torch.ones(6, 6).triu().bool(), float("-inf"))
spans = torch.stack([torch.stack((place // 6, place % 6)) for place in joint.flatten(1).argmax(dim=1)])
vectors = F.normalize(net.embed.weight[1:], dim=1).detach()
alike = (vectors @ vectors.T).fill_diagonal_(-1).argmax(dim=1)
order = F.cosine_similarity(vectors[0].unsqueeze(0), vectors[1:]).sort(descending=True).indices
print(shares, f"{loss.item():.4f}", alike.tolist(), tokens[0], spans.tolist())
