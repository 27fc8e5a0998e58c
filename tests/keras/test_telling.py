"""What is told: in signs that the output has, and at the user's line."""

import io
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

from tinygrad_edu.keras import callbacks, layers, models
from tinygrad_edu.keras.telling import printable, say, warn

from .cases import X, Y

PROGRAM = """
import numpy as np
from tinygrad_edu.keras import callbacks, layers, models
model = models.Sequential([layers.Dense(2, input_shape=(3,), name="größe")])
model.compile("sgd", "mse")
model.summary()
best = callbacks.ModelCheckpoint("größte.keras", monitor="loss", save_best_only=True, verbose=1)
model.fit(np.ones((4, 3)), np.ones((4, 2)), callbacks=[best])
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_without_the_signs_gets_plainer_ones(encoding, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, timeout=60,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr.decode()
    text = run.stdout.decode(encoding)
    assert "| Layer (type) " in text
    assert "+======" in text
    assert ("größe (Dense)" if encoding == "cp1252" else "gr??e (Dense)") in text
    assert "1/1 - " in text
    assert (tmp_path / "größte.keras").exists()


def test_text_that_fits_stays_as_it_is(monkeypatch):
    assert printable("┏━┓ …") == "┏━┓ …"
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "latin-1"))
    assert printable("größe") == "größe"
    assert printable("┏━┓ größe …") == "+=+ größe ."
    say("┃ ☺ ┃")
    assert sys.stdout.buffer.getvalue() == b"| ? |\n"


def test_warnings_stand_at_the_line_of_the_user():
    with pytest.warns(UserWarning, match="hello") as caught:
        warn("hello")
    assert caught[0].filename == __file__
    model = models.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile("sgd", "mse")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(X, Y, epochs=3, verbose=0, callbacks=[callbacks.EarlyStopping(monitor="val_loss")])
    assert [str(warning.message).split("\n")[0] for warning in caught] == [
        "EarlyStopping watches 'val_loss', which isn't among the logs"
    ]
    assert caught[0].filename == __file__
    x = X.copy()
    x[3] = np.nan
    with pytest.warns(UserWarning, match="nan") as caught:
        model.evaluate(x, Y, verbose=0)
    assert caught[0].filename == __file__
