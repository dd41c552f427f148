"""The types of the header in the browser's code are those that Python declares."""

import pytest

from tests.viewer.header_types import FILE, declarations, type_of


def test_the_file_is_up_to_date():
    assert FILE.read_text(encoding="utf-8") == declarations(), "run python -m tests.viewer.header_types"


def test_a_hint_that_json_does_not_have_is_refused():
    with pytest.raises(TypeError, match=r"hint must be of a kind that JSON has, got set\[int\]"):
        type_of(set[int])
