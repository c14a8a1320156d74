"""Uses the workbench as a linguist would, in a real browser, mostly without a mouse.

    tamis langs tune mlt_Latn --run demo/out --serve &
    python3 -m venv browser && browser/bin/pip install -r tests/workbench/requirements.txt
    browser/bin/python tests/workbench/test_workbench.py http://127.0.0.1:8017/ screenshots

The run should hold some hundreds of documents of the language, so that each bound has both sides.
The browser is Chromium as the system has it (CHROMIUM names another). Labels that are given here are
taken back. One line a check, and at last how many passed.
"""

import json
import os
import statistics
import sys
import traceback
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CONTRAST = (HERE / "contrast.js").read_text()
# Slow machines take their time; what is measured has limits of its own.
PATIENCE = 30_000
SIZES = [(1280, 800), (400, 800)]
KEY = "quality.min_words"

HOSTILE = '<img src=x onerror="window.hostile=1"><script>window.hostile=1</script> \u202eoverride \u2066isolate &amp; <b>'
YIDDISH = "דאָס איז אַ טעקסט װאָס איז אױסגעטראַכט פֿאַר דער פּראָבע.\nנאָך אַ שורה מיט English אינמיטן."


def made(text, **more):
    """An answer of /api/samples with one document of this text on either side."""
    one = {
        "id": "made", "url": "https://made.example/", "value": 3.0, "tokens": 9, "characters": len(text),
        "parts": [{"text": text[:5], "mark": "evidence"}, {"text": text[5:], "mark": ""}], "truncated": False,
        "verdict": "keep", "reasons": [], "label": None,
    }  # fmt: skip
    one.update(more)
    return json.dumps({"kept": [one], "dropped": [dict(one, id="made2", verdict="drop")]})


class Bench:
    """The browser, the address of the workbench, and the account of what was checked."""

    def __init__(self, browser, url, out):
        self.browser, self.url, self.out = browser, url, out
        self.passed = self.failed = 0
        # A bound that some documents of any run are below and some above.
        self.bound = 120

    def check(self, what, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}{f': {detail}' if detail else ''}", flush=True)

    def open(self, fragment="", scheme="light", size=SIZES[0], routes=(), wait="#totals[data-answer]", **context):
        """A page of a fresh context; `routes` are answers that stand in for the server's."""
        width, height = size
        page = self.browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}, locale="en-GB", **context
        ).new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints, page.asked = [], []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        for pattern, answer in routes:
            page.route(pattern, answer)
        page.goto(self.url + fragment)
        if wait:
            page.wait_for_selector(wait, state="attached")
        return page

    def state(self, page):
        return page.request.get(self.url + "api/state").json()


# Functions, not expressions: the page's own policy forbids the evaluation of text.


def documents(page, number=1):
    page.wait_for_function(f"() => document.querySelectorAll('.samples article').length >= {number}")


def answered(page):
    """How many answers to what-if the page has shown."""
    return int(page.get_attribute("#totals", "data-answer"))


def press(page, key):
    """Presses a key that changes a bound, and waits for the counts."""
    before = answered(page)
    page.keyboard.press(key)
    page.wait_for_function(f"() => document.querySelector('#totals').dataset.answer > {before}")


def tab_to(page, selector, most=60):
    """Presses Tab until the focus is where it should be; the number of presses, or None."""
    for presses in range(most):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return presses
        page.keyboard.press("Tab")
    return None


def kept(page):
    return int(page.inner_text("#kept-documents").replace(",", ""))


def loads(bench):
    page = bench.open()
    documents(page)
    host = urlsplit(bench.url).netloc
    foreign = [url for url in page.asked if urlsplit(url).netloc != host and not url.startswith("blob:")]
    bench.check("loads without a complaint on the console", not page.complaints, "; ".join(page.complaints))
    bench.check("asks nothing of another origin", not foreign, ", ".join(foreign) or f"{len(page.asked)} requests")
    policy = page.request.get(bench.url).headers.get("content-security-policy", "")
    bench.check("is served under a policy without inline code", "'self'" in policy and "unsafe" not in policy, policy)
    state = bench.state(page)
    words = next(signal for signal in state["signals"] if signal["name"] == "words")
    bench.bound = round(words["quantiles"][5])
    rows = page.locator("#rule-list li").count()
    bench.check("lists every rule of the profile", rows == len(state["rules"]), f"{rows} rules")
    bench.check("names language and run", state["language"]["name"] in page.inner_text("header.top h1"))


