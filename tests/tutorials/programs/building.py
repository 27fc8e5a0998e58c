"""Modules in lists, dicts and each other: names, copies, states, freezing, vectors of parameters."""

import copy
from collections import OrderedDict

import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.floors = nn.ModuleList([nn.Linear(3, 3) for _ in range(2)])
        self.kinds = nn.ModuleDict({"relu": nn.ReLU(), "tanh": nn.Tanh()})
        self.scale = nn.Parameter(torch.tensor(1.5))
        self.register_buffer("calls", torch.tensor(0))
        self.register_parameter("none", None)
        self.floors.append(nn.Linear(3, 1))

    def forward(self, x, kind="relu"):
        for i, floor in enumerate(self.floors):
            x = floor(x) if i == len(self.floors) - 1 else self.kinds[kind](floor(x))
        self.calls += 1
        return self.scale * x


class Chain(nn.Module):
    def __init__(self, *modules):
        super().__init__()
        for i, module in enumerate(modules):
            self.add_module(str(i), module)

    def forward(self, x):
        for module in self.children():
            x = module(x)
        return x


tower, x = Tower(), torch.randn(2, 3)
results = tower(x), tower(x, kind="tanh")
twin = copy.deepcopy(tower)
with torch.no_grad():
    twin.scale.fill_(5.0)
    twin.floors[0].weight[0, 0] = 1.0
print(
    tower,
    tower.calls.item(),
    list(tower.state_dict()),
    tower.scale.item(),
    "relu" in tower.kinds,
    tower.get_submodule("floors.0"),
    [name for name, _ in tower.named_children()],
)
chain = Chain(nn.Linear(3, 2), nn.Sequential(OrderedDict([("act", nn.Sigmoid()), ("out", nn.Linear(2, 1))])))
chained = chain(x)
nested = nn.Sequential(chain, nn.Flatten())
nested.append(nn.Linear(1, 2))
cut = nn.Sequential(*list(nested.children())[:-1])
inner = cut(x), nested[0], nested[-1]
print(nested, nested[1:])
for name, p in tower.named_parameters():
    p.requires_grad_("floors.0" not in name)
trained = [name for name, p in tower.named_parameters() if p.requires_grad]
sizes = sum(p.numel() for p in tower.parameters()), sum(p.nelement() * p.element_size() for p in tower.parameters())
part = {key: value for key, value in twin.state_dict().items() if "floors" in key}
answer = tower.load_state_dict(part, strict=False)
missing = answer.missing_keys, answer.unexpected_keys
vector = nn.utils.parameters_to_vector(tower.parameters())
nn.utils.vector_to_parameters(vector.detach() * 2, tower.parameters())
weighed = nn.utils.weight_norm(nn.Linear(3, 2))
scaled = weighed(x)
scaled.sum().backward()
direction = weighed.weight_g.grad, weighed.weight_v.grad
tower.eval()
modes = [m.training for m in tower.modules()]
