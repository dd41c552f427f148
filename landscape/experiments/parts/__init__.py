"""What several experiments share: what an experiment is, many runs at once, measures with their intervals."""