def keyboard(bench):
    page = bench.open()
    documents(page)
    page.keyboard.press("/")
    page.keyboard.type("min_words")
    page.keyboard.press("Enter")
    bench.check("search by key finds a rule and selects it", page.inner_text(".rule-head .key") == KEY)

    presses = tab_to(page, "[role=slider]")
    bench.check("Tab reaches the bound", presses is not None, f"{presses} presses")
    slider = page.locator("[role=slider]")
    ring = page.evaluate("getComputedStyle(document.querySelector('.handle .value')).outlineStyle")
    bench.check("the bound shows that it has the focus", ring == "solid", ring)

    before, words = kept(page), slider.get_attribute("aria-valuetext")
    place = page.evaluate("document.querySelector('.samples').getBoundingClientRect().top")
    press(page, "ArrowRight")
    bench.check("an arrow moves the bound", slider.get_attribute("aria-valuetext") != words, f"{words} → {slider.get_attribute('aria-valuetext')}")
    for _ in range(30):
        if kept(page) != before:
            break
        press(page, "PageUp")
    bench.check("counts follow", kept(page) < before, f"{before} → {kept(page)} documents kept")
    bench.check("the change against the profile is shown", "−" in page.inner_text("#delta-documents"), page.inner_text("#delta-documents"))
    now = page.evaluate("document.querySelector('.samples').getBoundingClientRect().top")
    bench.check("nothing jumps when a bound moves", now == place, f"{now - place:g} px")
    row = page.locator(f"li[data-key='{KEY}']")
    bench.check("the changed rule is marked", "changed" in row.inner_text() and page.inner_text("#changes-count") == "1")

    press(page, "End")
    last = float(slider.get_attribute("aria-valuenow"))
    press(page, "Home")
    first = float(slider.get_attribute("aria-valuenow"))
    bench.check("Home and End go to the ends", (first, last) == (float(slider.get_attribute("aria-valuemin")), float(slider.get_attribute("aria-valuemax"))), f"{first:g} to {last:g}")

    page.focus(f"[id='view:{KEY}']")
    page.keyboard.press("Control+A")
    before = answered(page)
    page.keyboard.type("120")
    page.wait_for_function(f"() => document.querySelector('#totals').dataset.answer > {before}")
    bench.check("a bound can be typed", slider.get_attribute("aria-valuenow") == "120")
    page.keyboard.press("e")
    page.wait_for_timeout(300)
    bench.check("a letter in a field is no command", not page.locator("#export-dialog[open]").count())
    page.keyboard.press("Backspace")

    page.keyboard.press("Tab")
    press(page, "Space")
    bench.check("Space switches the rule off", slider.get_attribute("aria-valuetext").startswith("off"))
    bench.check("a rule that is off drops nothing", "drops nothing" in row.inner_text())
    press(page, "Space")
    bench.check("and on again, with its number", slider.get_attribute("aria-valuenow") == "120")
    # The address, which holds the bounds, is written once they have come to rest.
    page.wait_for_function("() => location.hash.includes('=120')")
    page.reload()
    page.wait_for_selector("[role=slider]")
    bench.check("a reload loses no bound", page.get_attribute("[role=slider]", "aria-valuenow") == "120")
    bench.check("no complaint on the console", not page.complaints, "; ".join(page.complaints))


