"""Reads a report as people would, in a real browser: with and without a mouse, a script, light, paper.

    cargo run --release -p tamis-manifests --example report_demo -- reports
    python3 -m venv browser && browser/bin/pip install -r tests/report/requirements.txt
    browser/bin/python tests/report/test_report.py reports/report.html screenshots

The report should have at least two languages. The browser is Chromium as the system has it (CHROMIUM
names another). What is checked for accessibility, axe-core checks (the package brings it). One line a
check, and at last how many passed.
"""

import os
import sys
import traceback
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CONTRAST = (Path(__file__).parent.parent / "workbench" / "contrast.js").read_text()
MOST = 2_000_000
PATIENCE = 30_000
WIDE = (1280, 900)
NARROW = (360, 740)


class Reader:
    """The browser, the page, and the account of what was checked."""

    def __init__(self, browser, path, out):
        self.browser, self.path, self.out = browser, path, out
        self.url = path.resolve().as_uri()
        self.passed = self.failed = 0

    def check(self, what, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}{f': {detail}' if detail else ''}", flush=True)

    def open(self, fragment="", scheme="light", size=WIDE, **context):
        width, height = size
        page = self.browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}, locale="en-GB", **context
        ).new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints, page.asked = [], []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(self.url + fragment)
        if context.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]")
        return page

    def shot(self, page, name, **more):
        page.screenshot(path=self.out / f"{self.path.stem}-{name}.png", **more)


def has(page, selector):
    return page.locator(selector).count() > 0


def column(page, table, place):
    """The texts of a column, of the rows that are shown."""
    return page.evaluate(
        """([table, place]) => [...document.querySelectorAll(`#${table} > tbody:not(.none) > tr`)]
            .filter((row) => !row.hidden).map((row) => row.cells[place].textContent.trim())""",
        [table, place],
    )


def digits(texts):
    return [int("".join(c for c in text if c.isdigit()) or -1) for text in texts]


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def loads(reader):
    size = reader.path.stat().st_size
    reader.check("is smaller than 2 MB", size < MOST, f"{size} bytes")
    page = reader.open()
    reader.check("loads without a complaint on the console", not page.complaints, "; ".join(page.complaints))
    reader.check("loads nothing but itself", len(page.asked) == 1, ", ".join(page.asked[1:]))
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    reader.check("has a policy that names its style and script by their digests", "'none'" in policy and policy.count("'sha256-") == 2 and "unsafe" not in policy)
    late = page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.late = 1'; document.body.append(s); return window.late === undefined; }")
    reader.check("the policy keeps any other script out", late)
    ids = page.evaluate("() => { const all = [...document.querySelectorAll('[id]')].map((n) => n.id); return all.filter((id, at) => all.indexOf(id) !== at); }")
    reader.check("every id stands once", not ids, ", ".join(ids))
    reader.check("no name became a script", page.evaluate("() => window.hostile === undefined"))
    missing = page.evaluate("() => [...document.querySelectorAll('.contents a')].filter((a) => !document.getElementById(a.getAttribute('href').slice(1))).length")
    reader.check("every link of the contents leads somewhere", missing == 0)
    hidden = page.evaluate("() => /[\\u202a-\\u202e\\u2066-\\u2069\\u0000]/.test(document.body.innerText)")
    reader.check("no character that hides or turns text around is on the page", not hidden)


def sorts(reader):
    page = reader.open()
    if not has(page, "#languages"):
        return
    heads = page.locator("#languages thead th").all_inner_texts()
    place = next(at for at, head in enumerate(heads) if head.startswith("Kept") and "and" not in head)
    head = page.locator("#languages thead th").nth(place)
    head.locator("button").click()
    numbers = digits(column(page, "languages", place))
    reader.check("a press on a head sorts, the largest first", head.get_attribute("aria-sort") == "descending" and numbers == sorted(numbers, reverse=True))
    head.locator("button").press("Enter")
    numbers = digits(column(page, "languages", place))
    reader.check("the keyboard turns the order around", head.get_attribute("aria-sort") == "ascending" and numbers == sorted(numbers), page.evaluate("location.hash"))
    page.wait_for_timeout(500)
    reader.check("and it is read out", "ascending" in page.inner_text("#live"), page.inner_text("#live"))
    before = column(page, "languages", 0)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    reader.check("a reload keeps the order", column(page, "languages", 0) == before and page.locator("#languages thead th").nth(place).get_attribute("aria-sort") == "ascending")
    page.locator("#languages thead th").nth(place).locator("button").click()
    reader.check("the third press gives back the order it came in", not page.evaluate("location.hash"), page.evaluate("location.hash"))


