"""Document 003's listings with only their imports changed, on a few made-up reviews; and, where it is, on IMDB itself.

The file beside this one has them one after the other, indentation mended.
"""

import contextlib
import io
import os
import re
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.keras.datasets import imdb

LISTING = Path(__file__).with_name("listing.txt").read_text("utf-8")
WORDS = 200
whole = pytest.mark.skipif(
    os.environ.get("LISTINGS") != "whole" or not os.environ.get("TINYGRAD_EDU_DATA"),
    reason="takes a minute and 5 GB: LISTINGS=whole runs it, with IMDB in the folder TINYGRAD_EDU_DATA",
)


def with_our_imports(program):
    """The imports changed, and nothing else."""
    program = re.sub(r"^import tensorflow.*\n", "", program, flags=re.MULTILINE)
    return re.sub(r"^from (tensorflow\.)?keras", "from tinygrad_edu.keras", program, flags=re.MULTILINE)


def run(program):
    """The names that a program leaves, and what it prints."""
    matplotlib = pytest.importorskip("matplotlib", reason="the listing draws")
    matplotlib.use("Agg")
    names, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, names)
    names["plt"].close("all")
    return names, printed.getvalue()


@pytest.fixture
def few_words(monkeypatch):
    """Reviews of words up to 200, half of which praise: 10,400 to learn from, and 300 to be tested with."""

    def reviews(count, seed):
        draw = np.random.default_rng(seed)
        labels = draw.integers(0, 2, count)
        texts = np.empty(count, object)
        for number, label in enumerate(labels):
            chance = np.where(np.arange(4, WORDS) % 2 == label, 1.3, 0.7)
            texts[number] = [1, *draw.choice(np.arange(4, WORDS), 40, p=chance / chance.sum()).tolist()]
        texts[0].append(WORDS - 1)
        return texts, labels

    monkeypatch.setattr(imdb, "load_data", lambda num_words: (reviews(10_400, 0), reviews(300, 1)))
    monkeypatch.setattr(imdb, "get_word_index", lambda: {f"word{n}": n for n in range(1, WORDS)})


def test_with_made_up_reviews(few_words):
    program = with_our_imports(LISTING)
    for text in ("dims=10000", "input_shape=(10000,)"):
        assert text in program
        program = program.replace(text, text.replace("10000", str(WORDS)))
    names, printed = run(program)
    assert "│ dense_1 (Dense)                 │ (None, 32)             │        25,120 │\n" in printed
    assert " Total params: 26,176 (102.25 KB)\n" in printed
    assert names["decoded_review"].startswith("? word")
    assert list(names["hist_dict"]) == ["binary_accuracy", "loss", "val_binary_accuracy", "val_loss"]
    assert [len(values) for values in names["hist_dict"].values()] == [20] * 4
    assert names["valAcc"][-1] > 0.7
    lines = [line for line in printed.splitlines() if "step" in line]
    assert [line.split(":")[0] for line in lines[:20]] == [f"Epoch {epoch}/20" for epoch in range(1, 21)]
    assert [line.split(":")[0] for line in lines[20:24]] == [f"Epoch {epoch}/4" for epoch in range(1, 5)]
    assert names["result"] == names["model"].evaluate(names["xte1"], names["yte1"], verbose=0)
    assert names["result"][1] > 0.75
    assert names["model"].predict(names["xte1"], verbose=0).shape == (300, 1)


@whole
def test_imdb():
    tg.manual_seed(4)  # after the first epoch real Keras, too, has from 0.80 to 0.87, as the first values are drawn
    names, printed = run(with_our_imports(LISTING))
    assert "[1, 14, 22, 16, 43, 530, 973, 1622, 1385, 65, 458, 4468, 66, 3941, 4, 173, 36, 256, 5, 25," in printed
    assert names["decoded_review"].startswith("? this film was just brilliant casting location scenery story direction")
    assert 0.86 <= names["valAcc"][0] <= 0.87
    assert max(names["valAcc"]) >= 0.885
    assert 0.855 <= names["result"][1] <= 0.865
    model = names["models"].Sequential()
    for layer in names["model"].layers:
        model.add(type(layer).from_config({**layer.get_config(), "name": None}))
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    model.fit(names["xtr1"], names["ytr1"], epochs=4, batch_size=512, verbose=0)
    assert model.evaluate(names["xte1"], names["yte1"], verbose=0)[1] >= 0.88
