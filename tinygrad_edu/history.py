"""What made a tensor, as PyTorch's `grad_fn` shows it: a view of the graph, to look at and to follow backwards."""

from __future__ import annotations

from .errors import op_name
from .tape import Node
from .versions import as_it_was


class GradFn:
    """The step back from a tensor: its name, and where the gradient goes next. The op itself is the tensor's `op`.

    >>> import tinygrad_edu as tg
    >>> x = tg.tensor(3.0, requires_grad=True)
    >>> y = (x * 2).exp()
    >>> y.grad_fn, y.grad_fn.next_functions
    (<ExpBackward0>, ((<MulBackward0>, 0),))
    >>> y.grad_fn.next_functions[0][0].next_functions
    ((<AccumulateGrad>, 0), (None, 0))
    """

    __slots__ = ("serial", "tensor")

    def __init__(self, node: Node) -> None:
        self.tensor, self.serial = node, node.serial

    @property
    def node(self) -> Node:
        """The tensor as it was when it was asked: it may have been written into since, while recording."""
        return as_it_was(self.tensor, self.serial)

    def name(self) -> str:
        """As PyTorch writes it: "MulBackward0" for the op `mul`, "CubeBackward" for a Function `Cube`."""
        name = op_name(self.node)
        return f"{name}Backward" if "call" in self.node.options else f"{name.title().replace('_', '')}Backward0"

    @property
    def next_functions(self) -> tuple[tuple[GradFn | None, int], ...]:
        """For each operand what its gradient is sent to, or None, and 0: an op here has one result.

        As in PyTorch numbers stand behind the tensors: ``2 * x`` is the same as ``x * 2``.
        """
        edges = zip(self.node.operands, self.node.closures)
        tensors_first = sorted(edges, key=lambda edge: not isinstance(edge[0], Node))
        return tuple((None if closure is None else step_back(operand), 0) for operand, closure in tensors_first)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GradFn) and self.node is other.node

    def __hash__(self) -> int:
        return hash(self.serial)

    def __repr__(self) -> str:
        return f"<{self.name()}>"


class AccumulateGrad(GradFn):
    """The end of the way back: a leaf, the `variable`, to whose `.grad` the gradient is added."""

    __slots__ = ()

    @property
    def variable(self) -> Node:
        """The leaf."""
        return self.node

    def name(self) -> str:
        """The same for all leaves."""
        return "AccumulateGrad"


def step_back(node: Node) -> GradFn | None:
    """The step back from a node, or from a leaf; None for one that requires no gradient."""
    if not node.wants_gradient:
        return None
    return GradFn(node) if node.closures else AccumulateGrad(node)


def grad_fn(node: Node) -> GradFn | None:
    """The step back from a node that an op made; None for a leaf."""
    return GradFn(node) if node.closures else None
