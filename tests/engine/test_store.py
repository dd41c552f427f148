"""The store: whole files or none, damage set aside, a budget kept, and no fault of it ever loses a result."""

import hashlib
import logging
import os
import pickle
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landscape.engine import store as store_module
from landscape.engine.store import ASIDE, FOLDER, Store
from landscape.inputs.config import key_of
from tests.conftest import tiny_scene, trained


@pytest.fixture(scope="module")
def result():
    return trained(tiny_scene())[1]


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "store"))


def key(name):
    """A key under which the result may be stored, as by another version of the program."""
    return f"{key_of(tiny_scene().ensemble)}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def files_in(store):
    return sorted(path for path in Path(store.root).rglob("*") if path.is_file())


def same(again, result):
    return again is not None and np.array_equal(again.snapshots, result.snapshots)


@pytest.mark.parametrize("url", ["{folder}", "file://{folder}", "memory://landscape-test"])
def test_what_is_put_can_be_got(url, tmp_path, result):
    store = Store(url.format(folder=tmp_path / "deep" / "store"))
    assert store.get(key("ab12")) is None
    store.put(key("ab12"), result)
    assert same(store.get(key("ab12")), result)
    assert same(Store(url.format(folder=tmp_path / "deep" / "store")).get(key("ab12")), result)
    assert store.census()[1] == 1


def test_only_whole_files_are_left(store, result):
    store.put(key("ab12"), result)
    assert [path.name for path in files_in(store)] == [f"{key('ab12')}.npz"]


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
    store.put(key("ab12"), result)
    spoil(Path(store.path_of(key("ab12"))))
    assert store.get(key("ab12")) is None
    assert "set aside" in caplog.text
    assert (Path(store.root) / ASIDE / key("ab12")).is_file()
    assert store.get(key("ab12")) is None
    store.put(key("ab12"), result)
    assert same(store.get(key("ab12")), result)


def test_a_file_of_another_key_is_not_taken(store, result):
    store.put(key("ab12"), result)
    os.replace(store.path_of(key("ab12")), store.path_of(key("ab13")))
    assert store.get(key("ab13")) is None


def test_the_files_not_used_for_longest_go_first(tmp_path, result):
    size = 0
    probe = Store(str(tmp_path / "probe"))
    probe.put(key("aa"), result)
    size = probe.census()[0]
    store = Store(str(tmp_path / "store"), budget=int(3.5 * size))
    for i, name in enumerate(("aa", "bb", "cc")):
        store.put(key(name), result)
        os.utime(store.path_of(key(name)), (1000 + i, 1000 + i))
    assert same(store.get(key("aa")), result)  # used just now
    store.put(key("dd"), result)
    assert [path.stem for path in files_in(store)] == sorted(key(name) for name in ("aa", "cc", "dd"))
    assert store.census() == (3 * size, 3)


def test_a_result_above_the_budget_is_not_kept(tmp_path, result):
    store = Store(str(tmp_path), budget=1000)
    store.put(key("aa"), result)
    assert files_in(store) == []


def test_what_a_dead_program_left_half_written_is_removed(store, result):
    store.put(key("aa"), result)
    old, new = (Path(f"{store.path_of(key('aa'))}.{32 * digit}.part") for digit in "01")
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    Store(str(Path(store.root).parent)).put(key("bb"), result)
    assert not old.exists()
    assert new.exists()


def test_faults_of_the_disk_cost_nothing_but_a_line(store, result, caplog, monkeypatch):
    """Whoever runs the tests may be allowed everything, so the fault is made."""

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.fs, "pipe_file", full)
    with caplog.at_level(logging.WARNING):
        for name in ("aa", "bb", "cc"):
            store.put(key(name), result)
    assert caplog.text.count("No space left on device") == 1
    assert files_in(store) == []
    monkeypatch.undo()
    store.put(key("aa"), result)
    assert same(store.get(key("aa")), result)


def test_a_disk_that_fills_up_in_mid_write_leaves_nothing_behind(store, result, monkeypatch):
    write = store.fs.pipe_file

    def half(path, content):
        write(path, content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.fs, "pipe_file", half)
    store.put(key("aa"), result)
    assert files_in(store) == []


