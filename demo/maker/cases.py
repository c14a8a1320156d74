"""The pages of the demo and what each of them is there to show."""

import struct
import zlib

from .page import PAGES, Page

SITE = {"eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "pol": "pl", "nld": "nl",
        "swe": "se", "dan": "dk", "ces": "cz", "slk": "sk", "slv": "si", "hrv": "hr", "hun": "hu",
        "ron": "ro", "por": "pt", "ell": "gr", "bul": "bg", "fin": "fi", "est": "ee", "lav": "lv",
        "lit": "lt", "gle": "ie", "mlt": "mt", "cat": "cat", "eus": "eus", "glg": "gal",
        "isl": "is", "nob": "no", "nno": "nn.no", "ukr": "ua", "srp_Cyrl": "rs", "srp_Latn": "rs",
        "bos": "ba", "mkd": "mk", "sqi": "al", "tur": "tr"}

META = '<meta charset="{}">'
META_OLD = '<meta http-equiv="Content-Type" content="text/html; charset={}">'

# text: (codec, charset in the HTTP header, meta element, byte order mark)
CHARSETS = {
    "ces/vlak": ("cp1250", "windows-1250", "", False),
    "pol/pociag": ("cp1250", "", META_OLD.format("windows-1250"), False),
    "hrv/tramvaj": ("cp1250", "", META.format("windows-1250"), False),
    "hun/vonat": ("cp1250", "", "", False),
    "slv/cebele": ("iso8859-2", "ISO-8859-2", "", False),
    "ell/karavi": ("iso8859-7", "iso-8859-7", "", False),
    "bul/planina": ("cp1251", "", META_OLD.format("windows-1251"), False),
    "lit/traukinys": ("cp1257", "windows-1257", "", False),
    "lav/pirts": ("cp1257", "", META.format("windows-1257"), False),
    "fin/kirjasto": ("iso8859-15", "ISO-8859-15", "", False),
    "por/elevador": ("cp1252", "", META.format("windows-1252"), False),
    "nld/markt": ("cp1252", "", "", False),
    "dan/cykel": ("cp1252", "iso-8859-1", "", False),   # the label means windows-1252 (WHATWG)
    "tur/vapur": ("iso8859-9", "iso-8859-9", "", False),  # and this one windows-1254
    "slk/chata": ("utf-8", "", META.format("windows-1250"), True),  # the mark wins over the meta
    "est/raba": ("utf-16-le", "", "", True),
    "ces/knihovna": ("utf-8", "UTF-8", META.format("windows-1250"), False),  # HTTP wins over it
}

NEAR = {
    "deu/zugfahrt": [("für eine Strecke von zweihundert", "für eine Strecke von dreihundert"),
                     ("einen Korb mit Pflaumen", "einen Korb mit Kirschen")],
    "fra/phare": [("elle avait vingt-six ans", "elle avait vingt-sept ans"),
                  ("une petite maison près du port", "une petite maison au-dessus du port")],
    "ces/polevka": [("v modrém hrnci s otlučeným", "v zeleném hrnci s otlučeným"),
                    ("hrst sušených hub", "trocha sušených hub")],
    "fin/sauna": [("tarvitsee kolme tuntia ennen", "tarvitsee neljä tuntia ennen"),
                  ("Istumme portailla, juomme kuumaa mehua", "Istumme portailla, juomme kuumaa teetä")],
}

TEMPLATES = ("article", "main", "divs", "table")


def site(lang, text, prefix="www"):
    return f"https://{prefix}.{SITE[lang]}.example/{text.split('/')[-1]}"


def articles():
    """Every text of a language folder once, over four templates and both files."""
    out, number = [], 0
    for lang in SITE:
        for path in sorted((PAGES / lang).glob("*.txt")):
            text = f"{lang}/{path.stem}"
            prefix = ("blog", "magazin", "notes", "press", "radio", "www")[number % 6]
            page = Page(site(lang, text, prefix + "-" + lang[-1].lower()), lang, text,
                        template=TEMPLATES[number % 4])
            page.file = 0 if text in NEAR else number % 2
            if text in CHARSETS:
                page.kind = "charset"
                page.charset, page.http_charset, page.meta, page.bom = CHARSETS[text]
            elif page.template == "table":
                page.http_charset, page.meta = "", META_OLD.format("utf-8")
            if text == "eng/mending-a-chair":
                page.kind, page.template, page.meta = "xhtml", "xhtml", ""
                page.media, page.http_charset = "application/xhtml+xml", "utf-8"
            out.append(page)
            number += 1
    return out


