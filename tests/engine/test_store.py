"""The store: whole files or none, damage set aside, a budget kept, and no fault of it ever loses a result."""

import logging
import os
import pickle
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from landscape.engine.store import ASIDE, Store
from tests.conftest import tiny_scene, trained


@pytest.fixture(scope="module")
def result():
    return trained(tiny_scene())[1]


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "store"))


def files_in(store):
    return sorted(path for path in Path(store.root).rglob("*") if path.is_file())


def same(again, result):
    return again is not None and np.array_equal(again.snapshots, result.snapshots)


@pytest.mark.parametrize("url", ["{folder}", "file://{folder}", "memory://landscape-test"])
def test_what_is_put_can_be_got(url, tmp_path, result):
    store = Store(url.format(folder=tmp_path / "deep" / "store"))
    assert store.get("ab12") is None
    store.put("ab12", result)
    assert same(store.get("ab12"), result)
    assert same(Store(url.format(folder=tmp_path / "deep" / "store")).get("ab12"), result)
    assert store.census()[1] == 1


def test_only_whole_files_are_left(store, result):
    store.put("ab12", result)
    assert [path.name for path in files_in(store)] == ["ab12.npz"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        lambda path: path.write_bytes(path.read_bytes()[:2000] + b"\xff" + path.read_bytes()[2001:]),
        lambda path: path.write_bytes(pickle.dumps({"a": 1})),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("<html>not found</html>"),
    ],
    ids=["cut short", "a byte changed", "a pickle", "empty", "a page"],
)
def test_a_spoilt_file_is_set_aside_and_can_be_put_anew(spoil, store, result, caplog):
    store.put("ab12", result)
    spoil(Path(store.path_of("ab12")))
    assert store.get("ab12") is None
    assert "set aside" in caplog.text
    assert (Path(store.root) / ASIDE / "ab12").is_file()
    assert store.get("ab12") is None
    store.put("ab12", result)
    assert same(store.get("ab12"), result)


def test_a_file_of_another_key_is_not_taken(store, result):
    store.put("ab12", result)
    os.replace(store.path_of("ab12"), store.path_of("ab13"))
    assert store.get("ab13") is None


def test_the_files_not_used_for_longest_go_first(tmp_path, result):
    size = 0
    probe = Store(str(tmp_path / "probe"))
    probe.put("aa", result)
    size = probe.census()[0]
    store = Store(str(tmp_path / "store"), budget=int(3.5 * size))
    for i, key in enumerate(("aa", "bb", "cc")):
        store.put(key, result)
        os.utime(store.path_of(key), (1000 + i, 1000 + i))
    assert same(store.get("aa"), result)  # used just now
    store.put("dd", result)
    assert [path.stem for path in files_in(store)] == ["aa", "cc", "dd"]
    assert store.census() == (3 * size, 3)


def test_a_result_above_the_budget_is_not_kept(tmp_path, result):
    store = Store(str(tmp_path), budget=1000)
    store.put("aa", result)
    assert files_in(store) == []


def test_what_a_dead_program_left_half_written_is_removed(store, result):
    store.put("aa", result)
    old, new = (Path(f"{store.path_of('aa')}.{name}.part") for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    Store(store.root).put("bb", result)
    assert not old.exists()
    assert new.exists()


def test_faults_of_the_disk_cost_nothing_but_a_line(store, result, caplog, monkeypatch):
    """Whoever runs the tests may be allowed everything, so the fault is made."""

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.fs, "pipe_file", full)
    with caplog.at_level(logging.WARNING):
        for key in ("aa", "bb", "cc"):
            store.put(key, result)
    assert caplog.text.count("No space left on device") == 1
    assert files_in(store) == []
    monkeypatch.undo()
    store.put("aa", result)
    assert same(store.get("aa"), result)


def test_a_disk_that_fills_up_in_mid_write_leaves_nothing_behind(store, result, monkeypatch):
    write = store.fs.pipe_file

    def half(path, content):
        write(path, content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.fs, "pipe_file", half)
    store.put("aa", result)
    assert files_in(store) == []


def test_a_store_that_may_only_be_read_still_gives(store, result, monkeypatch, caplog):
    store.put("aa", result)

    def refused(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    for name in ("pipe_file", "touch", "mv", "makedirs", "rm_file"):
        monkeypatch.setattr(store.fs, name, refused)
    assert same(store.get("aa"), result)
    store.put("bb", result)
    Path(store.path_of("aa")).write_bytes(b"spoilt")
    assert store.get("aa") is None
    assert "Permission denied" in caplog.text


def test_a_clock_that_jumps_back_loses_nothing(store, result, monkeypatch):
    store.put("aa", result)
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    again = Store(store.root)
    again.put("bb", result)
    assert same(again.get("aa"), result)
    assert same(again.get("bb"), result)


@pytest.mark.usefixtures("switch_often")
def test_two_programs_may_write_the_same_key_at_once(tmp_path, result):
    stores = [Store(str(tmp_path)) for _ in range(2)]
    seen = []

    def work(store):
        for _ in range(20):
            store.put("aa", result)
            seen.append(same(store.get("aa"), result))

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 40
    assert [path.name for path in files_in(stores[0])] == ["aa.npz"]
