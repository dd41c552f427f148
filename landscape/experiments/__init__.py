"""The lessons' experiments: one file each, listed here by slug."""

NAMES: tuple[str, ...] = ()
