"""An autoencoder of transposed convolutions, and a variational one."""

import torch
import torch.nn.functional as F
from torch import nn, optim

pictures = torch.rand(4, 1, 8, 8)
encoder = nn.Sequential(
    nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.ReLU(True), nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.ELU()
)
decoder = nn.Sequential(
    nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1),
    nn.LeakyReLU(0.2),
    nn.ConvTranspose2d(3, 1, 4, 2, 1),
    nn.Sigmoid(),
)
optimizer = optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.01, weight_decay=1e-5)
for _ in range(4):
    noisy = (pictures + 0.1 * torch.randn_like(pictures)).clamp(0.0, 1.0)
    loss = nn.MSELoss()(decoder(encoder(noisy)), pictures)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


class Variational(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.mean, self.spread, self.back = (
            nn.Linear(64, 10),
            nn.Linear(10, 2),
            nn.Linear(10, 2),
            nn.Sequential(nn.Linear(2, 10), nn.Softplus(), nn.Linear(10, 64)),
        )

    def forward(self, x):
        h = F.silu(self.hidden(x.flatten(1)))
        mean, log_variance = self.mean(h), self.spread(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        return torch.sigmoid(self.back(z)), mean, log_variance


net = Variational()
optimizer = optim.RMSprop(net.parameters(), lr=1e-3)
bounds = []
for _ in range(5):
    guess, mean, log_variance = net(pictures)
    divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
    bound = F.binary_cross_entropy(guess, pictures.view(-1, 64), reduction="sum") + divergence
    optimizer.zero_grad()
    bound.backward()
    optimizer.step()
    bounds.append(bound.item())
with torch.no_grad():
    samples = torch.sigmoid(net.back(torch.randn(3, 2))).view(3, 1, 8, 8)
