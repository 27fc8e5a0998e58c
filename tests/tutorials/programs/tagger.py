"""Tags of words by an LSTM and a conditional random field: all paths summed, the best one, letters inside."""

import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(1)
IMPOSSIBLE = -10000.0
sentences = [
    ("the red fox ran home".split(), "B I I O O".split()),
    ("a boat left the harbour".split(), "B I O B I".split()),
]
words, tags = {}, {"B": 0, "I": 1, "O": 2, "<start>": 3, "<stop>": 4}
for sentence, _ in sentences:
    for word in sentence:
        words.setdefault(word, len(words))


def numbers(things, known):
    return torch.tensor([known[thing] for thing in things], dtype=torch.long)


def log_sum_exp(row):
    largest = row[0, torch.max(row, 1)[1].item()]
    return largest + torch.log(torch.sum(torch.exp(row - largest.view(1, -1).expand(1, row.size()[1]))))


class Field(nn.Module):
    def __init__(self, embedding, hidden):
        super(Field, self).__init__()
        self.embed = nn.Embedding(len(words), embedding)
        self.lstm = nn.LSTM(embedding, hidden // 2, num_layers=1, bidirectional=True)
        self.tags = nn.Linear(hidden, len(tags))
        self.moves = nn.Parameter(torch.randn(len(tags), len(tags)))
        with torch.no_grad():
            self.moves[tags["<start>"], :] = IMPOSSIBLE
            self.moves[:, tags["<stop>"]] = IMPOSSIBLE
        self.hidden_size = hidden

    def scores(self, sentence):
        first = torch.randn(2, 1, self.hidden_size // 2), torch.randn(2, 1, self.hidden_size // 2)
        out, _ = self.lstm(self.embed(sentence).view(len(sentence), 1, -1), first)
        return self.tags(out.view(len(sentence), self.hidden_size))

    def all_paths(self, scores):
        so_far = torch.full((1, len(tags)), IMPOSSIBLE)
        so_far[0][tags["<start>"]] = 0.0
        for score in scores:
            following = []
            for tag in range(len(tags)):
                emitted = score[tag].view(1, -1).expand(1, len(tags))
                following.append(log_sum_exp(so_far + self.moves[tag].view(1, -1) + emitted).view(1))
            so_far = torch.cat(following).view(1, -1)
        return log_sum_exp(so_far + self.moves[tags["<stop>"]])

    def all_paths_at_once(self, scores):
        so_far = torch.full((len(tags),), IMPOSSIBLE)
        so_far[tags["<start>"]] = 0.0
        for score in scores:
            so_far = torch.logsumexp(self.moves + so_far.unsqueeze(0), dim=1) + score
        return torch.logsumexp(so_far + self.moves[tags["<stop>"]], dim=0)

    def one_path(self, scores, path):
        total, path = torch.zeros(1), torch.cat([torch.tensor([tags["<start>"]], dtype=torch.long), path])
        for i, score in enumerate(scores):
            total = total + self.moves[path[i + 1], path[i]] + score[path[i + 1]]
        return total + self.moves[tags["<stop>"], path[-1]]

    def forward(self, sentence):
        best, came_from = torch.full((len(tags),), IMPOSSIBLE), []
        best[tags["<start>"]] = 0
        for score in self.scores(sentence):
            ahead = best + self.moves
            came_from.append(ahead.argmax(dim=1).tolist())
            best = ahead[range(len(tags)), came_from[-1]] + score
        final = best + self.moves[tags["<stop>"]]
        path = [torch.argmax(final).item()]
        for back in reversed(came_from):
            path.append(back[path[-1]])
        assert path.pop() == tags["<start>"]
        return final.max(), path[::-1]


net = Field(5, 4)
optimizer = optim.SGD(net.parameters(), lr=0.01, weight_decay=1e-4)
with torch.no_grad():
    before = net(numbers(sentences[0][0], words))
losses, agree = [], []
for epoch in range(3):
    for sentence, path in sentences:
        net.zero_grad()
        scores = net.scores(numbers(sentence, words))
        loss = net.all_paths(scores) - net.one_path(scores, numbers(path, tags))
        agree.append(torch.allclose(net.all_paths(scores), net.all_paths_at_once(scores)))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
with torch.no_grad():
    score, path = net(numbers(sentences[0][0], words))
print(before[1], path, f"{score.item():.3f}", all(agree))


class Spelled(nn.Module):
    def __init__(self):
        super().__init__()
        self.letters, self.words = nn.Embedding(26, 3), nn.Embedding(len(words), 4)
        self.inside, self.across, self.out = nn.LSTM(3, 2), nn.LSTM(6, 5), nn.Linear(5, 3)

    def forward(self, sentence):
        seen = []
        for word in sentence:
            letters = self.letters(torch.tensor([ord(letter) - ord("a") for letter in word]))
            _, (last, _) = self.inside(letters.view(len(word), 1, -1))
            seen.append(torch.cat((self.words(torch.tensor(words[word])), last.view(-1))))
        out, _ = self.across(torch.stack(seen).unsqueeze(1))
        return nn.functional.log_softmax(self.out(out.view(len(sentence), -1)), dim=1)


spelled = Spelled()
loss = nn.NLLLoss()(spelled(sentences[0][0]), torch.tensor([0, 1, 1, 2, 2]))
loss.backward()
found = spelled(sentences[0][0]).argmax(dim=1).tolist()
