"""Ops read as mathematics: they are short, and use nothing that only one of their readings understands."""

import ast
import importlib
import inspect
import pkgutil
import statistics
import textwrap

import pytest

from tinygrad_edu import ops


def all_ops():
    """Every op of the package, by name."""
    found = {}
    for information in pkgutil.iter_modules(ops.__path__):
        module = importlib.import_module(f"tinygrad_edu.ops.{information.name}")
        for value in vars(module).values():
            if hasattr(value, "rule") and value.__module__ == module.__name__:
                found[value.rule.__qualname__] = value
    return found


def body_lines(op):
    """How many lines the op's text has, without its decorator, its name and its docstring."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(op.rule))).body
    statements = definition.body[1:] if ast.get_docstring(definition) else definition.body
    return statements[-1].end_lineno - statements[0].lineno + 1


LENGTHS = {name: body_lines(op) for name, op in all_ops().items()}


def test_the_median_op_has_at_most_five_lines():
    assert len(LENGTHS) > 100
    assert statistics.median(LENGTHS.values()) <= 5


@pytest.mark.parametrize("name", LENGTHS)
def test_no_op_needs_more_than_a_screen(name):
    assert LENGTHS[name] <= 30


@pytest.mark.parametrize("name", LENGTHS)
def test_every_op_says_what_it_is(name):
    assert inspect.getdoc(all_ops()[name].rule)