def test_a_store_that_may_only_be_read_still_gives(store, result, monkeypatch, caplog):
    store.put(key("aa"), result)

    def refused(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    for name in ("pipe_file", "touch", "mv", "makedirs", "rm_file"):
        monkeypatch.setattr(store.fs, name, refused)
    assert same(store.get(key("aa")), result)
    store.put(key("bb"), result)
    Path(store.path_of(key("aa"))).write_bytes(b"spoilt")
    assert store.get(key("aa")) is None
    assert "Permission denied" in caplog.text


def test_a_clock_that_jumps_back_loses_nothing(store, result, monkeypatch):
    store.put(key("aa"), result)
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    again = Store(str(Path(store.root).parent))
    again.put(key("bb"), result)
    assert same(again.get(key("aa")), result)
    assert same(again.get(key("bb")), result)


@pytest.mark.usefixtures("switch_often")
def test_two_programs_may_write_the_same_key_at_once(tmp_path, result):
    stores = [Store(str(tmp_path)) for _ in range(2)]
    seen = []

    def work(store):
        for _ in range(20):
            store.put(key("aa"), result)
            seen.append(same(store.get(key("aa")), result))

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 40
    assert [path.name for path in files_in(stores[0])] == [f"{key('aa')}.npz"]


# What others put there

FOREIGN = st.one_of(
    st.text("abcdef01./-", min_size=1, max_size=12).filter(lambda name: not set(name.split("/")) & {"", ".", ".."}),
    st.sampled_from(
        ["film.mp4", "ab/ab.npz", "half.part", f"{ASIDE}/mine", f"{FOLDER}/film.mp4", f"{FOLDER}/ab/ab.npz"]
    ),
    st.sampled_from([f"{FOLDER}/{ASIDE}/mine", f"{FOLDER}/ab/half.npz.part", f"ab/{64 * 'a'}-{16 * 'b'}.npz"]),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(FOREIGN, max_size=6), age=st.integers(0, 10**9))
def test_files_of_others_survive_everything(names, age, tmp_path_factory, result):
    folder = tmp_path_factory.mktemp("own")
    made = {}
    for name in names:
        path = folder / name
        if not any(one.is_file() for one in (path, *path.parents)) and not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made.setdefault(path, os.urandom(300_000)))
            os.utime(path, (age, age))
    store = Store(str(folder), budget=150_000)
    for name in "abc":
        store.put(key(name), result)
    assert same(store.get(key("c")), result)
    assert store.census()[0] <= 150_000
    assert {path: path.read_bytes() for path in made} == made


@pytest.mark.parametrize("name", ["ab12", "../../film", 64 * "a", f"{64 * 'a'}-{16 * 'b'}/../../x"])
def test_no_other_name_is_ever_a_key(store, name):
    with pytest.raises(ValueError, match="key must be as `stored_as` makes it; got"):
        store.path_of(name)


def link(path):
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, link], ids=["a pipe", "a folder", "a link"])
def test_what_is_no_file_is_set_aside_without_being_opened(put, store, result, caplog):
    path = Path(store.path_of(key("aa")))
    path.parent.mkdir(parents=True)
    put(path)
    assert store.get(key("aa")) is None
    assert "not a plain file" in caplog.text
    store.put(key("aa"), result)
    assert same(store.get(key("aa")), result)


def test_a_file_larger_than_any_result_is_not_read(store, monkeypatch, caplog):
    path = Path(store.path_of(key("aa")))
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(store_module.MOST_BYTES + 1)
    monkeypatch.setattr(store.fs, "cat_file", None)
    assert store.get(key("aa")) is None
    assert "more than the 250,000,000 bytes" in caplog.text


def test_what_could_not_be_removed_is_removed_later(store, result, monkeypatch):
    """As on a disk that can only be read for a while: the write fails in its middle, and so does the cleaning up."""
    write = store.fs.pipe_file

    def half(path, content):
        write(path, content[:100])
        raise OSError(30, "Read-only file system")

    def refused(*_args):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(store.fs, "pipe_file", half)
    monkeypatch.setattr(store.fs, "rm_file", refused)
    store.put(key("aa"), result)
    assert len(files_in(store)) == 1
    monkeypatch.undo()
    store.get(key("bb"))
    assert files_in(store) == []
