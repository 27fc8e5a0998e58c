"""The examples as a person runs them: options, folders, and what is said when something is missing."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

EXAMPLES = Path(__file__).parents[2] / "examples"
PICTURES = {
    "delta_rule": ["delta_rule.png"],
    "single_layer_xor": ["single_layer_xor.png"],
    "xor": ["xor_learning.png"],
    "xor_cross_entropy": ["xor_cross_entropy.png"],
    "digits": ["digits.png", "digits_loss.png", "digits_noisy.png"],
    "dropout": ["dropout.png", "dropout_noisy.png"],
}
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
def test_runs_from_another_folder_and_leaves_its_pictures_there(name, tmp_path):
    done = run(EXAMPLES / f"{name}.py", "--epochs", 2, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for picture in PICTURES[name]:
        assert (tmp_path / "pictures" / picture).read_bytes().startswith(b"\x89PNG"), picture
        assert f"wrote {Path('pictures') / picture}" in done.stdout


@pytest.mark.parametrize("name", PICTURES)
def test_help_lists_the_options(name, capsys):
    with pytest.raises(SystemExit) as end:
        importlib.import_module(name).main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert all(option in text for option in ("--seed ", "--epochs", "--output", "--no-pictures"))
    assert ("--seeds N" in text) == (name in ("xor", "xor_cross_entropy"))


@pytest.mark.parametrize("name", PICTURES)
def test_no_pictures(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    importlib.import_module(name).main(["--epochs", "1", "--no-pictures"])
    assert list(tmp_path.iterdir()) == []
    assert "wrote" not in capsys.readouterr().out


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_seed_prints_the_same_and_another_seed_does_not(name, capsys):
    printed = []
    for seed in ("3", "3", "4"):
        importlib.import_module(name).main(["--epochs", "2", "--seed", seed, "--no-pictures"])
        lines = capsys.readouterr().out.splitlines()
        printed.append([line for line in lines if "took" not in line])
    assert printed[0] == printed[1] != printed[2]


def test_without_graphviz_xor_finishes_says_what_is_missing_and_leaves_the_dot_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    importlib.import_module("xor").main(["--epochs", "1", "--output", str(tmp_path)])
    assert (tmp_path / "xor.dot").read_text(encoding="utf-8").startswith("digraph")
    assert not (tmp_path / "xor.svg").exists()
    assert not (tmp_path / "xor.png").exists()
    last = capsys.readouterr().out.split("xor.dot\n")[1].lower()
    assert "graphviz" in last
    assert "install" in last


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot isn't on this machine")
def test_with_graphviz_xor_draws_its_graph(tmp_path):
    importlib.import_module("xor").main(["--epochs", "1", "--output", str(tmp_path)])
    assert (tmp_path / "xor.png").read_bytes().startswith(b"\x89PNG")
    svg = (tmp_path / "xor.svg").read_text(encoding="utf-8")
    assert all(name in svg for name in ("loss", "0.weight", "2.weight"))


def test_output_names_a_folder_that_is_made(tmp_path):
    importlib.import_module("delta_rule").main(["--epochs", "1", "--output", str(tmp_path / "a" / "b")])
    assert (tmp_path / "a" / "b" / "delta_rule.png").exists()


def test_a_folder_that_cannot_be_written_is_said_before_training(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match=r"can't write pictures to .*file.*\nhelp: .*--output FOLDER"):
        importlib.import_module("delta_rule").main(["--output", str(tmp_path / "file")])
    assert capsys.readouterr().out == ""


def test_a_picture_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "delta_rule.png").mkdir()
    with pytest.raises(SystemExit, match=r"can't write pictures to .*delta_rule\.png: "):
        importlib.import_module("delta_rule").main(["--epochs", "1", "--output", str(tmp_path)])


@pytest.mark.parametrize("arguments", [["--epochs", "0"], ["--epochs", "x"], ["--seed", "-1"], ["--seed", str(2**32)]])
def test_numbers_that_make_no_sense_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        importlib.import_module("delta_rule").main(arguments)
    assert end.value.code == 2
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.parametrize("package", ["matplotlib", "tqdm"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(package, tmp_path):
    program = f"import runpy, sys; sys.modules[{package!r}] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
    done = run(
        "-c", f"import sys; sys.path.insert(0, {str(EXAMPLES)!r}); {program}", EXAMPLES / "xor.py", folder=tmp_path
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"{package} is missing, which the examples need", f"help: {HELP}"]
