"""What convolutions and pools have in common: windows along axes in space, with the channels behind them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ... import ops
from ...nn.functional.spatial import per_axis
from .layer import Layer, Shape

WANTED = {1: "(batch, steps, channels)", 2: "(batch, rows, columns, channels)"}


class Windows(NamedTuple):
    """Where windows lie along one axis: how many, and how much padding before the first and behind the last."""

    number: int
    before: int
    behind: int


class Spatial(Layer):
    """What lays windows on (batch, lengths, channels). `padding` is "valid": none, or "same": a window each stride."""

    rank = 2

    def set_windows(self, what: str, size, strides, padding: str, data_format: str | None, dilation=1) -> None:
        """Keep the windows' size, which is called `what`, and what else is said of them."""
        self.input_axes, self.wanted_input = range(self.rank + 2, self.rank + 3), WANTED[self.rank]
        self.size = per_axis(what, size, self.rank, 1)
        self.strides = self.size if strides is None else per_axis("strides", strides, self.rank, 1)
        self.dilation_rate = per_axis("dilation_rate", dilation, self.rank, 1)
        if str(padding).lower() not in ("valid", "same"):
            raise ValueError(f"no padding {padding!r}\nhelp: 'valid', which is none, or 'same'")
        self.padding, self.data_format = padding.lower(), checked_format(data_format)

    def windows(self, lengths: Shape) -> list[Windows | None]:
        """The windows along each axis in space; None where its length isn't known."""
        return [
            None if n is None else windows_along(n, size, stride, dilation, self.padding, self)
            for n, size, stride, dilation in zip(lengths, self.size, self.strides, self.dilation_rate)
        ]

    def spatial_shape(self, input_shape: Shape) -> Shape:
        """The numbers of windows."""
        return tuple(None if windows is None else windows.number for windows in self.windows(input_shape[1:-1]))

    def surrounded(self, x, value: float) -> Any:
        """x (batch, channels, lengths) with the padding around it, and nothing at the end that no window reaches."""
        places = [windows for windows in self.windows(x.shape[2:]) if windows is not None]
        if not any(windows.before or windows.behind for windows in places):
            return x
        width = ((0, 0), (0, 0), *((windows.before, windows.behind) for windows in places))
        return ops.pad(x, width=width, value=value)


def checked_format(data_format: str | None) -> str:
    """Where the channels are: last, as is said by None, too (ValueError)."""
    if data_format not in (None, "channels_last"):
        raise ValueError(
            f"data_format is {data_format!r}\nhelp: 'channels_last' is the only one here: "
            "numpy.moveaxis(x, 1, -1) brings channels there"
        )
    return "channels_last"


def windows_along(length: int, size: int, stride: int, dilation: int, padding: str, layer: Layer) -> Windows:
    """The windows along an axis; of an odd padding the greater part is behind. ValueError if none fits."""
    span = (size - 1) * dilation + 1
    if padding == "same":
        count = -(-length // stride)
        around = max(0, (count - 1) * stride + span - length)
        return Windows(count, around // 2, around - around // 2)
    if span > length:
        raise ValueError(
            f"layer {layer.name!r}: a window of {span} doesn't fit into a length of {length}\n"
            "help: a smaller window, or padding='same'"
        )
    return Windows((length - span) // stride + 1, 0, 0)


def channels_first(x) -> Any:
    """(batch, lengths, channels) as (batch, channels, lengths)."""
    return ops.movedim(x, source=-1, destination=1)


def channels_last(x) -> Any:
    """(batch, channels, lengths) as (batch, lengths, channels)."""
    return ops.movedim(x, source=1, destination=-1)
