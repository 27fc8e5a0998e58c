"""Saving and loading: state dicts and whole checkpoints, as NumPy's npz, never as a pickle.

An npz is a zip of plain arrays, so that nothing in it can run. How the arrays lie in dicts and lists is a text
among them, in JSON. A state dict's arrays have its keys for names: ``np.load(path)["0.weight"]`` finds them.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from .arrays import array_of, tensor_of
from .data.opening import opened
from .devices import check_device
from .methods import rebuilt
from .nn import Module
from .tape import Node
from .tensor import Tensor

STRUCTURE = "structure.json"


def save(obj: Any, f: str | os.PathLike | IO[bytes]) -> None:
    """Write tensors, arrays, numbers, texts and None, in dicts, lists and tuples, to a file, whatever its suffix.

    A file that is there already is replaced in one step: if anything fails, it stays as it was. TypeError for what
    can't be saved, with its place; an OSError of the usual type says what is wrong with the path.

    >>> import tempfile, pathlib, tinygrad_edu as tg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "checkpoint.pt"
    >>> tg.save({"weights": [tg.tensor([1.0, 2.0])], "epoch": 3}, path)
    >>> tg.load(path)
    {'weights': [tensor([1., 2.])], 'epoch': 3}
    """
    check_file(f)
    arrays: dict[str, np.ndarray] = {}
    structure = packed(obj, "", arrays)
    arrays[STRUCTURE] = np.frombuffer(json.dumps(structure).encode(), np.uint8)
    with written(f) if isinstance(f, (str, os.PathLike)) else contextlib.nullcontext(f) as file:
        np.savez(file, allow_pickle=False, **arrays)


def check_file(f: Any) -> None:
    """Refuse what can't be written to."""
    if isinstance(f, io.TextIOBase):
        raise TypeError("the file is open for text\nhelp: open it for bytes: open(path, 'wb')")
    if not isinstance(f, (str, os.PathLike)) and not hasattr(f, "write"):
        raise TypeError(f"a {type(f).__name__} is neither a path nor an open file\nhelp: save(obj, path)")


def load(f: str | os.PathLike | IO[bytes], map_location: Any = None, *, weights_only: bool | None = None) -> Any:
    """Read what `save` has written; any other npz becomes a dict of Tensors.

    ValueError for PyTorch's own files, which are pickles, and for files that are damaged; an OSError of the usual type
    says what is wrong with the path. `map_location` may be "cpu"; `weights_only` is accepted for PyTorch's sake:
    nothing else is ever loaded.
    """
    check_device(map_location)
    with opened(f) as file:
        return loaded(file)


def loaded(f: IO[bytes]) -> Any:
    """What a file holds that is open for reading."""
    name = getattr(f, "name", "the file")
    try:
        archive = np.load(f, allow_pickle=False)
        if not isinstance(archive, np.lib.npyio.NpzFile):
            return tensor_of(archive)
        with archive:
            if any(member.endswith("data.pkl") for member in archive.zip.namelist()):  # type: ignore[union-attr]
                raise pickle.UnpicklingError
            arrays = {name: archive[name] for name in archive.files}
        text = arrays.pop(STRUCTURE, None)
        if text is not None:
            return unpacked(json.loads(text.tobytes()), arrays)
    except FAULTS as error:
        pickled = isinstance(error, pickle.UnpicklingError) or "Object arrays" in str(error) or starts_as_pickle(f)
        raise ValueError(f"{name} {PICKLED if pickled else DAMAGED}") from error
    return {name: tensor_of(array) for name, array in arrays.items()}


def starts_as_pickle(f: IO[bytes]) -> bool:
    """Whether a file begins as Python's pickles do, and PyTorch's older files with them."""
    f.seek(0)
    return f.read(1) == pickle.PROTO


# What a file that isn't whole, or isn't ours, may lead to.
FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, TypeError, KeyError, StopIteration, RecursionError,
    pickle.UnpicklingError,
)  # fmt: skip
DAMAGED = "is no npz, or it is damaged\nhelp: write it again with tinygrad_edu.save"
PICKLED = """holds pickled objects, as PyTorch's own files do, and loading them could run any program
help: where PyTorch is installed, write arrays: numpy.savez(path, **{k: v.numpy() for k, v in state.items()})"""


