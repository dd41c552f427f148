"""Tests of landscape.experiments."""
