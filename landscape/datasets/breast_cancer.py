"""Breast cancer: 569 tumours described by 30 measurements of their cell nuclei.

Measurements from the Wisconsin study, standardised over the training part.
"""

from sklearn.datasets import load_breast_cancer

from landscape.datasets.dataset import table_set

SUMMARY = "569 tumours, 30 measurements each, malignant or benign. Simple networks do as well as big ones."
DATASET = table_set(load_breast_cancer, title="Breast cancer", summary=SUMMARY)
