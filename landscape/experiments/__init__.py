"""The lessons' experiments: one file each, listed in `landscape/catalogue.py`."""
