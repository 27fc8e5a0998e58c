"""A residual net with batch norms, its running statistics, a hook for the features, other convolutions."""

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, before, after, stride=1):
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(inplace=True),
            nn.Conv2d(after, after, 3, padding="same", bias=False),
            nn.BatchNorm2d(after),
        )
        self.way = (
            nn.Identity()
            if stride == 1 and before == after
            else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
        )

    def forward(self, x):
        out = self.path(x)
        out += self.way(x)
        return F.relu(out)


net = nn.Sequential(
    nn.Conv2d(3, 4, 3, padding=1),
    Block(4, 4),
    Block(4, 6, 2),
    nn.AdaptiveAvgPool2d((1, 1)),
    nn.Flatten(),
    nn.Linear(6, 3),
)
for m in net.modules():
    if isinstance(m, nn.Conv2d):
        nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
    elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
        nn.init.constant_(m.weight, 1)
        nn.init.constant_(m.bias, 0)
x, y = torch.randn(5, 3, 8, 8), torch.randint(0, 3, (5,))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=6)
rates = []
for _ in range(3):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    schedule.step()
    rates.append(optimizer.param_groups[0]["lr"])
features = {}
handle = net[2].register_forward_hook(lambda module, inputs, output: features.update(map=output.detach()))
net.eval()
scores = net(x)
handle.remove()
separable = nn.Sequential(nn.Conv2d(4, 4, 3, groups=4, padding=1), nn.Conv2d(4, 2, 1))(torch.randn(2, 4, 5, 5))
holes = nn.Conv2d(1, 1, 3, dilation=2, padding=2, padding_mode="reflect")(torch.randn(1, 1, 6, 6))


class Squeeze(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(channels, 2), nn.ReLU(), nn.Linear(2, channels), nn.Sigmoid())

    def forward(self, x):
        n, c, _, _ = x.size()
        return x * self.gate(x.mean(dim=(2, 3))).view(n, c, 1, 1).expand_as(x)


squeezed = Squeeze(2)(separable)
larger = (
    F.interpolate(separable, scale_factor=2, mode="nearest"),
    nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)(separable),
    F.pad(separable, (1, 2, 0, 1), value=0.5),
)
normed = nn.GroupNorm(1, 2)(separable), nn.InstanceNorm2d(2)(separable)
