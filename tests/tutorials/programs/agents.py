"""Agents in a corridor: an actor with a critic, a normal policy with a clipped ratio, soft updates, a bandit."""

import random
from itertools import count

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.distributions import Bernoulli, Categorical, MultivariateNormal, Normal, Uniform, kl_divergence


class Corridor:
    def reset(self):
        self.place = 2
        return [0.0, self.place / 4, 1.0]

    def step(self, action):
        self.place += 1 if action == 1 else -1
        return [0.0, self.place / 4, 1.0], 1.0 if self.place == 4 else -0.1, self.place in (0, 4)


class ActorCritic(nn.Module):
    def __init__(self):
        super(ActorCritic, self).__init__()
        self.common, self.actor, self.critic = nn.Linear(3, 8), nn.Linear(8, 2), nn.Linear(8, 1)

    def forward(self, state):
        h = F.relu(self.common(state))
        return F.softmax(self.actor(h), dim=-1), self.critic(h)


torch.manual_seed(3)
random.seed(3)
world, net = Corridor(), ActorCritic()
optimizer = optim.Adam(net.parameters(), lr=1e-2)
sums, lengths = [], []
for episode in range(3):
    state, logs, values, rewards, entropies = world.reset(), [], [], [], []
    for t in count(1):
        chances, value = net(torch.tensor(state).to(net.common.weight.dtype).unsqueeze(0))
        policy = Categorical(chances)
        action = policy.sample()
        logs.append(policy.log_prob(action))
        values.append(value)
        entropies.append(policy.entropy())
        state, reward, over = world.step(action.item())
        rewards.append(reward)
        if over or t == 20:
            break
    total, returns = 0, []
    for reward in rewards[::-1]:
        total = reward + 0.99 * total
        returns.insert(0, total)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    for_actor = [-log * (wanted - value.item()) for log, value, wanted in zip(logs, values, returns)]
    for_critic = [F.smooth_l1_loss(value, torch.tensor([[wanted]])) for value, wanted in zip(values, returns)]
    optimizer.zero_grad()
    loss = torch.stack(for_actor).sum() + torch.stack(for_critic).sum() - 0.01 * torch.cat(entropies).mean()
    loss.backward()
    optimizer.step()
    sums.append(sum(rewards))
    lengths.append(t)
print([f"{total:.2f}" for total in sums], lengths)


class Normals(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2))
        self.log_spread = nn.Parameter(torch.ones(1, 2) * -0.5)

    def forward(self, states):
        mean = self.mean(states)
        return Normal(mean, self.log_spread.exp().expand_as(mean))


actor, critic = Normals(), nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 1))
states = torch.randn(10, 3)
with torch.no_grad():
    policy = actor(states)
    actions = policy.sample()
    before = policy.log_prob(actions).sum(-1)
    values = critic(states).flatten()
    rewards, going = torch.rand(10), torch.ones(10)
    going[4] = 0
    advantages, so_far = torch.zeros(10), 0
    for t in reversed(range(9)):
        surprise = rewards[t] + 0.99 * values[t + 1] * going[t] - values[t]
        so_far = surprise + 0.99 * 0.95 * going[t] * so_far
        advantages[t] = so_far
    returns = advantages + values
both = optim.Adam([{"params": actor.parameters(), "lr": 3e-3}, {"params": critic.parameters(), "lr": 1e-2}])
clipped = []
for _ in range(3):
    policy = actor(states)
    ratio = (policy.log_prob(actions).sum(-1) - before).exp()
    surrogate = torch.min(ratio * advantages, torch.clamp(ratio, 1.0 - 0.2, 1.0 + 0.2) * advantages)
    misjudged = (returns - critic(states).flatten()).pow(2).mean()
    loss = -surrogate.mean() + 0.5 * misjudged - 0.001 * policy.entropy().mean()
    both.zero_grad()
    loss.backward()
    both.step()
    clipped.append(((ratio - 1.0).abs() > 0.2).double().mean().item())
apart = kl_divergence(actor(states), policy).mean().item()

# Gradients through what was drawn
drawn = Normal(actor.mean(states), 0.5).rsample()
(torch.tanh(drawn).sum() + Uniform(actor.log_spread.exp(), 2.0).rsample((4,)).sum()).backward()
together = MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]]))
pairs = together.sample((5,))
surprise = -together.log_prob(pairs).mean() - together.entropy()
coins = Bernoulli(torch.tensor([0.3, 0.6]))
flips, likely = coins.sample((4,)), coins.log_prob(torch.tensor([1.0, 0.0]))
far = kl_divergence(Categorical(torch.tensor([0.5, 0.5])), Categorical(logits=torch.tensor([0.0, 1.0])))

# A net that follows slowly, a greedy choice now and then, a bandit's counts
local, target = nn.Linear(2, 2), nn.Linear(2, 2)
with torch.no_grad():
    for slow, quick in zip(target.parameters(), local.parameters()):
        slow.copy_(0.1 * quick + (1 - 0.1) * slow)
for slow, quick in zip(target.parameters(), local.parameters()):
    slow.data = 0.1 * quick.data + 0.9 * slow.data
greedy = random.random() > 0.3
action = local(states[:1, :2]).max(1).indices.view(1, 1) if greedy else torch.tensor([[random.randrange(2)]])
estimates, tried = torch.zeros(3), torch.zeros(3)
for t in range(10):
    arm = int(torch.argmax(estimates + torch.sqrt(2 * torch.log(torch.tensor(t + 1.0)) / (tried + 1e-5))))
    tried[arm] += 1
    estimates[arm] += (torch.bernoulli(torch.tensor([0.2, 0.5, 0.8]))[arm] - estimates[arm]) / tried[arm]
print(tried.tolist(), f"{apart:.6f}", action.shape == (1, 1))
policy = coins = together = None
