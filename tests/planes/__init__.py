"""Tests of landscape/planes."""
