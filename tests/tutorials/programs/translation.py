"""An encoder, a decoder that attends, teacher forcing and greedy decoding."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, words, size):
        super().__init__()
        self.words, self.memory, self.drop = (
            nn.Embedding(words, size, padding_idx=0),
            nn.GRU(size, size, batch_first=True),
            nn.Dropout(0.2),
        )

    def forward(self, x):
        return self.memory(self.drop(self.words(x)))


class Decoder(nn.Module):
    def __init__(self, words, size):
        super().__init__()
        self.words, self.asked, self.known, self.score, self.memory, self.out = (
            nn.Embedding(words, size),
            nn.Linear(size, size),
            nn.Linear(size, size),
            nn.Linear(size, 1, bias=False),
            nn.GRU(2 * size, size, batch_first=True),
            nn.Linear(size, words),
        )

    def forward(self, word, state, seen, absent):
        energy = (
            self.score(torch.tanh(self.asked(state.transpose(0, 1)) + self.known(seen)))
            .squeeze(2)
            .masked_fill(absent, float("-inf"))
        )
        where = F.softmax(energy, dim=-1).unsqueeze(1)
        context = torch.bmm(where, seen)
        y, state = self.memory(torch.cat((self.words(word), context), dim=2), state)
        return self.out(y), state, where


sources = torch.tensor([[3, 4, 5, 0], [2, 6, 0, 0], [1, 2, 3, 4]])
targets = torch.tensor([[5, 4, 3], [6, 2, 0], [4, 3, 2]])
encoder, decoder = Encoder(7, 6), Decoder(7, 6)
optimizers = [torch.optim.Adam(net.parameters(), lr=0.01) for net in (encoder, decoder)]
loss_of = nn.CrossEntropyLoss(ignore_index=0)
for _ in range(3):
    seen, state = encoder(sources)
    word = torch.ones(3, 1, dtype=torch.long)
    loss = 0
    for t in range(3):
        scores, state, where = decoder(word, state, seen, sources == 0)
        loss = loss + loss_of(scores.squeeze(1), targets[:, t])
        word = targets[:, t : t + 1]
    for optimizer in optimizers:
        optimizer.zero_grad()
    loss.backward()
    for optimizer in optimizers:
        optimizer.step()
encoder.eval()
decoder.eval()
with torch.no_grad():
    seen, state = encoder(sources)
    word = torch.empty(3, 1, dtype=torch.long).fill_(1)
    written, looked = [], []
    for t in range(3):
        scores, state, where = decoder(word, state, seen, sources == 0)
        word = scores.topk(1)[1].squeeze(-1)
        written.append(word)
        looked.append(where)
sentence, attention = torch.cat(written, dim=1), torch.cat(looked, dim=1)
print(f"{loss.item():.4f}", sentence.tolist())
