"""/compare: two scenes side by side."""
