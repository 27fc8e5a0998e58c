"""The GIF of both passes: a frame a step, each with what is known by then."""

import io
import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.page import animation
from tinygrad_edu.drawing.page.animation import frames, to_gif
from tinygrad_edu.drawing.page.steps import steps_of
from tinygrad_edu.drawing.rendering import RendererMissing, has_resvg

needs_gif = pytest.mark.skipif(animation.Image is None or not has_resvg(), reason="Pillow and resvg aren't installed")


def leaf(data):
    return tg.tensor(np.array(data, float), requires_grad=True)


@pytest.fixture(scope="module")
def graph():
    """y = tanh(a · b) + a: n0 is a, n1 is b; the products n2, tanh n3, y n4."""
    a, b = leaf(2.0), leaf(0.5)
    y = tg.tanh(a * b) + a
    graph = computation([y], {"a": a, "b": b, "y": y, "<x> & y": None})
    send_back(graph)
    return graph


def classes(svg, id):
    return set(re.search(rf'<g class="([^"]*)" id="{id}"', svg)[1].split())


def test_each_frame_knows_what_its_step_does(graph):
    steps = steps_of(graph)
    pictures = list(frames(graph))
    assert len(pictures) == len(steps) == 9
    for svg in pictures:
        ElementTree.fromstring(svg)
    start, seed, last = pictures[0], pictures[4], pictures[-1]
    assert "unvalued" not in classes(start, "n0")
    assert classes(start, "n2") >= {"unvalued", "ungraded"}
    assert "ungraded" not in classes(seed, "n4")
    assert classes(pictures[1], "n2") >= {"now"}
    assert classes(pictures[1], "e0") == {"arrow", "went", "going"}
    assert classes(pictures[5], "e4") == {"arrow", "went", "returned", "returning"}
    assert not any({"unvalued", "ungraded"} & classes(last, f"n{i}") for i in range(5))
    assert all(">step " in svg for svg in pictures)


@needs_gif
def test_the_gif_plays_all_steps_and_begins_again_and_is_always_the_same(graph):
    content = to_gif(graph)
    assert to_gif(graph) == content
    picture = animation.Image.open(io.BytesIO(content))
    assert picture.format == "GIF"
    assert picture.n_frames == 9
    assert picture.info["loop"] == 0
    assert picture.width <= 1200
    durations, shown = [], []
    for place in range(picture.n_frames):
        picture.seek(place)
        durations.append(picture.info["duration"])
        shown.append(np.asarray(picture.convert("RGB")))
    assert durations == [700] * 8 + [3000]
    assert all(np.any(before != after) for before, after in itertools.pairwise(shown))
    assert np.all(shown[0][0, 0] == 255)  # the background stays white
    picture.close()


def test_what_is_missing_is_named_with_the_command_that_installs_it(graph, monkeypatch):
    monkeypatch.setattr(animation, "Image", None)
    with pytest.raises(RendererMissing, match=r"help: pip install \"tinygrad-edu\[gif\]\""):
        to_gif(graph)


@needs_gif
def test_more_operations_than_one_would_watch_are_refused():
    y = leaf(1.0)
    for _ in range(60):
        y = y + 1.0
    graph = computation([y])
    send_back(graph)
    with pytest.raises(ValueError, match=r"60 operations are too many for a \.gif; 50 are the most\nhelp: "):
        to_gif(graph)
