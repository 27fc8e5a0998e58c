"""The table of a model: Keras's, sign by sign."""

import numpy as np
import pytest

from tinygrad_edu import keras
from tinygrad_edu.keras import layers, models
from tinygrad_edu.keras.models.summary import size

PRINTED = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense_1 (Dense)                 │ (None, 32)             │        25,120 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_2 (Dense)                 │ (None, 32)             │         1,056 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 26,176 (102.25 KB)
 Trainable params: 26,176 (102.25 KB)
 Non-trainable params: 0 (0.00 B)
"""


def text_of(model, **options):
    pages = []
    model.summary(print_fn=pages.append, **options)
    assert len(pages) == 1
    return pages[0]


def listing(keras):
    keras.layers.Dense(32, input_shape=(784,))
    model = keras.models.Sequential()
    model.add(keras.layers.Dense(32, input_shape=(784,)))
    model.add(keras.layers.Dense(32))
    return model


def test_the_tutorial_s_table(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    model = listing(keras)
    assert text_of(model) == PRINTED
    model.summary()
    assert capsys.readouterr().out == PRINTED


def test_the_width_follows_the_terminal_up_to_88(monkeypatch):
    model = listing(keras)
    for columns, width in [(60, 56), (90, 86), (200, 88)]:
        monkeypatch.setenv("COLUMNS", str(columns))
        assert len(text_of(model).split("\n")[1]) == width
    assert len(text_of(model, line_length=50).split("\n")[1]) == 50
    with pytest.raises(ValueError, match=r"too narrow\nhelp: model.summary"):
        model.summary(line_length=8)


@pytest.mark.parametrize("columns", [1, 10, 30])
def test_a_terminal_that_is_too_narrow_still_gets_a_table(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert len(text_of(listing(keras)).split("\n")[1]) == 36
    assert len(text_of(listing(keras), show_trainable=True).split("\n")[1]) == 36


def test_the_optimizer_counts_once_it_has_begun():
    model = listing(keras)
    model.compile("adam", "mse")
    assert "Optimizer" not in text_of(model)
    model.fit(np.zeros((2, 784)), np.zeros((2, 32)), verbose=0)
    text = text_of(model)
    assert " Total params: 78,530 (306.76 KB)\n Trainable params: 26,176" in text
    assert text.endswith(" Optimizer params: 52,354 (204.51 KB)\n")


def test_layers_without_weights_and_frozen_ones():
    model = models.Sequential([layers.Conv2D(4, 3, trainable=False), layers.BatchNormalization(), layers.Flatten()])
    text = text_of(model)
    assert text.count("?") == 3
    assert text.count("0 (unbuilt)") == 3
    text = text_of(models.Sequential([layers.Dense(3), layers.Dropout(0.5), layers.ReLU(), layers.MaxPooling2D()]))
    assert text.count("0 (unbuilt)") == 1
    model.build((None, 8, 8, 1))
    text = text_of(model, line_length=76, show_trainable=True)
    assert " Total params: 56 (224.00 B)\n Trainable params: 8 (32.00 B)\n Non-trainable params: 48" in text
    assert [line.split("│")[4].strip() for line in text.split("\n") if "│ " in line] == ["N", "Y", "", "-"]


def test_bytes():
    assert [size(n) for n in (0, 1023, 1024, 5 * 1024**2, 3 * 1024**6)] == [
        "0.00 B", "1023.00 B", "1.00 KB", "5.00 MB", "3072.00 PB",
    ]  # fmt: skip


def everything(keras):
    """Layers of all kinds, one of a long name."""
    k = keras.layers
    return keras.models.Sequential(
        [
            k.Input((12, 10, 3)),
            k.Conv2D(1000, 3, name="a_convolution_with_a_name_that_is_too_long_for_its_column_in_the_table"),
            k.BatchNormalization(), k.MaxPooling2D(), k.ReLU(), k.GlobalAveragePooling2D(), k.Dropout(0.5),
            k.Reshape((10, 100)), k.GRU(7, return_sequences=True), k.Flatten(), k.Dense(3, trainable=False),
        ]
    )  # fmt: skip


def unbuilt(keras):
    """Layers that don't know their shapes yet."""
    k = keras.layers
    return keras.models.Sequential(
        [
            k.Conv2D(3, 2), k.BatchNormalization(), k.MaxPooling2D(), k.Activation("relu"), k.ELU(), k.LeakyReLU(),
            k.GlobalMaxPooling2D(), k.Reshape((2, 2)), k.Flatten(), k.Dropout(0.5), k.Softmax(), k.LayerNormalization(),
            k.Embedding(3, 2), k.SimpleRNN(3), k.ReLU(), k.Dense(3), keras.models.Sequential([k.Dropout(0.5)]),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("columns", [50, 64, 80, 93, 120])
def test_every_sign_is_keras_s(columns, monkeypatch):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    monkeypatch.setenv("COLUMNS", str(columns))
    theirs.utils.clear_session()
    for make in (listing, everything, unbuilt):
        own, their = make(keras), make(theirs)
        assert text_of(own) == text_of(their)
        if columns > 70:
            assert text_of(own, show_trainable=True) == text_of(their, show_trainable=True)
