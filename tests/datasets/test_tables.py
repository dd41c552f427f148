"""Breast cancer, wine and iris: scikit-learn's tables with their names, standardised over the training part."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_iris, load_wine

from landscape.catalogue import DATASETS
from landscape.inputs.config import DataConfig

SOURCES = {"breast_cancer": load_breast_cancer, "wine": load_wine, "iris": load_iris}
PARTS = ("train", "test", "probe")


@pytest.mark.parametrize("name", SOURCES)
def test_names_and_sizes(name):
    source, data = SOURCES[name](), DATASETS.load(name).make(DataConfig(name, n_train=8))
    assert data.feature_names == tuple(source.feature_names)
    assert data.class_names == tuple(source.target_names)
    fifth = len(source.target) // 5
    assert len(data.train_targets) == 8
    for part, limit in (("test", 512), ("probe", 256)):
        assert min(limit, fifth) - 2 <= len(getattr(data, f"{part}_targets")) <= min(limit, fifth)


@pytest.mark.parametrize("n_train", [8, 512])
@pytest.mark.parametrize("name", SOURCES)
def test_standardisation_uses_the_training_part_only(name, n_train):
    data = DATASETS.load(name).make(DataConfig(name, n_train=n_train, seed=1))
    np.testing.assert_allclose(data.train_inputs.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(data.train_inputs.std(axis=0), 1, atol=1e-5)
    assert abs(data.test_inputs.mean(axis=0)).max() > 0.01


@pytest.mark.parametrize("name", SOURCES)
def test_the_rows_are_those_of_the_source(name):
    """Undoing the standardisation of all parts gives back the rows and classes of the source."""
    source, data = SOURCES[name](), DATASETS.load(name).make(DataConfig(name))
    inputs = np.concatenate([getattr(data, f"{part}_inputs") for part in PARTS]).astype(float)
    targets = np.concatenate([getattr(data, f"{part}_targets") for part in PARTS])
    assert len(inputs) == len(source.data)
    # One straight map per feature leads from what was given back to the source: fit it on sorted columns.
    back = np.empty_like(inputs)
    for j, (given, original) in enumerate(zip(inputs.T, source.data.T, strict=True)):
        slope, height = np.polyfit(np.sort(given), np.sort(original), 1)
        back[:, j] = slope * given + height
    scale = source.data.std(axis=0)
    distance = np.abs((back[:, None] - source.data[None]) / scale).max(axis=2)
    assert distance.min(axis=1).max() < 1e-4
    np.testing.assert_array_equal(source.target[distance.argmin(axis=1)], targets)
