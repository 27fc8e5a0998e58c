"""PyTorch's `torch.utils.tensorboard`: what a training logs, for TensorBoard to show. tensorboardX writes the files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..tape import Node

try:
    import tensorboardX  # type: ignore  # has no types, and may be missing
except ImportError:  # an extra, "tensorboard"
    tensorboardX = None

__all__ = ["SummaryWriter"]


class SummaryWriter:
    """tensorboardX's SummaryWriter, whose methods take Tensors, too: `add_scalar`, `add_histogram`, `add_text`, ….

    It takes PyTorch's arguments: ``log_dir=None, comment="", purge_step=None, max_queue=10, flush_secs=120,
    filename_suffix=""``. ModuleNotFoundError if tensorboardX is missing.
    """

    def __init__(self, *args, **options) -> None:
        if tensorboardX is None:
            raise ModuleNotFoundError(
                "TensorBoard's files are written by tensorboardX, which is missing\n"
                'help: pip install "tinygrad-edu[tensorboard]"'
            )
        self.writer = tensorboardX.SummaryWriter(*args, **options)

    def __getattr__(self, name: str) -> Any:
        thing = getattr(vars(self).get("writer"), name)
        return taking_tensors(thing) if name.startswith("add_") else thing

    def add_graph(self, model, *args, **options) -> None:
        """Refused: TensorBoard's graphs are PyTorch's own."""
        raise NotImplementedError(
            "add_graph writes the graphs of PyTorch's own compiler\n"
            'help: tinygrad_edu.draw(model, "model.svg", inputs=…) draws this library\'s'
        )

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, *error) -> None:
        self.writer.close()


def taking_tensors(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, with the arrays of the Tensors that it is called with."""

    def taking(*args, **options):
        return method(*arrays_in(args), **arrays_in(options))

    return taking


def arrays_in(thing: Any) -> Any:
    """The same tuple, list or dict with an array in place of every Tensor."""
    if isinstance(thing, Node):
        return thing.value
    if isinstance(thing, dict):
        return {name: arrays_in(part) for name, part in thing.items()}
    return type(thing)(map(arrays_in, thing)) if type(thing) in (tuple, list) else thing
