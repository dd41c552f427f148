"""The store of results: a byte budget, least recently used first out, shared arrays counted once, many threads."""

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.api import run
from landscape.engine.memory import Memory, bytes_of
from landscape.outputs.findings import Finding, Ground, LessonConfig
from landscape.outputs.results import Surface
from tests.conftest import TINY


@dataclass(frozen=True)
class Part:
    """A result with an array, and perhaps another result inside."""

    values: Any
    inner: Any = None
    title: str = "words count nothing"
    rows: tuple[int, ...] = field(default=(1, 2, 3))


def result(n_bytes):
    return Part(np.zeros(n_bytes, np.uint8))


# How large a result is


def test_size_is_the_sum_over_all_arrays_inside():
    assert bytes_of(Part(np.zeros(5), Part(np.zeros((2, 3), np.float32)))) == 40 + 24


def test_result_without_arrays_has_no_size():
    assert bytes_of(Part(None)) == 0


def test_array_used_twice_counts_once():
    shared = np.zeros(100)
    assert bytes_of(Part(shared, Part(shared))) == 800


def test_views_of_one_array_count_as_the_array_they_keep_alive():
    whole = np.zeros((10, 10))
    assert bytes_of(Part(whole[:2], Part(whole[2:3]))) == 800


def test_arrays_in_a_tuple_count():
    assert bytes_of(Part(np.zeros(10), (Part(np.zeros(3), None), Part(np.zeros(4), None)))) == 17 * 8


def test_arrays_in_a_dictionary_count_as_do_those_of_pictures():
    """A finding keeps the arrays of its behaviour view by name."""
    surface = Surface(np.zeros(3), np.zeros(2), np.zeros((2, 3), np.float32), "train_loss", "nats")
    picture = Ground("A ground", "random", surface, ("x", "y"))
    arrays = {"share": np.zeros((4, 5), np.float32), "kind": np.zeros(7, np.uint8)}
    finding = Finding(LessonConfig("a", ()), (picture,), {"n": 3}, "yes", "rules", {"words": [1, 2]}, arrays)
    assert bytes_of(finding) == (3 + 2) * 8 + 6 * 4 + 20 * 4 + 7
    assert bytes_of({"one": arrays["share"], "other": (arrays["share"][1:],)}) == 80


def test_size_of_a_scene_counts_what_its_parts_share_once():
    scene = run(**TINY)
    parts = (scene.data, scene.ensemble, scene.plane, scene.surface, scene.trajectories, scene.fidelity)
    assert bytes_of(scene) < sum(bytes_of(part) for part in (*parts, scene.behaviour, scene.tiles))
    assert bytes_of(scene) > bytes_of(scene.ensemble) + bytes_of(scene.surface)


# What is kept


def test_missing_key_gives_none():
    assert Memory(100).get("a") is None


def test_kept_result_is_the_very_object():
    memory, one = Memory(100), result(10)
    memory.put("a", one)
    assert memory.get("a") is one


def test_same_key_replaces():
    memory, second = Memory(100), result(60)
    memory.put("a", result(60))
    memory.put("a", second)
    assert memory.get("a") is second
    assert len(memory) == 1


def test_budget_is_filled_to_the_last_byte():
    memory = Memory(100)
    memory.put("a", result(40))
    memory.put("b", result(60))
    assert len(memory) == 2


def test_oldest_goes_when_the_budget_is_full():
    memory = Memory(100)
    for key in "abc":
        memory.put(key, result(40))
    assert memory.get("a") is None
    assert memory.get("b") is not None
    assert memory.get("c") is not None


def test_reading_keeps_a_result_from_being_dropped():
    memory = Memory(100)
    memory.put("a", result(40))
    memory.put("b", result(40))
    memory.get("a")
    memory.put("c", result(40))
    assert memory.get("a") is not None
    assert memory.get("b") is None


def test_result_larger_than_the_budget_is_not_kept_and_drops_nothing_else():
    memory = Memory(100)
    memory.put("a", result(40))
    memory.put("b", result(101))
    assert memory.get("b") is None
    assert memory.get("a") is not None


def test_outgrown_key_does_not_leave_its_old_result():
    memory = Memory(100)
    memory.put("a", result(40))
    memory.put("a", result(101))
    assert memory.get("a") is None


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.one_of(st.none(), st.integers(0, 60))), max_size=60),
    st.integers(1, 100),
)
def test_against_a_plain_list(actions, budget):
    memory, plain = Memory(budget), []
    for key, size in actions:
        found = next((held for held in plain if held[0] == key), None)
        if found:
            plain.remove(found)
        if size is None:
            assert memory.get(key) is (found[1] if found else None)
            plain += [found] if found else []
            continue
        one = result(size)
        memory.put(key, one)
        plain += [(key, one)] if size <= budget else []
        while sum(bytes_of(held) for _, held in plain) > budget:
            plain.pop(0)
    assert len(memory) == len(plain)
    assert all(memory.get(key) is held for key, held in plain)


@pytest.mark.usefixtures("switch_often")
def test_many_threads_never_break_the_budget_or_the_store():
    memory, failures = Memory(500), []

    def work(seed):
        rng = np.random.default_rng(seed)
        try:
            for _ in range(300):
                key = str(rng.integers(12))
                if rng.random() < 0.5:
                    memory.put(key, Part(np.full(int(rng.integers(1, 120)), int(key), np.uint8)))
                else:
                    found = memory.get(key)
                    assert found is None or (found.values == int(key)).all()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert sum(bytes_of(memory.get(str(key))) for key in range(12) if memory.get(str(key))) <= 500