def labels(bench):
    page = bench.open(f"#rule={KEY}&limit.{KEY}={bench.bound}")
    documents(page)
    page.keyboard.press("j")
    here = "document.activeElement.closest('article')"
    bench.check("j goes to the first document", page.evaluate(f"Boolean({here})"))
    name = page.evaluate(f"{here}.dataset.id")
    page.keyboard.press("j")
    bench.check("j goes on", page.evaluate(f"{here}.dataset.id") != name)
    page.keyboard.press("k")
    bench.check("k goes back", page.evaluate(f"{here}.dataset.id") == name)
    try:
        page.keyboard.press("D")
        page.wait_for_selector(".samples article [data-label=drop][aria-pressed=true]")
        bench.check("D labels the document “drop”", page.evaluate(f"{here}.dataset.id") == name)
        row = page.locator(f"li[data-key='{KEY}']")
        page.wait_for_function(f"() => document.querySelector('li[data-key=\"{KEY}\"]').innerText.includes('right ')")
        bench.check("precision appears, with its interval", "–" in row.locator(".right").inner_text(), row.locator(".right").inner_text())
        bench.check("and in a sentence", "19 times of 20" in page.inner_text(".facts"))
        page.wait_for_function("() => document.querySelector('#agreement').innerText.includes('of')")
        page.keyboard.press("1")
        page.wait_for_selector(".samples article [data-label=keep][aria-pressed=true]")
        bench.check("1 labels it “keep”", True)
        page.screenshot(path=bench.out / "labels-light-1280.png")
        page.keyboard.press("0")
        page.wait_for_function("() => !document.activeElement.querySelector('[aria-pressed=true]')")
        bench.check("0 takes the label away", True)
    finally:
        page.request.post(bench.url + "api/label", data={"id": name, "label": None})
    # A request begins before the key's handler ends: only an expectation set before sees it. Each answer is
    # waited for, or the next expectation would take it for its own.
    with page.expect_response("**/api/samples") as response:
        page.keyboard.press("r")
    first = json.loads(response.value.request.post_data)
    bench.check("r samples at random", first["order"] == "random" and "random" in page.inner_text(".samples-bar").lower(), first["order"])
    with page.expect_response("**/api/samples") as response:
        page.keyboard.press("n")
    second = json.loads(response.value.request.post_data)
    bench.check("n asks for a new sample", second["seed"] == first["seed"] + 1, f"{first['seed']} → {second['seed']}")
    page.keyboard.press("?")
    bench.check("? opens the help", page.locator("#help-dialog[open]").count() == 1)
    page.keyboard.press("Escape")
    bench.check("Escape closes it", page.locator("#help-dialog[open]").count() == 0)


def exports(bench):
    page = bench.open(f"#rule={KEY}&limit.{KEY}=123")
    documents(page)
    page.keyboard.press("e")
    page.wait_for_selector("#export-dialog[open]")
    diff = page.inner_text(".diff")
    added = [line for line in diff.splitlines() if line.startswith("+") and "min_words" in line]
    bench.check("the diff holds the changed key", len(added) == 1 and "123" in added[0], "; ".join(added))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=False).first.press("Enter")
    code = bench.state(page)["language"]["code"]
    bench.check("the profile can be downloaded", download.value.suggested_filename == f"{code}.toml" and "123" in Path(download.value.path()).read_text())
    bench.check("no complaint on the console", not page.complaints, "; ".join(page.complaints))


def views(bench):
    page = bench.open(f"#rule={KEY}&limit.{KEY}={bench.bound}")
    documents(page)
    page.focus("#tab-rule")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#view-changes .samples article")
    bench.check("the view of changes shows what is newly dropped", page.locator("#view-changes .dropped article").count() > 0, page.inner_text("#view-changes .lead"))
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("table.overlap")
    bench.check("the overlap has a number in each cell", page.evaluate("[...document.querySelectorAll('.overlap td.number')].every((cell) => /\\d/.test(cell.innerText))"))
    tall = page.evaluate("Math.max(...[...document.querySelectorAll('.overlap tbody tr')].map((row) => row.offsetHeight))")
    bench.check("and a row of it is one line", tall < 60, f"{tall} px")
    bench.check("tabs say which is chosen", page.get_attribute("#tab-overlap", "aria-selected") == "true")


def drag(bench):
    page = bench.open(f"#rule={KEY}")
    documents(page)
    box = page.locator(".handle").bounding_box()
    before, bound = kept(page), page.get_attribute("[role=slider]", "aria-valuenow")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    seen = answered(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + 20 * step, y)
    page.wait_for_function(f"() => document.querySelector('#totals').dataset.answer > {seen}")
    during = kept(page)
    page.mouse.up()
    page.wait_for_timeout(400)
    after = page.locator(".handle").bounding_box()
    bench.check("the mouse drags the bound", abs(after["x"] - box["x"] - 200) < 4, f"{bound} → {page.get_attribute('[role=slider]', 'aria-valuenow')}")
    bench.check("counts follow while it is dragged", during < before, f"{before} → {during} → {kept(page)}")
    page.mouse.move(x + 300, y)
    page.wait_for_timeout(200)
    bench.check("it stays where it was let go", page.locator(".handle").bounding_box()["x"] == after["x"])