def filters(reader):
    page = reader.open()
    if not has(page, "#filter"):
        return
    codes = page.evaluate("() => [...document.querySelectorAll('#choose input')].map((box) => box.value)")
    one, two = codes[0], codes[-1]
    page.fill("#find", one)
    rows = page.evaluate("() => [...document.querySelectorAll('tr[data-l]')].filter((row) => !row.hidden).map((row) => row.dataset.l)")
    reader.check("the box filters every table by language", rows and all(one in row for row in rows), page.inner_text("#shown"))
    page.fill("#find", "no such language")
    reader.check("a table without rows says so", page.locator("#languages tbody.none").count() == 1)
    page.fill("#find", "")
    page.click("#choose summary")
    for code in (one, two):
        page.locator("#choose input").nth(codes.index(code)).check()
    shown = page.evaluate("() => [...document.querySelectorAll('#languages tbody tr[data-l]')].filter((row) => !row.hidden).map((row) => row.dataset.l)")
    reader.check("languages can be chosen", set(shown) <= {one, two} and len(shown) > 0, ", ".join(shown)[:80])
    page.keyboard.press("Escape")
    reader.check("Escape closes the choice", not page.evaluate("document.querySelector('#choose').open"))
    if has(page, "#reason"):
        page.select_option("#reason", index=1)
    if has(page, "#scale"):
        page.locator("#scale input").nth(1).check()
    if has(page, "#histogram-signal"):
        page.select_option("#histogram-signal", index=2)
        page.select_option("#histogram-language", index=1)
    page.click(".contents li:nth-child(3) a")
    state = "() => [location.hash, [...document.querySelectorAll('tr[data-l]')].map((row) => row.hidden), [...document.querySelectorAll('select, input')].map((n) => [n.value, n.checked]), document.querySelector('#histogram svg')?.getAttribute('aria-label')]"
    before = page.evaluate(state)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(200)
    after = page.evaluate(state)
    reader.check("a reload keeps all that was chosen", before == after, before[0][:120])
    other = reader.open(before[0])
    other.wait_for_timeout(200)
    reader.check("and so does a link that is shared", other.evaluate(state) == before)
    reader.check("the link leads to its place", other.evaluate("() => scrollY > 100"))
    other.click("#clear")
    reader.check("one press shows all again", not other.evaluate("() => [...document.querySelectorAll('#languages tr[data-l]')].some((row) => row.hidden)"))


