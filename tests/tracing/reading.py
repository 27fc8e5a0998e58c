"""Functions of arrays read as expressions, for the tests of what is made of them."""

import inspect

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.tracing import Constant, Cotangent, Leaf, Operand, Output, trace
from tinygrad_edu.tracing.expressions import read

from ..ops.samples import as_tensors
from ..ops.table import ROWS

DIFFERENTIABLE = [row for row in ROWS if row.gradient]
LABELS = {**{Operand(position): name for position, name in enumerate("xyz")}, Output(): "out", Cotangent(): "g"}


def expression_of(function, *arrays):
    """The expression of a function's result, with Operands for its arguments."""
    parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in "xyz"[: len(arrays)]]

    def traced(*tracers):
        return function(*tracers)

    traced.__signature__ = inspect.Signature(parameters)
    program = trace(traced, *arrays)
    leaves = {x.name: Leaf(Operand(i), array) for i, (x, array) in enumerate(zip(program.inputs, arrays))}
    constants = {name: Constant(array) for name, array in program.constants.items()}
    return read(program.statements, {**leaves, **constants})[program.results[0].name]


def recorded(output):
    """All nodes of a graph that ops have made."""
    found, waiting = {}, [output]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tg.Tensor) and node.op is not None and id(node) not in found:
            found[id(node)] = node
            waiting += node.operands
    return list(found.values())


def nodes_of(row):
    """The nodes of a row's samples: of those with the same op, options and shapes only one."""
    kinds = {}
    for name in row.samples:
        sample = row.sample(name)
        for node in recorded(row.function(*as_tensors(sample.operands), **sample.options)):
            shapes = tuple(np.shape(getattr(operand, "value", operand)) for operand in node.operands)
            kinds.setdefault((node.op, shapes, repr(node.options)), node)
    return list(kinds.values())
