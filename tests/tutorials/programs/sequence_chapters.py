"""More chapters: the past as features, a recurrent net from nothing, masks of lengths, attention, beams."""

import collections
import math

import torch
from torch import nn
from torch.nn import functional as F

steps, past = 60, 4
time = torch.arange(1, steps + 1, dtype=torch.get_default_dtype())
series = torch.sin(0.1 * time) + torch.randn(steps) * 0.2
features = torch.stack([series[i : steps - past + i] for i in range(past)], 1)
line, loss_of = nn.Linear(past, 1), nn.MSELoss()
optimizer = torch.optim.SGD(line.parameters(), lr=0.01)
for _ in range(3):
    optimizer.zero_grad()
    loss_of(line(features), series[past:].reshape((-1, 1))).backward()
    optimizer.step()
ahead = torch.zeros(steps)
ahead[:50] = series[:50]
for i in range(50, steps):
    ahead[i] = line(ahead[i - past : i].reshape((1, -1))).detach()

text = "the clock struck one and then it struck two and then the mouse ran down the clock"


class Vocabulary:
    def __init__(self, tokens):
        self.frequencies = sorted(collections.Counter(tokens).items(), key=lambda pair: pair[1], reverse=True)
        self.tokens = sorted({"<unk>", *(token for token, _ in self.frequencies)})
        self.indices = {token: i for i, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, tokens):
        if isinstance(tokens, (list, tuple)):
            return [self[token] for token in tokens]
        return self.indices.get(tokens, self.indices["<unk>"])

    def words(self, indices):
        return [self.tokens[int(i)] for i in indices]


letters = Vocabulary(list(text))
corpus = letters[list(text)]
windows = torch.tensor([corpus[i : i + 9] for i in range(len(corpus) - 8)])
x, y = windows[:6, :-1], windows[:6, 1:]


class Recurrent(nn.Module):
    def __init__(self, size, scale=0.1):
        super().__init__()
        self.size = size
        self.inside = nn.Parameter(torch.randn(len(letters), size) * scale)
        self.again = nn.Parameter(torch.randn(size, size) * scale)
        self.out = nn.Parameter(torch.randn(size, len(letters)) * scale)
        self.bias, self.out_bias = nn.Parameter(torch.zeros(size)), nn.Parameter(torch.zeros(len(letters)))

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros((x.shape[0], self.size), device=x.device)
        outputs = []
        for letter in F.one_hot(x.T, len(letters)).type(state.dtype):
            state = torch.tanh(torch.matmul(letter, self.inside) + torch.matmul(state, self.again) + self.bias)
            outputs.append(torch.matmul(state, self.out) + self.out_bias)
        return torch.stack(outputs, 1), state

    def write(self, beginning, count):
        state, written = None, [letters[beginning[0]]]
        for i in range(len(beginning) + count - 1):
            scores, state = self(torch.tensor([[written[-1]]]), state)
            known = i < len(beginning) - 1
            written.append(letters[beginning[i + 1]] if known else int(scores.argmax(axis=2).reshape(1)))
        return "".join(letters.words(written))


def clip(most, net):
    wanted = [p for p in net.parameters() if p.requires_grad]
    norm = torch.sqrt(sum(torch.sum(p.grad**2) for p in wanted))
    if norm > most:
        for p in wanted:
            p.grad[:] *= most / norm
    return norm


net = Recurrent(8)
optimizer = torch.optim.SGD(net.parameters(), lr=1)
perplexities, norms = [], []
for _ in range(3):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x)[0].reshape(-1, len(letters)), y.reshape(-1))
    loss.backward()
    norms.append(clip(0.1, net))
    optimizer.step()
    perplexities.append(torch.exp(loss).item())
written = net.write("it ", 5)


# Lengths and looks
def masked_softmax(scores, lengths):
    if lengths is None:
        return nn.functional.softmax(scores, dim=-1)
    shape = scores.shape
    lengths = torch.repeat_interleave(lengths, shape[1]) if lengths.dim() == 1 else lengths.reshape(-1)
    rows = scores.reshape(-1, shape[-1]).clone()
    there = torch.arange(shape[-1], dtype=torch.float32, device=scores.device)[None, :] < lengths[:, None]
    rows[~there] = -1e6
    return nn.functional.softmax(rows.reshape(shape), dim=-1)


