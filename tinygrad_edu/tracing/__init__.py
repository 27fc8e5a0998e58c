"""Ops read by a tracer: a training step as straight-line NumPy source, and rules as formulas.

Each file uses only those above it::

    statements      the steps of a program, as data
    python_source   steps as the text of Python
    program         steps that are being written down, and then run
    tracer          the stand-in for an array that writes them down
    expressions     the same steps as formulas, one inside the other
    simplification  formulas made shorter: 1 · a is a
    rules           the formulas of an op's value and of what its closures send
    notation        how formulas are put together as text
    mathematics     a formula as text: ∂L/∂y · (1 − y²)
    arithmetic      the same with the numbers of one element: 0·0.13 + 1·(−0.07) = −0.07
"""

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
