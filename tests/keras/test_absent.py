"""Well-known names that aren't here say so where they are imported."""

import importlib

import pytest

from tinygrad_edu import keras
from tinygrad_edu.keras.absent import ABSENT


@pytest.mark.parametrize("room", ABSENT)
def test_the_rooms_say_what_is_not_here(room):
    module = keras if room == "keras" else getattr(keras, room)
    for name in ABSENT[room]:
        assert name not in vars(module)
        with pytest.raises(ImportError, match=f"has no {name}, though Keras has\nhelp: "):
            getattr(module, name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        module.nothing
    assert not hasattr(module, "nothing")


def test_imports_say_it():
    with pytest.raises(ImportError, match=r"no TensorBoard, though Keras has\nhelp: CSVLogger"):
        from tinygrad_edu.keras.callbacks import TensorBoard  # noqa: F401
    with pytest.raises(ImportError, match="cannot import name 'Anything'"):
        from tinygrad_edu.keras.callbacks import Anything  # noqa: F401


def test_keras_has_these_names():
    pytest.importorskip("keras", reason="Keras isn't installed")
    older = {"utils": {"np_utils"}, "preprocessing": {"text"}, "optimizers": {"legacy"}}
    for room, names in ABSENT.items():
        module = importlib.import_module("keras" if room == "keras" else f"keras.{room}")
        missing = [name for name in names if not hasattr(module, name) and name not in older.get(room, ())]
        assert missing == [], room
