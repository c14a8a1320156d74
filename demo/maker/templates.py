"""HTML around a text: menus, cookie bars, share buttons, sidebars and footers, as pages have them.

The strings around an article are in its own language (`pages/chrome.tsv`), since boilerplate in
English around a Maltese text would be too easy to tell apart.
"""

from html import escape

HTML_LANG = {
    "eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "pol": "pl", "nld": "nl",
    "swe": "sv", "dan": "da", "ces": "cs", "slk": "sk", "slv": "sl", "hrv": "hr", "hun": "hu",
    "ron": "ro", "por": "pt", "ell": "el", "bul": "bg", "fin": "fi", "est": "et", "lav": "lv",
    "lit": "lt", "gle": "ga", "mlt": "mt", "cat": "ca", "eus": "eu", "glg": "gl", "isl": "is",
    "nob": "nb", "nno": "nn", "ukr": "uk", "srp_Cyrl": "sr-Cyrl", "srp_Latn": "sr-Latn",
    "bos": "bs", "mkd": "mk", "sqi": "sq", "tur": "tr", "zho": "zh", "ara": "ar", "hin": "hi",
}


def _links(pairs, sep="\n"):
    return sep.join(f'<li><a href="{href}">{escape(name)}</a></li>' for href, name in pairs)


def _sections(c):
    return [("/", c["home"]), ("/a/", c["kitchen"]), ("/b/", c["nature"]), ("/c/", c["travel"]),
            ("/d/", c["culture"]), ("/about", c["about"]), ("/contact", c["contact"])]


def _head(p, c, extra=""):
    metas = "".join(f"{m}\n" for m in p.metas)
    return (f"<head>\n{metas}<title>{escape(p.title)} | {escape(p.brand)}</title>\n"
            f'<link rel="stylesheet" href="/style.css">\n{extra}</head>')


