"""Scenes of every shape, drawn by hypothesis: any texts, any arrows that lead ahead, clusters inside each other."""

from hypothesis import strategies as st

from tinygrad_edu.drawing.palette import GREY, RUST, STYLES, heat
from tinygrad_edu.drawing.scene import Arrow, Bar, Box, Cell, Cluster, Panel, Scene, Span

words = st.text(max_size=12)
numbers = st.sampled_from(["0", "−0.0462", "1.2e−7", "nan", "12", "True", ""])


@st.composite
def panels(draw):
    """A panel with a scalar, a matrix, a thumbnail or only a note."""
    kind = draw(st.sampled_from(["value", "gradient"]))
    form = draw(st.sampled_from(["scalar", "matrix", "thumbnail", "note"]))
    rows, columns = (1, 1) if form == "scalar" else (draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    cells = tuple(
        tuple(Cell("" if form == "thumbnail" else draw(numbers), heat(row - column, 6.0)) for column in range(columns))
        for row in range(0 if form == "note" else rows)
    )
    return Panel(kind, draw(words), cells, draw(words), form == "scalar", form == "thumbnail")


@st.composite
def boxes(draw, id="n0", cluster=""):
    """A box with anything in it."""
    bars = st.builds(Bar, words, st.floats(0, 1), numbers)
    return Box(
        id,
        draw(st.sampled_from(list(STYLES))),
        draw(words),
        draw(words),
        draw(words),
        tuple(draw(st.lists(panels(), max_size=2))),
        draw(st.none() | bars),
        draw(st.just("") | words),
        cluster,
    )


spans = st.builds(Span, words, st.sampled_from([GREY, RUST]), st.booleans())
labels = st.just(()) | st.lists(st.lists(spans, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)


@st.composite
def clusters(draw, most=4):
    """Clusters, some of them inside earlier ones."""
    found = []
    for number in range(draw(st.integers(0, most))):
        parent = draw(st.sampled_from(["", *(cluster.id for cluster in found)]))
        found.append(Cluster(f"m{number}", draw(words), draw(words), parent))
    return tuple(found)


@st.composite
def scenes(draw, most=12, tangled=False):
    """A scene whose arrows lead from earlier boxes to later ones, several from one box to the same among them.

    Unless it is `tangled`, the boxes of a cluster follow one another, so that no arrow leaves a cluster and comes back.
    """
    around = draw(clusters())
    count = draw(st.integers(1, most))
    homes = draw(st.lists(st.sampled_from(["", *(cluster.id for cluster in around)]), min_size=count, max_size=count))
    if not tangled:
        paths = {cluster.id: path(cluster, around) for cluster in around} | {"": ()}
        homes.sort(key=lambda home: paths[home])
    found = tuple(draw(boxes(f"n{number}", home)) for number, home in enumerate(homes))
    arrows = []
    for target in range(1, count):
        sources = draw(st.lists(st.integers(0, target - 1), max_size=3))
        for place, source in enumerate(sources):
            ends = f"n{source}", f"n{target}"
            beside = draw(st.sampled_from(["", "above", "below"]))
            arrow = Arrow(f"e{len(arrows)}", *ends, draw(st.booleans()), draw(labels), place == 0, False, beside)
            arrows.append(arrow)
    legend = tuple(draw(st.lists(st.sampled_from([*STYLES, "value", "gradient", "no gradient", "heat"]), unique=True)))
    direction = draw(st.sampled_from(["LR", "TB"]))
    return Scene(found, tuple(arrows), around, direction, legend, draw(st.text(max_size=90)), draw(words), draw(words))


def path(cluster, around):
    """The numbers of the clusters around a cluster and of itself, the outermost first."""
    numbers = {one.id: number for number, one in enumerate(around)}
    parents = {one.id: one.parent for one in around}
    found, id = [], cluster.id
    while id:
        found.append(numbers[id])
        id = parents[id]
    return tuple(reversed(found))
