"""One check of one function: what is run, what is compared with what, and what the failure says.

The tape is used as a user's `backward` uses it, but for one thing: each closure is watched, for whether it changes
the cotangent that it is given or returns an array that it holds on to.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from ..arrays import tensor_of
from ..tape import Node
from .differences import Line, Slope, best_slope, extrapolated, ladder
from .hints import hint
from .subject import GradientError, Run, Subject

ALL_ELEMENTS = 200  # of an array: beyond it a sample is moved one by one, and all together in random directions
SAMPLE = 24


def away_from_zero(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """Random numbers of either sign between 0.5 and 1.5."""
    return np.asarray(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.5, shape))


class Check:
    """One check of one subject: what was drawn, and what was found so far."""

    def __init__(self, subject: Subject, eps, atol: float, rtol: float, seed: int) -> None:
        if (eps is not None and not eps > 0) or not rtol >= 0 or not atol >= 0:
            raise ValueError(f"gradcheck with eps={eps}, atol={atol}, rtol={rtol}\nhelp: they are positive numbers")
        self.subject, self.eps, self.atol, self.rtol = subject, eps, atol, rtol
        self.rng = np.random.default_rng(seed)

    # What is done

    def everything(self) -> None:
        """All checks, those first whose failure would make the others meaningless."""
        subject = self.subject
        with subject.prepared(), np.errstate(all="ignore"):
            run = self.first_run()
            if not subject.start:
                raise ValueError(
                    f"{subject.name} was given nothing that has a gradient\nhelp: pass floating-point tensors"
                )
            self.arrays = subject.start
            self.cotangents = self.draw_cotangents(run)
            self.gradients = self.pulled(run, watched=True)
            for position in range(len(self.arrays)):
                self.refuse_not_finite(np.array([gradient[position] for gradient in self.gradients]), position)
            self.same_again()
            self.matches_differences(self.arrays, self.gradients)
            self.second_point()
            self.other_layouts()
            if subject.first_order:
                self.constants_among_inputs()
                self.one_tensor_twice()
            self.backward_accumulates()

    def first_run(self) -> Run:
        """The function at the inputs, after which they must be as they were, and the leaves that it captured."""
        subject = self.subject
        since = tensor_of(np.zeros(())).serial
        arrays = [np.copy(array) for array in subject.start]
        run = subject.run(arrays)
        inputs = len(subject.captured)
        subject.capture_leaves(run, max([since, *(leaf.serial for leaf in run.leaves)]))
        if len(subject.captured) > inputs:
            arrays = [np.copy(array) for array in subject.start]
            run = subject.run(arrays)
        self.refuse_changed(arrays, subject.start, "the function itself")
        for position, output in enumerate(run.outputs):
            which = f"result {position} of {subject.name}" if len(run.outputs) > 1 else f"the result of {subject.name}"
            if output.dtype != np.float64:
                self.fail(
                    f"{which} is {output.dtype}, though all inputs are float64: it can't be checked",
                    "leave the dtype as it comes; a cast to it loses the digits that a gradient is made of",
                )
            if not np.all(np.isfinite(output.value)):
                self.fail(f"{which} isn't finite", "check where it is: NaN and infinity have no derivative")
        for leaf, name in zip(run.leaves, subject.names):
            if leaf.accumulated is not None:
                self.fail(f"calling {subject.name} has already left a .grad at {name}", "leave backward to the caller")
        return run

    def draw_cotangents(self, run: Run) -> list[list]:
        """Lists of one array for each result; None leaves a result out."""
        shapes, rng = [output.shape for output in run.outputs], self.rng
        dense = [[away_from_zero(rng, shape) for shape in shapes] for _ in range(2)]
        wild = [
            np.asarray(away_from_zero(rng, shape) * 10 ** rng.uniform(-3, 3, shape) * (rng.random(shape) < 0.7))
            for shape in shapes
        ]
        zeros = [np.zeros(shape) for shape in shapes]
        lists: list[list] = [*dense, wild, zeros, [np.ones(shape) for shape in shapes]]
        sizes = [output.value.size for output in run.outputs]
        for place in rng.permutation(sum(sizes))[:4]:
            single = np.zeros(sum(sizes))
            single[place] = 1.25
            pieces = np.split(single, np.cumsum(sizes)[:-1])
            lists.append([np.reshape(piece, shape) for piece, shape in zip(pieces, shapes)])
        if len(shapes) > 1:
            for chosen in range(len(shapes)):
                lists.append([g if position == chosen else None for position, g in enumerate(dense[0])])
        return lists

    def pulled(self, run: Run, watched: bool = False) -> list[list[np.ndarray]]:
        """For each cotangent the gradients of all leaves; neither inputs, nor results, nor cotangents may change."""
        before = run.flat()
        copies = [np.copy(leaf.value) for leaf in run.leaves]
        if watched:
            self.watch(run)
        results: list[list[np.ndarray]] = []
        for cotangents in self.cotangents:
            given = [g if g is None else np.copy(g) for g in cotangents]
            results.append([np.copy(g) for g in self.pull(run, given)])
            for g, original in zip(given, cotangents):
                if g is not None and not np.array_equal(g, original):
                    self.fail("backward changes the cotangent that it is given", "a closure computes new arrays from g")
        self.refuse_changed([leaf.value for leaf in run.leaves], copies, "backward")
        if not np.array_equal(run.flat(), before):
            self.fail("backward changes the result", "a closure returns a new array; out= must not be one it captured")
        return results

    def pull(self, run: Run, cotangents: list) -> list[np.ndarray]:
        """The gradients of all leaves for one cotangent; whatever goes wrong in the walk is a `GradientError`."""
        try:
            gradients = run.pull(cotangents)
        except GradientError:
            raise
        except Exception as error:
            raise GradientError(
                f"backward of {self.subject.name} fails: {type(error).__name__}: {error}", function=self.subject.name
            ) from error
        for name, leaf, gradient in zip(self.subject.names, run.leaves, gradients):
            if gradient.shape != leaf.value.shape or gradient.dtype != leaf.value.dtype:
                self.fail(
                    f"the gradient by {name} is {gradient.dtype} {gradient.shape}, "
                    f"its tensor {leaf.value.dtype} {leaf.value.shape}",
                    "a gradient has the shape and dtype of what it belongs to",
                )
        return gradients

    def watch(self, run: Run) -> None:
        """Let every closure of this graph be watched."""
        seen: set[Node] = set(run.outputs)
        waiting: list[Node] = list(run.outputs)
        while waiting:
            node = waiting.pop()
            new = {parent for parent in node.operands if isinstance(parent, Node)} - seen
            if node.closures:
                node.closures = tuple(
                    closure and self.watched(node, position, closure)
                    for position, (closure, _) in enumerate(zip(node.closures, node.operands))
                )
            seen |= new
            waiting += new

    def watched(self, node: Node, position: int, closure: Callable) -> Callable:
        """The closure, held to its promises."""
        name, operand = node.op.__name__, node.operands[position].value
        last: list[Any] = []

        def call(g):
            before = np.copy(g)
            share = closure(g)
            where = f"the closure of {name} for operand {position}"
            if not np.array_equal(g, before, equal_nan=True):
                self.fail(f"{where} changes the cotangent g", "compute a new array: g may belong to another op too")
            if not isinstance(share, (np.ndarray, np.generic)):
                self.fail(f"{where} returned a {type(share).__name__}", "a closure returns an array, as g is one")
            if share.dtype != operand.dtype and share.dtype.itemsize < operand.dtype.itemsize:
                self.fail(f"{where} returned {share.dtype} for {operand.dtype}", "keep the dtype: digits are lost")
            held = [("its operand", x.value) for x in node.operands if isinstance(x, Node)]
            held += [("its result", node.value)] + [("what it returned before", array) for array in last]
            for what, array in held:
                if share is not g and not sharing(share, g) and sharing(share, array):
                    self.fail(f"{where} returned memory of {what}", "return a new array, not one that is kept")
            last[:] = [share] if not sharing(share, g) else []
            return share

        return call

    # What is compared

    def same_again(self) -> None:
        """The function and its backward pass give the same when they are run again."""
        run = self.subject.run([np.copy(array) for array in self.arrays])
        again = self.subject.run([np.copy(array) for array in self.arrays])
        advice = "seed it: draw random numbers outside, or from a generator made anew inside; let dropout eval()"
        if not close(run.flat(), again.flat(), 1e-12):
            self.fail(f"{self.subject.name} gives another result when it is called again", advice)
        self.same_gradients(self.pulled(run), self.gradients, "when it is called again", advice)
        self.same_gradients(
            self.pulled(run),
            self.gradients,
            "when backward is run a second time",
            "backward must not use up its arrays",
        )

    def matches_differences(self, arrays: list, gradients: list, directions_only: bool = False) -> None:
        """The gradients agree with central differences: element by element, and in random directions."""
        weights = np.array([self.row(cotangents) for cotangents in self.cotangents])
        for position, array in enumerate(arrays):
            analytic = np.array([gradient[position] for gradient in gradients])
            self.refuse_not_finite(analytic, position)
            if array.size and not directions_only:
                self.elements(arrays, position, analytic, weights)
            if array.size > ALL_ELEMENTS or (directions_only and array.size):
                self.directions(arrays, position, analytic, weights)

    def elements(self, arrays: list, position: int, analytic: np.ndarray, weights: np.ndarray) -> None:
        """Compare the derivative by single elements."""
        array = arrays[position]
        places = list(np.ndindex(array.shape))
        if len(places) > ALL_ELEMENTS:
            chosen = {0, len(places) - 1, *self.rng.choice(len(places), SAMPLE, replace=False).tolist()}
            places = [places[i] for i in sorted(chosen)]
        doubtful, measured = [], {}
        for place in places:
            line = self.line_of(arrays, position, place)
            slope = extrapolated(line, self.eps or 1e-3 * max(1.0, abs(float(array[place]))), weights)
            found = analytic[(slice(None), *place)]
            measured[place] = slope
            if slope is None or not self.agrees(found, slope):
                wrong = np.inf if slope is None else float(np.max(np.abs(found - slope.value)))
                doubtful.append((wrong, place))
        for _, place in sorted(doubtful, key=lambda pair: (not np.isfinite(pair[0]), -pair[0])):
            self.judge(position, place, analytic, measured, self.line_of(arrays, position, place), weights)

    def directions(self, arrays: list, position: int, analytic: np.ndarray, weights: np.ndarray) -> None:
        """Compare the derivative in directions that move all elements at once; find the element if it's wrong."""
        array = arrays[position]
        typical = np.max(np.abs(array)) or 1.0
        for scale in (np.maximum(np.abs(array), 1.0), np.where(array == 0, typical, np.abs(array))):
            way = away_from_zero(self.rng, array.shape) * scale
            if self.suspicious(arrays, position, analytic, way, weights) is None:
                continue
            while np.count_nonzero(way) > 1:
                moved = np.flatnonzero(way)
                halves = []
                for part in (moved[: len(moved) // 2], moved[len(moved) // 2 :]):
                    half = np.zeros(way.size)
                    half[part] = way.flat[part]
                    halves.append(half.reshape(way.shape))
                worse = [half for half in halves if self.suspicious(arrays, position, analytic, half, weights)]
                if not worse:
                    break
                way = worse[0]
            place = tuple(int(i) for i in np.argwhere(way)[0])
            if np.count_nonzero(way) == 1:
                self.judge(position, place, analytic, {}, self.line_of(arrays, position, place), weights)
            wrong = self.suspicious(arrays, position, analytic, way, weights)
            if wrong:
                self.report(position, None, *wrong, {}, analytic)

    def suspicious(self, arrays, position, analytic, way, weights) -> tuple[int, np.ndarray, Slope] | None:
        """(cotangent, analytic, slope) where the gradient in this direction is wrong, or None."""
        found = np.sum(analytic * way, axis=tuple(range(1, analytic.ndim)))
        noise = 1e-14 * np.sum(np.abs(analytic * way), axis=tuple(range(1, analytic.ndim)))

        def values(t):
            return self.evaluated([*arrays[:position], arrays[position] + t * way, *arrays[position + 1 :]], t)

        slope = best_slope(Line(values, self.steps(1.0)), weights, lambda slope: self.agrees(found, slope, noise))
        if slope is None:
            return None
        size = np.abs(slope.value)
        measured = slope.error <= 1e-3 * size + 1e-9 * np.max(size)  # else the direction leads out of the neighbourhood
        wrong = self.wrong(np.where(measured, found, slope.value), slope, noise)
        return None if wrong is None else (wrong, found, slope)

    def judge(self, position, place, analytic, measured, line, weights) -> None:
        """Raise if the gradient at this place is wrong by the best measurement there is."""
        found = analytic[(slice(None), *place)]
        slope = best_slope(line, weights, lambda slope: self.agrees(found, slope))
        if slope is None:
            self.fail(
                f"no numeric derivative by {self.subject.names[position]} can be measured at {index_text(place)}: "
                f"{self.subject.name} isn't defined around it",
                "move the input into the inside of the domain",
            )
        measured[place] = slope
        largest = np.max(np.abs(analytic), axis=tuple(range(1, analytic.ndim)))
        wrong = self.wrong(found, slope, self.wobble(position, place, found), largest)
        if wrong is not None:
            self.report(position, place, wrong, found, slope, measured, analytic)

    def agrees(self, found: np.ndarray, slope: Slope, noise: Any = 0.0) -> bool:
        """Whether they are equal up to the tolerance, by a measurement that is sharp enough to say so."""
        sharp = slope.rounding <= 1e-7 * np.maximum(np.abs(slope.value), np.abs(found)) + 1e-11 * np.max(
            np.abs(found), initial=0
        )
        near = np.abs(found - slope.value) <= self.rtol * np.abs(slope.value) + self.atol + slope.rounding + noise
        return bool(np.all(near & (sharp | (found == slope.value))))

    def wrong(self, found: np.ndarray, slope: Slope, noise: Any = 0.0, largest: Any = 0.0) -> int | None:
        """The first cotangent for which the gradient is wrong, or None.

        It also is if no step gives a stable derivative although float64 would: then something inside is rounded, or
        bent. Noise that is tiny beside the `largest` element is forgiven.
        """
        difference = np.abs(found - slope.value)
        far = difference > self.rtol * np.abs(slope.value) + self.atol + 4 * slope.error + noise
        size = np.maximum(np.abs(slope.value), np.abs(found))
        rough = slope.error > 1e-6 * size + 1e-10 * largest + 1000 * slope.rounding + self.atol
        rough &= difference > 1e-7 * size + self.atol
        bad = np.flatnonzero(far | rough)
        return int(bad[0]) if len(bad) else None

    def wobble(self, position: int, place: tuple, found: np.ndarray) -> np.ndarray:
        """How much rounding of the inputs moves the gradient at this place; an ill-conditioned one can't do better."""
        moved = [array * (1 + 1e-15 * self.rng.choice([-1.0, 1.0], array.shape)) for array in self.now]
        gradients = self.pulled(self.subject.run(moved))
        change = np.abs(np.array([g[position][place] for g in gradients]) - found)
        return np.where(change < 1e-5 * np.abs(found), 8 * change, 0.0)

    def second_point(self) -> None:
        """At another point nearby all is right too, and a call there leaves what was recorded before untouched."""
        first = self.subject.run([np.copy(array) for array in self.arrays])
        for size in (1e-2, 1e-4):
            nearby = [array * (1 + size * self.rng.uniform(-1, 1, array.shape)) for array in self.arrays]
            try:
                second = self.subject.run([np.copy(array) for array in nearby])
            except GradientError:
                raise
            except Exception:  # outside the domain
                continue
            if np.all(np.isfinite(second.flat())):
                break
        else:
            return
        self.same_gradients(
            self.pulled(first),
            self.gradients,
            "when the function is called elsewhere before backward",
            "backward must use the values of its own call: is something kept in a place that calls share?",
        )
        self.matches_differences(nearby, self.pulled(second), directions_only=True)

    def other_layouts(self) -> None:
        """Inputs and cotangents may lie in memory anyhow; a cotangent may be a read-only view."""
        run = self.subject.run([noncontiguous(array) for array in self.arrays])
        self.same_gradients(
            self.pulled(run),
            self.gradients,
            "for inputs that aren't contiguous",
            "use shapes and axes, not memory order",
        )
        given = [g if g is None else noncontiguous(g) for g in self.cotangents[0]]
        self.same_gradients(
            [self.pull(run, given)],
            self.gradients[:1],
            "for a cotangent that isn't contiguous",
            "don't count on memory",
        )
        spread = [np.broadcast_to(np.float64(0.75), output.shape) for output in run.outputs]
        self.same_gradients(
            [self.pull(run, spread)],
            [self.pull(run, [np.copy(g) for g in spread])],
            "for a cotangent that is a view of one number",
            "don't write to g, and don't count on how it lies in memory",
        )

    def constants_among_inputs(self) -> None:
        """Each gradient is the same when the other inputs require none."""
        if len(self.arrays) < 2:
            return
        expected = self.subject.run([np.copy(array) for array in self.arrays]).flat()
        for position, name in enumerate(self.subject.names):
            try:
                run = self.subject.run([np.copy(array) for array in self.arrays], recorded={position})
            except RuntimeError:  # a function that asks for gradients itself may need all of them
                continue
            if not close(run.flat(), expected, 1e-12):
                self.fail(f"{self.subject.name} gives another result when only {name} requires a gradient", "")
            self.same_gradients(
                [[g[position]] for g in self.pulled(run) for g in [g]],
                [[g[position]] for g in self.gradients],
                "when no other input requires a gradient",
                "each closure must do without the others",
                names=[name],
            )

    def one_tensor_twice(self) -> None:
        """One tensor given in two places gets the sum of the gradients of both."""
        shapes = [array.shape for array in self.arrays[: self.subject.count]]
        pairs = [(i, j) for i, j in itertools.combinations(range(len(shapes)), 2) if shapes[i] == shapes[j]]
        for i, j in pairs[:3]:
            arrays = [np.copy(array) for array in self.arrays]
            arrays[j] = np.copy(arrays[i])
            try:
                apart = self.subject.run(arrays)
                separate = apart.pull(self.cotangents[0])
            except Exception:  # equal operands may be outside the domain
                continue
            if not all(np.all(np.isfinite(x)) for x in (apart.flat(), *separate)):
                continue
            run = self.subject.run([np.copy(array) for array in arrays], same=(i, j))
            if not close(run.flat(), apart.flat(), 1e-9):  # it asks for gradients itself, which are others then
                continue
            separate[i] = separate[i] + separate[j]
            del separate[j]
            names = [name for position, name in enumerate(self.subject.names) if position != j]
            what = f"when one tensor is both {self.subject.names[i]} and {self.subject.names[j]}"
            self.same_gradients(
                [self.pull(run, self.cotangents[0])], [separate], what, "what is used twice is paid twice", names
            )

    def backward_accumulates(self) -> None:
        """`Tensor.backward` leaves these gradients, twice as large after a second call, in memory of their own."""
        run = self.subject.run([np.copy(array) for array in self.arrays])
        for output, g in zip(run.outputs, self.cotangents[0]):
            if output.wants_gradient:
                self.called(lambda output=output, g=g: output.backward(np.copy(g)))
        results = [
            np.zeros(leaf.value.shape) if leaf.accumulated is None else leaf.accumulated.data for leaf in run.leaves
        ]
        first = [np.copy(result) for result in results]
        self.same_gradients([first], self.gradients[:1], "when it comes from backward()", "")
        held = [("an input", leaf.value) for leaf in run.leaves] + [
            ("a result", output.value) for output in run.outputs
        ]
        for position, gradient in enumerate(results):
            others = [("the gradient by " + self.subject.names[i], other) for i, other in enumerate(results[:position])]
            for what, array in [*held, *others]:
                if sharing(gradient, array):
                    self.fail(
                        f"the gradient by {self.subject.names[position]} shares memory with {what}",
                        "a closure returns g, a view of it, or a new array",
                    )
        for output, g in zip(run.outputs, self.cotangents[0]):
            if output.wants_gradient:
                self.called(lambda output=output, g=g: output.backward(np.copy(g)))
        twice = [
            np.zeros(leaf.value.shape) if leaf.accumulated is None else leaf.accumulated.data for leaf in run.leaves
        ]
        self.same_gradients([twice], [[2 * g for g in first]], "when backward() is called twice, and adds up", "")

    # Small things

    def called(self, function: Callable) -> None:
        """Call a function; whatever it raises is a `GradientError`."""
        try:
            function()
        except Exception as error:
            raise GradientError(
                f"backward of {self.subject.name} fails: {type(error).__name__}: {error}", function=self.subject.name
            ) from error

    def row(self, cotangents: list) -> np.ndarray:
        """The cotangents of all results in one row."""
        run_shapes = [g.shape for g in self.cotangents[0]]
        return np.concatenate(
            [np.zeros(int(np.prod(shape))) if g is None else np.ravel(g) for g, shape in zip(cotangents, run_shapes)]
        )

    def evaluated(self, arrays: list, t: float):
        """All results at these inputs, and t; None where there are none."""
        try:
            flat = self.subject.run(arrays).flat()
        except Exception:  # a step led out of the domain; a smaller one will be tried
            return None
        return (flat, t) if np.all(np.isfinite(flat)) else None

    def line_of(self, arrays: list, position: int, place: tuple) -> Line:
        """The line along which one element moves."""
        self.now = arrays
        here = float(arrays[position][place])

        def values(t):
            moved = np.copy(arrays[position])
            moved[place] += t
            return self.evaluated([*arrays[:position], moved, *arrays[position + 1 :]], float(moved[place]) - here)

        typical = float(np.max(np.abs(arrays[position])))
        return Line(values, self.steps(max(1.0, abs(here)), abs(here), 1.0, typical))

    def steps(self, *scales: float) -> list[float]:
        """Steps to be tried."""
        return ladder(*[scale for scale in dict.fromkeys(scales) if scale > 0]) if self.eps is None else [self.eps]

    def refuse_changed(self, arrays: list, originals: list, who: str) -> None:
        """Refuse inputs that were written to."""
        for name, array, original in zip(self.subject.names, arrays, originals):
            if not np.array_equal(array, original, equal_nan=True):
                self.fail(f"{who} changes its input {name} in place", "work on a copy, or make a new array")

    def refuse_not_finite(self, analytic: np.ndarray, position: int) -> None:
        """Refuse NaN and infinity."""
        name = self.subject.names[position]
        for place in np.argwhere(~np.isfinite(analytic))[:1]:
            self.fail(
                f"the gradient by {name} is {analytic[tuple(place)]} at {index_text(place[1:])}",
                "is the slope infinite there? If not, look for 0 · ∞, 0 / 0 and log 0 in the backward pass",
                argument=name,
                index=tuple(int(i) for i in place[1:]),
                analytic=float(analytic[tuple(place)]),
            )

    def same_gradients(
        self, found: list, expected: list, what: str, advice: str, names: list[str] | None = None
    ) -> None:
        """Refuse gradients that differ from those of the first run."""
        floor = 1e-13 * max(float(np.max(np.abs(g), initial=0)) for gradients in self.gradients for g in gradients)
        for mine, theirs in zip(found, expected):
            for name, a, b in zip(names or self.subject.names, mine, theirs):
                if not close(a, b, 1e-7, floor):
                    place = np.unravel_index(int(np.argmax(np.abs(a - b))), a.shape)
                    self.fail(
                        f"the gradient by {name} changes {what}: "
                        f"at {index_text(place)} from {b[place]:.12g} to {a[place]:.12g}",
                        advice,
                        argument=name,
                        index=place,
                        analytic=float(a[place]),
                    )

    def fail(self, what: str, advice: str, **where) -> NoReturn:
        """Raise a `GradientError`."""
        raise GradientError(
            f"{self.subject.name}: {what}" + (f"\nhelp: {advice}" if advice else ""),
            function=self.subject.name,
            **where,
        )

    def report(self, position, place, which, found, slope, measured, analytic) -> None:
        """Raise the `GradientError` of a gradient that differs from the numeric one."""
        name, a, n = self.subject.names[position], float(found[which]), float(slope.value[which])
        tolerance = self.rtol * abs(n) + self.atol + 4 * float(slope.error[which])
        pairs = {index: (analytic[(which, *index)], s.value[which]) for index, s in measured.items() if s is not None}
        wrong = {index for index, (x, y) in pairs.items() if abs(x - y) > 1e-6 * abs(y) + 1e-9 * abs(a - n)}
        count = f"; {len(wrong)} of {len(pairs)} elements that were looked at differ" if len(pairs) > 1 else ""
        times = abs(a - n) / tolerance if tolerance else np.inf
        where = "in a random direction" if place is None else f"at {index_text(place)}" if place else "(a number)"
        advice = hint(self, position, place, which, a, n, slope, pairs, wrong, analytic)
        raise GradientError(
            f"{self.subject.name}: the gradient by {name} is wrong {where}\n"
            f"  backward says    {a:.12g}\n"
            f"  differences say  {n:.12g}  (± {float(slope.error[which]):.1g})\n"
            f"  the error {abs(a - n):.3g} is {times:.3g} times the tolerance{count}"
            + (f"\nhelp: {advice}" if advice else ""),
            function=self.subject.name,
            argument=name,
            index=place,
            analytic=a,
            numeric=n,
        )


def index_text(place) -> str:
    """An index as one writes it."""
    return f"[{', '.join(str(int(i)) for i in place)}]"


def noncontiguous(array: np.ndarray) -> np.ndarray:
    """The same numbers, each with others between it and the next, in the order of columns, and backwards."""
    if array.ndim == 0:
        return np.copy(array)
    spaced = np.full([2 * n for n in reversed(array.shape)], 77.0)
    view = spaced[(slice(None, None, -2),) * array.ndim].T
    view[...] = array
    return view


def close(a: np.ndarray, b: np.ndarray, rtol: float, floor: float = 0.0) -> bool:
    """Whether all elements are equal up to rounding."""
    return bool(np.all(np.abs(a - b) <= rtol * np.abs(b) + 1e-2 * rtol * np.max(np.abs(b), initial=0) + floor))


def sharing(a, b) -> bool:
    """Whether two arrays share memory; NumPy scalars share none."""
    return (
        isinstance(a, np.ndarray)
        and isinstance(b, np.ndarray)
        and bool(np.may_share_memory(a, b))
        and bool(np.shares_memory(a, b))
    )
