"""PyTorch's `torch.nn.parallel`: a net on several devices, of which there is one."""

from __future__ import annotations

from typing import Any

from ..distributed import init_process_group
from .module import Module

__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]


class DataParallel(Module):
    """Its module on the one device there is: a pass-through, whose state's paths begin with "module." as PyTorch's.

    The devices and the axis of the batch, `dim`, have no effect.
    """

    def __init__(self, module: Module, device_ids=None, output_device=None, dim: int = 0) -> None:
        super().__init__()
        self.device_ids: list = []
        self.module = module

    def forward(self, *inputs, **kwargs) -> Any:
        """What the module computes."""
        return self.module(*inputs, **kwargs)


class DistributedDataParallel(Module):
    """Refused when it is made (RuntimeError): one process trains here, alone; see `distributed`."""

    def __init__(self, module: Module, *args, **options) -> None:
        init_process_group()


def data_parallel(
    module: Module, inputs, device_ids=None, output_device=None, dim: int = 0, module_kwargs: dict | None = None
) -> Any:
    """What the module computes from one input, or from a tuple of them. The devices and `dim` have no effect."""
    return module(*(inputs if isinstance(inputs, tuple) else (inputs,)), **(module_kwargs or {}))
