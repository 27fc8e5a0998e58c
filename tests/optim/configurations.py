"""Every optimizer, under every option: what the tests of rules, states and traces go through."""

import numpy as np

import tinygrad_edu as tg

CONFIGURATIONS = {
    "SGD": [
        {}, {"momentum": 0.9}, {"momentum": 0.9, "dampening": 0.5}, {"momentum": 0.8, "nesterov": True},
        {"weight_decay": 0.1}, {"maximize": True}, {"weight_decay": 0.1, "maximize": True},
        {"momentum": 0.7, "nesterov": True, "weight_decay": 0.05, "maximize": True},
    ],
    "Adagrad": [
        {}, {"lr_decay": 0.1}, {"initial_accumulator_value": 0.3}, {"eps": 1e-3}, {"weight_decay": 0.1},
        {"weight_decay": 0.1, "maximize": True},
    ],
    "Adadelta": [{}, {"rho": 0.7}, {"eps": 1e-3}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "maximize": True}],
    "RMSprop": [
        {}, {"alpha": 0.9, "eps": 1e-4}, {"centered": True}, {"momentum": 0.8}, {"weight_decay": 0.1},
        {"weight_decay": 0.1, "maximize": True}, {"momentum": 0.5, "centered": True, "weight_decay": 0.1},
    ],
    "Adam": [
        {}, {"betas": (0.5, 0.9), "eps": 1e-4}, {"amsgrad": True}, {"weight_decay": 0.1}, {"betas": (0.0, 0.9)},
        {"weight_decay": 0.1, "maximize": True}, {"weight_decay": 0.1, "decoupled_weight_decay": True},
        {"amsgrad": True, "weight_decay": 0.1, "maximize": True},
    ],
    "AdamW": [{}, {"weight_decay": 0.3}, {"amsgrad": True}, {"maximize": True}, {"weight_decay": 0.0}],
    "Adamax": [{}, {"betas": (0.5, 0.9), "eps": 1e-4}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "maximize": True}],
    "NAdam": [
        {}, {"betas": (0.5, 0.9), "eps": 1e-4}, {"momentum_decay": 0.02}, {"weight_decay": 0.1},
        {"weight_decay": 0.1, "decoupled_weight_decay": True}, {"weight_decay": 0.1, "maximize": True},
    ],
    "RAdam": [
        {}, {"betas": (0.5, 0.9), "eps": 1e-4}, {"betas": (0.5, 0.5)}, {"weight_decay": 0.1},
        {"weight_decay": 0.1, "decoupled_weight_decay": True}, {"weight_decay": 0.1, "maximize": True},
    ],
    "Rprop": [{}, {"etas": (0.4, 1.5)}, {"step_sizes": (0.01, 0.05)}, {"maximize": True}],
    "ASGD": [
        {}, {"lambd": 0.1, "alpha": 0.5}, {"t0": 20}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "maximize": True},
    ],
    "Adafactor": [
        {}, {"beta2_decay": -0.5}, {"eps": (1e-3, 0.1)}, {"d": 2.0}, {"weight_decay": 0.1},
        {"weight_decay": 0.1, "maximize": True},
    ],
}  # fmt: skip

RATES = {
    "SGD": 0.1, "Adagrad": 0.1, "Adadelta": 1.0, "RMSprop": 0.01, "Adam": 0.02, "AdamW": 0.02, "Adamax": 0.02,
    "NAdam": 0.02, "RAdam": 0.02, "Rprop": 0.01, "ASGD": 0.1, "Adafactor": 0.1, "Muon": 0.02, "LBFGS": 0.5,
}  # fmt: skip

CASES = [(name, options) for name, configurations in CONFIGURATIONS.items() for options in configurations]


def case_name(case) -> str:
    """What pytest calls a case."""
    name, options = case
    return f"{name}({', '.join(f'{option}={value}' for option, value in options.items())})"


SHAPES = [(3, 2), (2,), ()]


class Training:
    """Three parameters on their way along given gradients, in this library or in PyTorch.

    The gradients don't depend on the parameters: where they vanish, rules that divide by them would make rounding
    errors large. The second parameter has none in every fifth step.
    """

    def __init__(self, library, name, dtype=np.float64, groups=None, **options):
        draw = np.random.default_rng(0)
        self.library, self.draw = library, np.random.default_rng(1)
        values = [draw.normal(size=shape).astype(dtype) for shape in SHAPES]
        self.parameters = [library.tensor(value, requires_grad=True) for value in values]
        self.steps = 0
        params = self.parameters
        if groups is not None:
            params = [{"params": [parameter], **group} for parameter, group in zip(self.parameters, groups)]
        self.optimizer = getattr(library.optim, name)(params, **{"lr": RATES[name], **options})

    def step(self):
        """One step."""
        for position, parameter in enumerate(self.parameters):
            gradient = self.draw.normal(0.2, 1.0, SHAPES[position]).astype(parameter.detach().numpy().dtype)
            absent = position == 1 and self.steps % 5 == 4
            parameter.grad = None if absent else self.library.tensor(gradient)
        self.steps += 1
        self.optimizer.step()

    def values(self):
        """All numbers of the parameters, in one vector."""
        return np.concatenate([np.ravel(parameter.detach().numpy()) for parameter in self.parameters])

    def trajectory(self, steps):
        """The numbers after each step."""
        seen = []
        for _ in range(steps):
            self.step()
            seen.append(self.values())
        return np.array(seen)


def torch_state(state):
    """A state of ours with PyTorch's tensors in place of ours."""
    import torch

    if isinstance(state, tg.Tensor):
        return torch.tensor(state.detach().numpy())
    if isinstance(state, dict):
        return {key: torch_state(value) for key, value in state.items()}
    return [torch_state(value) for value in state] if isinstance(state, list) else state
