"""Breaks the tape's own lines, one after the other, and looks which test notices.

Each mutant is a piece of source and what stands there instead. A new Python process loads the changed module (nothing
is written to disk) and runs the tests of the tape until the first is red.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TESTS = (
    "tests/test_tape.py",
    "tests/test_tensor.py",
    "tests/test_recorded_in_place.py",
    "tests/autograd",
    "tests/test_engines.py",
    "tests/test_errors.py",
    "tests/test_func.py",
)


@dataclass(frozen=True)
class LineMutant:
    """In `module`, `old`, which stands there exactly once, becomes `new`."""

    name: str
    module: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.module.removeprefix('tinygrad_edu.')}: {self.name}"


def tape(name: str, old: str, new: str) -> LineMutant:
    """A mutant of tape.py."""
    return LineMutant(name, "tinygrad_edu.tape", old, new)


def together(name: str, old: str, new: str) -> LineMutant:
    """A mutant of together.py."""
    return LineMutant(name, "tinygrad_edu.together", old, new)


def tensor(name: str, old: str, new: str) -> LineMutant:
    """A mutant of tensor.py."""
    return LineMutant(name, "tinygrad_edu.tensor", old, new)


def becoming(name: str, old: str, new: str) -> LineMutant:
    """A mutant of becoming.py."""
    return LineMutant(name, "tinygrad_edu.becoming", old, new)


def gradients(name: str, old: str, new: str) -> LineMutant:
    """A mutant of autograd/gradients.py."""
    return LineMutant(name, "tinygrad_edu.autograd.gradients", old, new)


LINES = (
    # Broadcasting undone
    tape("the sum over added axes is left out", "total(whole, axis=tuple(range(added)))", "whole[(0,) * added]"),
    tape("it is a mean", "total(whole, axis=tuple(range(added)))", "np.mean(whole, axis=tuple(range(added)))"),
    tape(
        "the sum over stretched axes is left out",
        "total(whole, axis=stretched, keepdims=True)",
        "whole[tuple(slice(0, 1) if i in stretched else slice(None) for i in range(whole.ndim))]",
    ),
    tape("only the first stretched axis is summed", "if own == 1 != n)", "if own == 1 != n)[:1]"),
    tape("the dtype isn't fitted", "else gradient.astype(value.dtype)", "else gradient"),
    tape("fitting is left out for another dtype", " or share.dtype is not value.dtype", ""),
    tape(
        "a wrong shape passes",
        "        if whole.shape != shape:\n            raise",
        "        if False:\n            raise",
    ),
    # Accumulation
    tape(
        "a node's second share replaces the first",
        "pending[parent] = pending[parent] + share",
        "pending[parent] = share",
    ),
    tape("a node's second share is dropped", "pending[parent] = pending[parent] + share", "pass"),
    tape(
        "a leaf's second share replaces the first",
        "gradients[parent] = gradients[parent] + share",
        "gradients[parent] = share",
    ),
    tape("a leaf's second share is dropped", "gradients[parent] = gradients[parent] + share", "pass"),
    tape(
        "a leaf's second share is written into the first",
        "gradients[parent] = gradients[parent] + share",
        "gradients[parent] += share",
    ),
    tape("a target's gradient is replaced", "gradients[node] + g if node in gradients else g", "g"),
    tape("an output named twice counts once", "pending[output] + seed if output in pending else seed", "seed"),
    tape("shares are subtracted", "pending[parent] + share", "pending[parent] - share"),
    # Order
    tape(
        "the oldest node goes first",
        "heappush(newest, (-parent.serial, parent))",
        "heappush(newest, (parent.serial, parent))",
    ),
    tape(
        "the outputs come in the wrong order",
        "heappush(newest, (-output.serial, output))",
        "heappush(newest, (output.serial, output))",
    ),
    tape(
        "a node waits twice",
        "pending[parent] = pending[parent] + share\n",
        "pending[parent] = pending[parent] + share\n                    heappush(newest, (-parent.serial, parent))\n",
    ),
    # What is visited
    tape("what leads nowhere is computed too", "(useful is not None and parent not in useful)", "False"),
    tape("constants get gradients", "elif parent.wants_gradient:", "else:"),
    tape("closures of constants stay", "closures[position] = None\n            node", "pass\n            node"),
    tape(
        "a closure of None ends the walk",
        "if closure is None or (useful",
        "if closure is None:\n                break\n            if (useful",
    ),
    tape("targets are leaves only", "if node in targets if targets is not None else not closures:", "if not closures:"),
    tape("only direct operands lead to targets", "        waiting += new\n", "        pass\n"),
    tape("everything leads to the targets", "if any(closure is not None and parent in useful for", "if any(True for"),
    tape("what passes only through constants counts", "if closure is not None} - reached", "} - reached"),
    # Memory
    tape("a leaf gets the cotangent itself", "np.copy(g) if share is g else share", "share"),
    # Values that were overwritten
    tape("a changed operand isn't noticed", "parent.version.changed_at > node.serial", "False"),
    tape("a changed result isn't noticed", "closures and node.version.changed_at > node.serial", "False"),
    tape("every change is taken for one that matters", "parent.version.changed_at > node.serial", "True"),
    tape("a change leaves no trace", "self.version.changed_at = next(serials)", "pass"),
    tape("views don't share their version", "            if value.base is not None:", "            if False:"),
    tape(
        "sharing is one-sided",
        "self.version = other.version = self.version or Version()",
        "other.version = self.version or Version()",
    ),
    # Recording
    tape("no_grad records", "if wanted and now.record else ()", "if wanted else ()"),
    tape(
        "what has no closures requires a gradient",
        "if closures and (closures[0] is not None or any(closures)):",
        "if closures:",
    ),
    tape("only the first closure counts", "(closures[0] is not None or any(closures))", "closures[0] is not None"),
    tape("nothing is noted of the line", "node.line = calling_line()", "pass"),
    tape(
        "nothing is noted of the module",
        "node.scope = scope.running\n            node.accumulated",
        "node.scope = None\n            node.accumulated",
    ),
    tape("options are forgotten", "node.options = options", "node.options = {}"),
    tape("a mode outlives its block", "        mode.reset(token)", "        pass"),
    # Gradients of gradients
    tape(
        "create_graph records nothing under no_grad",
        "        with changed_mode(record=True):\n            return walk",
        "        with changed_mode():\n            return walk",
    ),
    tape("closures aren't read again", "if create_graph and closures:", "if False:"),
    tape("nothing is used again", "changed_mode(record=True, rereading=node)", "changed_mode(record=True)"),
    tape(
        "another op is taken for the call",
        "if op is not node.op or len(operands) != len(node.operands):",
        "if len(operands) != len(node.operands):",
    ),
    tape("options don't tell calls apart", "and all(same(ours[name], theirs[name]) for name in ours)", ""),
    tape("operands don't tell calls apart", "all(a is b for a, b in zip(operands, node.operands)) and", ""),
    # Shared work, hooks, anomalies
    together("shared work is never done anew", " or latest.known[1] is not g:", ":"),
    together("shared work of another op is taken", "latest.known[0] is not backward or ", ""),
    together("shared work is done for each operand", "latest.known[1] is not g:", "True:"),
    tape("hooks of nodes don't run", "            g = hooked(node, g)\n", "            pass\n"),
    tape("hooks of leaves don't run", "hooked(node, g) if node.hooks and not node.closures else g", "g"),
    tape("a hook's answer is dropped", "        g = hook(g)\n", "        hook(g)\n"),
    tape("NaN isn't searched for", "if anomaly and np.any(share != share):", "if False:"),
    tape("errors don't say where", "                error.add_note(", "                str("),
    # The Tensor
    tensor(
        "backward replaces what was there",
        "np.add(array, grad, out=array)",
        "array[...] = grad",
    ),
    tensor(
        "an accumulated gradient has not changed", "                leaf.accumulated.changed()", "                pass"
    ),
    tensor(
        "a recorded gradient replaces what was there",
        "leaf.accumulated = leaf.accumulated + grad",
        "leaf.accumulated = grad",
    ),
    tensor("a gradient may be a view", "grad if grad.base is None else grad.copy()", "grad"),
    tensor("backward starts from a half", "else dtype.type(1)", "else dtype.type(0.5)"),
    tensor("a shape is not compared", "    if np.shape(gradient) != shape:", "    if False:"),
    tensor("a tensor needs no cotangent", "if gradient is None and output.value.size != 1:", "if False:"),
    tensor(
        "the cotangent isn't copied",
        "return as_array(gradient, dtype)",
        'return np.asarray(getattr(gradient, "value", gradient), dtype)',
    ),
    tensor("what isn't recorded can be walked", "    if not output.wants_gradient:", "    if False:"),
    tensor("only named inputs are ignored", "targets = None if inputs is None else", "targets = None if True else"),
    tensor(
        "detach copies no version",
        "        self.share_version(outside)\n        return outside",
        "        return outside",
    ),
    tensor(
        "a leaf may change while recording",
        "            refuse_trained_leaf(self)\n            return",
        "            return",
    ),
    tensor(
        "an assignment into a recorded tensor passes",
        "        if recording(self, value):",
        "        if False:",
    ),
    tensor(
        "an assignment isn't noted",
        "= array_of(values)\n            self.changed()",
        "= array_of(values)",
    ),
    # What is written into while recording
    tape("an op's operand is taken as it is now", "if parent.serial > node.serial:", "if False:"),
    tape("a closure is read again on what its operand is now", "tuple(as_it_was(x, self.serial) if", "tuple(x if"),
    becoming(
        "a trained leaf can become something else", "if tensor.wants_gradient and not tensor.closures:", "if False:"
    ),
    becoming("a change of a view is lost", "        become(base, PUT_BACK", "        (base, PUT_BACK"),
    becoming(
        "a view that isn't recorded is changed",
        "if not tensor.closures and shared",
        "if False and shared",
    ),
    becoming(
        "a view of what was changed since is changed", "            if operand is not then:", "            if False:"
    ),
    becoming(
        "a view that can't be put back is changed", "if base is not None and tensor.op not in PUT_BACK:", "if False:"
    ),
    becoming("a tensor is its own operand", "tuple(was if operand is tensor else operand", "tuple(operand"),
    becoming(
        "what a tensor was is forgotten",
        "tensor.before, tensor.name, tensor.accumulated = was,",
        "tensor.before, tensor.name, tensor.accumulated = None,",
    ),
    LineMutant(
        "a method isn't recorded", "tinygrad_edu.inplace", "if recording(input, *args, *options.values()):", "if False:"
    ),
    tensor("integers can require a gradient", 'if wanted and self.value.dtype.kind != "f":', "if False:"),
    tensor("a recorded tensor can be frozen", "if self.closures and not wanted:", "if False:"),
    LineMutant(
        "a reflected operator isn't reflected",
        "tinygrad_edu.methods",
        "return lambda self, other: op(other, self)",
        "return lambda self, other: op(self, other)",
    ),
    tensor(
        "a recorded gradient may be a view",
        "gradient if gradient.value.base is None else ops.clone(gradient)",
        "gradient",
    ),
    # grad()
    gradients(
        "weights are ignored",
        "first_cotangent(output, weight, create_graph)",
        "first_cotangent(output, None, create_graph)",
    ),
    gradients("an unused input passes", "if tensor not in gradients and not allow_unused:", "if False:"),
    gradients("the results may be shared", "tensor_of(np.copy(g)) for", "tensor_of(g) for"),
    gradients(
        "the number of weights isn't compared",
        '    if len(weights) != len(outputs):\n        raise ValueError(f"{len(weights)} grad_outputs',
        '    if False:\n        raise ValueError(f"{len(weights)} grad_outputs',
    ),
    gradients("nothing is recorded", "targets=set(inputs), create_graph=create_graph)", "targets=set(inputs))"),
)


class Changed(importlib.machinery.SourceFileLoader):
    """Loads a module whose source differs from what is on disk."""

    def __init__(self, mutant: LineMutant, path: str) -> None:
        super().__init__(mutant.module, path)
        self.mutant = mutant

    def get_code(self, fullname: str):
        """The changed code; compiled each time, so that no cache can hold the unchanged one."""
        path = self.get_filename(fullname)
        return compile(changed_source(self.mutant), path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed."""

    def __init__(self, mutant: LineMutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname, path=None, target=None):
        """Its specification, with our loader."""
        if fullname != self.mutant.module:
            return None
        file = str(path_of(self.mutant.module))
        return importlib.util.spec_from_file_location(fullname, file, loader=Changed(self.mutant, file))


def path_of(module: str) -> Path:
    """The file of a module."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def changed_source(mutant: LineMutant) -> str:
    """The module's source with the mutant in it; a ValueError if its place isn't there exactly once."""
    source = path_of(mutant.module).read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        raise ValueError(f"{mutant}: {mutant.old!r} stands there {source.count(mutant.old)} times\nhelp: see lines.py")
    return source.replace(mutant.old, mutant.new)


def kill(position: int, seconds: float = 300.0) -> str | None:
    """The first test that is red with this mutant, or None. A run that doesn't end counts as red."""
    command = [sys.executable, "-m", "tests.mutation.one_line", str(position)]
    try:
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"no end after {seconds:.0f} s"
    if result.returncode == 0:
        return None
    red = [line for line in result.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return red[0].split(" - ")[0].split(" ", 1)[1] if red else "the package can't be imported"
