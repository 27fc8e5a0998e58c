"""The layout: nothing overlaps, arrows lead ahead, frames hold what is theirs and nothing else, for any scene."""

import dataclasses
import itertools

import pytest
from hypothesis import HealthCheck, given, settings

from tinygrad_edu.drawing.scene import Arrow, Box, Cluster, Scene, Span
from tinygrad_edu.drawing.svg.boxes import cluster_title_width
from tinygrad_edu.drawing.svg.layout import MARGIN, layout

from ..scenes import SCENES, everything, expression, shared, xor_values
from . import strategies

EXACT = 0.01  # pixels
slow = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def graph(count, edges, clusters=(), home=None, direction="LR", label=()):
    """A scene of equal boxes; the first arrow to each is its main one."""
    arrows, mains = [], {}
    for source, target in edges:
        main = mains.setdefault(target, len(arrows)) == len(arrows)
        arrows.append(Arrow(f"e{len(arrows)}", f"n{source}", f"n{target}", True, label, main))
    boxes = tuple(Box(f"n{i}", "operation", "op", cluster=(home or {}).get(i, "")) for i in range(count))
    return Scene(boxes, tuple(arrows), clusters, direction, (), "", "", "")


def overlap(one, other):
    return min(min(one.right, other.right) - max(one.x, other.x), min(one.bottom, other.bottom) - max(one.y, other.y))


def inside(one, other):
    return one.x >= other.x and one.right <= other.right and one.y >= other.y and one.bottom <= other.bottom


def apart(rectangles):
    for one, other in itertools.combinations(rectangles, 2):
        assert overlap(one, other) < EXACT, (one, other)


def around(id, scene):
    """The clusters around a box or a cluster."""
    parents = {box.id: box.cluster for box in scene.boxes} | {cluster.id: cluster.parent for cluster in scene.clusters}
    found = []
    while id := parents[id]:
        found.append(id)
    return found


def along(points, scene):
    """The coordinates of points in the direction of the arrows."""
    return [point[scene.direction == "TB"] for point in points]


def points_on(curve, steps=16):
    """Points all along a curve."""
    for place in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[place : place + 4]
        for step in range(steps + 1):
            t = step / steps
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield tuple(sum(w * p[i] for w, p in zip(weights, (a, b, c, d))) for i in (0, 1))


def check(scene, forward=True):
    found = layout(scene)
    labels = [route.label for route in found.arrows.values() if route.label]
    assert set(found.boxes) == {box.id for box in scene.boxes}
    assert set(found.arrows) == {arrow.id for arrow in scene.arrows}
    apart([*found.boxes.values(), *labels])
    for place in [*found.boxes.values(), *found.clusters.values(), *labels]:
        assert place.x >= MARGIN - EXACT
        assert place.y >= MARGIN - EXACT
        assert place.right <= found.width - MARGIN + EXACT
        assert place.bottom <= found.height - MARGIN + EXACT
    for cluster, frame in found.clusters.items():
        for box, place in found.boxes.items():
            assert inside(place, frame) if cluster in around(box, scene) else overlap(place, frame) < EXACT
        for other, place in found.clusters.items():
            if cluster in around(other, scene):
                assert inside(place, frame)
            elif other != cluster and other not in around(cluster, scene):
                assert overlap(place, frame) < EXACT
    for arrow in scene.arrows:
        curve = found.arrows[arrow.id].curve
        assert len(curve) % 3 == 1
        assert bool(found.arrows[arrow.id].label) == bool(arrow.label)
        touches(curve[0], found.boxes[arrow.source])
        touches(curve[-1], found.boxes[arrow.target])
        steps = along(curve, scene)
        if forward:
            assert all(behind >= here - EXACT for here, behind in itertools.pairwise(steps))
    return found


def touches(point, place):
    """A point lies on the border of a box."""
    x, y = point
    assert place.x - EXACT <= x <= place.right + EXACT
    assert place.y - EXACT <= y <= place.bottom + EXACT
    assert min(abs(x - place.x), abs(x - place.right), abs(y - place.y), abs(y - place.bottom)) < EXACT


@pytest.mark.parametrize("make", SCENES)
@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_the_scenes_are_laid_out(make, direction):
    check(dataclasses.replace(make(), direction=direction))


@given(strategies.scenes())
@slow
def test_any_scene_is_laid_out(scene):
    check(scene)


@given(strategies.scenes(tangled=True))
@slow
def test_frames_that_arrows_leave_and_enter_again_are_left_out(scene):
    found = layout(scene)
    home = {box.id: box.cluster for box in scene.boxes}
    kept = [dataclasses.replace(box, cluster=innermost(home[box.id], found, scene)) for box in scene.boxes]
    check(dataclasses.replace(scene, boxes=tuple(kept), clusters=tuple(reparented(found, scene))))