def duplicates(found):
    """Near and exact copies of some of `found`, on other hosts or under other addresses."""
    by_text, out = {p.text: p for p in found}, []
    for number, (text, edits) in enumerate(NEAR.items()):
        first = by_text[text]
        first.group, first.kind, first.outcome = f"near-{text}", "near-duplicate", "one-of-group"
        out.append(Page(site(first.lang, text, "spiegel"), first.lang, text, file=1,
                        kind="near-duplicate", outcome="one-of-group", stage="clusters",
                        template=TEMPLATES[(number + 1) % 4], edits=edits, group=first.group))
    exact = {"eng/river-walk": lambda u: u + "?utm_source=feed",
             "spa/tortilla": lambda u: site("spa", "spa/tortilla", "copia"),
             "nld/fietsen": lambda u: site("nld", "nld/fietsen", "kopie"),
             "swe/svamp": lambda u: u.replace("https://", "http://") + "/"}
    for text, address in exact.items():
        first = by_text[text]
        first.group, first.kind, first.outcome = f"exact-{text}", "exact-duplicate", "one-of-group"
        # The Dutch copy has the text in another layout; the other three are the same bytes.
        template = "main" if text == "nld/fietsen" else first.template
        copy = Page(address(first.url), first.lang, text, file=1 - first.file,
                    kind="exact-duplicate", outcome="one-of-group", stage="clusters",
                    template=template, http_charset=first.http_charset, meta=first.meta,
                    group=first.group)
        if template == first.template:
            copy.copy_of = first
        out.append(copy)
    return out


def reserved():
    """Pages that say no, and one that only limits a snippet."""
    def page(lang, name, kind, **more):
        return Page(site(lang, name, "rights"), lang, f"special/{name}", kind=kind, outcome="drop",
                    stage="rights", reason="rights." + kind.split("-")[1], **more)
    meta = '<meta name="{}" content="{}">'
    out = [
        page("deu", "opt-noindex", "rights-noindex-header", headers=["X-Robots-Tag: noindex"]),
        page("eng", "opt-noai-header", "rights-noai-header",
             headers=["X-Robots-Tag: noai, noimageai"], template="main"),
        page("fra", "opt-gptbot", "rights-noai-agent", file=1,
             headers=["X-Robots-Tag: max-image-preview:large", "X-Robots-Tag: GPTBot: noai"]),
        page("ita", "opt-tdm-header", "rights-tdm-header", headers=["tdm-reservation: 1"], file=1),
        page("spa", "opt-tdm-meta", "rights-tdm-meta", template="divs",
             robots=[meta.format("tdm-reservation", "1")]),
        page("pol", "opt-meta-robots", "rights-noindex-meta", file=1,
             robots=[meta.format("robots", "noindex,nofollow")]),
        page("swe", "opt-noai-meta", "rights-noai-meta", template="main",
             robots=[meta.format("robots", "noai, noimageai")]),
    ]
    out.append(Page(site("eng", "opt-snippet-ok", "rights"), "eng", "special/opt-snippet-ok",
                    kind="rights-harmless", headers=["X-Robots-Tag: max-snippet:-1"],
                    robots=[meta.format("robots", "max-image-preview:large")], file=1))
    return out


def personal():
    """Personal data that must go, beside look-alikes that must stay.

    Nobody is behind them. Names under `.example` are set aside for examples (RFC 2606), and a
    redactor may well leave them alone, so the mail addresses end in `.zz`: a code that ISO 3166
    leaves to its users and that is therefore no top-level domain. The IP addresses are those of
    DNS root servers, the IBANs and card numbers the published examples of banks and card issuers.
    """
    def page(lang, file, template, gone, stay):
        name = f"pii-{lang}"
        return Page(site(lang, name, "verein"), lang, f"special/{name}", kind="pii", file=file,
                    template=template, gone=gone, stay=stay)
    return [
        page("eng", 0, "article",
             [("email", "margaret.holloway@allotment.zz"), ("email", "t.birch+fees@post.zz"),
              ("iban", "GB82 WEST 1234 5698 7654 32"), ("card", "4111 1111 1111 1111"),
              ("ip", "193.0.14.129")],
             ["192.168.0.14", "version 1.2.3.4", "4111 1111 1111 1112"]),
        page("deu", 1, "main",
             [("email", "friederike.sommer@werkbank.zz"),
              ("iban", "DE89 3704 0044 0532 0130 00"), ("ip", "192.5.5.241")],
             ["DE89 3704 0044 0532 0130 01", "10.0.0.25", "2026-0417-5583"]),
        page("fra", 0, "divs",
             [("email", "helene.marchand@chorale.zz"),
              ("email", "paul_roussel@voix-du-lac.zz"),
              ("iban", "FR14 2004 1010 0505 0001 3M02 606"), ("card", "5555 5555 5555 4444"),
              ("ip", "199.7.91.13")],
             ["978-2-00-000000-2"]),
        page("spa", 1, "article",
             [("email", "rosa.benavente@tablero.zz"), ("iban", "ES91 2100 0418 4502 0005 1332"),
              ("card", "3782 822463 10005"), ("ip", "192.36.148.17")],
             ["versión 2.10.0.3", "88001234567"]),
        page("pol", 0, "main",
             [("email", "krystyna.zawadzka@dzielnica.zz"),
              ("iban", "PL61 1090 1014 0000 0712 1981 2874"), ("card", "6011 1111 1111 1117"),
              ("ip", "198.97.190.53")],
             ["172.16.4.20", "7301 5528 0095"]),
    ]


