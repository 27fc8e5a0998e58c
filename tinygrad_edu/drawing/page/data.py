"""What the page that plays both passes shows, as data: steps, tensors, arrays as texts and colours, source lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..computation import Computation, Edge, Vertex
from ..symbols import shape_text
from ..words import word_of
from .faces import Face
from .listings import Listing
from .replay import Replay
from .steps import Step, why_nothing_is_sent
from .working import Matrix, Working

SIDES = (12, 8, 6, 4)  # rows and columns of matrices that are shown whole: as many as keep the page small
CELLS = 5000  # whose arithmetic is written out


def box_id(vertex: Vertex) -> str:
    """The id of a vertex' box in the picture."""
    return f"n{vertex.index}"


def arrow_ids(graph: Computation) -> dict[Edge, str]:
    """The ids of the arrows in the picture."""
    return {edge: f"e{place}" for place, edge in enumerate(graph.edges)}


class PageData:
    """The page's data in the making: arrays and colours are written down once and mentioned by number."""

    def __init__(self, graph: Computation, steps: list[Step], files: Mapping[str, Listing]) -> None:
        self.graph, self.steps, self.files = graph, steps, files
        self.places = {name: place for place, name in enumerate(files)}
        self.arrow_ids = arrow_ids(graph)
        self.side = side_for(steps)
        self.value_steps = {vertex: place for place, step in enumerate(steps) for vertex in step.values}
        self.gradient_steps = {vertex: place for place, step in enumerate(steps) for vertex in step.gradients}
        self.arrays: dict[str, int] = {}
        self.colors: dict[str, int] = {}

    def everything(self) -> dict[str, Any]:
        """All of it."""
        again = Replay(self.graph) if self.graph.has_gradients else None
        tensors = [self.tensor(vertex, again) for vertex in self.graph.vertices]
        steps = [self.step(place, step) for place, step in enumerate(self.steps)]
        parameters = [vertex for vertex in self.graph.vertices if vertex.role == "parameter"]
        return {
            "steps": steps,
            "tensors": tensors,
            "inspected": box_id([*parameters, *self.graph.outputs][0]),
            "files": [{"name": file.name, "lines": file.lines} for file in self.files.values()],
            "arrays": [json.loads(text) for text in self.arrays],
            "colors": list(self.colors),
        }

    # Tensors

    def tensor(self, vertex: Vertex, again: Replay | None) -> dict[str, Any]:
        """What is said of a box that was chosen."""
        return {
            "box": box_id(vertex),
            "label": vertex.label,
            "what": f"{word_of(vertex)} · {shape_text(vertex.shape)}",
            "value": self.array(vertex.value),
            "valueStep": self.value_steps[vertex],
            **(self.without_gradient(vertex) if vertex.gradient is None else self.gradient(vertex, again)),
        }

    def without_gradient(self, vertex: Vertex) -> dict[str, Any]:
        """Why a tensor has no gradient."""
        return {"gradient": None, "gradientStep": 0, "slopes": None, "words": why_nothing_is_sent(vertex)}

    def gradient(self, vertex: Vertex, again: Replay | None) -> dict[str, Any]:
        """A tensor's gradient, and what finite differences say of it."""
        assert vertex.gradient is not None
        assert again is not None  # a Replay is made wherever there are gradients
        check = again.check(vertex)
        whole = len(check.places) == vertex.value.size > 0
        return {
            "gradient": self.array(vertex.gradient),
            "gradientStep": self.gradient_steps[vertex],
            "slopes": self.array(check.slopes.reshape(vertex.shape)) if whole else None,
            "words": check.words if whole else f"finite differences: {check.words}",
        }

    # Steps

    def step(self, place: int, step: Step) -> dict[str, Any]:
        """What is shown at one step."""
        return {
            "kind": step.kind,
            "box": box_id(step.vertex) if step.vertex else "",
            "title": step.title,
            "words": step.words,
            "values": [box_id(vertex) for vertex in step.values],
            "gradients": [box_id(vertex) for vertex in step.gradients],
            "arrows": [self.arrow_ids[edge] for edge in step.edges],
            "source": self.source(step.vertex),
            "workings": [self.working(working) for working in step.workings],
            "question": None if step.kind == "seed" else self.question(place, step.workings),
        }

    def source(self, vertex: Vertex | None) -> list[int] | None:
        """Where the user's program computed a vertex: the number of the file, and that of the line."""
        if vertex is None or vertex.node.line is None or vertex.node.line[0] not in self.places:
            return None
        return [self.places[vertex.node.line[0]], vertex.node.line[1]]

    def working(self, working: Working) -> dict[str, Any]:
        """One formula, the matrices in it, and the arithmetic of every cell that is shown of its result."""
        parts: list[dict[str, Any]] = []
        for part in working.parts:
            parts.append({"sign": part} if isinstance(part, str) else self.operand(part, working.result))
        data: dict[str, Any] = {"formula": working.formula, "note": working.note, "parts": parts, "arithmetic": []}
        if working.result is not None:
            face = Face(working.result.array, self.side)
            rows, columns = face.corner.shape
            parts.append({"array": self.array(face.array), "label": working.result.label, "result": True})
            data["arithmetic"] = [
                [working.arithmetic(face.index(row, column)) for column in range(columns)] for row in range(rows)
            ]
        return data

    def operand(self, matrix: Matrix, result: Matrix | None) -> dict[str, Any]:
        """A matrix in a formula, and which of its cells a cell of the result is made of."""
        rows, columns = follows(matrix, 2, result), follows(matrix, 1, result)
        return {"array": self.array(matrix.array), "label": matrix.label, "rows": rows, "columns": columns}

    def array(self, array: np.ndarray) -> int:
        """The number of an array among those that are written down."""
        face = Face(array, self.side)
        data = {
            "rows": [[cell.text for cell in row] for row in face.cells],
            "fills": [[self.colors.setdefault(cell.fill, len(self.colors)) for cell in row] for row in face.cells],
            "cut": face.cut,
            "note": face.note,
        }
        return self.arrays.setdefault(json.dumps(data), len(self.arrays))

    def question(self, place: int, workings: tuple[Working, ...]) -> dict[str, Any] | None:
        """What the quiz asks at a step: one cell of one result, another one at each step; a 0 only if all are 0."""
        faces = [(i, Face(w.result.array, self.side).corner) for i, w in enumerate(workings) if w.result is not None]
        faces = [(i, face) for i, face in faces if face.size and face.dtype.kind != "b" and np.isfinite(face).all()]
        if not faces:
            return None
        working, face = faces[place % len(faces)]
        candidates = np.argwhere(face != 0) if np.any(face) else np.argwhere(face == 0)
        row, column = candidates[(7 * place + 3) % len(candidates)].tolist()
        return {
            "working": working,
            "row": row,
            "column": column,
            "answer": float(face[row, column]),
            "largest": float(np.abs(face).max()),
        }


def side_for(steps: list[Step]) -> int:
    """Up to how many rows and columns a matrix is shown whole."""
    results = [working.result.array for step in steps for working in step.workings if working.result is not None]
    sizes = {side: sum(Face(array, side).corner.size for array in results) for side in SIDES}
    return next((side for side in SIDES if sizes[side] <= CELLS), SIDES[-1])


def follows(matrix: Matrix, axis: int, result: Matrix | None) -> str:
    """Which places along an axis (counted from the last one) go into a cell of the result.

    "row" or "column" is that with the number of the cell's row or column; else "all", "first" or "none".
    """
    if matrix.links is None or result is None:
        return "none"
    if matrix.array.ndim < axis or matrix.array.shape[-axis] == 1:
        return "first"
    link = matrix.links[-axis]
    if link is None:
        return "all"
    return {1: "column", 2: "row"}.get(result.array.ndim - link, "first")
