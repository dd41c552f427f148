"""Tests of landscape/experiments."""
