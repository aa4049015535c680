"""Copies the front-end files that pages load out of node_modules, and writes down what was copied."""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "app" / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
ICON_LIST = ROOT / "app" / "static" / "icons.txt"

FILES = {
    VENDOR / "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    VENDOR / "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    VENDOR / "tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    VENDOR / "tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    VENDOR / "flatpickr.min.js": "flatpickr/dist/flatpickr.min.js",
    VENDOR / "flatpickr.min.css": "flatpickr/dist/flatpickr.min.css",
    VENDOR / "flatpickr-zh.js": "flatpickr/dist/l10n/zh.js",
    VENDOR / "htmx.min.js": "htmx.org/dist/htmx.min.js",
    VENDOR / "echarts.min.js": "echarts/dist/echarts.min.js",
    VENDOR / "echarts-zh.js": "echarts/i18n/langZH.js",
    # Only the tests load it: it never ships with the pages.
    TEST_VENDOR / "axe.min.js": "axe-core/axe.min.js",
}

# The maps are not copied; without this line developer tools ask for them and get 404s.
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def icon_names() -> list[str]:
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def symbol(name: str) -> str:
    is_filled = name.endswith("-filled")
    folder = "filled" if is_filled else "outline"
    source = (
        PACKAGES / "@tabler" / "icons" / "icons" / folder / f"{name.removesuffix('-filled')}.svg"
    )
    if not source.exists():
        sys.exit(f"icons.txt names “{name}”, which Tabler Icons does not have.")
    svg = re.sub(r"<!--.*?-->", "", source.read_text(encoding="utf-8"), flags=re.DOTALL)
    shapes = INNER.search(svg)
    if shapes is None:
        sys.exit(f"{source} is not an icon.")
    inner = re.sub(r"\s*\n\s*", "", shapes[1])
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def sprite() -> bytes:
    symbols = "\n".join(symbol(name) for name in icon_names())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode()


def version(package: str) -> str:
    return json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))["version"]


def package_of(source: str) -> str:
    parts = source.split("/")
    return "/".join(parts[:2]) if source.startswith("@") else parts[0]


def main() -> None:
    contents = {}
    for target, source in FILES.items():
        path = PACKAGES / source
        if not path.exists():
            sys.exit(f"{source} is missing from node_modules: run `npm ci` again.")
        contents[target] = SOURCE_MAP.sub(b"\n", path.read_bytes())
    contents[VENDOR / "icons.svg"] = sprite()

    for folder in (VENDOR, TEST_VENDOR):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for target, content in contents.items():
        target.write_bytes(content)

    packages = {package_of(source) for source in FILES.values()} | {"@tabler/icons"}
    manifest = {
        "packages": {package: version(package) for package in sorted(packages)},
        "sha256": {
            target.name: hashlib.sha256(content).hexdigest()
            for target, content in sorted(contents.items())
            if target.parent == VENDOR
        },
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")
    print(f"{len(contents)} front-end files, {len(icon_names())} icons")


if __name__ == "__main__":
    main()
