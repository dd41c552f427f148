"""Shipped findings: what goes in comes out, equal findings give equal bytes, and damage is met with a sentence."""

import io
import json
import logging
import pickle

import numpy as np
import pytest

from landscape import baked as module
from landscape.baked import MAX_BYTES, baked, pack_findings, path_of, unpack_findings
from landscape.errors import LandscapeError
from landscape.outputs.findings import LessonConfig
from landscape.viewer.finding import PackedFinding
from landscape.viewer.packing import pack


def finding(size=0.5, n_pictures=2, **numbers):
    config = LessonConfig("made-up", (("size", size), ("case", "high")), 7)
    messages = tuple(pack({"title": f"é {i}"}, {"z": np.arange(6.0) + i}) for i in range(n_pictures))
    return PackedFinding(config, messages, {"share": 0.25, "n": 3, "story": "few", **numbers}, "yes")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An own place for the files, and no memory of others."""
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    baked.cache_clear()
    yield tmp_path
    baked.cache_clear()


def test_what_is_packed_comes_out():
    some = [finding(), finding(1, n_pictures=1, n=-2), finding("three")]
    back = unpack_findings(pack_findings(some))
    assert len(back) == 3
    for one, other in zip(some, back, strict=True):
        assert (one.config, one.messages, one.numbers, one.outcome) == (
            other.config,
            other.messages,
            other.numbers,
            other.outcome,
        )
        assert one.same_as(other)
        assert [type(value) for value in other.numbers.values()] == [type(value) for value in one.numbers.values()]


def test_configs_are_found_again_by_value():
    (back,) = unpack_findings(pack_findings([finding()]))
    assert {finding().config: 1}[back.config] == 1


def test_no_findings_at_all():
    assert unpack_findings(pack_findings([])) == []


def test_equal_findings_give_equal_bytes():
    assert pack_findings([finding(), finding(1)]) == pack_findings([finding(), finding(1)])
    assert pack_findings([finding()]) != pack_findings([finding(share=0.26)])


def test_file_has_bytes_alone():
    with np.load(io.BytesIO(pack_findings([finding()])), allow_pickle=False) as arrays:
        assert set(arrays.files) == {"index", "picture_0_0", "picture_0_1"}
        assert all(arrays[name].dtype == np.uint8 for name in arrays.files)
        assert json.loads(arrays["index"].tobytes())[0]["outcome"] == "yes"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_cannot_be_said_are_refused(value):
    with pytest.raises(ValueError, match="JSON compliant"):
        pack_findings([finding(share=value)])


def test_too_large_a_file_is_refused():
    noise = np.random.default_rng(0).integers(0, 256, MAX_BYTES, dtype=np.uint8).tobytes()
    large = PackedFinding(finding().config, (noise,), {}, "yes")
    with pytest.raises(LandscapeError, match=r"take 1,50\d,\d{3} bytes and may take 1,500,000; ship fewer, or smaller"):
        pack_findings([large])


def test_findings_are_read_by_config(folder):
    some = [finding(), finding(1)]
    path_of("made-up").write_bytes(pack_findings(some))
    assert path_of("made-up").parent == folder
    found = baked("made-up")
    assert list(found) == [one.config for one in some]
    assert found[some[1].config].same_as(some[1])


@pytest.mark.usefixtures("folder")
def test_lesson_without_a_file_has_none():
    assert baked("made-up") == {}


DAMAGED = {
    "cut short": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "no file of ours": lambda content: b"not a file at all",
    "a byte changed": lambda content: content[:200] + bytes([content[200] ^ 255]) + content[201:],
    "without an index": lambda content: _npz(other=np.zeros(3, np.uint8)),
    "without a picture": lambda content: _npz(
        index=_index([{"pictures": 1, "slug": "a", "values": [], "first_seed": 0}])
    ),
    "an index that is none": lambda content: _npz(index=np.arange(9, dtype=np.uint8)),
    "a pickle": lambda content: pickle.dumps(Trap()),
    "a pickle inside": lambda content: _npz(index=np.array([Trap()], dtype=object)),
}


class Trap:
    """Ends the tests when it is unpickled."""

    def __reduce__(self):
        return (exec, ("raise SystemExit('a pickle was run')",))


def _npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _index(entries):
    return np.frombuffer(json.dumps(entries).encode(), np.uint8)


def test_the_trap_works():
    with pytest.raises(SystemExit, match="a pickle was run"):
        pickle.loads(pickle.dumps(Trap()))


@pytest.mark.parametrize("damage", DAMAGED)
def test_damaged_content_is_refused_with_a_sentence_and_no_pickle_is_run(damage):
    content = DAMAGED[damage](pack_findings([finding(n_pictures=1)]))
    with pytest.raises(LandscapeError, match=r"^The file of findings is damaged; make it again: python -m landscape"):
        unpack_findings(content)


@pytest.mark.usefixtures("folder")
def test_damaged_file_ships_nothing_and_the_log_says_so(caplog):
    path_of("made-up").write_bytes(pack_findings([finding()])[:99])
    with caplog.at_level(logging.ERROR):
        assert baked("made-up") == {}
    (record,) = caplog.records
    assert "made-up.npz: The file of findings is damaged" in record.getMessage()