def article(p, c, related):
    """HTML5 landmarks: the easy case."""
    body = "\n".join(f"<p>{escape(t, quote=False)}</p>" for t in p.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{HTML_LANG[p.lang]}">
{_head(p, c, '<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}</script>' + chr(10))}
<body>
<div id="cookie-banner" class="cookie-consent" role="dialog"><p>{escape(c["cookie"])}</p><button>{escape(c["accept"])}</button> <button>{escape(c["settings"])}</button></div>
<header><a href="/" class="logo">{escape(p.brand)}</a>
<nav><ul>
{_links(_sections(c))}
</ul></nav>
<form role="search"><input type="search" placeholder="{escape(c["search"])}"></form></header>
<main><article>
<h1>{escape(p.title)}</h1>
<div class="share"><a href="#s1">{escape(c["share"])}</a> <a href="#s2">{escape(c["print"])}</a></div>
{body}
</article></main>
<aside class="related"><h2>{escape(c["related"])}</h2><ul>
{_links(related)}
</ul></aside>
<footer><p>&copy; 2026 {escape(p.brand)}. {escape(c["rights"])}.</p><ul>
{_links([("/privacy", c["privacy"]), ("/contact", c["contact"])])}
</ul></footer>
</body></html>
"""


def main(p, c, related):
    """A `main` with sections, an image and a newsletter box between the paragraphs."""
    middle = len(p.paragraphs) // 2
    parts = [f"<p>{escape(t, quote=False)}</p>" for t in p.paragraphs]
    parts.insert(middle, f'<div class="newsletter-box"><a href="/news">{escape(c["newsletter"])}</a></div>')
    parts.insert(1, '<figure><img src="/i/1.jpg" width="640" height="420" alt=""></figure>')
    body = "\n".join(parts)
    return f"""<!doctype html>
<html lang="{HTML_LANG[p.lang]}">
{_head(p, c, "<style>.menu{float:left} .menu li{display:inline}</style>" + chr(10))}
<body class="single">
<ul class="menu">
{_links(_sections(c))}
</ul>
<main id="content"><section class="entry">
<h1>{escape(p.title)}</h1>
{body}
</section></main>
<section class="teasers"><h3>{escape(c["related"])}</h3>
<ul>
{_links(related)}
</ul></section>
<div class="footer"><a href="/about">{escape(c["about"])}</a> | <a href="/contact">{escape(c["contact"])}</a> | <a href="/privacy">{escape(c["privacy"])}</a> | &copy; {escape(c["rights"])}</div>
<div class="cc-window"><span>{escape(c["cookie"])}</span> <a class="cc-btn">{escape(c["accept"])}</a></div>
</body></html>
"""


def divs(p, c, related):
    """No landmark at all: `div` in `div`, and the menu said twice."""
    body = "\n".join(f"<div class=\"txt\">{escape(t, quote=False)}</div>" for t in p.paragraphs)
    menu = "".join(f'<div class="mi"><a href="{h}">{escape(n)}</a></div>' for h, n in _sections(c))
    side = "".join(f'<div class="teaser"><a href="{h}">{escape(n)}</a></div>' for h, n in related)
    return f"""<!DOCTYPE html>
<html lang="{HTML_LANG[p.lang]}">
{_head(p, c)}
<body><div id="wrap"><div id="top"><div class="brand">{escape(p.brand)}</div>{menu}</div>
<div id="cols"><div id="left">
<div class="hd">{escape(p.title)}</div>
{body}
<div class="tools"><span>{escape(c["share"])}</span> <span>{escape(c["print"])}</span></div>
</div><div id="right"><div class="boxhead">{escape(c["related"])}</div>{side}
<div class="box">{escape(c["newsletter"])}</div></div></div>
<div id="bottom">{menu}<div>&copy; 2026 {escape(c["rights"])}</div></div>
<div id="ck">{escape(c["cookie"])} <b>{escape(c["accept"])}</b></div>
</div></body></html>
"""


def table(p, c, related):
    """The layout of 1999: tables, upper-case tags, paragraphs that nobody closes."""
    body = "\n".join(f"<P>{escape(t, quote=False)}" for t in p.paragraphs)
    menu = "<BR>\n".join(f'<A HREF="{h}">{escape(n)}</A>' for h, n in _sections(c))
    side = "<BR>\n".join(f'<A HREF="{h}">{escape(n)}</A>' for h, n in related)
    metas = "".join(f"{m}\n" for m in p.metas)
    return f"""<HTML>
<HEAD>
{metas}<TITLE>{escape(p.title)}</TITLE>
</HEAD>
<BODY BGCOLOR="#FFFFFF">
<TABLE WIDTH="780" BORDER="0" CELLPADDING="4"><TR>
<TD WIDTH="140" VALIGN="TOP"><FONT SIZE="2">{menu}</FONT></TD>
<TD VALIGN="TOP"><H2>{escape(p.title)}</H2>
{body}
</TD>
<TD WIDTH="150" VALIGN="TOP"><FONT SIZE="2"><B>{escape(c["related"])}</B><BR>
{side}</FONT></TD>
</TR><TR><TD COLSPAN="3" ALIGN="CENTER"><FONT SIZE="1">&copy; {escape(p.brand)} - {escape(c["rights"])} - <A HREF="/contact">{escape(c["contact"])}</A></FONT></TD></TR></TABLE>
</BODY></HTML>
"""


def listing(p, c, related):
    """Menus and teasers, and no article between them."""
    cards = "\n".join(f'<li class="card"><a href="{h}"><img src="/t/{i}.jpg" alt=""> {escape(n)}</a></li>'
                      for i, (h, n) in enumerate(related))
    pages = " ".join(f'<a href="?page={n}">{n}</a>' for n in range(1, 13))
    return f"""<!DOCTYPE html>
<html lang="{HTML_LANG[p.lang]}">
{_head(p, c)}
<body><nav><ul>
{_links(_sections(c))}
</ul></nav>
<h1>{escape(p.title)}</h1>
<ul class="cards">
{cards}
</ul>
<div class="pager">{pages}</div>
<footer>&copy; 2026 {escape(c["rights"])} <a href="/privacy">{escape(c["privacy"])}</a></footer>
</body></html>
"""


def plain(p, c, related):
    """A heading and paragraphs, nothing else."""
    body = "\n".join(f"<p>{escape(t, quote=False)}</p>" for t in p.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{HTML_LANG[p.lang]}">
{_head(p, c)}
<body>
<h1>{escape(p.title)}</h1>
{body}
</body></html>
"""


def code(p, c, related):
    """A program text and columns of numbers."""
    body = escape("\n".join(p.paragraphs))
    return f"""<!DOCTYPE html>
<html lang="{HTML_LANG[p.lang]}">
{_head(p, c)}
<body><h1>{escape(p.title)}</h1><pre>
{body}
</pre></body></html>
"""


def xhtml(p, c, related):
    """XHTML 1.0: an XML declaration, every element closed."""
    body = "\n".join(f"<p>{escape(t, quote=False)}</p>" for t in p.paragraphs)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{HTML_LANG[p.lang]}" lang="{HTML_LANG[p.lang]}">
<head><title>{escape(p.title)}</title></head>
<body><div class="nav"><ul>
{_links(_sections(c))}
</ul></div>
<div class="entry-content"><h1>{escape(p.title)}</h1>
{body}
</div>
<div class="foot"><p>{escape(c["rights"])}</p></div>
</body></html>
"""


BY_NAME = {f.__name__: f for f in (article, main, divs, table, listing, plain, code, xhtml)}
