"""The reading path: every example is on it, what it names is there, and its own examples run."""

import doctest
import re
import subprocess
import sys

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

from tinygrad_edu.__main__ import EXAMPLES, examples_there, main, purpose_of

PAGE = EXAMPLES / "README.md"
TEXT = PAGE.read_text(encoding="utf-8")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.py"))}
EVERY = [name for name, text in TEXTS.items() if "\ndef main(" in text]
ROWS = {
    cells[0].split("`")[1].removesuffix(".py"): cells[1:]
    for cells in ([cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if ".py`" in line)
    if len(cells) == 6
}
LISTINGS = {"000": 6, "001": 5, "002": 8, "003": 2, "004": 2}
LISTED = {f"{document}-{k}" for document, count in LISTINGS.items() for k in range(1, count + 1)}


def names_in(pattern, text):
    return set(re.findall(pattern, text))


def seconds(text):
    number, unit = re.fullmatch(r"(\d+) (s|min)", text).groups()
    return int(number) * {"s": 1, "min": 60}[unit]


def test_every_example_is_on_it_once_from_forty_lines_to_a_net_that_reads_reviews():
    assert sorted(ROWS) == EVERY
    assert sorted(names_in(r"^\| \[`(\w+)\.py`\]\(\1\.py\) \|", TEXT) | set(ROWS)) == EVERY
    assert len(re.findall(r"^\| \[", TEXT, flags=re.MULTILINE)) == len(EVERY)
    order = list(ROWS)
    assert order[:3] == ["scalar_tape", "custom_op", "gates"]
    assert max(map(order.index, ("gates", "three_layer_forward", "softmax"))) < order.index("delta_rule")
    assert order[-1] == "imdb"


@pytest.mark.parametrize("name", EVERY)
def test_an_example_stands_behind_those_that_it_imports(name):
    order = list(ROWS)
    imported = names_in(r"(?m)^from (\w+) import", TEXTS[name]) & set(EVERY)
    assert all(order.index(other) < order.index(name) for other in imported)


def test_what_the_page_names_is_there():
    assert {name for name in names_in(r"`([\w/]+\.py)`", TEXT) if not (EXAMPLES / name).exists()} == {
        "tape.py", "ops/arithmetic.py", "tensor.py",
    }  # fmt: skip
    for target in names_in(r"\]\(([^)]+)\)", TEXT):
        assert (EXAMPLES / target).is_file(), target


@pytest.mark.parametrize("name", EVERY)
def test_an_example_draws_the_pictures_that_stand_beside_it(name):
    drawn = {f"{stem}.png" for stem in names_in(r'"(\w+)\.png"', TEXTS[name])}
    for stem in names_in(r'save_graph\([^"]*"(\w+)"', TEXTS[name]):
        drawn |= {f"{stem}.png", f"{stem}.html"}
    assert names_in(r"`([\w.]+)`", ROWS[name][2]) == drawn


def test_every_listing_of_the_tutorials_has_an_example():
    assert names_in(r"\d{3}-\d", " ".join(cells[1] for cells in ROWS.values())) == LISTED


def test_fast_runs_take_at_most_ten_seconds():
    for name, (whole, fast) in examples_there().items():
        assert seconds(fast) <= 10, name
        assert seconds(fast) <= seconds(whole), name


def test_the_page_s_own_examples_run():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert failed == 0
    assert tried >= 8


def test_the_command_lists_all_of_them_in_this_order(capsys):
    assert main(["examples"]) == 0
    lines = capsys.readouterr().out.split("\n\n")[0].splitlines()
    assert [line.split(":")[0] for line in lines[::2]] == list(ROWS)
    assert [line.strip() for line in lines[1::2]] == [purpose_of(EXAMPLES / f"{name}.py") for name in ROWS]
    assert all(line.endswith(".") for line in lines[1::2])


def test_the_command_runs_one_of_them(tmp_path):
    command = [sys.executable, "-m", "tinygrad_edu", "examples", "three_layer_forward", "--output", "here"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=100)
    assert done.returncode == 0, done.stderr
    assert "0.31682708" in done.stdout
    assert (tmp_path / "here" / "three_layer_forward.html").is_file()


def test_an_example_s_help_comes_from_the_example(capsys):
    with pytest.raises(SystemExit) as end:
        main(["examples", "imdb", "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("usage: imdb.py ")
