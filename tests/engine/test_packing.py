"""A result as bytes and back: the same bits, nothing else let in."""

import io
import json
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest

from landscape.catalogue import EXPERIMENTS
from landscape.engine.packing import DamagedError, pack, unpack
from landscape.inputs.config import key_of
from landscape.learning.work import Work
from landscape.picture.scene import compute
from tests.conftest import POLICIES, tiny_scene, trained
from tests.picture.test_scene import assert_same_bits


def key_for(result):
    """As `shelf.stored_as` makes it."""
    return f"{key_of(result.config)}-{16 * '0'}"


RUNS = key_for(trained(tiny_scene())[1])

SCENES = {
    "moons": {},
    "regression": {"data": "sine"},
    "pictures": {"data": "digits", "model": "convnet", "n_train": 32},
    "two rules": {"data": "thneeb", "n_train": 16, "color": "intended_share"},
    "policies": POLICIES,
    "balls": {"drops": "0.1:0.2"},
    "diverged": {"learning_rate": 100.0, "data": "sine", "view": "pca"},
}


@pytest.mark.parametrize("changes", SCENES.values(), ids=SCENES)
def test_scenes_come_back_as_they_were(changes):
    scene = compute(tiny_scene(**changes))
    again = unpack(key_for(scene), pack(key_for(scene), scene))
    assert again.config == scene.config
    assert_same_bits(again, scene)


def test_runs_come_back_read_only():
    _, ensemble = trained(tiny_scene())
    again = unpack(RUNS, pack(RUNS, ensemble))
    np.testing.assert_array_equal(again.snapshots, ensemble.snapshots)
    assert again.config == ensemble.config
    assert not again.snapshots.flags.writeable


@pytest.mark.parametrize("slug", ["points"])
def test_findings_come_back_as_they_were(slug):
    experiment = EXPERIMENTS.load(slug)
    finding = experiment.run(experiment.config(), Work())
    again = unpack(key_for(finding), pack(key_for(finding), finding))
    assert (again.config, again.numbers, again.outcome) == (finding.config, finding.numbers, finding.outcome)
    assert again.header == finding.header
    assert_same_bits(again.pictures[0], finding.pictures[0])


def test_equal_results_give_equal_bytes():
    _, ensemble = trained(tiny_scene())
    assert pack(RUNS, ensemble) == pack(RUNS, ensemble)


