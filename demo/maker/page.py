"""One page of the demo: what it says, how it is served, and what should become of it."""

from dataclasses import dataclass, field
from pathlib import Path

# 1 March 2026, the first day of the records, was a Sunday.
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")

PAGES = Path(__file__).resolve().parent.parent / "pages"


def variant(lang):
    """`<ISO 639-3>_<ISO 15924>`, as profiles are named."""
    script = {"ell": "Grek", "bul": "Cyrl", "ukr": "Cyrl", "mkd": "Cyrl", "zho": "Hans",
              "ara": "Arab", "hin": "Deva"}
    return lang if "_" in lang else f"{lang}_{script.get(lang, 'Latn')}"


@dataclass
class Page:
    url: str
    lang: str
    text: str                        # file under pages/, without .txt
    file: int = 0                    # which of the two WARC files
    kind: str = "article"
    outcome: str = "keep"            # keep, one-of-group, drop, skip, damaged
    stage: str = ""                  # the stage of DESIGN that should stop it
    reason: str = ""                 # and the reason in the ledger, where it is certain
    template: str = "article"
    charset: str = "utf-8"           # Python's name of the codec
    bom: bool = False
    http_charset: str = "utf-8"      # in Content-Type; empty: not said there
    meta: str = ""                   # the meta element that declares a charset, if any
    headers: list = field(default_factory=list)
    robots: list = field(default_factory=list)  # further meta elements
    status: str = "200 OK"
    media: str = "text/html"
    edits: list = field(default_factory=list)   # (old, new): the near-duplicates
    group: str = ""
    gone: list = field(default_factory=list)    # (kind, text) that redaction must take out
    stay: list = field(default_factory=list)    # look-alikes that it must leave
    copy_of: object = None           # the page whose very bytes this one serves
    revisit_of: str = ""
    raw: bytes = b""                 # a body that is no HTML
    harm: str = ""
    last: bool = False               # nothing may follow in its file

    def __post_init__(self):
        self.title, self.paragraphs = "", []
        if not self.text:
            return
        source = (PAGES / f"{self.text}.txt").read_text(encoding="utf-8")
        for old, new in self.edits:
            if source.count(old) != 1:
                raise ValueError(f"{self.text}: {old!r} must stand there exactly once")
            source = source.replace(old, new)
        self.title, body = source.split("\n", 1)
        if self.template == "code":
            self.paragraphs = body.strip().split("\n")
        else:
            self.paragraphs = [p.replace("\n", " ") for p in body.strip().split("\n\n")]
        for what in [text for _, text in self.gone] + self.stay:
            if what not in body:
                raise ValueError(f"{self.text}: {what!r} is not in the text")

    @property
    def host(self):
        return self.url.split("/")[2]

    @property
    def brand(self):
        """The name that the page shows: a copy still shows the one it was copied from."""
        return self.copy_of.host if self.copy_of else self.host

    @property
    def metas(self):
        return ([self.meta] if self.meta else []) + self.robots

    def payload(self, html):
        """The body as served: in its charset, with its byte order mark."""
        if self.raw:
            return self.raw
        mark = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe"}
        data = html.encode(self.charset)  # strict: a character outside the charset is our mistake
        return (mark[self.charset] if self.bom else b"") + data

    def http(self, body, number):
        """Status line and headers, with Common Crawl's X-Crawl names for what it undid."""
        kind = self.media + (f"; charset={self.http_charset}" if self.http_charset else "")
        lines = [f"HTTP/1.1 {self.status}",
                 f"Date: {WEEKDAYS[number % 28 % 7]}, {1 + number % 28:02} Mar 2026"
                 f" {number % 24:02}:{number * 7 % 60:02}:00 GMT",
                 f"Server: {('nginx', 'Apache', 'Caddy')[number % 3]}", f"Content-Type: {kind}"]
        lines += self.headers
        if number % 2:
            lines += ["X-Crawl-Transfer-Encoding: chunked", "X-Crawl-Content-Encoding: gzip"]
            lines += [f"Content-Length: {len(body)}"]
        else:
            lines += [f"X-Crawl-Content-Length: {len(body)}", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
