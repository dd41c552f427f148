"""The strip and its two valleys: pieces of the lessons on the two-weight landscape."""