def test_no_flipped_bit_passes():
    """A flip either shows or sits in a part of the file that says nothing about the result."""
    _, ensemble = trained(tiny_scene())
    content = pack(RUNS, ensemble)
    rng = np.random.default_rng(0)
    n_caught = 0
    for _ in range(200):
        broken = bytearray(content)
        broken[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
        try:
            again = unpack(RUNS, bytes(broken))
        except DamagedError:
            n_caught += 1
        else:
            np.testing.assert_array_equal(again.snapshots, ensemble.snapshots)
            np.testing.assert_array_equal(again.held_out_loss, ensemble.held_out_loss)
    assert n_caught > 150


@pytest.mark.parametrize("bit", range(8))
@pytest.mark.parametrize("field", [b"PK\x03\x04", b"PK\x01\x02"], ids=["before the array", "in the directory"])
def test_a_flipped_flag_of_the_zip_file_is_damage_or_nothing(field, bit):
    """One of them says that the file is encrypted, for which `zipfile` raises a RuntimeError."""
    _, ensemble = trained(tiny_scene())
    content = bytearray(pack(RUNS, ensemble))
    content[content.index(field) + (6 if field == b"PK\x03\x04" else 8)] ^= 1 << bit
    try:
        again = unpack(RUNS, bytes(content))
    except DamagedError:
        return
    np.testing.assert_array_equal(again.snapshots, ensemble.snapshots)


def test_a_header_that_asks_for_more_memory_than_there_is_is_damage():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts, parts.open("head.npy", "w") as part:
        np.lib.format.write_array_header_1_0(part, {"descr": "|u1", "fortran_order": False, "shape": (10**17,)})
    with pytest.raises(DamagedError, match="damaged or foreign"):
        unpack(RUNS, file.getvalue())


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_file_cut_short_is_damaged(share):
    content = pack(RUNS, trained(tiny_scene())[1])
    with pytest.raises(DamagedError, match="damaged or foreign"):
        unpack(RUNS, content[: int(share * len(content))])


def test_a_file_of_another_key_is_refused():
    with pytest.raises(DamagedError, match="another key"):
        unpack("other", pack(RUNS, trained(tiny_scene())[1]))


class Evil:
    """Says so if it is ever unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was loaded",))


def _as_npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _headed(result):
    return _as_npz(head=np.frombuffer(json.dumps({"key": RUNS, "result": result}).encode(), np.uint8))


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Evil()),
        _as_npz(head=np.array([Evil()], dtype=object)),
        _headed({"type": "Popen", "parts": {"args": "ls"}}),
        _headed({"type": "Scene", "parts": {"no": 1}}),
        _headed({"array": "missing"}),
        _headed(5),
        _headed([{"list": []}]),
        _as_npz(head=np.frombuffer(b"[" * 100_000, np.uint8)),
        _as_npz(other=np.zeros(3)),
        b"",
        b"PK\x03\x04 not a zip",
    ],
    ids=[
        "pickle",
        "pickle inside",
        "foreign type",
        "wrong parts",
        "no array",
        "a number",
        "a list",
        "deep",
        "no head",
        "empty",
        "no zip",
    ],
)
def test_a_foreign_file_makes_nothing(content):
    with pytest.raises(DamagedError, match="damaged or foreign"):
        unpack(RUNS, content)


# What only looks like one of ours


def _forged(**parts):
    """The runs with some parts replaced, under their true key."""
    _, ensemble = trained(tiny_scene())
    with np.load(io.BytesIO(pack(RUNS, ensemble)), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    head = json.loads(arrays.pop("head").tobytes())
    head["result"]["parts"] |= parts
    return _as_npz(head=np.frombuffer(json.dumps(head).encode(), np.uint8), **arrays)


def test_the_forger_of_these_tests_changes_nothing_else():
    np.testing.assert_array_equal(unpack(RUNS, _forged()).snapshots, trained(tiny_scene())[1].snapshots)


@pytest.mark.parametrize(
    "parts",
    [
        {"snapshots": "many"},
        {"snapshots": None},
        {"stopped_at": "soon"},
        {"parameter_names": {"tuple": [1, 2]}},
        {"parameter_shapes": {"list": []}},
        {"config": {"type": "Finding", "parts": {}}},
    ],
    ids=str,
)
def test_a_part_of_another_type_is_refused(parts):
    with pytest.raises(DamagedError, match="damaged or foreign"):
        unpack(RUNS, _forged(**parts))


def test_a_result_of_another_config_is_refused_though_the_key_is_written_in_it():
    _, ensemble = trained(tiny_scene())
    other = key_for(trained(tiny_scene(steps=15))[1])
    with pytest.raises(DamagedError, match="something else than its key says"):
        unpack(other, pack(other, ensemble))


def _compressed(size=50_000_000):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a0.npy", bytes(size))
    return file.getvalue()


def _overlapping(n=50, size=1_000_000):
    """The same bytes under many names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("a0.npy", bytes(size))
        (first,) = parts.infolist()
        parts.filelist = [first] * n
    assert len(file.getvalue()) < 2 * size
    return file.getvalue()


@pytest.mark.parametrize("content", [_compressed(), _overlapping()], ids=["deflated", "overlapping"])
def test_a_bomb_takes_no_memory(content):
    tracemalloc.start()
    try:
        with pytest.raises(DamagedError, match=r"compressed|larger than the file"):
            unpack(RUNS, content)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_head_that_is_longer_than_any_of_ours_is_not_read():
    with pytest.raises(DamagedError, match="The head of the file has more than 8,000,000 bytes"):
        unpack(RUNS, _as_npz(head=np.zeros(8_000_001, np.uint8)))
