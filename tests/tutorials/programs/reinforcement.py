"""Values by gather, a target net that follows, log-probabilities times returns, a clipped ratio."""

from collections import deque, namedtuple

import torch
import torch.nn as nn
import torch.optim as optim

Step = namedtuple("Step", ("state", "action", "following", "reward"))
memory = deque([], maxlen=50)
for i in range(8):
    memory.append(
        Step(
            torch.randn(1, 3),
            torch.tensor([[i % 2]], dtype=torch.long),
            torch.randn(1, 3) if i % 3 else None,
            torch.tensor([float(i)]),
        )
    )


def make():
    return nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))


values, target = make(), make()
target.load_state_dict(values.state_dict())
optimizer = optim.AdamW(values.parameters(), lr=1e-2, amsgrad=True)
batch = Step(*zip(*memory))
going = torch.tensor([s is not None for s in batch.following], dtype=torch.bool)
states, actions, rewards = torch.cat(batch.state), torch.cat(batch.action), torch.cat(batch.reward)
following = torch.cat([s for s in batch.following if s is not None])
for _ in range(3):
    estimated = values(states).gather(1, actions)
    expected = torch.zeros(8)
    with torch.no_grad():
        expected[going] = target(following).max(1).values
    loss = nn.SmoothL1Loss()(estimated, (rewards + 0.9 * expected).unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(values.parameters(), 0.5)
    optimizer.step()
    kept, new = target.state_dict(), values.state_dict()
    target.load_state_dict({key: 0.1 * new[key] + 0.9 * kept[key] for key in kept})
policy = nn.Sequential(make(), nn.Softmax(dim=-1))
chances = policy(states)
taken = torch.multinomial(chances, 1)
logs = torch.log(chances.gather(1, taken)).squeeze(1)
returns, total = deque(), 0.0
for reward in [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]:
    total = reward + 0.9 * total
    returns.appendleft(total)
returns = torch.tensor(returns)
advantage = (returns - returns.mean()) / (returns.std() + 1e-8)
loss = torch.stack([-log * a for log, a in zip(logs, advantage)]).sum()
entropy = -(chances * chances.log()).sum(-1).mean()
(loss - 0.01 * entropy).backward()
sent = [p.grad for p in policy.parameters()]
ratio = torch.exp(logs - logs.detach() * 0.9)
clipped = -torch.min(ratio * advantage, torch.clamp(ratio, 0.8, 1.2) * advantage).mean()
action = values(states[:1]).argmax().item()
print(f"{loss:.4f} {clipped.item():.4f} {action}")
