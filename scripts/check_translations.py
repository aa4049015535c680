"""Says which texts of the code the Chinese catalogue lacks; fails when there is one."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "app" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "N_": None, "lazy_gettext": None}


def texts_in_code() -> dict[str, str]:
    """Each text, with the first place that shows it."""
    found: dict[str, str] = {}
    for folder in ("app", "templates"):
        for file, line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), METHODS, keywords=KEYWORDS
        ):
            text = message if isinstance(message, str) else message[0]
            if text:
                found.setdefault(text, f"{folder}/{file}:{line}")
    return found


def catalogue() -> Catalog:
    if not CATALOGUE.exists():
        sys.exit(f"✗ {CATALOGUE.relative_to(ROOT)} is missing: make translate")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(strings)


def main() -> None:
    known = catalogue()
    faults = [
        f"{place}: not translated: {text!r}"
        for text, place in texts_in_code().items()
        if not is_translated(known.get(text))
    ]
    faults += [f"{message.id!r}: {error}" for message, errors in known.check() for error in errors]
    for fault in faults[:40]:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(f"✗ {len(faults)} texts need a translator (make translate adds them to the file)")
    print("translations complete")


if __name__ == "__main__":
    main()
