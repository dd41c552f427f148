"""The data sets a network can learn from: one file each, listed in `landscape/catalogue.py`."""
