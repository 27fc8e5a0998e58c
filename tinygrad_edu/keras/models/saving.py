"""Saving models: what they are made of as JSON, and their weights as plain arrays, in one npz; never a pickle.

Keras's own files are HDF5, which would take another library to read; `model.get_weights` and `set_weights` carry
weights across, in Keras's layouts.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...serialization import load, save
from ..configuration import as_json, from_json
from ..telling import warn

FORMAT = "tinygrad_edu.keras 1"
# What bytes that were changed may lead to, besides ValueError
DAMAGES = (
    ArithmeticError, AttributeError, AssertionError, EOFError, LookupError, MemoryError, RuntimeError, TypeError,
    struct.error, zlib.error,
)  # fmt: skip
CARRIED = """where Keras is installed, numpy.savez('weights.npz', *model.get_weights()); here, with a model of the same
layers, model.set_weights(list(numpy.load('weights.npz').values()))"""


def checked_path(path: str | os.PathLike, end: str) -> Path:
    """The path, if it ends so (ValueError)."""
    given = os.fspath(path)
    if not given.endswith(end):
        stem = Path(given.removesuffix(".h5").removesuffix(".weights")).with_suffix("")
        raise ValueError(
            f"{given!r} doesn't end in {end!r}\n"
            f"help: files here are arrays in an npz, not HDF5; name it {os.fspath(stem) + end!r}"
        )
    return Path(path)


def save_model(model: Any, filepath: str | os.PathLike, overwrite: bool = True) -> None:
    """Write a model into a file '….keras': its layers, weights, what it was compiled with, the optimizer's state.

    A file that is there, also behind a link, is replaced in one step, or, unless `overwrite`, refused
    (FileExistsError). TypeError for what can't be written down, such as an activation without a name; then no file is
    touched.
    """
    path = checked_path(filepath, ".keras")
    refuse_existing(path, overwrite)
    everything: dict[str, Any] = {
        "format": FORMAT,
        "model": json.dumps(as_json(model, "the model")),
        "built for": list(model.build_shape) if model.build_shape else None,
        "weights": model.get_weights(),
        "compiled": json.dumps(as_json(model.compiled_with, "compile")) if model.compiled else None,
        "optimizer": optimizer_state(model),
    }
    save(everything, path)


def load_model(
    filepath: str | os.PathLike, custom_objects: Mapping[str, Any] | None = None, compile: bool = True
) -> Any:
    """The model that `save_model` wrote, which goes on training where it stopped.

    `custom_objects` says what names of your own layers and functions mean. ValueError for another kind of file, and
    for one that doesn't agree with your own classes.
    """
    everything = read(Path(filepath), ("model", "built for", "weights", "compiled", "optimizer"))
    try:
        return made_again(everything, custom_objects, compile)
    except (json.JSONDecodeError, *DAMAGES) as error:
        raise ValueError(
            f"no model can be made of {os.fspath(filepath)}: {error}\n"
            "help: a class of your own takes what its get_config returned; else the file was changed"
        ) from error


def made_again(everything: dict[str, Any], custom_objects: Mapping[str, Any] | None, compile: bool) -> Any:
    """The model, from what its file holds."""
    model = from_json(json.loads(everything["model"]), custom_objects)
    if everything["built for"]:
        model.build_for(tuple(everything["built for"]))
    model.set_weights(everything["weights"])
    if compile and everything["compiled"]:
        model.compile(**from_json(json.loads(everything["compiled"]), custom_objects))
        restore_optimizer(model, everything["optimizer"])
    return model


def save_weights(model: Any, filepath: str | os.PathLike, overwrite: bool = True) -> None:
    """Write the weights alone, and the optimizer's state, into a file '….weights.npz'."""
    path = checked_path(filepath, ".weights.npz")
    refuse_existing(path, overwrite)
    if not model.built:
        raise ValueError(f"{model.name!r} has no weights yet\nhelp: build it: model.build(input_shape), or fit it")
    save({"format": FORMAT, "weights": model.get_weights(), "optimizer": optimizer_state(model)}, path)


def load_weights(model: Any, filepath: str | os.PathLike) -> None:
    """Read what `save_weights` wrote into a model with the same layers; and the optimizer's state, if it is compiled.

    The weights of a whole model's file will do, too. A state that another optimizer left is passed over with a warning.
    """
    everything = read(Path(filepath), ("weights", "optimizer"))
    if not model.built:
        raise ValueError(f"{model.name!r} has no weights yet\nhelp: build it first: model.build(input_shape)")
    model.set_weights(everything["weights"])
    saved = everything["optimizer"]
    if model.compiled and saved is not None:
        try:
            if saved["moved"] != places(model, model.trainable_weights):
                raise ValueError("other layers were trainable")
            restore_optimizer(model, saved)
        except ValueError as error:
            warn(
                f"{filepath} has another optimizer's state: {error}\n"
                f"The weights are loaded, and {model.optimizer.name!r} goes on as it was"
            )


def places(model: Any, weights: list) -> list[int]:
    """Where these weights stand among all of the model's."""
    found = {weight: place for place, weight in enumerate(model.weights)}
    return [found[weight] for weight in weights if weight in found]


def optimizer_state(model: Any) -> Any:
    """What the optimizer remembers, and of which weights; None unless it has begun, and for weights that are there."""
    if not model.compiled or not model.optimizer.built:
        return None
    optimizer = model.optimizer
    moved = places(model, optimizer.moved)
    if len(moved) < len(optimizer.moved):
        return None
    return {"moved": moved, "iterations": optimizer.iterations, "state": optimizer.state_dict()}


def restore_optimizer(model: Any, saved: Any) -> None:
    """Let the optimizer go on from where it was, also for weights that were frozen since then."""
    if saved is not None:
        weights = model.weights
        model.optimizer.build([weights[place] for place in saved["moved"]])
        model.optimizer.load_state_dict(saved["state"])
        model.optimizer.set_rate(model.optimizer.param_groups[0]["lr"])
        model.optimizer.iterations = saved["iterations"]


def refuse_existing(path: Path, overwrite: bool) -> None:
    """FileExistsError for a file that is there and isn't to be replaced."""
    if not overwrite and path.exists():
        raise FileExistsError(f"{path} is there already\nhelp: another name, or overwrite=True")


def read(path: Path, wanted: tuple[str, ...]) -> dict[str, Any]:
    """What is in a file of ours (ValueError if it isn't one, or is damaged)."""
    if path.is_dir():
        raise IsADirectoryError(f"{os.fspath(path)!r} is a folder\nhelp: give the file that was saved")
    with open(path, "rb") as file:
        start = file.read(8)
    if start == b"\x89HDF\r\n\x1a\n":
        raise ValueError(f"{path} is an HDF5 file of Keras, which isn't read here\nhelp: {CARRIED}")
    try:
        everything = load(path)
    except (ValueError, *DAMAGES) as error:
        raise ValueError(f"{path} isn't a model of this package, or it is damaged\nhelp: {CARRIED}") from error
    if not isinstance(everything, dict) or everything.get("format") != FORMAT or not {*wanted} <= everything.keys():
        raise ValueError(f"{path} holds no {wanted[0]} of this package\nhelp: {CARRIED}")
    return everything
