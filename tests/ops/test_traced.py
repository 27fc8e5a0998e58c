"""The traced reading of every row: the source of its value and of its gradients runs, and gives eager's numbers."""

import inspect

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.tracing import trace

from .row import case_name
from .samples import as_tensors, cotangent, float_positions
from .table import CASES


def with_parameters(function, number):
    """The function with `number` named parameters, as `trace` wants it."""
    names = [f"operand{position}" for position in range(number)]
    parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names]

    def traced(*operands):
        return function(*operands)

    traced.__signature__ = inspect.Signature(parameters)
    return traced


def traceable(operands):
    """The positions of the operands that are Tensors when the function is called."""
    return [i for i, operand in enumerate(as_tensors(operands)) if isinstance(operand, tg.Tensor)]


@pytest.mark.parametrize(("row", "name"), CASES, ids=case_name)
def test_the_traced_reading_equals_eager(row, name):
    sample = row.sample(name)
    tensors = as_tensors(sample.operands)
    positions = traceable(sample.operands)
    floats = float_positions(sample.operands)
    weights = cotangent(row.function(*tensors, **sample.options)) if row.gradient else None

    def run(*inputs):
        operands = list(tensors)
        for position, tensor in zip(positions, inputs):
            operands[position] = tensor
        output = row.function(*operands, **sample.options)
        if not row.gradient:
            return output
        output.backward(weights)
        return (output, *(operands[position].grad for position in floats))

    inputs = [tensors[position] for position in positions]
    program = trace(with_parameters(run, len(inputs)), *inputs)
    expected = run(*(tg.tensor(x, requires_grad=x.requires_grad) for x in inputs))
    results = program(*(x.data.copy() for x in inputs))
    expected = expected if isinstance(expected, tuple) else (expected,)
    results = results if isinstance(results, tuple) else (results,)
    assert len(results) == len(expected)
    for ours, theirs in zip(results, expected):
        np.testing.assert_array_equal(ours, theirs.data, err_msg=f"{row.name}, {name}:\n{program.source}")
        assert np.asarray(ours).dtype == theirs.dtype
