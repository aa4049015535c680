"""Pictures of every page kind, zh and en, light and dark, wide and on a phone (make shots)."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

os.environ.setdefault("DEMO", "1")

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts import stage

PASSWORD = "Kedang-demo-2026"
SIZES = {"wide": (1366, 768), "phone": (360, 740)}
ROW = "tbody tr a[href*='/show/'], .kd-cards a[href*='/show/']"
README = {
    "home-wide", "inbox-wide", "list-wide", "chart-wide", "form-wide", "slip-wide", "inbox-phone", "list-phone",
}  # fmt: skip
SHEET = "客户名称,电话,资料来源渠道,成立日期\n成都样例{n}有限公司,028-111{n},公共信息,2015-01-01\n,1,,昨天\n"
NUMBERS = count(10_000)  # every import brings another company

# who looks, at what; "#first" opens the first row of the list, what follows it is put behind
PAGES = {
    "login": ("", "/login/"),
    "home": ("manager", "/"),
    "home-rep": ("rep", "/"),
    "home-clerk": ("clerk", "/"),
    "home-attendance": ("attendance", "/"),
    "home-marketing": ("marketing", "/"),
    "home-custodian": ("custodian", "/"),
    "home-gm": ("gm", "/"),
    "home-admin": ("admin", "/"),
    "inbox": ("manager", "/inbox/"),
    "inbox-slip": ("manager", "/inbox/#task"),
    "inbox-notices": ("rep", "/inbox/?tab=notices"),
    "inbox-mentions": ("rep", "/inbox/?tab=mentions"),
    "inbox-sent": ("rep", "/inbox/?tab=sent"),
    "hand-on": ("manager", "/inbox/#hand"),
    "calendar": ("manager", "/calendar/"),
    "calendar-week": ("rep", "/calendar/?view=week"),
    "late": ("manager", "/lateworkview/list/"),
    "late-record": ("manager", "/lateworkview/list/#first"),
    "list": ("manager", "/customerview/list/"),
    "chart": ("manager", "/customerview/chart/"),
    "record": ("manager", "/customerview/list/#first"),
    "record-contacts": ("manager", "/customerview/list/#first?tab=contacts"),
    "record-visits": ("manager", "/customerview/list/#first?tab=visits"),
    "record-files": ("manager", "/customerview/list/#first?tab=files"),
    "record-notes": ("manager", "/customerview/list/#first?tab=notes"),
    "record-trail": ("manager", "/customerview/list/#first?tab=trail"),
    "record-ask": ("marketing", "/inbox/#ask"),
    "form": ("rep", "/customerview/add"),
    "form-pick": ("rep", "/visitrequestview/add#pick"),
    "form-errors": ("rep", "/customerview/add#save"),
    "slips": ("manager", "/visitrequestview/list/"),
    "slip": ("manager", "/visitrequestview/list/#first"),
    "slip-form": ("rep", "/visitrequestview/add"),
    "calls": ("rep", "/phonecallview/list/"),
    "call": ("rep", "/phonecallview/list/#first"),
    "call-form": ("rep", "/phonecallview/add"),
    "return-plan": ("agent", "/returnplanview/list/#first"),
    "returns": ("manager", "/returnvisitview/list/"),
    "return": ("manager", "/returnvisitview/list/?f.state.is=checked#first"),
    "owed": ("agent", "/owed/"),
    "returns-week": ("manager", "/returns-week/"),
    "quotas": ("gm", "/quotas/"),
    "gains": ("gm", "/gains/"),
    "spread": ("gm", "/spread/"),
    "classes": ("manager", "/classchangeview/list/"),
    "revisions": ("custodian", "/revisionview/list/"),
    "revision": ("custodian", "/revisionview/list/#first"),
    "scores": ("manager", "/archivescoreview/list/"),
    "originals": ("manager", "/originalview/list/"),
    "corrections": ("manager", "/correctionview/list/"),
    "contacts": ("manager", "/contactview/list/"),
    "import": ("marketing", "/customerview/import"),
    "import-match": ("marketing", "/customerview/import#match"),
    "import-result": ("marketing", "/customerview/import#check"),
    "import-written": ("marketing", "/customerview/import#write"),
    "conflict": ("rep", "/customerview/list/?f.state.is=draft#conflict"),
    "guide": (stage.FIRST[0], "/"),
    "fault": ("rep", "/fault"),
    "users": ("admin", "/userview/list/"),
    "user": ("admin", "/userview/list/#first"),
    "user-form": ("admin", "/userview/add"),
    "roles": ("admin", "/roleview/list/"),
    "role": ("admin", "/roleview/list/#first"),
    "groups": ("admin", "/groupview/list/"),
    "group-form": ("admin", "/groupview/add"),
    "matrix": ("admin", "/matrixview/list/"),
    "parameters": ("marketing", "/parameterview/list/"),
    "parameter": ("marketing", "/parameterview/list/#first"),
    "proposal": ("marketing", "/parametervalueview/add"),
    "values": ("marketing", "/parametervalueview/list/"),
    "years": ("admin", "/calendaryearview/list/"),
    "profile": ("rep", "/me/"),
    "notice-wishes": ("rep", "/me/notices/"),
    "stored-files": ("admin", "/storageview/list/"),
    "letters": ("admin", "/mailview/list/"),
    "letter-failed": ("admin", "/mailview/list/?f.state.is=failed#first"),
    "jobs": ("admin", "/jobview/list/"),
    "job": ("admin", "/jobview/list/#first"),
    "job-running": ("manager", "/jobview/list/?f.state.is=running#first"),
    "job-failed": ("manager", "/jobview/list/?f.state.is=failed#first"),
    "search": ("manager", "/#search"),
    "keys": ("manager", "/customerview/list/#keys"),
    "filter": ("manager", "/customerview/list/#filter"),
    "allocations": ("manager", "/allocationview/list/"),
    "allocation": ("manager", "/allocationview/list/#first"),
    "allocation-form": ("manager", "/allocationview/add"),
    "hand-overs": ("manager", "/transferview/list/"),
    "hand-over": ("manager", "/transferview/list/#first"),
    "pool": ("rep", "/poolentryview/list/"),
    "same-customers": ("manager", "/conflictview/list/"),
    "same-customer": ("manager", "/conflictview/list/#first"),
    "owner-changes": ("manager", "/ownerchangeview/list/"),
    "bad-cases": ("gm", "/badcaseview/list/"),
    "bad-case": ("gm", "/badcaseview/list/#first"),
    "bad-case-form": ("marketing", "/badcaseview/add"),
    "competitors": ("manager", "/competitorview/list/"),
    "projects": ("manager", "/projectview/list/"),
    "project": ("manager", "/projectview/list/#first"),
    "demands": ("manager", "/demandview/list/"),
    "outlets": ("manager", "/retailoutletview/list/"),
    "outlet-chart": ("manager", "/retailoutletview/chart/"),
    "market-area": ("manager", "/marketareaview/list/#first"),
    "declarations": ("finance", "/fundsdeclarationview/list/"),
    "persons": ("marketing", "/persons/list/"),
    "person": ("marketing", "/persons/list/#person"),
    "exports": ("gm", "/exportlogview/list/"),
    "prints": ("custodian", "/printlogview/list/"),
    "backups": ("admin", "/backupview/list/"),
    "branches": ("admin", "/branchview/list/"),
    "staff": ("admin", "/staffview/list/#first"),
    "dictionary": ("marketing", "/dictionaryview/list/#first"),
    "regions": ("marketing", "/regionview/list/"),
    "day": ("admin", "/calendardayview/list/"),
    "password": ("rep", "/me/password"),
    "looked": ("manager", "/customerview/list/#first?tab=looked"),
    "choose-columns": ("manager", "/customerview/list/#columns"),
    "many": ("manager", "/customerview/list/#many"),
    "refused": ("rep", "/userview/list/"),
    "missing": ("rep", "/customerview/show/999999999"),
    "missing-stranger": ("", "/nowhere"),
}


def sign_in(page: Page, address: str, name: str, locale: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", dict([stage.FIRST]).get(name, PASSWORD))
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".kd-shell")
    page.goto(f"{address}/lang/{locale}")


def _follow(page: Page, address: str, links: str, behind: str = "") -> None:
    link = page.locator(links)
    if link.count():
        page.goto(address + str(link.first.get_attribute("href")) + behind)


def _match(page: Page, address: str) -> None:
    file = {
        "name": "kunden.csv",
        "mimeType": "text/csv",
        "buffer": SHEET.format(n=next(NUMBERS)).encode(),
    }
    page.set_input_files("input[type=file]", file)
    page.locator("form[enctype] .btn-primary").click()


def _check(page: Page, address: str) -> None:
    _match(page, address)
    page.locator("#branch").select_option(index=1)
    page.locator("form[action$=check] .btn-primary").click()
    page.locator(".kd-importfindings").first.wait_for()


def _write(page: Page, address: str) -> None:
    _check(page, address)
    page.locator("form[action$=write] .btn-primary").click()
    page.locator("form[action$=undo]").wait_for()


def _conflict(page: Page, address: str) -> None:
    """Two windows at one card: the second to save sees both versions."""
    link = page.locator(ROW).first.get_attribute("href")
    other = page.context.new_page()
    for tab in (other, page):
        tab.goto(address + str(link).replace("/show/", "/edit/"))
        tab.wait_for_load_state("networkidle")
    for tab, name, phone in ((other, "甲方", "028-61110000"), (page, "乙方", "028-62220000")):
        tab.fill("#short_name", f"{name}{next(NUMBERS)}")
        tab.fill("#phone", phone)
        tab.keyboard.press("Control+Enter")
        tab.locator(".kd-conflict, .kd-rechead").wait_for()
    other.close()


def _pick(page: Page, address: str) -> None:
    page.locator("select[name=customer_id] + .ts-wrapper .ts-control").click()
    page.locator(".ts-dropdown:visible .option").first.wait_for()


def _search(page: Page, address: str) -> None:
    page.keyboard.press("/")
    page.keyboard.insert_text("成都")


def _press(page: Page, button: str) -> None:
    if page.locator(button).is_visible():
        page.locator(button).click()


def _tick(page: Page) -> None:
    boxes = page.locator("[name=ids]:visible")
    for number in range(min(3, boxes.count())):
        boxes.nth(number).check()


DOINGS: dict[str, Callable[[Page, str], object]] = {
    "task": lambda page, address: _follow(page, address, ".kd-item a"),
    "hand": lambda page, address: _follow(page, address, "a[href*='/inbox/hand/']"),
    "ask": lambda page, address: _follow(page, address, ".kd-decide a[href*='?move=']"),
    "match": _match,
    "check": _check,
    "write": _write,
    "conflict": _conflict,
    "pick": _pick,
    "save": lambda page, address: page.keyboard.press("Control+Enter"),
    "search": _search,
    "keys": lambda page, address: page.keyboard.press("?"),
    "filter": lambda page, address: page.locator("#list-add").click(),
    "columns": lambda page, address: _press(page, "[data-dialog=list-columns]"),
    "many": lambda page, address: _tick(page),
    "person": lambda page, address: _follow(page, address, "a[href*='/persons/show/']"),
}


def visit(page: Page, address: str, path: str) -> None:
    """Open ``path``, then do what stands behind its "#"."""
    path, _, doing = path.partition("#")
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    if doing.startswith("first"):
        _follow(page, address, ROW, doing.removeprefix("first"))
    elif doing:
        DOINGS[doing](page, address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(250)


def shoot(
    browser: Browser, addresses: dict[str, str], names: list[str], locale: str
) -> Iterator[tuple[str, Page]]:
    """Each page once a size; everybody signs in once, the theme changes under an open page."""
    people: dict[str, BrowserContext] = {}
    for name in names:
        person, path = PAGES[name]
        address = addresses.get(person, addresses["*"])
        if person not in people:
            people[person] = browser.new_context(
                locale={"zh": "zh-CN"}.get(locale, "en-US"), timezone_id="Asia/Shanghai"
            )
            if person:
                sign_in(people[person].new_page(), address, person, locale)
        for size, (width, height) in SIZES.items():
            page = people[person].new_page()
            page.set_viewport_size({"width": width, "height": height})
            visit(page, address, path)
            yield f"{name}-{size}-{locale}", page
            page.close()
    for context in people.values():
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="page kinds; all by default")
    parser.add_argument("--out", type=Path, default=Path("var/shots"))
    parser.add_argument("--readme", action="store_true", help="only the README's, into docs/shots")
    parser.add_argument("--address", help="a running server with demo data")
    parser.add_argument("--quick", action="store_true", help="zh and light only")
    options = parser.parse_args()
    if options.readme:
        options.out, options.quick = Path("docs/shots"), True
        options.only = sorted({each.rpartition("-")[0] for each in README})
    options.out.mkdir(parents=True, exist_ok=True)
    names = options.only or list(PAGES)
    locales, themes = ("zh", "en"), ("light", "dark")
    if options.quick:
        locales, themes = locales[:1], themes[:1]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        addresses = {"*": options.address or stage.demonstration(Path(folder) / "demo")}
        if "guide" in names:
            addresses[stage.FIRST[0]] = stage.empty(Path(folder) / "empty")
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for locale in locales:
            for name, page in shoot(browser, addresses, names, locale):
                if options.readme and name.removesuffix("-zh") not in README:
                    continue
                for theme in themes:
                    page.emulate_media(color_scheme=theme)
                    page.wait_for_timeout(150)
                    page.screenshot(path=options.out / f"{name}-{theme}.png", animations="disabled")
        browser.close()
    print(f"pictures in {options.out}")


if __name__ == "__main__":
    main()