def speed(bench):
    page = bench.open(f"#rule={KEY}")
    documents(page)
    page.evaluate("""() => {
        window.times = [];
        window.waits = [];
        const { fetch } = window;
        window.fetch = async (path, options) => {
            const start = performance.now();
            const response = await fetch(path, options);
            if (path.includes("what-if")) window.waits.push(performance.now() - start);
            return response;
        };
        addEventListener("keydown", (event) => (window.pressed = event.timeStamp), true);
        new MutationObserver(() => requestAnimationFrame(() => window.times.push(performance.now() - window.pressed)))
            .observe(document.querySelector("#totals"), { attributes: true, attributeFilter: ["data-answer"] });
    }""")
    page.focus("[role=slider]")
    for turn in range(24):
        page.keyboard.press("ArrowLeft" if turn % 2 else "ArrowRight")
        page.wait_for_function(f"() => window.times.length > {turn}")
        page.wait_for_timeout(60)
    times = page.evaluate("window.times")
    middle, wait = statistics.median(times), statistics.median(page.evaluate("window.waits"))
    detail = f"median {middle:.0f} ms, most {max(times):.0f} ms, {len(times)} presses; {wait:.0f} ms of it waiting for the server"
    # A figure of this machine, and a test only where that is asked for.
    timed = os.environ.get("TIMED", "") != ""
    bench.check("from key to new counts (less than 100 ms with TIMED=1)", middle < 100 or not timed, detail)


def text(bench):
    def answer(body):
        return [("**/api/samples", lambda route: route.fulfill(content_type="application/json", body=body))]

    page = bench.open(routes=answer(made(YIDDISH)), scheme="dark")
    documents(page)
    block = page.evaluate("""() => {
        const node = document.querySelector(".samples .text");
        const range = document.createRange();
        range.selectNodeContents(node);
        const right = Math.max(...[...range.getClientRects()].map((one) => one.right));
        return { direction: getComputedStyle(node).direction, gap: node.getBoundingClientRect().right - right };
    }""")
    bench.check("Yiddish runs from right to left", block["direction"] == "rtl" and abs(block["gap"]) < 3, str(block))
    bench.check("and the page around it does not", page.evaluate("['body', '.samples footer', '.rule-head'].every((s) => getComputedStyle(document.querySelector(s)).direction === 'ltr')"))
    page.locator("#view-rule .samples").scroll_into_view_if_needed()
    page.screenshot(path=bench.out / "rtl-dark-1280.png")

    evil = made(HOSTILE, url="javascript:window.hostile=1//\u202ecod.exe", reasons=[{"key": HOSTILE, "value": 1, "limit": 2}])
    page = bench.open(routes=answer(evil))
    documents(page)
    page.wait_for_timeout(300)
    shown = page.evaluate("document.querySelector('.samples .text').textContent")
    bench.check("hostile text is shown as it is", shown == HOSTILE)
    bench.check("and runs nothing", page.evaluate("window.hostile === undefined && !document.querySelector('.samples img, .samples script, .samples b, .samples a')"))
    bench.check("and asks nothing", not page.complaints and not [url for url in page.asked if url.endswith("/x")], "; ".join(page.complaints))
    # An override that leaked would turn the words after it around: letters would stand in falling order.
    order = page.evaluate("""() => {
        const node = document.querySelector(".samples footer span").firstChild;
        const at = (i) => { const r = document.createRange(); r.setStart(node, i); r.setEnd(node, i + 1); return r.getBoundingClientRect().left; };
        return at(0) < at(1) && at(1) < at(5);
    }""")
    bench.check("bidi controls end with their document", order)


