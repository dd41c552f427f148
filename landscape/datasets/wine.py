"""Wine: 178 Italian wines from three growers, described by 13 chemical measurements.

Measurements from the UCI repository, standardised over the training part.
"""

from sklearn.datasets import load_wine

from landscape.datasets.dataset import table_set

SUMMARY = "178 wines of three growers, 13 chemical measurements each. So few that most networks fit them all."
DATASET = table_set(load_wine, title="Wine", summary=SUMMARY)
