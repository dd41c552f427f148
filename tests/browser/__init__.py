"""Tests of the whole app in a real browser."""