def troubles(bench):
    def refuse(route):
        route.fulfill(status=400, content_type="application/json", body=json.dumps({"error": "this bound is none", "help": "give a number"}))

    page = bench.open(f"#rule={KEY}")
    documents(page)
    page.route("**/api/what-if", refuse)
    page.focus("[role=slider]")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[role=alert]:not([hidden])")
    bench.check("a refusal is shown with its help", "this bound is none" in page.inner_text("[role=alert]") and "give a number" in page.inner_text("[role=alert]"))
    page.unroute("**/api/what-if")
    press(page, "ArrowRight")
    bench.check("and goes when the next answer comes", page.locator("[role=alert][hidden]").count() == 1)
    page.route("**/api/**", lambda route: route.abort())
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[role=alert]:not([hidden])")
    words = page.inner_text("[role=alert]")
    bench.check("a stopped workbench says how to start it", "has stopped" in words and "--serve" in words, words.split("\n")[0])
    page.screenshot(path=bench.out / "stopped-light-1280.png")

    state = bench.state(page)
    off = "&".join(f"limit.{rule['key']}=off" for rule in state["rules"])
    page = bench.open(f"#view=overlap&{off}")
    page.wait_for_selector("#view-overlap .empty")
    bench.check("all rules off: every document is kept, and said so", kept(page) == state["documents"] and "All rules are off" in page.inner_text("#view-overlap"))
    nothing = dict(state, documents=0, tokens=0, signals=[])
    page = bench.open(routes=[("**/api/state", lambda route: route.fulfill(content_type="application/json", body=json.dumps(nothing)))], wait=None)
    page.wait_for_selector(".is-empty")
    bench.check("no documents: said in words", "no documents" in page.inner_text("#loading"), page.inner_text("#loading"))
    page = bench.open("#view=changes")
    bench.check("nothing changed: said in words", "Nothing is changed" in page.inner_text("#view-changes"))


def looks(bench):
    for scheme in ("light", "dark"):
        for size in SIZES:
            page = bench.open(f"#rule={KEY}&limit.{KEY}=80", scheme=scheme, size=size)
            documents(page)
            page.wait_for_timeout(400)
            name = f"{scheme}-{size[0]}.png"
            page.screenshot(path=bench.out / f"rule-{name}")
            page.evaluate("document.querySelector('.samples').scrollIntoView()")
            page.screenshot(path=bench.out / f"documents-{name}")
            wide = []
            for view in ("rule", "changes", "overlap"):
                page.click(f"#tab-{view}")
                page.wait_for_timeout(500)
                page.screenshot(path=bench.out / f"{view}-{name}") if view != "rule" else None
                result = page.evaluate(CONTRAST)
                bench.check(f"contrast, {scheme}, {size[0]} px, {view}", result["looked"] > 20 and not result["bad"], "; ".join(result["bad"]) or f"{result['looked']} texts")
                wide.append(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
            bench.check(f"no sideways scrolling, {scheme}, {size[0]} px", max(wide) <= 0, str(wide))
            for key, dialog in (("e", "export"), ("?", "help")):
                page.keyboard.press(key)
                page.wait_for_selector(f"#{dialog}-dialog[open]")
                result = page.evaluate(CONTRAST)
                bench.check(f"contrast, {scheme}, {size[0]} px, {dialog}", not result["bad"], "; ".join(result["bad"]))
                page.screenshot(path=bench.out / f"{dialog}-{name}")
                page.keyboard.press("Escape")
    # A window of 1280 by 800 at 200 % has the room of one half as large.
    page = bench.open(size=(640, 400), device_scale_factor=2)
    documents(page)
    bench.check("fits at 200 %", page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    page.screenshot(path=bench.out / "rule-light-200-percent.png")
    page = bench.open(reduced_motion="reduce")
    bench.check("moves nothing where motion is unwanted", page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration") == "0s")


def main(url, out):
    url = url.rstrip("/") + "/"
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        bench = Bench(browser, url, out)
        for part in (loads, keyboard, labels, exports, views, drag, speed, text, troubles, looks):
            try:
                part(bench)
            except Exception:
                bench.check(f"{part.__name__} came to its end", False, traceback.format_exc(limit=2))
            for context in browser.contexts:
                context.close()
        browser.close()
    print(f"{bench.passed} passed, {bench.failed} failed")
    return 1 if bench.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