def innermost(cluster, found, scene):
    while cluster and cluster not in found.clusters:
        cluster = (around(cluster, scene) or [""])[0]
    return cluster


def reparented(found, scene):
    for cluster in scene.clusters:
        if cluster.id in found.clusters:
            yield dataclasses.replace(cluster, parent=innermost(cluster.parent, found, scene))


@given(strategies.scenes())
@slow
def test_no_arrow_runs_over_a_box_or_a_label(scene):
    found = layout(scene)
    for arrow in scene.arrows:
        route = found.arrows[arrow.id]
        others = [place for box, place in found.boxes.items() if box not in (arrow.source, arrow.target)]
        others += [other.label for other in found.arrows.values() if other.label]
        for x, y in points_on(route.curve):
            for place in others:
                assert not (place.x + 1 < x < place.right - 1 and place.y + 1 < y < place.bottom - 1)


@given(strategies.scenes())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_scene_gives_the_same_layout(scene):
    assert layout(scene) == layout(dataclasses.replace(scene))


def test_the_main_line_is_straight():
    found = layout(expression())
    assert len({round(found.boxes[box].centre[1], 3) for box in ("n0", "n2", "n4", "n5")}) == 1
    found = layout(xor_values())
    assert (
        len({round(found.boxes[box].centre[1], 3) for box in ("n0", "n2", "n4", "n5", "n7", "n9", "n10", "n12")}) == 1
    )
    for arrow in ("e0", "e2", "e4", "e5", "e7", "e9", "e10"):
        assert len({round(y, 3) for _, y in found.arrows[arrow].curve}) == 1


def test_a_branch_that_leaves_the_main_line_and_comes_back_does_not_bend_it():
    blocks = [(0, 1), (1, 2), (0, 3), (2, 3), (3, 4), (4, 5), (3, 6), (5, 6)]
    arrows = [*graph(7, blocks).arrows]
    residual = tuple(dataclasses.replace(arrow, main=arrow.id != "e3" and arrow.id != "e7") for arrow in arrows)
    found = layout(dataclasses.replace(graph(7, blocks), arrows=residual))
    assert len({found.boxes[box].centre[1] for box in ("n0", "n3", "n6")}) == 1


def test_parameters_stand_before_their_users_and_not_at_the_beginning():
    found = layout(graph(6, [(0, 1), (1, 2), (2, 3), (4, 3), (5, 4)]))
    assert found.boxes["n4"].centre[0] == found.boxes["n2"].centre[0]
    assert found.boxes["n5"].centre[0] == found.boxes["n1"].centre[0]


def test_operands_are_in_order_from_top_to_bottom_and_from_left_to_right():
    for direction, axis in (("LR", 1), ("TB", 0)):
        found = layout(graph(5, [(0, 4), (1, 4), (2, 4), (3, 4)], direction=direction))
        places = [found.boxes[f"n{i}"].centre[axis] for i in range(4)]
        ports = [found.arrows[f"e{i}"].curve[-1][axis] for i in range(4)]
        assert places == sorted(places)
        assert ports == sorted(ports)
        assert all(behind - here > 7 for here, behind in itertools.pairwise(ports))


@pytest.mark.parametrize("label", [(), ((Span("∂z/∂x = 1", "#52606D"),),)])
def test_parallel_arrows_are_apart(label):
    found = layout(graph(2, [(0, 1)] * 3, label=label))
    for one, other in itertools.combinations(found.arrows.values(), 2):
        assert abs(one.curve[0][1] - other.curve[0][1]) > 7
        assert abs(one.curve[-1][1] - other.curve[-1][1]) > 7
    assert len({route.label for route in found.arrows.values()}) == (3 if label else 1)


def test_a_label_stands_above_its_arrow_or_to_the_right_of_it():
    scene = expression()
    for arrow, route in layout(scene).arrows.items():
        under = [y for x, y in points_on(route.curve) if route.label.x <= x <= route.label.right]
        assert under, arrow
        assert 0 < min(under) - route.label.bottom < 10
    for route in layout(dataclasses.replace(scene, direction="TB")).arrows.values():
        left = [x for x, y in points_on(route.curve) if route.label.y <= y <= route.label.bottom]
        assert 0 < route.label.x - max(left) < 10


def test_a_leaf_beside_its_user_is_centred_on_it():
    scene = graph(4, [(0, 1), (2, 1), (3, 1)])
    beside = (
        scene.arrows[0],
        dataclasses.replace(scene.arrows[1], beside="above"),
        dataclasses.replace(scene.arrows[2], beside="below"),
    )
    for direction, axis in (("LR", 0), ("TB", 1)):
        found = check(dataclasses.replace(scene, arrows=beside, direction=direction))
        places = [found.boxes[box].centre for box in ("n2", "n1", "n3")]
        assert len({place[axis] for place in places}) == 1
        assert [place[1 - axis] for place in places] == sorted(place[1 - axis] for place in places)


