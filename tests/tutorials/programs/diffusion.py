"""Pictures that dissolve into noise, and a small net with waves for the time that learns to bring them back."""

import math

import torch
import torch.nn.functional as F
from torch import nn

steps = 20
betas = torch.linspace(1e-4, 0.2, steps)
alphas = 1.0 - betas
kept = torch.cumprod(alphas, axis=0)
kept_before = F.pad(kept[:-1], (1, 0), value=1.0)
spread = betas * (1.0 - kept_before) / (1.0 - kept)


def at(values, t, like):
    return values.gather(-1, t.cpu()).reshape(t.shape[0], *((1,) * (len(like.shape) - 1))).to(t.device)


def cosine(count, s=0.008):
    x = torch.linspace(0, count, count + 1)
    left = torch.cos((x / count + s) / (1 + s) * torch.pi * 0.5) ** 2
    left = left / left[0]
    return torch.clip(1 - left[1:] / left[:-1], 0.0001, 0.9999)


class Waves(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def forward(self, t):
        half = self.width // 2
        speeds = torch.exp(torch.arange(half, device=t.device) * -(math.log(10000) / (half - 1)))
        angles = t[:, None] * speeds[None, :]
        return torch.cat((angles.sin(), angles.cos()), dim=-1)


class Added(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x, *others, **options):
        return self.inner(x, *others, **options) + x


class Block(nn.Module):
    """A convolution whose normed output the time scales and shifts."""

    def __init__(self, inside, outside, width):
        super().__init__()
        self.time = nn.Sequential(nn.SiLU(), nn.Linear(width, outside * 2))
        self.convolution, self.norm = nn.Conv2d(inside, outside, 3, padding=1), nn.GroupNorm(2, outside)

    def forward(self, x, t):
        scale, shift = self.time(t)[:, :, None, None].chunk(2, dim=1)
        return F.silu(self.norm(self.convolution(x)) * (scale + 1) + shift)


class Look(nn.Module):
    def __init__(self, width, heads=2, size=4):
        super().__init__()
        self.heads, self.three = heads, nn.Conv2d(width, size * heads * 3, 1, bias=False)
        self.mix, self.scale = nn.Conv2d(size * heads, width, 1), size**-0.5

    def forward(self, x):
        b, _, h, w = x.shape
        q, k, v = (part.reshape(b, self.heads, -1, h * w) for part in self.three(x).chunk(3, dim=1))
        q, k = q.softmax(dim=-2) * self.scale, k.softmax(dim=-1)
        context = torch.einsum("b h d n, b h e n -> b h d e", k, v)
        return self.mix(torch.einsum("b h d e, b h d n -> b h e n", context, q).reshape(b, -1, h, w))


class Denoiser(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.time = nn.Sequential(Waves(width), nn.Linear(width, 8), nn.GELU(), nn.Linear(8, 8))
        self.begin, self.end = nn.Conv2d(1, width, 1), nn.Conv2d(width, 1, 1)
        self.downs, self.ups = nn.ModuleList([]), nn.ModuleList([])
        self.downs.append(nn.ModuleList([Block(width, width, 8), nn.Conv2d(width, 2 * width, 4, 2, 1)]))
        self.middle, self.look = Block(2 * width, 2 * width, 8), Added(Look(2 * width))
        larger = nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(2 * width, width, 3, padding=1))
        self.ups.append(nn.ModuleList([larger, Block(2 * width, width, 8)]))

    def forward(self, x, t):
        x, t, seen = self.begin(x), self.time(t), []
        for block, down in self.downs:
            x = block(x, t)
            seen.append(x)
            x = down(x)
        x = self.look(self.middle(x, t))
        for up, block in self.ups:
            x = block(torch.cat((up(x), seen.pop()), dim=1), t)
        return self.end(x)


def dissolved(x, t, noise=None):
    if noise is None:
        noise = torch.randn_like(x)
    return at(torch.sqrt(kept), t, x) * x + at(torch.sqrt(1.0 - kept), t, x) * noise


net = Denoiser()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
pictures = torch.rand(6, 1, 8, 8) * 2 - 1
losses = []
for loss_of in (F.smooth_l1_loss, F.l1_loss, F.mse_loss):
    optimizer.zero_grad()
    t = torch.randint(0, steps, (pictures.shape[0],), device=pictures.device).long()
    noise = torch.randn_like(pictures)
    loss = loss_of(noise, net(dissolved(pictures, t, noise=noise), t))
    losses.append(loss.item())
    loss.backward()
    optimizer.step()


@torch.no_grad()
def one_step_back(x, t):
    at_once = torch.full((x.shape[0],), t, dtype=torch.long)
    shift = at(betas, at_once, x) * net(x, at_once) / at(torch.sqrt(1.0 - kept), at_once, x)
    mean = at(torch.sqrt(1.0 / alphas), at_once, x) * (x - shift)
    return mean if t == 0 else mean + torch.sqrt(at(spread, at_once, x)) * torch.randn_like(x)


x, frames = torch.randn((2, 1, 8, 8)), []
for t in reversed(range(steps)):
    x = one_step_back(x, t)
    if t % 5 == 0:
        frames.append(x.cpu().numpy())
shown = ((x.clamp(-1, 1) + 1) / 2 * 255).to(torch.uint8)
other = cosine(5)
print([f"{loss:.4f}" for loss in losses], shown.dtype == torch.uint8, len(frames))
