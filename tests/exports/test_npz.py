"""The arrays are those of the command line."""

from io import BytesIO

import numpy as np

from landscape.exports import npz
from landscape.exports.files import arrays_of
from tests.figures.scenes import small


def test_arrays_come_back_as_they_are():
    with np.load(BytesIO(npz.write(small())), allow_pickle=False) as found:
        expected = arrays_of(small())
        assert set(found) == set(expected)
        for name, array in expected.items():
            np.testing.assert_array_equal(found[name], array, err_msg=name)
