"""The closed door of the layout engine: no network, no file; only pictures handed in with the job or written inline.

Everything a document asks for passes here (images, style sheets, fonts, links to attach). A picture is measured
by its header before it is decoded, and turned into plain RGB where an archival PDF could not hold it.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from PIL import Image
from weasyprint.urls import URLFetcher, URLFetcherResponse

_INLINE = ("data:image/png", "data:image/jpeg")
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
_KEPT_MODES = {"PNG": {"RGB", "RGBA", "L", "LA", "P", "1"}, "JPEG": {"RGB", "L"}}
#: An address is written to the log; nobody needs a megabyte of it.
_LOGGED_CHARACTERS = 200


class ClosedFetcher(URLFetcher):
    """Serves `att:ID` and inline PNG and JPEG; refuses and remembers every other address."""

    def __init__(self, images: Mapping[str, bytes], pixels: int) -> None:
        """`images` are the pictures of this job by id, `pixels` the most one of them may have."""
        super().__init__(allowed_protocols=frozenset(), allow_redirects=False)
        self.refused: list[str] = []
        self._images = images
        self._pixels = pixels

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The picture behind `url`; ValueError, which the engine survives, when it is refused."""
        try:
            body, mime = self._picture(self._bytes(url))
        except Exception as reason:
            self._remember(url)
            raise ValueError(f"refused: {url[:_LOGGED_CHARACTERS]}") from reason
        return URLFetcherResponse(url, body, {"Content-Type": mime})

    def _remember(self, url: str) -> None:
        """Note an address once, shortened."""
        short = url[:_LOGGED_CHARACTERS]
        if short not in self.refused:
            self.refused.append(short)

    def _bytes(self, url: str) -> bytes:
        """What the address names; ValueError or KeyError when it is not one of ours."""
        if url.startswith("att:"):
            return self._images[url.removeprefix("att:")]
        head, comma, body = url.partition(",")
        kind, _, encoding = head.partition(";")
        if not comma or kind.lower() not in _INLINE:
            raise ValueError("address of another kind")
        if encoding.strip().lower() != "base64":
            return unquote_to_bytes(body)
        try:
            return base64.b64decode(unquote_to_bytes(body), validate=False)
        except binascii.Error as error:
            raise ValueError("broken inline picture") from error

    def _picture(self, content: bytes) -> tuple[bytes, str]:
        """The picture, as RGB when of another colour kind; ValueError when too large or no picture."""
        with Image.open(io.BytesIO(content), formats=tuple(_FORMATS)) as image:
            if image.width * image.height > self._pixels:
                raise ValueError("too many pixels")
            if image.mode in _KEPT_MODES[image.format or ""]:
                return content, _FORMATS[image.format or ""]
            out = io.BytesIO()
            image.convert("RGB").save(out, "PNG")
        return out.getvalue(), "image/png"