by_example = masked_softmax(torch.rand(2, 2, 4), torch.tensor([2, 3]))
by_row = masked_softmax(torch.rand(2, 2, 4), torch.tensor([[1, 3], [2, 4]]))
queries, keys = torch.normal(0, 1, (2, 1, 2)), torch.normal(0, 1, (2, 5, 2))
values, lengths = torch.normal(0, 1, (2, 5, 4)), torch.tensor([2, 5])
scaled = torch.bmm(masked_softmax(torch.bmm(queries, keys.transpose(1, 2)) / math.sqrt(2), lengths), values)


class Added(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.asked, self.known = nn.LazyLinear(size, bias=False), nn.LazyLinear(size, bias=False)
        self.score, self.dropout = nn.LazyLinear(1, bias=False), nn.Dropout(0.1)

    def forward(self, queries, keys, values):
        scores = self.score(torch.tanh(self.asked(queries).unsqueeze(2) + self.known(keys).unsqueeze(1))).squeeze(-1)
        self.looks = F.softmax(scores, -1)
        return torch.bmm(self.dropout(self.looks), values)


added = Added(4)(torch.normal(0, 1, (2, 1, 7)), keys, values)
both = nn.MultiheadAttention(6, 2, dropout=0.0, batch_first=True)
sequence = torch.rand(2, 4, 6)
hidden = torch.arange(4)[None, :] >= torch.tensor([3, 2])[:, None]
looked, looks = both(sequence, sequence, sequence, key_padding_mask=hidden, average_attn_weights=False)


# From one sequence to another
def begin(module):
    if type(module) is nn.Linear:
        nn.init.xavier_uniform_(module.weight)
    if type(module) is nn.GRU:
        for name, p in module.named_parameters():
            if "weight" in name:
                nn.init.xavier_uniform_(p)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.rnn = nn.Embedding(10, 4), nn.GRU(4, 6, 2)
        self.apply(begin)

    def forward(self, x):
        return self.rnn(self.embed(x.t().type(torch.int64)))


class Decoder(Encoder):
    def __init__(self):
        super().__init__()
        self.rnn, self.dense = nn.GRU(4 + 6, 6, 2), nn.LazyLinear(10)

    def forward(self, x, state):
        embedded, (outputs, hidden) = self.embed(x.t().type(torch.int32).long()), state
        context = outputs[-1].repeat(embedded.shape[0], 1, 1)
        y, hidden = self.rnn(torch.cat((embedded, context), -1), hidden)
        return self.dense(y).swapaxes(0, 1), [outputs, hidden]


encoder, decoder = Encoder(), Decoder()
sources, targets = torch.randint(1, 10, (4, 5)), torch.randint(0, 10, (4, 6))
scores, _ = decoder(targets[:, :-1], encoder(sources))
each = F.cross_entropy(scores.reshape(-1, 10), targets[:, 1:].reshape(-1), reduction="none")
there = (targets[:, 1:].reshape(-1) != 0).type(each.dtype)
loss = (each * there).sum() / there.sum()
loss.backward()
total = nn.utils.clip_grad_norm_([*encoder.parameters(), *decoder.parameters()], max_norm=1)
beams = [([1], 0.0)]
for _ in range(3):
    tried = []
    for beam, sure in beams:
        logs = F.log_softmax(decoder(torch.tensor([beam]), [s[:, :1] for s in encoder(sources)])[0][0, -1], dim=-1)
        best = logs.topk(2)
        tried += [([*beam, int(i)], sure + p.item()) for p, i in zip(best.values, best.indices)]
    beams = sorted(tried, key=lambda pair: pair[1], reverse=True)[:2]


def bleu(guess, right, most):
    score = math.exp(min(0, 1 - len(right) / len(guess)))
    for n in range(1, min(most, len(guess)) + 1):
        wanted = collections.Counter(" ".join(right[i : i + n]) for i in range(len(right) - n + 1))
        made = collections.Counter(" ".join(guess[i : i + n]) for i in range(len(guess) - n + 1))
        score *= math.pow(sum((wanted & made).values()) / (len(guess) - n + 1), math.pow(0.5, n))
    return score


score = bleu("the clock struck".split(), "the clock has struck".split(), 2)
print(written, f"{score:.3f} {perplexities[-1]:.4f}", [beam for beam, _ in beams])
