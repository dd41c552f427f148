"""What every data set with two rules promises of them."""

import numpy as np


def assert_rules_disagree_where_shifted(data, proxy, intended, least=1.0):
    """Both rules give at least this share of the answers, but the proxy the others where the world is shifted."""
    for part in ("train", "test", "probe"):
        inputs, targets = getattr(data, f"{part}_inputs"), getattr(data, f"{part}_targets")
        assert (proxy(inputs) == targets).mean() >= least
        assert (intended(inputs) == targets).mean() >= least
    assert (proxy(data.shifted_inputs) == data.shifted_targets).mean() <= 1 - least
    assert (intended(data.shifted_inputs) == data.shifted_targets).mean() >= least
    assert np.bincount(data.shifted_targets).tolist() == [128, 128]
