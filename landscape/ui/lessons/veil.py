"""Before the bet is locked in, a picture must not give the answer away."""

from landscape.viewer.packing import pack, unpack

# Arrays that tell: by what the nodes, the runs and many further starts go, and what the networks do at each place.
TELLING = (
    *("color", "tile_share", "panel_rule", "panel_share", "panel_more", "panel_moved"),
    *("tiles", "run_tiles", "ball_tiles"),
)
RULE_COLUMN = "By the intended rule"


def veiled(message: bytes) -> bytes:
    """The message without what tells which rule a network follows: colours, shares, tiles, and the words about them."""
    header, arrays = unpack(message)
    header["color"] = header["tiles"] = None
    header["runs"] = [run | {"rule": None} for run in header["runs"]]
    words = header["words"]
    columns: list[str] = words["columns"]
    if RULE_COLUMN in columns:
        place = columns.index(RULE_COLUMN)
        words["rows"] = [row[:place] + row[place + 1 :] for row in words["rows"]]
        words["columns"] = columns[:place] + columns[place + 1 :]
    words["behaviour"] = ""
    header["veiled"] = True
    return pack(header, {name: values for name, values in arrays.items() if name not in TELLING})
