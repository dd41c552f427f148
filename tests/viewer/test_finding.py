"""A finding made ready for a page: its pictures as messages, the behaviour view with the first, one scale for two."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from landscape.outputs.findings import Finding, LessonConfig
from landscape.viewer.finding import PANEL_ARRAY, PackedFinding, packed_finding
from landscape.viewer.heights import height_scale, shared_scale
from landscape.viewer.message import scene_message
from landscape.viewer.packing import pack, unpack
from tests.figures.scenes import ALL_DIVERGED, ground, small

CONFIG = LessonConfig("made-up", (("size", 1),))


def finding(*pictures, **more):
    return Finding(CONFIG, pictures, {"share": 0.5}, "yes", "rules", **more)


def test_scene_is_the_message_of_the_scene_with_the_view_of_behaviour():
    arrays = {"share": np.linspace(0, 1, 6, dtype=np.float32).reshape(3, 2), "kind": np.arange(3, dtype=np.uint8)}
    found = packed_finding(finding(small(), header={"pins": [[0.5, 1]]}, arrays=arrays))
    assert (found.config, found.numbers, found.outcome) == (CONFIG, {"share": 0.5}, "yes")
    (message,) = found.messages
    header, packed = unpack(message)
    scene_header, scene_arrays = unpack(scene_message(small()))
    assert header["panel"] == {"kind": "rules", "pins": [[0.5, 1]]}
    assert {name: header[name] for name in scene_header if name != "arrays"} == {
        name: value for name, value in scene_header.items() if name != "arrays"
    }
    for name, values in arrays.items():
        np.testing.assert_array_equal(packed[PANEL_ARRAY + name], values)
        assert packed[PANEL_ARRAY + name].dtype == values.dtype
    for name, values in scene_arrays.items():
        np.testing.assert_array_equal(packed[name], values)
    assert len(packed) == len(scene_arrays) + len(arrays)


def test_two_pictures_share_one_scale_and_the_first_has_the_behaviour():
    one, other = ground(), ground(values=2 * ground().surface.values)
    headers = [unpack(message)[0] for message in packed_finding(finding(one, other)).messages]
    assert headers[0]["height"] == headers[1]["height"]
    assert headers[0]["height"]["top"] == shared_scale(one, other).top
    assert headers[0]["panel"] == {"kind": "rules"}
    assert "panel" not in headers[1]


def test_scene_beside_ground_shares_the_scale_too():
    headers = [unpack(message)[0] for message in packed_finding(finding(small(), ground())).messages]
    assert headers[0]["height"]["ticks"] == headers[1]["height"]["ticks"]
    assert headers[0]["runs"]
    assert headers[1]["runs"] == []


def test_pictures_of_different_units_keep_their_own_scales():
    one, other = small(), small(quantity="accuracy")
    heights = [unpack(message)[0]["height"] for message in packed_finding(finding(one, other)).messages]
    assert [height["top"] for height in heights] == [height_scale(one).top, height_scale(other).top]


def test_scene_without_a_surface_beside_one_with_it():
    without = small(**ALL_DIVERGED)
    headers = [unpack(message)[0] for message in packed_finding(finding(without, small())).messages]
    assert "height" not in headers[0]
    assert headers[1]["height"]["top"] == height_scale(small()).top


def test_equal_findings_are_the_same_to_the_last_bit():
    one, again = packed_finding(finding(small())), packed_finding(finding(small()))
    assert one.same_as(again)
    assert one.messages == again.messages


def test_what_differs_in_one_number_is_not_the_same():
    one = packed_finding(finding(small()))
    assert not one.same_as(replace(one, numbers={"share": 0.5000001}))
    assert not one.same_as(packed_finding(finding(small(seeds="3-5"))))
    moved = packed_finding(finding(small(), arrays={"share": np.zeros(1, np.float32)}))
    assert not moved.same_as(packed_finding(finding(small(), arrays={"share": np.full(1, 1e-38, np.float32)})))


def with_heights(one, change):
    header, arrays = unpack(one.messages[0])
    header.pop("arrays")
    return replace(one, messages=(pack(header, arrays | {"z": change(arrays["z"])}),))


def lifted(z, by):
    z = z.copy()
    z.flat[3] += by
    return z


def test_last_digits_of_numbers_and_ground_are_rounding():
    one = packed_finding(finding(small()))
    assert one.same_but_for_rounding(one)
    assert one.same_but_for_rounding(replace(one, numbers={"share": 0.50001}))
    assert one.same_but_for_rounding(with_heights(one, lambda z: lifted(z, 1e-4)))
    assert packed_finding(finding(small(**ALL_DIVERGED))).same_but_for_rounding(
        packed_finding(finding(small(**ALL_DIVERGED)))
    )


def test_what_a_reader_can_see_is_more_than_rounding():
    one = packed_finding(finding(small()))
    assert not one.same_but_for_rounding(replace(one, numbers={"share": 0.51}))
    assert not one.same_but_for_rounding(replace(one, numbers={"share": "half"}))
    assert not one.same_but_for_rounding(replace(one, numbers={}))
    assert not one.same_but_for_rounding(replace(one, messages=one.messages * 2))
    assert not one.same_but_for_rounding(with_heights(one, lambda z: lifted(z, 0.01)))
    assert not one.same_but_for_rounding(with_heights(one, lambda z: lifted(z, np.nan)))
    assert not one.same_but_for_rounding(with_heights(one, lambda z: z[1:]))
    assert not one.same_but_for_rounding(packed_finding(finding(small(**ALL_DIVERGED))))


def test_shown_is_frozen():
    one = PackedFinding(CONFIG, (), {}, "yes")
    with pytest.raises(FrozenInstanceError, match="outcome"):
        one.outcome = "no"


def test_header_with_what_json_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        packed_finding(finding(small(), header={"share": float("nan")}))
