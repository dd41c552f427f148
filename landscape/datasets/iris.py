"""Iris: 150 flowers of three species, described by four lengths.

Fisher's measurements of petals and sepals, standardised over the training part.
"""

from sklearn.datasets import load_iris

from landscape.datasets.dataset import table_set

SUMMARY = "150 flowers of three species, four lengths each. The classic small set; two of the species overlap."
DATASET = table_set(load_iris, title="Iris", summary=SUMMARY)
