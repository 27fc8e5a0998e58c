"""What is inside what, and the parts of arrows within each cluster."""

from hypothesis import given

from tinygrad_edu.drawing.scene import Arrow, Box, Cluster, Scene
from tinygrad_edu.drawing.svg.nesting import OUTSIDE, depths, homes, on_circles, passages

from . import strategies


def scene(boxes, edges=(), clusters=()):
    """`boxes` are clusters by box, `clusters` the clusters around them."""
    return Scene(
        tuple(Box(id, "operation", "", cluster=cluster) for id, cluster in boxes.items()),
        tuple(Arrow(f"e{number}", source, target, True) for number, (source, target) in enumerate(edges)),
        tuple(Cluster(id, id, "", parent) for id, parent in clusters.items()),
        "LR",
        (),
        "",
        "",
        "",
    )


def test_boxes_and_clusters_have_a_home():
    nested = scene({"n0": "", "n1": "m1", "n2": "m0"}, clusters={"m0": "", "m1": "m0", "m2": ""})
    assert homes(nested) == {"n0": OUTSIDE, "n1": "m1", "m1": "m0", "m0": OUTSIDE, "n2": "m0"}
    assert depths(homes(nested)) == {OUTSIDE: 0, "m0": 1, "m1": 2}


def test_an_arrow_passes_out_of_clusters_and_into_others():
    nested = scene({"n0": "m1", "n1": "m2"}, [("n0", "n1")], {"m0": "", "m1": "m0", "m2": ""})
    found = passages(nested.arrows, homes(nested))
    assert {cluster: [(part.source, part.target) for part in parts] for cluster, parts in found.items()} == {
        OUTSIDE: [("m0", "m2")],
        "m0": [("m1", "")],
        "m2": [("", "n1")],
        "m1": [("n0", "")],
    }


def test_a_cluster_that_is_left_and_entered_again_is_no_home():
    around = {"n0": "m1", "n1": "", "n2": "m1", "n3": "m2"}
    back = scene(around, [("n0", "n1"), ("n1", "n2"), ("n2", "n3")], {"m0": "", "m1": "m0", "m2": "m0"})
    assert homes(back) == {"n0": OUTSIDE, "n1": OUTSIDE, "n2": OUTSIDE, "n3": "m2", "m2": OUTSIDE}


def test_two_clusters_between_which_arrows_go_to_and_fro_are_no_homes():
    fro = scene({"n0": "m0", "n1": "m1", "n2": "m0"}, [("n0", "n1"), ("n1", "n2")], {"m0": "", "m1": ""})
    assert homes(fro) == dict.fromkeys(("n0", "n1", "n2"), OUTSIDE)


def test_boxes_on_a_circle_keep_their_home():
    circle = scene({"n0": "m0", "n1": "m0"}, [("n0", "n1"), ("n1", "n0")], {"m0": ""})
    assert homes(circle) == {"n0": "m0", "n1": "m0", "m0": OUTSIDE}


def test_circles_are_found_without_what_leads_to_them_or_away():
    assert on_circles([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]) == {"b", "c"}
    assert on_circles([("a", "b"), ("a", "c"), ("b", "c")]) == set()
    assert on_circles([]) == set()


@given(strategies.scenes(tangled=True))
def test_parts_of_an_arrow_follow_one_another(scene):
    home = homes(scene)
    found = passages(scene.arrows, home)
    for arrow in scene.arrows:
        parts = {cluster: part for cluster, those in found.items() for part in those if part.arrow is arrow}
        meeting = [cluster for cluster, part in parts.items() if part.source and part.target]
        assert len(meeting) == 1
        for end, side in ((arrow.source, "source"), (arrow.target, "target")):
            while home[end] != meeting[0]:
                assert getattr(parts[home[end]], side) == end
                end = home[end]
            assert getattr(parts[meeting[0]], side) == end


@given(strategies.scenes(tangled=True))
def test_no_arrows_lead_in_a_circle_through_the_homes_that_are_left(scene):
    for within in passages(scene.arrows, homes(scene)).values():
        assert on_circles([(part.source, part.target) for part in within if part.source and part.target]) == set()
