"""Pictures of every page kind, zh and en, light and dark, wide and on a phone (make shots)."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import tempfile
import threading
from pathlib import Path

os.environ.setdefault("DEMO", "1")

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

PASSWORD = "Kedang-demo-2026"
SIZES = {"wide": (1366, 768), "phone": (360, 740)}
PAGES = {
    "home": ("manager", "/"),
    "inbox": ("manager", "/inbox/"),
    "list": ("manager", "/customerview/list/"),
    "chart": ("manager", "/customerview/chart/"),
    "record": ("manager", "/customerview/list/#first"),
    "form": ("rep", "/customerview/add"),
    "slips": ("manager", "/visitrequestview/list/"),
    "slip": ("manager", "/visitrequestview/list/#first"),
    "slip-form": ("rep", "/visitrequestview/add"),
    "import": ("marketing", "/customerview/import"),
    "users": ("admin", "/userview/list/"),
    "roles": ("admin", "/roleview/list/"),
    "matrix": ("admin", "/matrixview/list/"),
    "parameters": ("marketing", "/parameterview/list/"),
    "profile": ("rep", "/me/"),
    "missing": ("rep", "/customerview/show/999999999"),
}


def sign_in(page: Page, address: str, name: str, locale: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".kd-shell")
    page.goto(f"{address}/lang/{locale}")


def visit(page: Page, address: str, path: str) -> None:
    page.goto(address + path.removesuffix("#first"))
    if path.endswith("#first"):
        link = page.locator("tbody tr a[href*='/show/'], .kd-cards a[href*='/show/']").first
        page.goto(address + str(link.get_attribute("href")))
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(250)


def serve(folder: Path) -> str:
    """A server over a fresh demo company."""
    os.environ["DATA_DIR"] = str(folder)
    from app import create_app

    app = create_app()
    for command in (["setup"], ["demo", "load"]):
        result = app.test_cli_runner().invoke(args=command)
        if result.exit_code:
            raise SystemExit(result.output)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{port}"


def shoot(address: str, out: Path, only: list[str], quick: bool) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for locale in ("zh",) if quick else ("zh", "en"):
            for theme in ("light",) if quick else ("light", "dark"):
                for size, (width, height) in SIZES.items():
                    pages: dict[str, Page] = {}
                    for name, (person, path) in PAGES.items():
                        if only and name not in only:
                            continue
                        if person not in pages:
                            context = browser.new_context(
                                viewport={"width": width, "height": height}, color_scheme=theme
                            )
                            pages[person] = context.new_page()
                            sign_in(pages[person], address, person, locale)
                        visit(pages[person], address, path)
                        pages[person].screenshot(path=out / f"{name}-{size}-{locale}-{theme}.png")
                    for page in pages.values():
                        page.context.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="page kinds; all by default")
    parser.add_argument("--out", type=Path, default=Path("docs/shots"))
    parser.add_argument("--address", help="a running server with demo data")
    parser.add_argument("--quick", action="store_true", help="zh and light only")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        address = options.address or serve(Path(folder))
        shoot(address, options.out, options.only, options.quick)
    print(f"pictures in {options.out}")


if __name__ == "__main__":
    main()