def packed(obj: Any, place: str, arrays: dict[str, np.ndarray]) -> Any:
    """What stands for an object in the JSON text; its arrays are put among the others under their places' names."""
    if isinstance(obj, (Node, np.ndarray, np.generic)):
        kind = "tensor" if isinstance(obj, Node) else "array" if isinstance(obj, np.ndarray) else "number"
        array, wanted = np.asarray(array_of(obj)), getattr(obj, "requires_grad", False)
        if array.dtype.kind not in "fiub":
            raise TypeError(f"an array of {array.dtype} can't be saved{at(place)}\nhelp: numbers and booleans can")
        name = next((name for name, known in arrays.items() if known is array), None)
        if name is None:
            name = free_name(place or "value", arrays)
            arrays[name] = array
        return {kind: name, "requires_grad": True} if wanted else {kind: name}
    if obj is None or isinstance(obj, (bool, int, float, str)):
        return obj
    if isinstance(obj, dict):
        return {"dict": [[packed(k, place, arrays), packed(v, joined(place, k), arrays)] for k, v in obj.items()]}
    if isinstance(obj, (list, tuple)):
        kind = "tuple" if isinstance(obj, tuple) else "list"
        return {kind: [packed(part, joined(place, i), arrays) for i, part in enumerate(obj)]}
    what = "a Module: save its state_dict()" if isinstance(obj, Module) else "tensors, numbers, texts, lists and dicts"
    raise TypeError(f"a {type(obj).__name__} can't be saved{at(place)}\nhelp: {what}")


def unpacked(structure: Any, arrays: dict[str, np.ndarray]) -> Any:
    """The object that `packed` was given."""
    if not isinstance(structure, dict):
        return structure
    kind, content = next(iter(structure.items()))
    if kind == "dict":
        return {hashable(unpacked(k, arrays)): unpacked(v, arrays) for k, v in content}
    if kind in ("list", "tuple"):
        parts = [unpacked(part, arrays) for part in content]
        return tuple(parts) if kind == "tuple" else parts
    array = arrays[content]
    if kind == "tensor":
        return rebuilt(Tensor, array, structure.get("requires_grad", False))
    return array if kind == "array" else array[()]


def hashable(key: Any) -> Any:
    """A dict's key as it was: a list can only have been a tuple."""
    return tuple(map(hashable, key)) if isinstance(key, list) else key


def joined(place: str, key: Any) -> str:
    """The place of an element, as a path."""
    return f"{place}/{key}" if place else str(key)


def at(place: str) -> str:
    """The place in an error message."""
    return f", at {place!r}" if place else ""


def free_name(place: str, arrays: dict[str, np.ndarray]) -> str:
    """A name in the archive that isn't taken; those that `np.savez` or a zip would misread are written otherwise."""
    name = place.replace("\\", "/").replace("\0", "") if place not in ("file", STRUCTURE) else f"{place}_"
    while name in arrays or name == "file" or name.endswith("/"):
        name += "_"
    return name


# what an error says of a file that can't be written: why, and what to do
REASONS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("its folder isn't there", "make the folder first, or correct the path"),
    NotADirectoryError: ("a part of its path is a file, not a folder", "correct the path"),
    IsADirectoryError: ("it is a folder", "name a file in it"),
    PermissionError: ("you may not write there", "choose another folder, or close the program that has the file open"),
}


@contextlib.contextmanager
def written(path: str | os.PathLike) -> Iterator[IO[bytes]]:
    """`replacing`, with errors that say what is wrong with the path, and what to do."""
    try:
        with replacing(Path(path)) as file:
            yield file
    except OSError as error:
        reason, advice = REASONS.get(type(error), (error.strerror or error, "an old file of this name is still whole"))
        raise type(error)(f"{os.fspath(path)!r} can't be written: {reason}\nhelp: {advice}") from error


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when all has been written; until then, and on errors, that stays whole.

    A link stays, and what it leads to is replaced. What is no file, as a pipe or a device, takes what is written.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():  # a folder refuses itself
        with open(path, "wb") as file:
            yield file
        return
    if path.exists():
        open(path, "r+b").close()  # a file that may not be written to may not be replaced
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def umask() -> int:
    """The permissions that new files aren't given; asking means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
