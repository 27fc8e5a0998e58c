"""PyTorch's tensors, dtypes and shapes turned into ours, and results compared."""

from __future__ import annotations

import numpy as np
import torch

import tinygrad_edu as tg

DTYPES = {
    getattr(torch, name): np.dtype(numpy)
    for name, numpy in {
        "float16": "float16", "float32": "float32", "float64": "float64", "bool": "bool", "uint8": "uint8",
        "int8": "int8", "int16": "int16", "int32": "int32", "int64": "int64",
    }.items()
}  # fmt: skip


def module_twin(module: torch.nn.Module) -> tg.nn.Module:
    """Our module for one of PyTorch's that is an argument."""
    if not isinstance(module, torch.nn.TransformerEncoderLayer):
        return getattr(tg.nn, type(module).__name__)()
    attention, inner = module.self_attn, module.linear1
    return tg.nn.TransformerEncoderLayer(
        inner.in_features,
        attention.num_heads,
        inner.out_features,
        module.dropout.p,
        module.activation.__name__,
        module.norm1.eps,
        attention.batch_first,
        module.norm_first,
        inner.bias is not None,
    )


class Converter:
    """Turns what PyTorch's function is called with into what ours is; `pairs` holds each tensor with its twin."""

    def __init__(self) -> None:
        self.pairs: dict[int, tuple[torch.Tensor, tg.Tensor]] = {}

    def __call__(self, thing):
        """The same, with every tensor, dtype, shape and device in it as ours."""
        if isinstance(thing, torch.Tensor):
            if id(thing) not in self.pairs:
                twin = tg.tensor(thing.detach().numpy().copy(), requires_grad=thing.requires_grad)
                self.pairs[id(thing)] = thing, twin
            return self.pairs[id(thing)][1]
        if isinstance(thing, torch.dtype):
            return DTYPES[thing]
        if isinstance(thing, torch.device):
            return str(thing)
        if isinstance(thing, torch.Size):
            return tuple(thing)
        if isinstance(thing, torch.nn.Module):
            return module_twin(thing)
        if type(thing) in (list, tuple):
            return type(thing)(self(part) for part in thing)
        if isinstance(thing, dict):
            return {name: self(part) for name, part in thing.items()}
        return thing

    def leaves(self) -> list[tuple[torch.Tensor, tg.Tensor]]:
        """The pairs whose gradients are wanted."""
        return [(theirs, ours) for theirs, ours in self.pairs.values() if theirs.requires_grad]


def flat(result) -> list:
    """What a function returned, as a list of tensors, arrays and numbers."""
    if isinstance(result, (list, tuple)):
        return [part for one in result for part in flat(one)]
    if isinstance(result, dict):
        return [part for one in result.values() for part in flat(one)]
    return [] if result is None else [result]


def array(thing) -> np.ndarray:
    """A result of either library as an array."""
    if isinstance(thing, torch.Tensor):
        return thing.detach().numpy(force=True)
    return thing.data if isinstance(thing, tg.Tensor) else np.asarray(thing)


def difference(ours, theirs, rtol: float = 1e-7, atol: float = 1e-9) -> str:
    """How two results differ, in words; nothing if they agree in shape, dtype and value."""
    if isinstance(theirs, torch.Tensor) and not isinstance(ours, (tg.Tensor, np.ndarray, np.generic)):
        return f"a {type(ours).__name__} instead of a tensor"
    numbers, expected = array(ours), array(theirs)
    if numbers.shape != expected.shape:
        return f"shape {numbers.shape}, expected {expected.shape}"
    if isinstance(theirs, torch.Tensor) and numbers.dtype != expected.dtype:
        return f"dtype {numbers.dtype}, expected {expected.dtype}"
    if np.allclose(numbers, expected, rtol=rtol, atol=atol, equal_nan=True):
        return ""
    gap = np.abs(np.subtract(numbers, expected, dtype=float))
    return f"differs by up to {np.max(gap[np.isfinite(gap)], initial=0):.1e} at {np.count_nonzero(gap > atol)} places"
