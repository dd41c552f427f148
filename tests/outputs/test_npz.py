import gc
import io
import threading
from unittest.mock import Mock

import numpy as np
import pytest

from landscape.outputs.npz import DAMAGE, TRIES, arrays_of


def packed(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.fixture
def collections_let_others_in(switch_often):
    """Collections of garbage are frequent, and each lets another thread run: what it takes to see the race."""

    def waste_time(_phase, _info):
        for _ in range(200):
            pass

    threshold = gc.get_threshold()
    gc.callbacks.append(waste_time)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*threshold)
    gc.callbacks.remove(waste_time)


def test_arrays_come_back():
    found = arrays_of(packed(a=np.arange(6, dtype=np.float32).reshape(2, 3), b=np.array([True])))
    assert set(found) == {"a", "b"}
    assert found["a"].dtype == np.float32
    np.testing.assert_array_equal(found["a"], [[0, 1, 2], [3, 4, 5]])


@pytest.mark.usefixtures("collections_let_others_in")
def test_threads_read_at_once():
    content, seen = packed(**{f"a{i}": np.arange(i) for i in range(10)}), []

    def read():
        for _ in range(40):
            seen.append(sum(array.size for array in arrays_of(content).values()))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [45] * 160


def test_an_error_that_stays_is_told(monkeypatch):
    broken = Mock(side_effect=SystemError("AST constructor recursion depth mismatch"))
    monkeypatch.setattr(np, "load", broken)
    with pytest.raises(SystemError, match="mismatch"):
        arrays_of(packed(a=np.zeros(1)))
    assert broken.call_count == TRIES + 1


def test_an_error_that_passes_is_not_told(monkeypatch):
    load, calls = np.load, []

    def broken_once(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise SystemError("AST constructor recursion depth mismatch")
        return load(*args, **kwargs)

    monkeypatch.setattr(np, "load", broken_once)
    assert arrays_of(packed(a=np.zeros(1)))["a"] == 0
    assert len(calls) == 2


@pytest.mark.parametrize("content", [b"", b"PK", b"nonsense", packed(a=np.arange(99))[:-40]])
def test_damage_is_what_is_said_to_be(content):
    with pytest.raises(DAMAGE):
        arrays_of(content)


def test_objects_are_refused():
    with pytest.raises(ValueError, match="allow_pickle"):
        arrays_of(packed(a=np.array([{}], dtype=object)))
