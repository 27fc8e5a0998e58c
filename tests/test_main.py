"""The command line, run as a user runs it."""

import subprocess
import sys

import pytest

from tinygrad_edu.__main__ import main, subject_of

SCRIPT = """
import sys
import tinygrad_edu as tg

x = tg.tensor(2.0, requires_grad=True)
loss = x * x + x  # the line that is looked for
pair = [loss, x * 3.0]
assert __name__ == "__main__"
assert len(sys.argv) == 1
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def test_draw_writes_the_picture_of_a_variable(script, capsys):
    assert main(["draw", "script.py:loss", "-o", "loss.svg"]) == 0
    assert capsys.readouterr().out == "wrote loss.svg\n"
    picture = (script.parent / "loss.svg").read_text(encoding="utf-8")
    assert "<svg" in picture
    assert ">x<" in picture


def test_draw_takes_the_options_of_graph(script):
    arguments = ["--detail", "shape", "--depth", "1", "--direction", "TB"]
    assert main(["draw", "script.py:loss", "-o", "loss.dot", *arguments]) == 0
    text = (script.parent / "loss.dot").read_text(encoding="utf-8")
    assert "rankdir=TB" in text
    assert ">value<" not in text.split("n0 [", 1)[1]


def test_a_list_of_tensors_is_drawn_too(script):
    assert main(["draw", "script.py:pair", "-o", "pair.dot"]) == 0


def test_explain_writes_a_page_with_the_scripts_lines(script, capsys):
    assert main(["explain", "script.py:loss", "-o", "loss.html"]) == 0
    assert "the line that is looked for" in (script.parent / "loss.html").read_text(encoding="utf-8")
    assert main(["explain", "script.py:loss", "-o", "bare.html", "--no-source", "--quiz"]) == 0
    bare = (script.parent / "bare.html").read_text(encoding="utf-8")
    assert "the line that is looked for" not in bare
    assert "script.py" not in bare


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["draw", "script.py"], "names no tensor"),
        (["draw", "script.py:"], "names no tensor"),
        (["draw", "script.py:loss.x"], "names no tensor"),
        (["draw", "other.py:loss"], "there is no script 'other.py'"),
        (["draw", "script.py:los"], "its tensors are loss"),
        (["draw", "script.py:q"], "its tensors are x, loss"),
        (["draw", "script.py:loss", "-o", "a.jpg"], ".png"),
        (["draw", "script.py:loss", "-o", "none/a.svg"], "none"),
        (["draw", "script.py:sys"], "no graph of a module"),
        (["explain", "script.py:loss", "-o", "a.png"], ".html"),
    ],
)
def test_mistakes_are_explained_in_a_line_or_two(script, capsys, arguments, words):
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert {path.name for path in script.parent.iterdir()} <= {"script.py", "__pycache__"}


def test_a_wrong_suffix_is_refused_before_the_script_runs(script, capsys):
    script.write_text("raise SystemExit('ran')", encoding="utf-8")
    assert main(["draw", "script.py:loss", "-o", "a.jpg"]) == 1
    assert main(["explain", "script.py:loss", "-o", "a.jpg"]) == 1


def test_the_script_sees_its_own_folder_and_leaves_the_path_as_it_was(tmp_path):
    (tmp_path / "beside_the_script.py").write_text("number = 3.0", encoding="utf-8")
    script = tmp_path / "user.py"
    script.write_text("import beside_the_script\nvalue = beside_the_script.number", encoding="utf-8")
    before = sys.path[:]
    value, names = subject_of(f"{script}:value")
    assert value == 3.0
    assert "beside_the_script" in names
    assert sys.path == before
    del sys.modules["beside_the_script"]


def test_doctor_says_what_can_be_drawn(capsys):
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("NumPy", "dot", "svg", "OPENBLAS_CORETYPE"))


def test_it_is_a_module_that_runs_and_explains_itself():
    done = subprocess.run([sys.executable, "-m", "tinygrad_edu", "--help"], capture_output=True, text=True, check=True)
    assert all(command in done.stdout for command in ("draw", "explain", "gallery", "doctor"))
    done = subprocess.run([sys.executable, "-m", "tinygrad_edu"], capture_output=True, text=True)
    assert done.returncode == 2
