"""Ops read by a tracer: a training step as straight-line NumPy source, and rules as formulas."""

from .arithmetic import arithmetic
from .expressions import Call, Captured, Constant, Cotangent, Expression, Leaf, Operand, Output
from .mathematics import formula
from .program import Program
from .rules import Derivation, derive, local_derivative
from .statements import Statement, Variable
from .tracer import Tracer, trace

__all__ = [
    "Call",
    "Captured",
    "Constant",
    "Cotangent",
    "Derivation",
    "Expression",
    "Leaf",
    "Operand",
    "Output",
    "Program",
    "Statement",
    "Tracer",
    "Variable",
    "arithmetic",
    "derive",
    "formula",
    "local_derivative",
    "trace",
]
