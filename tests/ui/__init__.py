"""Tests of landscape.ui, without a browser."""
