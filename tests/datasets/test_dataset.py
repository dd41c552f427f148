"""The split into parts, on the pools that make it hard."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.datasets.dataset import N_PROBE, N_TEST, pool_size, split
from landscape.errors import DataError
from landscape.inputs.config import DataConfig

PARTS = ("train", "test", "probe")


def cut(inputs, targets, n_classes=2, standardise=False, **config):
    inputs = np.asarray(inputs)
    return split(
        DataConfig(**config),
        inputs,
        np.asarray(targets),
        title="Toy",
        feature_names=tuple(f"x{i}" for i in range(inputs.shape[1])),
        class_names=tuple(f"class {i}" for i in range(n_classes)),
        standardise=standardise,
    )


def rows_of(data, part):
    return [tuple(row) for row in getattr(data, f"{part}_inputs").tolist()]


def are_disjoint(data):
    train, test, probe = (set(rows_of(data, part)) for part in PARTS)
    return not (train & test or train & probe or test & probe)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=60),
    st.integers(0, 99),
    st.integers(8, 40),
    st.booleans(),
)
def test_the_promises_hold_for_any_pool(pairs, seed, n_train, standardise):
    inputs = np.array([[x] for x, _ in pairs], dtype=float)
    targets = np.array([y for _, y in pairs])
    n_different = len(np.unique(inputs))
    if n_different < 3:
        with pytest.raises(DataError, match="at least 3 examples with different inputs"):
            cut(inputs, targets, 4, standardise, n_train=n_train, seed=seed)
        return
    data = cut(inputs, targets, 4, standardise, n_train=n_train, seed=seed)
    assert are_disjoint(data)
    assert all(rows_of(data, part) for part in PARTS)
    n_classes = len(np.unique(targets))
    if n_different >= n_classes + 2:
        assert len(np.unique(data.train_targets)) == n_classes
    if not standardise:  # nothing is made up: every row of a part is one of the pool, with its target
        pool = [(float(x), y) for x, y in pairs]
        for part in PARTS:
            for (x,), y in zip(rows_of(data, part), getattr(data, f"{part}_targets").tolist(), strict=True):
                pool.remove((x, y))


def test_a_class_with_one_example_is_never_held_out():
    inputs = np.arange(200.0)[:, None]
    targets = (np.arange(200) == 117).astype(int)
    for seed in range(30):
        data = cut(inputs, targets, n_train=8, seed=seed)
        assert data.train_targets.sum() == 1
        assert (117.0,) in rows_of(data, "train")


def test_eight_examples_show_eight_of_ten_classes_and_say_so():
    inputs, targets = np.arange(1000.0)[:, None], np.arange(1000) % 10
    data = cut(inputs, targets, 10, n_train=8)
    assert len(np.unique(data.train_targets)) == 8
    assert data.notes == ("The training examples show 8 of the 10 classes.",)


@pytest.mark.parametrize("n_train", [8, 512, 3000])
def test_a_pool_with_room_holds_out_in_full(n_train):
    n = pool_size(DataConfig(n_train=n_train))
    data = cut(np.arange(float(n))[:, None], np.arange(n) % 2, n_train=n_train)
    assert [len(rows_of(data, part)) for part in PARTS] == [n_train, N_TEST, N_PROBE]
    assert data.notes == ()


def test_a_small_pool_holds_out_a_fifth_each():
    data = cut(np.arange(100.0)[:, None], np.arange(100) % 2, n_train=512)
    assert [len(rows_of(data, part)) for part in PARTS] == [60, 20, 20]
    assert data.notes == ("Only 60 training examples: Toy has no more after 20 for the test and 20 for the probe.",)


def test_negative_zero_is_the_same_input_as_zero():
    inputs = np.array([[0.0], [-0.0]] * 20 + [[1.0], [2.0]])
    for seed in range(10):
        assert are_disjoint(cut(inputs, np.arange(42) % 2, seed=seed, n_train=8))


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize(
    "inputs", [np.ones((50, 2)), np.zeros((0, 2)), np.repeat([[1.0, 2.0], [3.0, 4.0]], 25, axis=0)]
)
def test_a_pool_without_variety_is_refused_in_a_sentence(inputs, standardise):
    with pytest.raises(DataError, match=r"^Toy needs at least 3 examples with different inputs.*it has [012]\.$"):
        cut(inputs, np.arange(len(inputs)) % 2, standardise=standardise)


def test_standardisation_uses_the_training_part_only():
    rng = np.random.default_rng(0)
    inputs = rng.normal([5.0, -300.0], [0.1, 40.0], (400, 2))
    data = cut(inputs, np.arange(400) % 2, standardise=True, n_train=16)
    raw = cut(inputs, np.arange(400) % 2, n_train=16)
    mean, deviation = raw.train_inputs.mean(axis=0), raw.train_inputs.std(axis=0)
    np.testing.assert_allclose(data.train_inputs.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(data.train_inputs.std(axis=0), 1, atol=1e-5)
    for part in PARTS:
        raw_inputs = getattr(raw, f"{part}_inputs")
        np.testing.assert_allclose(getattr(data, f"{part}_inputs"), (raw_inputs - mean) / deviation, atol=2e-3)
    # With 16 examples the training statistics differ visibly from those of the test part.
    assert abs(data.test_inputs.mean(axis=0)).max() > 0.02


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9 + 0.1, -1e-30])
def test_a_constant_feature_becomes_zero(constant):
    inputs = np.column_stack([np.full(100, constant), np.arange(100.0)])
    data = cut(inputs, np.arange(100) % 2, standardise=True)
    for part in PARTS:
        assert not getattr(data, f"{part}_inputs")[:, 0].any()
    assert data.train_inputs[:, 1].std() == pytest.approx(1)


def test_held_out_copies_made_by_rounding_are_left_out_and_counted():
    inputs = np.arange(300.0)
    inputs[:40] = 1000 + 1e-9 * np.arange(40)  # 40 numbers that are one number in float32
    for seed in range(5):
        data = cut(inputs[:, None], np.arange(300) % 2, standardise=True, seed=seed)
        assert are_disjoint(data)
        assert "held-out examples are left out" in data.notes[0]
        n_left_out = int(data.notes[0].split()[0])
        assert sum(len(rows_of(data, part)) for part in PARTS) == 300 - n_left_out


def test_values_too_close_together_for_float32_are_refused_in_a_sentence():
    inputs = np.append(1e-9 * np.arange(99), 1e9)[:, None]
    messages = set()
    for seed in range(20):
        try:
            cut(inputs, np.arange(100) % 2, standardise=True, seed=seed)
        except DataError as error:
            messages.add(str(error))
    assert messages == {"Toy: too few examples differ once the features are standardised; remove the outliers."}


def test_values_too_far_apart_for_float32_are_refused_in_a_sentence():
    inputs = np.append(1e-30 * np.arange(99), 1e30)[:, None]
    outcomes = set()
    for seed in range(20):
        with pytest.raises(DataError) as caught:
            cut(inputs, np.arange(100) % 2, standardise=True, seed=seed)
        outcomes.add(str(caught.value))
    assert "Toy: the values of x0 are too far apart to be standardised; remove the outliers or rescale it." in outcomes


def test_targets_to_predict_stay_numbers():
    inputs = np.linspace(0, 1, 50)[:, None]
    data = cut(inputs, 10 * inputs[:, 0] - 3.5, n_classes=0, n_train=8)
    assert data.task == "regression"
    assert data.train_targets.dtype == np.float32
    np.testing.assert_allclose(data.test_targets, 10 * data.test_inputs[:, 0] - 3.5, rtol=1e-5)
