"""/method: what views and numbers mean."""
