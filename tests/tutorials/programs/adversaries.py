"""Two nets against each other; a critic with a gradient penalty; an adversarial example."""

import torch
import torch.nn as nn


def layers(*widths, last):
    made = []
    for before, after in zip(widths, widths[1:]):
        made += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
    return nn.Sequential(*made[:-1], last)


maker, judge = layers(2, 8, 3, last=nn.Tanh()), layers(3, 8, 1, last=nn.Sigmoid())
for m in [*maker.modules(), *judge.modules()]:
    if m.__class__.__name__.find("Linear") != -1:
        nn.init.normal_(m.weight, 0.0, 0.2)
        nn.init.constant_(m.bias, 0)
ours, theirs = (
    torch.optim.Adam(maker.parameters(), lr=0.01, betas=(0.5, 0.999)),
    torch.optim.Adam(judge.parameters(), lr=0.01, betas=(0.5, 0.999)),
)
truth = nn.BCELoss()
losses = []
for _ in range(4):
    real = torch.randn(6, 3) * 0.3 + 0.5
    fake = maker(torch.randn(6, 2))
    ones, zeros = torch.ones(6, 1), torch.full((6, 1), 0.0)
    theirs.zero_grad()
    judged = (truth(judge(real), ones) + truth(judge(fake.detach()), zeros)) / 2
    judged.backward()
    theirs.step()
    ours.zero_grad()
    fooled = truth(judge(fake), ones)
    fooled.backward()
    ours.step()
    losses.append((judged.item(), fooled.item()))
critic = layers(3, 8, 1, last=nn.Identity())
mixed = torch.rand(6, 1)
between = (mixed * real + (1 - mixed) * fake.detach()).requires_grad_(True)
scores = critic(between)
slopes = torch.autograd.grad(
    outputs=scores,
    inputs=between,
    grad_outputs=torch.ones_like(scores),
    create_graph=True,
    retain_graph=True,
    only_inputs=True,
)[0]
penalty = ((slopes.norm(2, dim=1) - 1) ** 2).mean()
(critic(fake.detach()).mean() - critic(real).mean() + 10 * penalty).backward()
sent = [p.grad for p in critic.parameters() if p.dim() == 2]
with torch.no_grad():
    for p in critic.parameters():
        p.clamp_(-0.1, 0.1)
picture = real.clone().requires_grad_()
judge(picture).log().sum().backward()
attacked = (picture + 0.05 * picture.grad.sign()).detach().clamp(0, 1)
print(f"{penalty:.4f} {fooled.item():.4f}")
