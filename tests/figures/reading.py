"""A stand-alone page read back as its own script reads it."""

import re
from base64 import b64decode
from typing import Any

from landscape.viewer.packing import unpack


def read_page(html: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and arrays of the scene inside a page."""
    (coded,) = re.findall(r'<script type="text/plain" id="scene">([^<]*)</script>', html)
    return unpack(b64decode(coded, validate=True))
