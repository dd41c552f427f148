"""Scenery around deep networks: their training, the grounds around them, and how rough these are."""
