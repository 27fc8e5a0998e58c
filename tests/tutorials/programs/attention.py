"""Positions as waves, a Transformer's layers, masks of every kind."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Positions(nn.Module):
    def __init__(self, size, longest=20):
        super().__init__()
        place = torch.arange(longest).unsqueeze(1)
        speed = torch.exp(torch.arange(0, size, 2) * (-math.log(10000.0) / size))
        waves = torch.zeros(longest, size)
        waves[:, 0::2], waves[:, 1::2] = torch.sin(place * speed), torch.cos(place * speed)
        self.register_buffer("waves", waves)

    def forward(self, x):
        return x + self.waves[: x.size(1)]


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(9, 8), Positions(8)
        self.layers = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=12, dropout=0.1, batch_first=True),
            num_layers=2,
            enable_nested_tensor=False,
        )
        self.out = nn.Linear(8, 9)

    def forward(self, x):
        return self.out(
            self.layers(
                self.places(self.words(x) * math.sqrt(8)), nn.Transformer.generate_square_subsequent_mask(x.size(1))
            )
        )


net = Reader()
net.eval()
x = torch.randint(0, 9, (2, 6))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 3))
for _ in range(3):
    loss = F.cross_entropy(net(x[:, :-1]).reshape(-1, 9), x[:, 1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    schedule.step()
t = torch.randn(2, 4, 8)
looker = nn.MultiheadAttention(8, 2, batch_first=True)
seen, weights = looker(
    t, t, t, key_padding_mask=torch.tensor([[False, False, True, True], [False, False, False, True]])
)
alone, nothing = looker(t, t, t, need_weights=False)
fast = F.scaled_dot_product_attention(t, t, t, is_causal=True)
slow = ((t @ t.transpose(-2, -1)) / math.sqrt(8)).masked_fill(
    torch.triu(torch.ones(4, 4), diagonal=1).bool(), float("-inf")
).softmax(dim=-1) @ t
whole = nn.Transformer(
    d_model=8, nhead=2, num_encoder_layers=1, num_decoder_layers=1, dim_feedforward=8, dropout=0.0, batch_first=True
)
answer = whole(t, t[:, :3], tgt_mask=whole.generate_square_subsequent_mask(3))
answer.sum().backward()
print(f"{loss:.4f}", list(net.state_dict())[:3])