def poor():
    """Pages that are no text worth training on."""
    def page(url, lang, text, kind, stage, **more):
        return Page(url, lang, text, kind=kind, outcome="drop", stage=stage, **more)
    menus = [page(f"https://portal.{SITE[lang]}.example/index", lang, "", "boilerplate", "select",
                  template="listing", file=n % 2) for n, lang in enumerate(("eng", "deu", "ita"))]
    short = [page(site(lang, f"short-{lang}", "info"), lang, f"special/short-{lang}", "too-short",
                  "select", file=n % 2) for n, lang in enumerate(("dan", "fin", "ron"))]
    other = [page(f"https://{lang}.news.example/{n}", lang, f"special/{lang}", "other-language",
                  "identify", template="plain", file=n % 2)
             for n, lang in enumerate(("zho", "ara", "hin"))]
    return menus + short + other + [
        page("https://shop.en.example/lamps", "eng", "special/spam", "repetitive", "select",
             template="divs"),
        page("https://git.en.example/relay_table.c", "eng", "special/code", "code", "select",
             template="code", file=1),
    ]


def tiny_png():
    """One white pixel; the zlib stream holds a stored block, written by hand (RFC 1950)."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    row = b"\x00\xff\xff\xff"
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(row), len(row) ^ 0xFFFF) + row
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", stored + struct.pack(">I", zlib.adler32(row))) + chunk(b"IEND", b""))


def skipped():
    """Records that hold no HTML page with status 200."""
    def page(url, kind, **more):
        return Page(url, "eng", more.pop("text", ""), kind=kind, outcome="skip", stage="source", **more)
    return [
        page("https://www.en.example/pixel.png", "image", media="image/png", http_charset="",
             raw=tiny_png()),
        page("https://api.en.example/tides.json", "json", media="application/json", file=1,
             raw=b'{"harbour":"north","tides":[{"time":"06:12","height_m":3.4},{"time":"18:31","height_m":3.6}]}\n'),
        page("https://www.en.example/moved", "status-301", status="301 Moved Permanently",
             headers=["Location: https://www.en.example/elsewhere"], text="special/opt-snippet-ok",
             template="plain"),
        page("https://www.en.example/lost", "status-404", status="404 Not Found", file=1,
             text="special/opt-snippet-ok", template="plain"),
    ]


def harmed():
    """A member with flipped bits in the middle of the first file; a cut one ends the second."""
    return (Page("https://orchard.en.example/apple", "eng", "special/damaged-member",
                 kind="damaged-member", outcome="damaged", stage="source", harm="flip"),
            Page("https://bakery.en.example/biscuits", "eng", "special/truncated-record", file=1,
                 kind="truncated-record", outcome="damaged", stage="source", harm="cut", last=True))


def all_pages():
    """Every page in the order of writing, the first file before the second."""
    found = articles()
    rest = duplicates(found) + reserved() + personal() + poor() + skipped()
    again = next(p for p in found if p.text == "deu/roggenbrot")
    rest.append(Page(again.url, "deu", "deu/roggenbrot", file=1, kind="revisit", outcome="skip",
                     stage="source", template=again.template, revisit_of=again.url,
                     http_charset=again.http_charset, meta=again.meta))
    # Spread the special cases among the articles, so that no part of a file is all of one kind.
    mixed = list(found)
    for number, page in enumerate(rest):
        mixed.insert((number * 5 + 3) % len(mixed), page)
    flipped, cut = harmed()
    first = [p for p in mixed if p.file == 0]
    first.insert(len(first) // 2, flipped)
    return first + [p for p in mixed if p.file == 1] + [cut]
