"""Formats a scene can be taken away in: one file each, listed in `landscape/catalogue.py`."""
