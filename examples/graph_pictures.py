"""The graph of a tensor as files: a page that plays both passes, and the picture as far as this machine can draw."""

from collections.abc import Mapping
from pathlib import Path

from command_line import stop_for_folder

from tinygrad_edu import Tensor
from tinygrad_edu.drawing import RendererMissing, draw, explain


def save_graph(output: Tensor, folder: Path, name: str, names: Mapping, direction: str = "auto") -> None:
    """Write name.html, which plays both passes, and the pictures name.svg and name.png.

    `names` says what the tensors are called, ``locals()`` for one; `direction` "TB" draws from the top down.
    """
    try:
        print(f"wrote {explain(output, folder / f'{name}.html', names=names)}")
        for suffix in (".svg", ".png"):
            print(f"wrote {draw(output, folder / f'{name}{suffix}', names=names, direction=direction)}")
    except RendererMissing as missing:
        print(missing)
    except OSError as error:
        stop_for_folder(folder, error.strerror)
