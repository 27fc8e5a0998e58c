"""A first hour: tensors, gradients, a net, a classifier of small pictures, saving, accuracy by class."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, Dataset

rows = [[1, 2], [3, 4]]
made, array = torch.tensor(rows), np.array(rows)
same = torch.equal(made, torch.from_numpy(array))
ones, noise = torch.ones_like(made), torch.rand_like(made, dtype=torch.get_default_dtype())
shape = (2, 3)
zeros, some = torch.zeros(shape), torch.rand(shape)
t = torch.ones(4, 4)
if torch.cuda.is_available():
    t = t.to("cuda")
t[:, 1] = 0
print(t, f"on the {t.device}")
wide, product, squared = torch.cat([t, t, t], dim=1), t.matmul(t.T), t.mul(t)
result = torch.zeros(4, 4)
result.copy_(t @ t.T)
number = t.sum().item()
t.add_(5)
shared = torch.ones(5)
view = shared.numpy()
shared.add_(1)
np.add(view, 1, out=view)

a, b = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
Q.backward(gradient=torch.tensor([1.0, 1.0]))
right = 9 * a**2 == a.grad, -2 * b == b.grad
free = torch.rand(5, 5) + torch.rand(5, 5)
bound = free + torch.rand((5, 5), requires_grad=True)
print(free.requires_grad, bound.requires_grad, bound.detach().requires_grad)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.near = nn.Conv2d(1, 3, 5)
        self.far = nn.Conv2d(3, 4, 3)
        self.hidden = nn.Linear(4 * 3 * 3, 10)
        self.out = nn.Linear(10, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.near(x)), (2, 2))
        x = F.relu(self.far(x))
        return self.out(F.relu(self.hidden(torch.flatten(x, 1))))


net = Net()
print(net)
parameters = list(net.parameters())
print(len(parameters), tuple(parameters[0].size()))
out = net(torch.randn(1, 1, 14, 14))
net.zero_grad()
out.backward(torch.randn(1, 4))
loss = nn.MSELoss()(net(torch.randn(1, 1, 14, 14)), torch.randn(4).view(1, -1))
net.zero_grad()
empty = net.near.bias.grad is None
loss.backward()
filled = net.near.bias.grad
with torch.no_grad():
    for p in net.parameters():
        p.sub_(p.grad * 0.01)


class Pictures(Dataset):
    """A bright row in each picture: which of four says the class."""

    def __init__(self, count, transform=None, target_transform=None):
        self.labels, self.images = torch.arange(count) % 4, torch.rand(count, 14, 14)
        self.images[torch.arange(count), self.labels * 3] += 1.0
        self.transform, self.target_transform = transform, target_transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, place):
        image, label = self.images[place], self.labels[place]
        image = self.transform(image) if self.transform else image
        return image, self.target_transform(label) if self.target_transform else label


pictures = Pictures(40, transform=lambda image: (image.unsqueeze(0) - 0.5) / 0.5)
training, testing = torch.utils.data.Subset(pictures, range(32)), torch.utils.data.Subset(pictures, range(32, 40))
loader = DataLoader(training, batch_size=8, shuffle=False, num_workers=0)
held_out = DataLoader(testing, batch_size=4, shuffle=False, drop_last=True)
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
criterion, optimizer = nn.CrossEntropyLoss(), optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(3):
    running = 0.0
    for i, data in enumerate(loader, 0):
        images, labels = data[0].to(device), data[1].to(device)
        optimizer.zero_grad()
        loss = criterion(net(images), labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
        if i % 2 == 1:
            print(f"[{epoch + 1}, {i + 1:5d}] loss: {running / 2:.3f}")
            running = 0.0
torch.save(net.state_dict(), "./pictures.pth")
net = Net()
net.load_state_dict(torch.load("./pictures.pth", weights_only=True))
images, labels = next(iter(held_out))
_, predicted = torch.max(net(images), 1)
classes = ("top", "upper", "lower", "bottom")
print("predicted:", " ".join(f"{classes[predicted[j]]:6s}" for j in range(4)))
hits, seen = dict.fromkeys(classes, 0), dict.fromkeys(classes, 0)
correct = total = 0
with torch.no_grad():
    for images, labels in held_out:
        _, predicted = torch.max(net(images).data, 1)
        total += labels.size(0)
        correct += (predicted == labels).sum().item()
        for label, guess in zip(labels, predicted):
            hits[classes[label]] += int(label == guess)
            seen[classes[label]] += 1
print(f"accuracy: {100 * correct // total} %")
for name in classes:
    print(f"accuracy of {name:6s} is {100 * float(hits[name]) / seen[name]:.1f} %")
pictures = training = testing = loader = held_out = None
