"""A small part of the mutation run, and that its list of the tape's lines is up to date."""

import random

import pytest

from tinygrad_edu import ops

from . import command_line, lines
from .closures import KINDS, Broken, Mutant, another_rule
from .equivalents import CLOSURES


@pytest.fixture(scope="module")
def run():
    """All mutants."""
    return command_line.Run(command_line.all_ops())


def test_a_sample_of_all_mutants_of_closures_is_killed(run):
    mutants = [mutant for mutant in run.mutants() if isinstance(mutant, Mutant) and mutant.op != "custom"]
    assert len(mutants) > 300
    for mutant in random.Random(0).sample(mutants, 40):
        outcome = run.outcome(mutant)
        assert outcome.what in ("killed", "equivalent", "changes nothing"), f"{mutant}: {outcome.what} {outcome.why}"


def test_every_kind_of_mutant_of_a_product_is_killed(run):
    for kind in KINDS:
        for position in (0, 1):
            outcome = run.outcome(Mutant("mul", position, kind))
            assert outcome.what == "killed"
            assert outcome.why.startswith("test_the_gradient_is_the_numeric_one[")


def test_what_is_named_as_equivalent_exists_and_is_not_killed(run):
    for name, position in CLOSURES:
        assert run.outcome(Mutant(name, position, "doubled")).what == "equivalent"


def test_a_survivor_is_reported(run, monkeypatch, capsys):
    monkeypatch.setitem(CLOSURES, ("mul", 0), "a wrong claim")
    assert run.outcome(Mutant("mul", 0, "negated")).what == "not equivalent"
    monkeypatch.delitem(CLOSURES, ("mul", 0))
    monkeypatch.setitem(run.reached.cases["mul"], 0, [])
    outcome = run.outcome(Mutant("mul", 0, "negated"))
    assert (outcome.what, outcome.why) == ("survived", "no test of the table calls this closure")
    monkeypatch.setattr(command_line, "Run", lambda ops: run)
    assert command_line.main(["--ops", "mul", "--jobs", "1"]) == 1
    printed = capsys.readouterr().out
    assert "survived: mul, closure 0, negated" in printed
    assert "7 survived" in printed


def test_all_mutants_of_one_op_from_the_command_line(run, monkeypatch, capsys):
    monkeypatch.setattr(command_line, "Run", lambda ops: run)
    assert command_line.main(["--ops", "tanh", "--jobs", "1", "--verbose"]) == 0
    assert "killed: tanh, closure 0, doubled" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="no op 'tan_h'"):
        command_line.main(["--ops", "tan_h"])


def test_an_op_is_whole_again_behind_a_mutant():
    rule = ops.mul.rule
    with another_rule(ops.mul, Broken(0, "doubled")):
        assert ops.mul.rule is not rule
    assert ops.mul.rule is rule
    assert ops.mul.__closure__[ops.mul.__code__.co_freevars.index("rule")].cell_contents is rule


@pytest.mark.parametrize("mutant", lines.LINES, ids=str)
def test_the_place_of_a_mutant_of_the_tape_is_there_once(mutant):
    compile(lines.changed_source(mutant), mutant.module, "exec")


def test_names_of_mutants_of_the_tape_are_distinct():
    assert len({str(mutant) for mutant in lines.LINES}) == len(lines.LINES)


def test_a_mutant_of_the_tape_is_killed():
    (position,) = [
        i for i, mutant in enumerate(lines.LINES) if mutant.name == "a node's second share replaces the first"
    ]
    assert lines.kill(position).startswith("tests/")
