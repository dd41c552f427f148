"""Tests of landscape.engine."""
