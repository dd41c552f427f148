"""Variables of the environment: taken, or refused in a sentence that names the variable and what it held."""

import pytest

from landscape.errors import ConfigError
from landscape.inputs import environment

NAME = "LANDSCAPE_TRIED"


@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_is_missing_or_empty_is_the_default(monkeypatch, value):
    if value is not None:
        monkeypatch.setenv(NAME, value)
    assert environment.text(NAME, "x") == "x"
    assert environment.number(NAME, 3.5, 0.0, 9.0) == 3.5
    assert environment.whole_number(NAME, 3, 9) == 3
    assert environment.choice(NAME, ("one", "two")) == "one"


def test_what_is_right_is_taken(monkeypatch):
    monkeypatch.setenv(NAME, " 7 ")
    assert (environment.number(NAME, 3.5, 0.0, 9.0), environment.whole_number(NAME, 3, 9)) == (7.0, 7)
    monkeypatch.setenv(NAME, "two")
    assert environment.choice(NAME, ("one", "two")) == "two"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "abc", "-1", "9.1", "1e400", "٣", "0x1"])
def test_what_is_no_number_or_out_of_range_is_refused(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    if value != "٣":  # a digit of another script is a number, but no whole one for us
        with pytest.raises(ConfigError, match=f"{NAME} must be a number from 0 to 9; got '{value}'"):
            environment.number(NAME, 3.5, 0.0, 9.0)
    with pytest.raises(ConfigError, match=f"{NAME} must be a whole number from 1 to 9; got '{value}'"):
        environment.whole_number(NAME, 3, 9)


@pytest.mark.parametrize("value", ["0", "10", "1.5", "9" * 5000])
def test_what_is_no_whole_number_in_range_is_refused(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ConfigError, match=f"{NAME} must be a whole number from 1 to 9; got '{value[:40]}'"):
        environment.whole_number(NAME, 3, 9)


def test_another_word_is_refused(monkeypatch):
    monkeypatch.setenv(NAME, "three")
    with pytest.raises(ConfigError, match=f"{NAME} must be one or two; got 'three'"):
        environment.choice(NAME, ("one", "two"))
