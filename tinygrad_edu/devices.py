"""Devices: there is one, the "cpu". What PyTorch's programs ask before they begin is answered here."""

from __future__ import annotations


class device:
    """Where a tensor's memory is. Always ``device("cpu")``; another one is a RuntimeError.

    >>> import tinygrad_edu as tg
    >>> tg.device("cuda" if tg.cuda.is_available() else "cpu")
    device(type='cpu')
    """

    type = "cpu"
    index = None

    def __init__(self, type: object = "cpu", index: int | None = None) -> None:
        check_device(type)

    def __enter__(self) -> device:
        return self

    def __exit__(self, *exception) -> None:
        """Nothing: what is made outside is made on the same device."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device)

    def __hash__(self) -> int:
        return hash("cpu")

    def __str__(self) -> str:
        return "cpu"

    def __repr__(self) -> str:
        return "device(type='cpu')"


def is_device(thing: object) -> bool:
    """Whether it names a device: a `device`, or a text like "cuda:0"."""
    return isinstance(thing, device) or (
        isinstance(thing, str) and thing.partition(":")[0] in ("cpu", "cuda", "mps", "meta", "xpu")
    )


def check_device(thing: object) -> None:
    """Refuse every device but the cpu; None is the cpu as well."""
    if thing is not None and not isinstance(thing, device) and thing not in ("cpu", "cpu:0"):
        raise RuntimeError(f"there is no device {thing!r}\nhelp: everything is computed by NumPy, on the cpu")


class cuda:
    """Graphics cards: there are none."""

    @staticmethod
    def is_available() -> bool:
        """Whether there is one: no."""
        return False

    @staticmethod
    def device_count() -> int:
        """How many there are: 0."""
        return 0

    @staticmethod
    def manual_seed(seed: int) -> None:
        """Nothing: no card draws random numbers."""

    @staticmethod
    def manual_seed_all(seed: int) -> None:
        """Nothing: no card draws random numbers."""

    @staticmethod
    def empty_cache() -> None:
        """Nothing: no card has memory to give back."""


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


class backends:
    """What PyTorch's programs ask about other machines."""

    class mps:
        """Apple's graphics: not used."""

        @staticmethod
        def is_available() -> bool:
            """Whether it is used: no."""
            return False

    class cudnn:
        """Switches without effect, for programs that set them."""

        deterministic = True
        benchmark = False


def set_float32_matmul_precision(precision: str) -> None:
    """Nothing: a product of float32 is computed in float32, as with "highest". ValueError for an unknown text."""
    if precision not in ("highest", "high", "medium"):
        raise ValueError(f"no precision {precision!r}\nhelp: 'highest', 'high' or 'medium'")
