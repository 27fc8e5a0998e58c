"""Letters one after the other: a cell by hand, LSTM, GRU, packed sequences, sampling."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

text = "the cat sat on the mat and the rat sat on that"
letters = sorted(set(text))
number = {c: i for i, c in enumerate(letters)}
data = torch.tensor([number[c] for c in text], dtype=torch.long)
count = len(letters)


class Cell(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        self.inside, self.past, self.out = (
            nn.Linear(count, size),
            nn.Linear(size, size, bias=False),
            nn.Linear(size, count),
        )

    def forward(self, letter, state):
        state = torch.tanh(self.inside(letter) + self.past(state))
        return self.out(state), state


cell = Cell(6)
state = torch.zeros(1, 6)
loss = 0
for now, after in zip(data[:10], data[1:11]):
    letter = torch.zeros(1, count)
    letter[0, now] = 1
    scores, state = cell(letter, state)
    loss = loss + nn.functional.cross_entropy(scores, after.view(1))
loss.backward()
slopes = [p.grad for p in cell.parameters()]


class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.letters = nn.Embedding(count, 5)
        self.memory = nn.LSTM(5, 8, num_layers=2, batch_first=True)
        self.out = nn.Linear(8, count)

    def forward(self, x, state=None):
        y, state = self.memory(self.letters(x), state)
        return self.out(y), state


net = Writer()
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
x, y = data[:40].view(2, 20), data[1:41].view(2, 20)
state = None
for _ in range(4):
    if state is not None:
        state = tuple(s.detach() for s in state)
    scores, state = net(x, state)
    loss = nn.functional.cross_entropy(scores.reshape(-1, count), y.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 0.5)
    optimizer.step()
written, state = [0], None
with torch.no_grad():
    for _ in range(12):
        scores, state = net(torch.tensor([[written[-1]]]), state)
        chances = (scores[0, -1] / 0.8).softmax(dim=-1)
        written.append(torch.multinomial(chances, num_samples=1).item())
print("".join(letters[i] for i in written), f"perplexity {torch.exp(loss):.3f}")
both = nn.GRU(5, 4, bidirectional=True)
words = [torch.randn(n, 5) for n in (4, 2, 3)]
padded = pad_sequence(words)
packed = pack_padded_sequence(padded, torch.tensor([4, 2, 3]), enforce_sorted=False)
outputs, last = both(packed)
filled, lengths = pad_packed_sequence(outputs)
plain = nn.RNN(5, 3, nonlinearity="relu")(padded)
step = nn.LSTMCell(5, 3)(padded[0])
single = nn.GRUCell(5, 3)(padded[0], torch.zeros(3, 3))
for name, p in both.named_parameters():
    if "weight" in name:
        nn.init.xavier_uniform_(p)
