"""The examples as a person runs them: options, folders, and what is said when something is missing."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import command_line

from tinygrad_edu.drawing import rendering

EXAMPLES = Path(__file__).parents[2] / "examples"
EVERY = sorted(path.stem for path in EXAMPLES.glob("*.py") if "def main(" in path.read_text(encoding="utf-8"))
TRAINED = {
    "delta_rule": ["delta_rule.png"],
    "single_layer_xor": ["single_layer_xor.png"],
    "xor": ["xor_learning.png", "xor.html", "xor.svg", "xor.png"],
    "xor_cross_entropy": ["xor_cross_entropy.png"],
    "digits": ["digits.png", "digits_loss.png", "digits_noisy.png"],
    "dropout": ["dropout.png", "dropout_noisy.png"],
}
OTHERS = {
    "scalar_tape": ["scalar_tape.html", "scalar_tape.svg", "scalar_tape.png"],
    "custom_op": ["custom_op_slopes.png", "custom_op.html", "custom_op.svg", "custom_op.png"],
    "gates": ["gates.png", "activations.png"],
    "three_layer_forward": ["three_layer_forward.html", "three_layer_forward.svg", "three_layer_forward.png"],
    "softmax": ["softmax.png"],
    "keras_summary": ["keras_summary.html", "keras_summary.svg", "keras_summary.png"],
    "two_layer_net": ["two_layer_net.html", "two_layer_net.svg", "two_layer_net.png"],
}
PICTURES = TRAINED | OTHERS
STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".html": b"<!DOCTYPE html>"}
HELP = 'pip install "tinygrad-edu[examples]"'


def run(*arguments, folder):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )


@pytest.mark.parametrize("name", PICTURES)
def test_runs_fast_from_another_folder_and_leaves_its_pictures_there(name, tmp_path):
    done = run(EXAMPLES / f"{name}.py", "--fast", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == sorted(PICTURES[name])
    for picture in PICTURES[name]:
        content = (tmp_path / "pictures" / picture).read_bytes()
        assert content.startswith(STARTS[Path(picture).suffix]), picture
        assert f"wrote {Path('pictures') / picture}" in done.stdout


@pytest.mark.parametrize("name", EVERY)
def test_help_lists_the_options(name, capsys):
    with pytest.raises(SystemExit) as end:
        importlib.import_module(name).main(["--help"])
    assert end.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert all(option in text for option in ("--fast ", "--seed ", "--output ", "--no-pictures "))
    assert ("--epochs" in text) == (", with --fast " in text)


def test_epochs_are_those_of_a_whole_run_or_of_a_fast_one_unless_they_are_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def epochs(*arguments):
        return command_line.command_line("About.", arguments, epochs=100, fast=10).epochs

    assert (epochs(), epochs("--fast"), epochs("--epochs", "7"), epochs("--fast", "--epochs", "7")) == (100, 10, 7, 7)


@pytest.mark.parametrize("name", TRAINED)
def test_no_pictures(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    importlib.import_module(name).main(["--epochs", "1", "--no-pictures"])
    assert list(tmp_path.iterdir()) == []
    assert "wrote" not in capsys.readouterr().out


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_seed_prints_the_same_and_another_seed_does_not(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    printed = []
    for seed in ("3", "3", "4"):
        epochs = ["--epochs", "2"] if name in TRAINED else []
        importlib.import_module(name).main([*epochs, "--seed", seed, "--no-pictures"])
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 100
        printed.append([line for line in lines if "took" not in line])
    assert printed[0] == printed[1]
    assert (printed[0] == printed[2]) == (name == "gates")  # whose weights are given
    assert list(tmp_path.iterdir()) == []


def test_without_a_renderer_a_graph_is_still_a_page_and_an_svg_and_the_rest_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(rendering, "resvg_py", None)
    importlib.import_module("xor").main(["--epochs", "1", "--output", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.glob("xor.*")) == ["xor.html", "xor.svg"]
    last = capsys.readouterr().out.split("xor.svg\n")[1]
    assert "a .png was asked for" in last
    assert "help: .svg and .html work now" in last


def test_the_graph_has_the_names_of_the_example(tmp_path):
    importlib.import_module("xor").main(["--epochs", "1", "--output", str(tmp_path)])
    svg = (tmp_path / "xor.svg").read_text(encoding="utf-8")
    page = (tmp_path / "xor.html").read_text(encoding="utf-8")
    assert all(name in text for name in ("loss", "0.weight", "2.weight") for text in (svg, page))
    assert "loss = half_squared_error(y, d)" in page or "0.5 * nn.MSELoss" in page


def test_a_graph_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "scalar_tape.html").mkdir()
    with pytest.raises(SystemExit, match="can't write pictures to "):
        importlib.import_module("scalar_tape").main(["--output", str(tmp_path)])


def test_output_names_a_folder_that_is_made(tmp_path):
    importlib.import_module("delta_rule").main(["--epochs", "1", "--output", str(tmp_path / "a" / "b")])
    assert (tmp_path / "a" / "b" / "delta_rule.png").exists()


def test_a_folder_that_cannot_be_written_is_said_before_training(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        SystemExit, match=r"can't write pictures to .*file: it is a file, not a folder\nhelp: .*--output FOLDER"
    ):
        importlib.import_module("delta_rule").main(["--output", str(tmp_path / "file")])
    assert capsys.readouterr().out == ""


def test_a_picture_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "delta_rule.png").mkdir()
    with pytest.raises(SystemExit, match=r"can't write pictures to .*delta_rule\.png: "):
        importlib.import_module("delta_rule").main(["--epochs", "1", "--output", str(tmp_path)])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--epochs", "0"], "0 is too small\nhelp: give a number from 1 on"),
        (["--epochs", "x"], "'x' is no whole number\nhelp: give a number from 1 on"),
        (["--seed", "1.5"], "'1.5' is no whole number\nhelp: give a number from 0 to 4294967295"),
        (["--seed", "-1"], "-1 is no seed\nhelp: give a number from 0 to 4294967295"),
        (["--seed", str(2**32)], "4294967296 is no seed"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(arguments, reason, capsys):
    with pytest.raises(SystemExit) as end:
        importlib.import_module("delta_rule").main(arguments)
    assert end.value.code == 2
    assert f"argument {arguments[0]}: {reason}" in capsys.readouterr().err


def run_without(packages, *arguments, folder):
    hidden = "".join(f"sys.modules[{package!r}] = None; " for package in packages)
    program = f"import sys; {hidden}sys.path.insert(0, {str(EXAMPLES)!r}); "
    program += "import runpy; sys.argv[:] = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    return run("-c", program, *arguments, folder=folder)


@pytest.mark.parametrize("packages", [["matplotlib"], ["tqdm"], ["matplotlib", "tqdm"]])
def test_missing_packages_are_named_at_once_with_the_command_that_installs_them(packages, tmp_path):
    done = run_without(packages, EXAMPLES / "xor.py", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"missing: {', '.join(packages)}", f"help: python -m {HELP}"]


def test_without_pictures_nothing_needs_matplotlib(tmp_path):
    done = run_without(["matplotlib"], EXAMPLES / "boltzmann_pretraining.py", "--fast", "--epochs", "2",
                       "--no-pictures", folder=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "pre-trained" in done.stdout


def test_a_package_that_is_not_installed_is_said_in_two_lines(tmp_path):
    done = run_without(["tinygrad_edu"], EXAMPLES / "xor.py", folder=tmp_path)
    assert done.returncode == 1
    said, help_text = done.stderr.splitlines()
    assert "tinygrad_edu" in said
    assert help_text == 'help: in the root of the repository: python -m pip install ".[examples]"'


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path):
    program = subprocess.Popen(
        [sys.executable, EXAMPLES / "optimizers.py", "--epochs", "1", "--no-pictures"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    program.stdout.readline()
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(timeout=100) == 0


def test_ctrl_c_is_one_line(capsys):
    def main():
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as end:
        command_line.run(main)
    assert end.value.code == 130
    assert capsys.readouterr().err == "stopped\n"


@pytest.mark.parametrize(
    ("options", "help_text"),
    [
        ({}, "changes nothing here"),
        ({"faster": "one net instead of five"}, "a run of some seconds: one net instead of five"),
        ({"epochs": 1_000, "fast": 10}, "a run of some seconds: 10 epochs instead of 1,000"),
        ({"epochs": 9, "fast": 3, "faster": "2 nets"}, "3 epochs instead of 9, 2 nets"),
    ],
)
def test_help_says_what_a_fast_run_leaves_out(options, help_text, capsys):
    with pytest.raises(SystemExit):
        command_line.command_line("About.", ["--help"], **options)
    assert help_text in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("error", [FileNotFoundError, ConnectionError, ValueError, ModuleNotFoundError])
def test_data_that_cannot_be_had_is_said_without_a_traceback(error):
    def load(name, part):
        raise error(f"{name} {part} is missing\nhelp: put it there")

    with pytest.raises(SystemExit) as end:
        command_line.loaded(load, "mnist", part="test")
    assert end.value.code == "mnist test is missing\nhelp: put it there"


def test_data_that_is_there_is_returned():
    assert command_line.loaded(lambda x, y: x + y, 1, y=2) == 3
