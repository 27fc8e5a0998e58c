"""The command line, run as a user runs it."""

import subprocess
import sys

import pytest

from tinygrad_edu import __main__ as command_line
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


def test_a_script_may_end_the_program(script, capsys):
    script.write_text(f"{SCRIPT}\nsys.exit(3)", encoding="utf-8")
    assert main(["draw", "script.py:loss", "-o", "loss.dot"]) == 0


def test_a_script_that_fails_shows_its_own_traceback(script, capsys):
    script.write_text("def f():\n    raise ValueError('its own')\nf()", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["draw", "script.py:loss", "-o", "loss.dot"])
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert 'File "script.py", line 3' in said
    assert "ValueError: its own" in said
    assert "__main__.py" not in said


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


PATH = """
| example | what it teaches | pictures | whole | --fast |
| --- | --- | --- | --- | --- |
| [`second.py`](second.py) | one | `a.png` | 2 min | 5 s |
| [`first.py`](first.py) | another | none | 3 s | 3 s |
"""


@pytest.fixture
def examples(tmp_path, monkeypatch):
    folder = tmp_path / "examples"
    folder.mkdir()
    monkeypatch.setattr(command_line, "EXAMPLES", folder)
    (folder / "README.md").write_text(PATH, encoding="utf-8")
    (folder / "beside.py").write_text("number = 3", encoding="utf-8")
    (folder / "first.py").write_text('"""The first × one."""\nraise SystemExit("ran to its end")', encoding="utf-8")
    program = '"""Says all.\n\nMore.\n"""\nimport beside, sys\nprint(__name__, beside.number, sys.argv[1:])'
    (folder / "second.py").write_text(program, encoding="utf-8")
    yield folder
    sys.modules.pop("beside", None)


def test_examples_are_listed_in_the_order_of_the_reading_path(examples, capsys):
    assert main(["examples"]) == 0
    assert capsys.readouterr().out.split("\n\n")[0].splitlines() == [
        "second: 2 min, with --fast 5 s",
        "    Says all.",
        "first: 3 s",
        "    The first × one.",
    ]


def test_an_example_runs_with_its_own_options(examples, capsys):
    before = sys.argv[:], sys.path[:]
    assert main(["examples", "second", "--fast", "--seed", "3", "--help"]) == 0
    assert capsys.readouterr().out == "__main__ 3 ['--fast', '--seed', '3', '--help']\n"
    assert (sys.argv, sys.path) == before


@pytest.mark.parametrize("name", ["second.py", "examples/second.py", "Second"])
def test_an_example_is_also_found_by_its_file(examples, capsys, name):
    assert main(["examples", name]) == 0
    assert capsys.readouterr().out == "__main__ 3 []\n"


def test_an_example_that_fails_shows_its_own_traceback(examples, capsys):
    (examples / "first.py").write_text("import beside\nbeside.number.reshape(5, 1)  # a slip", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["examples", "first"])
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("Traceback (most recent call last):\n  File ")
    assert "line 2" in said.splitlines()[1]
    assert said.endswith("AttributeError: 'int' object has no attribute 'reshape'\n")


def test_a_program_can_be_stopped(examples, capsys):
    (examples / "first.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    assert main(["examples", "first"]) == 130
    assert capsys.readouterr().err == "stopped\n"


def test_how_an_example_ends_is_how_the_command_ends(examples):
    with pytest.raises(SystemExit, match="ran to its end"):
        main(["examples", "first"])


@pytest.mark.parametrize(
    ("name", "words"),
    [("secnd", "'secnd'\nhelp: second\n"), ("x", "'x'\nhelp: second, first\n"), ("beside", "help: second, first\n")],
)
def test_an_unknown_example_is_told_those_that_there_are(examples, capsys, name, words):
    assert main(["examples", name]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("page", [None, "# Examples of another package\n"])
def test_without_the_examples_it_says_where_they_are(examples, capsys, page):
    (examples / "README.md").unlink()
    if page is not None:
        (examples / "README.md").write_text(page, encoding="utf-8")
    for arguments in ([], ["first"]):
        assert main(["examples", *arguments]) == 1
        said = capsys.readouterr().err
        assert str(examples) in said
        assert "help: they are in the repository and in the source distribution" in said


def test_doctor_says_what_can_be_drawn(capsys):
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("NumPy", "dot", "svg", "OPENBLAS_CORETYPE"))


def test_it_is_a_module_that_runs_and_explains_itself():
    done = subprocess.run([sys.executable, "-m", "tinygrad_edu", "--help"], capture_output=True, text=True, check=True)
    assert all(command in done.stdout for command in ("draw", "explain", "gallery", "doctor", "examples"))
    done = subprocess.run([sys.executable, "-m", "tinygrad_edu"], capture_output=True, text=True)
    assert done.returncode == 2


def test_a_reader_who_has_seen_enough_is_no_error():
    done = subprocess.Popen(
        [sys.executable, "-m", "tinygrad_edu", "doctor"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    done.stdout.close()
    assert done.stderr.read() == b""
    done.stderr.close()
    assert done.wait() == 0
