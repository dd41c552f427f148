"""The architectures: one file each, listed in `landscape/catalogue.py`."""
