"""Content that many ask for, compressed once: the server's own compression does it again for each answer."""

import gzip
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

LEVEL = 9


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes as they are and compressed.

    Attributes:
        plain, packed: The same content.
        media_type: What it is.
    """

    plain: bytes
    packed: bytes
    media_type: str

    @classmethod
    def of(cls, plain: bytes, media_type: str) -> "Content":
        """Compresses some content; equal content gives equal bytes."""
        return cls(plain, gzip.compress(plain, LEVEL, mtime=0), media_type)

    def answer(self, request: Request, headers: dict[str, str]) -> Response:
        """The content, compressed for whoever takes it so."""
        headers = headers | {"vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self.plain, headers=headers, media_type=self.media_type)
        return Response(self.packed, headers=headers | {"content-encoding": "gzip"}, media_type=self.media_type)
