"""What a file is by its content, whatever its name says; what is not on the list is not taken."""

from __future__ import annotations

import mmap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import filetype
from charset_normalizer import from_bytes
from flask_babel import lazy_gettext as _

from app.kernel.files.names import ending_of
from app.kernel.files.refusal import FileRefused

HEAD = 8192
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 200  # unpacked to packed; an honest workbook stays below 100
RATIO_FROM = 20 * 1024 * 1024  # small files may be very regular


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken: its media type, its endings (the first is the usual one), its look."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    icon: str = "notes"

    @property
    def has_preview(self) -> bool:
        """True when pictures of it can be made."""
        return self.name in PREVIEWED


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, FileType] = {
    kind.name: kind
    for kind in (
        FileType("pdf", "application/pdf", ("pdf",), "notes"),
        FileType("jpeg", "image/jpeg", ("jpg", "jpeg", "jfif"), "photo"),
        FileType("png", "image/png", ("png",), "photo"),
        FileType("gif", "image/gif", ("gif",), "photo"),
        FileType("webp", "image/webp", ("webp",), "photo"),
        FileType("tiff", "image/tiff", ("tif", "tiff"), "photo"),
        FileType("bmp", "image/bmp", ("bmp",), "photo"),
        FileType("heic", "image/heic", ("heic", "heif"), "photo"),
        FileType("docx", f"{_OFFICE}wordprocessingml.document", ("docx",), "notes"),
        FileType("xlsx", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), "table"),
        FileType("pptx", f"{_OFFICE}presentationml.presentation", ("pptx",), "notes"),
        FileType("ofd", "application/ofd", ("ofd",), "notes"),
        FileType("doc", "application/msword", ("doc", "wps"), "notes"),
        FileType("xls", "application/vnd.ms-excel", ("xls", "et"), "table"),
        FileType("ppt", "application/vnd.ms-powerpoint", ("ppt", "dps"), "notes"),
        FileType("text", "text/plain", ("txt",), "notes"),
        FileType("csv", "text/csv", ("csv",), "table"),
        FileType("mp3", "audio/mpeg", ("mp3",)),
        FileType("m4a", "audio/mp4", ("m4a",)),
        FileType("wav", "audio/x-wav", ("wav",)),
        FileType("amr", "audio/amr", ("amr",)),
        FileType("mp4", "video/mp4", ("mp4", "m4v")),
        FileType("mov", "video/quicktime", ("mov",)),
    )
}
PICTURES = ("jpeg", "png", "gif", "webp", "tiff", "bmp")
PREVIEWED = ("pdf", *PICTURES)
ACCEPT = ",".join(f".{ending}" for kind in TYPES.values() for ending in kind.endings)

# the library's own short names where they differ from ours
_GUESSED = {"jpg": "jpeg", "tif": "tiff", "m4v": "mp4"}
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx",
          "OFD.xml": "ofd"}  # fmt: skip
_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = _("Files with macros are not taken. Save it without macros, or as PDF.")
_STRANGE = _("This kind of file is not taken: pictures, PDF, Office, text, sound and film are.")


def sniff(path: Path, name: str) -> FileType:
    """The type of the file at ``path``; ``name`` only decides between kinds of text.

    Raises FileRefused for programs, web pages, archives, macros, bombs and all that nobody knows.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise FileRefused(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return TYPES[_packed(path)]
    if head.startswith(_OLE):
        return TYPES[_compound(path)]
    guess = filetype.guess(head)
    found = _GUESSED.get(guess.extension, guess.extension) if guess else _text(path, head, name)
    if found not in TYPES or found in _PARTS.values() or found in _STREAMS.values():
        raise FileRefused(_STRANGE)
    return TYPES[found]


def _packed(path: Path) -> str:
    """docx, xlsx, pptx or ofd by the parts inside, with a look at what they unpack to."""
    try:
        with zipfile.ZipFile(path) as parts:
            entries = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise FileRefused(_("The file is damaged.")) from fault
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    is_dense = unpacked > RATIO_FROM and unpacked / packed > MOST_RATIO
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or is_dense:
        raise FileRefused(_("The file unpacks to more than is allowed."))
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(_MACROS)
    found = next((kind for part, kind in _PARTS.items() if part in names), None)
    if found is None:
        raise FileRefused(_("Archives are not taken. Unpack it and choose the files inside."))
    return found


def _compound(path: Path) -> str:
    """doc, xls or ppt by the streams inside; installers and mails of the same make are strangers."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find("_VBA_PROJECT".encode("utf-16-le")) >= 0:
            raise FileRefused(_MACROS)
        for stream, kind in _STREAMS.items():
            if data.find((stream + "\0").encode("utf-16-le")) >= 0:
                return kind
    raise FileRefused(_STRANGE)


def _text(path: Path, head: bytes, name: str) -> str:
    """text or csv where all of the file is readable and no mark-up; empty otherwise."""
    ending = ending_of(name)
    if ending not in ("txt", "csv"):
        return ""
    if any(b"\0" in piece for piece in _pieces(path)) or from_bytes(head).best() is None:
        return ""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"#!")):
        return ""
    return "csv" if ending == "csv" else "text"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            yield piece
