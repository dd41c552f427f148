"""/: the start page, its bet, and the lists of what there is."""