def test_a_leaf_is_not_put_beside_one_of_several_users_nor_into_another_frame():
    scene = graph(4, [(0, 1), (2, 1), (2, 3), (1, 3)])
    beside = tuple(dataclasses.replace(arrow, beside="above") for arrow in scene.arrows)
    found = check(dataclasses.replace(scene, arrows=beside))
    assert found.boxes["n2"].centre[0] < found.boxes["n1"].centre[0]
    scene = graph(2, [(0, 1)], (Cluster("m0", "net", "Net"),), {1: "m0"})
    found = check(dataclasses.replace(scene, arrows=(dataclasses.replace(scene.arrows[0], beside="above"),)))
    assert found.boxes["n0"].right < found.clusters["m0"].x


def test_the_titles_of_frames_fit_and_no_arrow_runs_through_one_from_above():
    for direction in ("LR", "TB"):
        scene = graph(3, [(0, 1), (1, 2)], (Cluster("m0", "a path that is long" * 3, "and a class"),), {1: "m0"})
        scene = dataclasses.replace(scene, direction=direction)
        found = check(scene)
        frame = found.clusters["m0"]
        title = cluster_title_width(scene.clusters[0])
        assert frame.width > title + 20
        if direction == "TB":
            assert found.arrows["e0"].curve[0][0] > frame.x + title + 20


def test_clusters_without_boxes_are_left_out():
    assert set(layout(everything()).clusters) == {"m0", "m1"}


def test_clusters_come_before_those_inside_them():
    inner, outer = Cluster("m0", "a.b", "B", "m1"), Cluster("m1", "a", "A")
    found = check(graph(2, [(0, 1)], (inner, outer), {0: "m0", 1: "m1"}))
    assert list(found.clusters) == ["m1", "m0"]


def test_an_arrow_from_a_box_to_itself_is_refused():
    with pytest.raises(ValueError, match=r"arrow e0 leads from box n0 to itself\nhelp: "):
        layout(graph(1, [(0, 0)]))


def test_boxes_on_a_circle_are_laid_out_with_an_arrow_that_leads_back():
    found = check(graph(4, [(0, 1), (1, 2), (2, 3), (3, 1)]), forward=False)
    assert found.arrows["e3"].curve[0][0] > found.arrows["e3"].curve[-1][0]


def test_nothing_and_boxes_without_arrows_are_laid_out():
    assert (layout(graph(0, [])).width, layout(graph(0, [])).height) == (2 * MARGIN, 2 * MARGIN)
    check(graph(5, []))


def test_a_scene_is_not_wider_than_its_boxes_need():
    found = layout(shared())
    assert found.width < 700


def test_a_chain_of_ten_thousand():
    found = layout(graph(10_000, itertools.pairwise(range(10_000))))
    assert len({place.y for place in found.boxes.values()}) == 1


def test_a_fan_of_a_thousand():
    for edges in ([(0, i) for i in range(1, 1001)], [(i, 1000) for i in range(1000)]):
        found = layout(graph(1001, edges))
        hub = f"n{edges[0][0] if edges[0][0] == edges[1][0] else edges[0][1]}"
        column = [place for box, place in found.boxes.items() if box != hub]
        column.sort(key=lambda place: place.y)
        assert all(behind.y - here.bottom > 10 for here, behind in itertools.pairwise(column))


def test_a_grid():
    side = 12
    right = [(i, i + 1) for i in range(side * side) if (i + 1) % side]
    check(graph(side * side, sorted([*right, *((i, i + side) for i in range(side * (side - 1)))], key=lambda e: e[1])))


def test_a_net_unrolled_over_time_shares_a_trunk_for_its_weights():
    steps = 30
    edges = [(0, t) for t in range(1, steps)] + [(t, t + 1) for t in range(1, steps - 1)]
    found = check(graph(steps, sorted(edges, key=lambda edge: edge[1])))
    assert found.height < 300


def test_many_long_arrows_take_a_straight_way():
    count = 400
    edges = [(i, i + 1) for i in range(count - 1)] + [(i, count - 1) for i in range(count - 2)]
    found = layout(graph(count, sorted(edges, key=lambda edge: edge[1])))
    assert any(len(route.curve) == 4 for route in found.arrows.values())


def test_frames_inside_each_other_a_hundred_deep():
    clusters = tuple(Cluster(f"m{i}", f"m{i}", "", f"m{i - 1}" if i else "") for i in range(100))
    check(graph(3, [(0, 1), (1, 2)], clusters, {1: "m99"}))
