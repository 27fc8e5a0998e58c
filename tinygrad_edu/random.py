"""PyTorch's `torch.random`: other names of what stands in `ops.random`."""

from .ops.random import get_rng_state, initial_seed, manual_seed, seed, set_rng_state

__all__ = ["get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]
