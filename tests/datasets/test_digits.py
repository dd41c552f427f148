"""Digits: the pictures of scikit-learn, scaled."""

import numpy as np
from sklearn.datasets import load_digits

from landscape.datasets import digits
from landscape.inputs.config import DataConfig


def test_the_parts_are_pictures_of_the_set_with_their_digit():
    source = {row.tobytes(): label for row, label in zip(*load_digits(return_X_y=True), strict=True)}
    data = digits.make(DataConfig("digits", n_train=1000))
    for part in ("train", "test", "probe"):
        for row, digit in zip(getattr(data, f"{part}_inputs"), getattr(data, f"{part}_targets"), strict=True):
            assert source[((row.astype(float) + 1) * 8).tobytes()] == digit
    assert data.train_inputs.min() == -1
    assert data.train_inputs.max() == 1
    assert data.image_shape == (8, 8)
    assert data.class_names == tuple("0123456789")


def test_all_1797_are_used_when_more_are_asked_for():
    data = digits.make(DataConfig("digits", n_train=16_000))
    sizes = [len(getattr(data, f"{part}_targets")) for part in ("train", "test", "probe")]
    assert sizes == [1797 - 359 - 256, 359, 256]
    assert "Only 1182 training examples" in data.notes[0]


def test_features_are_named_by_row_and_column():
    data = digits.make(DataConfig("digits"))
    names = np.array(data.feature_names).reshape(8, 8)
    assert names[0, 7] == "row 1 column 8"
    assert names[7, 0] == "row 8 column 1"
