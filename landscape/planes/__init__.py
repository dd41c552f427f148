"""Ways to cut a two-dimensional view out of parameter space: one file each, listed in `landscape/catalogue.py`."""
