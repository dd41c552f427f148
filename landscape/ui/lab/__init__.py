"""/lab: controls, the visit, and the picture."""
