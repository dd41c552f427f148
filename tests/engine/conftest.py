"""What tests with several threads share."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture
def switch_often() -> Iterator[None]:
    """Lets Python change threads as often as it can, so that a race shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
