"""What is printed: Keras's bar on a terminal, plain lines elsewhere."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

from tinygrad_edu.keras import callbacks, layers, models
from tinygrad_edu.keras.callbacks.progress import clock, pace, short

from .cases import X, Y


def fitted(**options):
    model = models.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=["mae"])
    model.fit(X, Y, **{"batch_size": 4, **options})
    return model


TIME = r"\d+s - \d+(us|ms|s)/step"


def test_off_a_terminal_there_is_one_plain_line_an_epoch(capsys):
    fitted(epochs=2, validation_split=0.5)
    lines = capsys.readouterr().out.splitlines()
    for epoch, line in enumerate(lines, 1):
        pattern = rf"Epoch {epoch}/2: 2/2 - {TIME} - loss: \S+ - mae: \S+ - val_loss: \S+ - val_mae: \d\.\d{{4}}"
        assert re.fullmatch(pattern, line)
    assert len(lines) == 2


def test_one_epoch_is_not_numbered(capsys):
    fitted(epochs=1)
    assert re.fullmatch(rf"4/4 - {TIME} - loss: \S+ - mae: \S+\n", capsys.readouterr().out)


def test_verbose_2_is_keras_s_two_lines_and_0_is_none(capsys):
    fitted(epochs=2, verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[::2] == ["Epoch 1/2", "Epoch 2/2"]
    assert all(re.fullmatch(rf"4/4 - {TIME} - loss: \S+ - mae: \S+", line) for line in lines[1::2])
    fitted(verbose=0)
    assert capsys.readouterr().out == ""


def test_evaluate_and_predict(capsys):
    model = fitted(verbose=0)
    model.evaluate(X, Y, batch_size=5)
    model.predict(X, batch_size=5)
    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"4/4 - {TIME} - loss: \S+ - mae: \S+", first)
    assert re.fullmatch(rf"4/4 - {TIME}", second)


def test_numbers_and_times_are_written_as_keras_writes_them():
    assert [short(value) for value in (0.5, -0.25, 1e-3, 0.0012, 0.0, 123.456, [1.0, 2.0])] == [
        "0.5000", "-0.2500", "1.0000e-03", "0.0012", "0.0000e+00", "123.4560", "1.5000",
    ]  # fmt: skip
    assert [pace(seconds) for seconds in (2.4, 1.0, 0.0394, 0.001, 0.00025, 0.0)] == [
        "2s/step", "1s/step", "39ms/step", "1ms/step", "250us/step", "0s/step",
    ]  # fmt: skip
    assert [clock(seconds) for seconds in (0.4, 59, 61, 3661.5, 7300)] == ["0s", "59s", "1:01", "1:01:01", "2:01:40"]


PROGRAM = """
import time
import numpy as np
from tinygrad_edu.keras import callbacks, layers, models

class Slow(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        time.sleep(0.06)
        if {interrupted} and batch == 2:
            raise KeyboardInterrupt

model = models.Sequential([layers.Dense(2, input_shape=(3,))])
model.compile("sgd", "mse", metrics=["mae"])
model.fit(np.ones((40, 3)), np.ones((40, 2)), batch_size=4, epochs=2, callbacks=[Slow()])
model.predict(np.ones((4, 3)))
"""


def on_a_terminal(program, columns):
    """What a program writes to a terminal of so many columns."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
    own, its = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", program], stdin=its, stdout=its, stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": str(columns)},
    )  # fmt: skip
    os.close(its)
    parts = []
    while True:
        try:
            part = os.read(own, 1 << 16)
        except OSError:  # the terminal's other end is closed
            break
        if not part:
            break
        parts.append(part)
    running.wait()
    os.close(own)
    return b"".join(parts).decode()


def shown(text):
    """The lines as one sees them in the end: what stands behind a carriage return covers what was there."""
    lines = []
    for line in re.sub(r"\x1b\[\d+m", "", text).replace("\r\n", "\n").split("\n"):
        row: list[str] = []
        for part in line.split("\r"):
            row[: len(part)] = part
        lines.append("".join(row).rstrip())
    return lines


def test_on_a_terminal_there_is_keras_s_bar():
    text = on_a_terminal(PROGRAM.format(interrupted=False), 100)
    lines = shown(text)
    bar = r"10/10 ━{20} \ds \d+(us|ms)/step - loss: \S+ - mae: \S+"
    assert lines[0] == "Epoch 1/2"
    assert lines[2] == "Epoch 2/2"
    for line in (lines[1], lines[3]):
        assert re.fullmatch(bar, line)
    assert re.fullmatch(r"1/1 ━{20} \ds \d+(us|ms)/step", lines[4])
    assert lines[5:] == [""]
    grown = re.findall(r"\r\x1b\[1m ?(\d+)/10\x1b\[0m \x1b\[32m(━*)\x1b\[37m(━*)\x1b\[0m", text)
    assert len(grown) > 6
    assert all(len(done) == 2 * int(number) for number, done, _ in grown)
    assert all(len(done) + len(rest) == 20 for _, done, rest in grown)


def test_a_growing_bar_stays_within_its_line():
    text = on_a_terminal(PROGRAM.format(interrupted=False), 50)
    drawn = [re.sub(r"\x1b\[\d+m", "", part) for part in text.split("\r") if "━" in part and not part.endswith("\n")]
    assert drawn
    assert all(len(part.split("\n")[0]) < 50 for part in drawn if "10/10" not in part)


@pytest.mark.parametrize("columns", [8, 20, 27])
def test_a_narrow_terminal_gets_a_shorter_bar(columns):
    text = on_a_terminal(PROGRAM.format(interrupted=False), columns)
    drawn = [re.sub(r"\x1b\[\d+m", "", part) for part in text.split("\r") if "/10\x1b" in part and "loss" not in part]
    assert drawn
    assert all(len(part) <= columns for part in drawn)


def test_after_ctrl_c_the_bar_has_a_line_of_its_own():
    lines = shown(on_a_terminal(PROGRAM.format(interrupted=True), 100))
    assert lines[0] == "Epoch 1/2"
    assert re.match(r" \d/10 ━{20}", lines[1])
    assert lines[2:] == [""]


def test_what_other_callbacks_print_stands_between_the_lines(capsys):
    stopping = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print("hello"))
    fitted(epochs=2, callbacks=[stopping])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == lines[2] == "hello"
    assert lines[1].startswith("Epoch 1/2: ")


def test_keras_writes_the_same_lines(capsys):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    model = theirs.Sequential([theirs.Input((3,)), theirs.layers.Dense(2)])
    own = fitted(verbose=0)
    model.set_weights(own.get_weights())
    model.compile("sgd", "mse", metrics=["mae"])
    options = {"epochs": 2, "verbose": 2, "batch_size": 4, "shuffle": False, "validation_split": 0.5}
    model.fit(X, Y, **options)
    expected = re.sub(TIME, "", capsys.readouterr().out)
    own.compile("sgd", "mse", metrics=["mae"])
    own.fit(X, Y, **options)
    assert re.sub(TIME, "", capsys.readouterr().out) == expected
    assert np.all(np.isfinite(own.get_weights()[0]))
