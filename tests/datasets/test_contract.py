"""What every data set promises, whichever it is."""

import subprocess
import sys
from collections import Counter
from dataclasses import fields
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest

from landscape.catalogue import DATASETS
from landscape.datasets import csv
from landscape.datasets.dataset import N_PROBE, N_TEST, Dataset
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data
from tests.plugins import loaded_with_words

PARTS = ("train", "test", "probe")
WITHOUT_NOISE = ("gridworld",)
REAL = ("digits", "breast_cancer", "wine", "iris", "csv")


@lru_cache(maxsize=1)
def csv_content() -> bytes:
    rng = np.random.default_rng(0)
    rows = ["length,width,constant,species"]
    for i in range(1000):
        length, width = rng.normal(i % 3, 1, 2).round(1)  # rounded, so that some rows are equal
        rows.append(f"{length},{width},0.1,kind {i % 3}")
    return "\n".join(rows).encode()


@lru_cache(maxsize=256)
def data_of(name: str, n_train: int = 512, noise: float = 0.2, seed: int = 0) -> Data:
    return make(name, n_train, noise, seed)


def make(name: str, n_train: int = 512, noise: float = 0.2, seed: int = 0) -> Data:
    file = csv.remember(csv.read(csv_content())) if name == "csv" else ""
    return DATASETS.load(name).make(DataConfig(name, n_train, noise, seed, file))


def rows_of(data: Data, part: str) -> set[bytes]:
    return {row.tobytes() for row in getattr(data, f"{part}_inputs") + np.float32(0)}


def largest_group(data: Data) -> int:
    """How often the input that occurs most often does, in any part."""
    parts = (getattr(data, f"{part}_inputs") for part in PARTS)
    return max(max(Counter(row.tobytes() for row in inputs).values()) for inputs in parts)


each = pytest.mark.parametrize("name", DATASETS.names)
each_draw = pytest.mark.parametrize(
    ("n_train", "noise", "seed"), [(8, 0.2, 0), (8, 0.0, 1), (512, 0.2, 2), (512, 0.0, 3), (16_000, 0.2, 4)]
)


@each
def test_words_for_the_reader(name):
    dataset = loaded_with_words(DATASETS, name, Dataset)
    assert set(dataset.settings) <= {"n_train", "noise", "data_seed", "cue", "conflict"}
    assert (name in REAL + WITHOUT_NOISE) == ("noise" not in dataset.settings)


def test_titles_differ():
    assert len({DATASETS.load(name).title for name in DATASETS.names}) == len(DATASETS.names)


@each
@each_draw
def test_shapes_types_and_ranges(name, n_train, noise, seed):
    data = data_of(name, n_train, noise, seed)
    n_features = len(data.feature_names)
    assert data.config.n_train == n_train
    assert data.task == DATASETS.load(name).task
    assert data.title == DATASETS.load(name).title
    for part in (*PARTS, "shifted"):
        inputs, targets = getattr(data, f"{part}_inputs"), getattr(data, f"{part}_targets")
        if part == "shifted" and inputs is None:
            assert targets is None
            continue
        assert inputs.dtype == np.float32
        assert inputs.shape == (len(targets), n_features)
        assert len(inputs) > 0
        assert np.isfinite(inputs).all()
        assert targets.ndim == 1
        if data.task != "regression":
            assert targets.dtype == np.int64
            assert 0 <= targets.min() <= targets.max() < (data.n_cells or len(data.class_names))
        else:
            assert targets.dtype == np.float32
            assert np.isfinite(targets).all()
    assert (data.task == "regression") == (data.class_names == ())
    assert (data.task == "control") == (data.n_cells > 0)
    assert data.n_outputs == max(1, len(data.class_names)) * max(1, data.n_cells)
    assert data.graded == (data.task != "regression")
    for names in (data.feature_names, data.class_names):
        assert all(type(n) is str and n.isprintable() and n for n in names)
        assert len(set(names)) == len(names)
    if data.image_shape:
        assert np.prod(data.image_shape) == n_features


@each
def test_arrays_are_read_only(name):
    data = data_of(name)
    arrays = [getattr(data, f.name) for f in fields(data) if isinstance(getattr(data, f.name), np.ndarray)]
    assert len(arrays) >= 6
    for array in arrays:
        assert not array.flags.writeable


@each
@each_draw
def test_parts_share_no_input(name, n_train, noise, seed):
    data = data_of(name, n_train, noise, seed)
    rows = {part: rows_of(data, part) for part in PARTS}
    for one, other in combinations(PARTS, 2):
        assert not rows[one] & rows[other]


@each
@each_draw
def test_sizes(name, n_train, noise, seed):
    data = data_of(name, n_train, noise, seed)
    n, n_test, n_probe = (len(getattr(data, f"{part}_targets")) for part in PARTS)
    assert n <= n_train
    if name not in REAL:
        assert n == n_train
        slack = max(8, largest_group(data))  # a cut moves back to where a group of equal inputs ends
        assert N_TEST - slack <= n_test <= N_TEST
        assert N_PROBE - slack <= n_probe <= N_PROBE
    assert any(f"Only {n} training examples" in note for note in data.notes) == (n < n_train)


@each
@each_draw
def test_every_class_is_learnt(name, n_train, noise, seed):
    data = data_of(name, n_train, noise, seed)
    if data.task == "classification":
        n_seen = len(np.unique(data.train_targets))
        assert n_seen == min(len(data.class_names), n_train)
        assert any("classes" in note for note in data.notes) == (n_seen < len(data.class_names))


@each
def test_same_config_same_bits(name):
    one, other = make(name, seed=5), make(name, seed=5)
    for f in fields(one):
        if isinstance(getattr(one, f.name), np.ndarray):
            assert getattr(one, f.name).tobytes() == getattr(other, f.name).tobytes()
        else:
            assert getattr(one, f.name) == getattr(other, f.name)


@each
@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_another_seed_is_another_draw(name, noise):
    one, other = data_of(name, noise=noise, seed=6), data_of(name, noise=noise, seed=7)
    assert rows_of(one, "train") != rows_of(other, "train")
    assert rows_of(one, "test") != rows_of(other, "test")


@each
def test_noise_matters_where_it_is_listed(name):
    calm, noisy = data_of(name, noise=0.0), data_of(name, noise=1.0)
    same = np.array_equal(calm.train_inputs, noisy.train_inputs)
    if not calm.class_names:
        same = same and np.array_equal(calm.train_targets, noisy.train_targets)
    assert same == ("noise" not in DATASETS.load(name).settings)


@each
def test_the_global_random_state_is_left_alone(name):
    before = np.random.get_state()[1].copy()
    make(name, n_train=8, seed=8)
    assert np.array_equal(before, np.random.get_state()[1])


def test_data_sets_need_neither_torch_nor_streamlit():
    code = (
        "import sys\n"
        "from landscape.catalogue import DATASETS\n"
        "for name in DATASETS.names:\n"
        "    DATASETS.load(name)\n"
        "    heavy = {'torch', 'streamlit', 'plotly'} & set(sys.modules)\n"
        "    assert not heavy, (name, heavy)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
