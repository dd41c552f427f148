"""Tests of landscape/datasets."""
