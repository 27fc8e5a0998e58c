"""Devices: there is one, the "cpu". What PyTorch's programs ask before they begin is answered here."""

from __future__ import annotations

import re

NAMED = re.compile(r"(cpu|cuda|mps|meta|xpu)(?::(\d+))?")


class device:
    """Where a tensor's memory is. There is only the cpu: another device has a name, and no tensor can be there.

    >>> import tinygrad_edu as tg
    >>> tg.device("cuda" if tg.cuda.is_available() else "cpu"), tg.device("cuda:1")
    (device(type='cpu'), device(type='cuda', index=1))
    """

    def __init__(self, type: object = "cpu", index: int | None = None) -> None:
        named = NAMED.fullmatch(str(type))
        if named is None:
            raise no_device(type)
        self.type, self.index = named[1], int(named[2]) if named[2] else index

    def __enter__(self) -> device:
        check_device(self)
        return self

    def __exit__(self, *exception) -> None:
        """Nothing: what is made outside is made on the same device."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type={self.type!r}{'' if self.index is None else f', index={self.index}'})"


def is_device(thing: object) -> bool:
    """Whether it names a device: a `device`, or a text like "cuda:0"."""
    return isinstance(thing, device) or (isinstance(thing, str) and NAMED.fullmatch(thing) is not None)


def check_device(thing: object) -> None:
    """Refuse every device but the cpu; None is the cpu as well."""
    if thing is not None and str(thing) not in ("cpu", "cpu:0"):
        raise no_device(thing)


def no_device(thing: object) -> RuntimeError:
    """The error for another device than the cpu."""
    named = str(thing) if isinstance(thing, device) else thing
    return RuntimeError(f"there is no device {named!r}\nhelp: everything is computed by NumPy, on the cpu")


class accelerator:
    """Cards of any kind: there are none."""

    @staticmethod
    def is_available() -> bool:
        """Whether there is one: no."""
        return False

    @staticmethod
    def device_count() -> int:
        """How many there are: 0."""
        return 0

    @staticmethod
    def current_accelerator(check_available: bool = False) -> None:
        """The one in use: None."""


def set_float32_matmul_precision(precision: str) -> None:
    """Nothing: a product of float32 is computed in float32, as with "highest". ValueError for an unknown text."""
    if precision not in ("highest", "high", "medium"):
        raise ValueError(f"no precision {precision!r}\nhelp: 'highest', 'high' or 'medium'")
