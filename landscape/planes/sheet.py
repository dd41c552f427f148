"""Sheet through the runs: the joint PCA plane, bent so that the snapshots of all runs lie on it."""

from landscape.planes import pca
from landscape.planes.plane_method import PlaneMethod

PLANE = PlaneMethod(
    title="Sheet through the runs",
    summary="A smooth curved sheet in parameter space that passes through the snapshots of every run.",
    exact_where="at the snapshots it was built from, except where two runs cross in this view",
    build=pca.build,
    curved=True,
)
