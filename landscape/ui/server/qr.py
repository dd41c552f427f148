"""QR codes: a link that a class reads off the projector."""

from io import BytesIO

import segno

from landscape.errors import ConfigError

DARK, LIGHT = "#16181B", "#FFFFFF"
QUIET_ZONE = 4  # modules, as the standard asks for
TITLE = "QR code with the link of this scene"
LEVELS = ("M", "L")  # what survives: 15 % of damage, or 7 % where the text needs the room


def qr_svg(text: str) -> str:
    """A QR code as one SVG element that scales to its place.

    Args:
        text: What a reader finds in it, such as a link.

    Returns:
        An `<svg>` with a title for screen readers; dark on white in every theme, or phones cannot read it.

    Raises:
        ConfigError: The text is longer than any QR code holds.
    """
    for level in LEVELS:
        try:
            code = segno.make(text, error=level, micro=False, boost_error=False)
        except segno.DataOverflowError:
            continue
        file = BytesIO()
        code.save(
            file, kind="svg", border=QUIET_ZONE, dark=DARK, light=LIGHT, title=TITLE, xmldecl=False, omitsize=True
        )
        return file.getvalue().decode().strip().replace("<svg ", '<svg role="img" ', 1)
    raise ConfigError("link", f"The link has {len(text):,} characters, too many for a QR code; use fewer seeds.")