def keyboard(reader):
    page = reader.open()
    page.keyboard.press("Tab")
    reader.check("the first stop skips to the report", page.evaluate("() => document.activeElement.matches('.skip')"))
    page.keyboard.press("Enter")
    reader.check("and does so", page.evaluate("() => document.activeElement.id") == "main")
    page = reader.open()
    stops, unseen = [], []
    for _ in range(4000):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const n = document.activeElement; if (n === document.body) return null;
                const box = n.getBoundingClientRect(); const style = getComputedStyle(n);
                return [n.tagName, (n.textContent || n.id).trim().slice(0, 30), box.width > 0, style.outlineStyle !== 'none', n.closest('section')?.id ?? '']; }"""
        )
        if stop is None:
            break
        stops.append(stop)
        if not (stop[2] and stop[3]):
            unseen.append(stop)
        if len(stops) > 400:
            break
    reader.check("Tab goes through the page", len(stops) > 10, f"{len(stops)} stops")
    reader.check("and every stop shows that it has the focus", not unseen, str(unseen[:3]))
    levels = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
    reader.check("headings are in order", levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:])))


def accessible(reader):
    for scheme in ("light", "dark"):
        page = reader.open(scheme=scheme)
        page.evaluate("() => { for (const d of document.querySelectorAll('details')) if (d.id !== 'choose') d.open = true; }")
        page.wait_for_timeout(200)
        found = Axe().run(page).response
        grave = [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:100]}" for v in found["violations"] if v["impact"] in ("serious", "critical")]
        light = [v["id"] for v in found["violations"] if v["impact"] not in ("serious", "critical")]
        reader.check(f"axe finds nothing serious, {scheme}", not grave and len(found["passes"]) > 10, "; ".join(grave) or f"{len(found['passes'])} rules passed; lesser: {', '.join(light) or 'none'}")
        result = page.evaluate(CONTRAST)
        reader.check(f"contrast, {scheme}", result["looked"] > 20 and not result["bad"], "; ".join(result["bad"][:5]) or f"{result['looked']} texts")


def looks(reader):
    for scheme in ("light", "dark"):
        for name, size in (("wide", WIDE), ("narrow", NARROW)):
            page = reader.open(scheme=scheme, size=size)
            page.wait_for_timeout(200)
            reader.check(f"no sideways scrolling, {scheme}, {size[0]} px", sideways(page) <= 0, str(sideways(page)))
            reader.shot(page, f"{scheme}-{name}")
            reader.shot(page, f"{scheme}-{name}-full", full_page=True)
            if name == "narrow":
                page.evaluate("() => { for (const d of document.querySelectorAll('main details')) d.open = true; }")
                reader.check(f"nor with everything open, {scheme}, {size[0]} px", sideways(page) <= 0, str(sideways(page)))
    page = reader.open(reduced_motion="reduce")
    moves = page.evaluate("() => [...document.querySelectorAll('button, a')].filter((n) => getComputedStyle(n).transitionDuration !== '0s').length")
    reader.check("moves nothing where motion is unwanted", moves == 0)


def paper(reader):
    page = reader.open()
    closed = page.locator("main details:not([open])").count()
    page.emulate_media(media="print")
    heights = page.evaluate("() => [...document.querySelectorAll('main details > :not(summary)')].map((n) => n.getBoundingClientRect().height)")
    reader.check("on paper everything is open", all(height > 0 for height in heights), f"{closed} were closed")
    shown = page.evaluate("() => [...document.querySelectorAll('main select, main input, .filter, .contents')].filter((n) => n.checkVisibility()).length")
    reader.check("on paper nothing asks to be pressed", shown == 0)
    cut = page.evaluate("() => [...document.querySelectorAll('.scroll')].filter((n) => getComputedStyle(n).overflowY === 'auto' || getComputedStyle(n).maxHeight !== 'none' && n.matches('.tall')).length")
    reader.check("on paper no table has a window of its own", cut == 0)
    page.emulate_media(media=None)
    file = reader.out / f"{reader.path.stem}.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    reader.check("prints", file.stat().st_size > 10_000, f"{file.stat().st_size} bytes")
    dark = reader.open(scheme="dark")
    dark.emulate_media(media="print", color_scheme="dark")
    ink = dark.evaluate("() => getComputedStyle(document.documentElement).color")
    reader.check("paper is light, whatever the screen is", ink == "rgb(29, 28, 26)", ink)


def without_script(reader):
    page = reader.open(java_script_enabled=False)
    text = page.inner_text("body")
    reader.check("is readable without a script", len(text) > 300 and page.locator("section").count() > 5)
    controls = page.locator("main button:visible, main select:visible, main input:visible, .filter:visible").count()
    reader.check("and has no controls that do nothing then", controls == 0)
    reader.shot(page, "no-script", full_page=True)


def main(path, out):
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        reader = Reader(browser, path, out)
        for part in (loads, sorts, filters, keyboard, accessible, looks, paper, without_script):
            try:
                part(reader)
            except Exception:
                reader.check(f"{part.__name__} came to its end", False, traceback.format_exc(limit=2))
            for context in browser.contexts:
                context.close()
        browser.close()
    print(f"{reader.passed} passed, {reader.failed} failed")
    return 1 if reader.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
