"""The engine that all pages share ends with the tests."""

from collections.abc import Iterator

import pytest

from landscape.ui.server import warm


@pytest.fixture(scope="package", autouse=True)
def _engine_ends() -> Iterator[None]:
    yield
    warm.close()
