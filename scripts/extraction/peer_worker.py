"""One extractor of others over a folder of decoded pages; run by peers.py inside its venv.

    peer_worker.py decode PAGES LIST OUT      raw *.html.gz to *.html in UTF-8, once for all
    peer_worker.py PEER   DECODED LIST OUT    predictions to OUT, timing to OUT.time.json

LIST holds one page a line: id, a tab, language. Time is the CPU time of this process around the
call alone: reading and writing files are outside.
"""
import gzip
import json
import logging
import re
import sys
import time
from pathlib import Path

# ISO 639-1 to the names of jusText's stoplists, for the languages of the gold text.
STOPLISTS = {
    'af': 'Afrikaans', 'ar': 'Arabic', 'be': 'Belarusian', 'bg': 'Bulgarian', 'bn': 'Bengali',
    'bs': 'Bosnian', 'ca': 'Catalan', 'cs': 'Czech', 'cy': 'Welsh', 'da': 'Danish', 'de': 'German',
    'el': 'Greek', 'en': 'English', 'es': 'Spanish', 'et': 'Estonian', 'eu': 'Basque',
    'fa': 'Persian', 'fi': 'Finnish', 'fr': 'French', 'fy': 'West_Frisian', 'ga': 'Irish',
    'gl': 'Galician', 'he': 'Hebrew', 'hi': 'Hindi', 'hr': 'Croatian', 'hu': 'Hungarian',
    'hy': 'Armenian', 'id': 'Indonesian', 'is': 'Icelandic', 'it': 'Italian', 'ka': 'Georgian',
    'ko': 'Korean', 'la': 'Latin', 'lb': 'Luxembourgish', 'lt': 'Lithuanian', 'lv': 'Latvian',
    'mk': 'Macedonian', 'mt': 'Maltese', 'nb': 'Norwegian_Bokmal', 'nl': 'Dutch',
    'nn': 'Norwegian_Nynorsk', 'no': 'Norwegian_Bokmal', 'pl': 'Polish', 'pt': 'Portuguese',
    'ro': 'Romanian', 'ru': 'Russian', 'sk': 'Slovak', 'sl': 'Slovenian', 'sq': 'Albanian',
    'sr': 'Serbian', 'sv': 'Swedish', 'sw': 'Swahili', 'tl': 'Tagalog', 'tr': 'Turkish',
    'uk': 'Ukrainian', 'vi': 'Vietnamese',
}
META = re.compile(rb'charset\s*=\s*["\']?\s*([a-zA-Z0-9_:.-]+)', re.I)
# A string with an XML encoding declaration is refused by lxml: it is taken off for everyone.
XML = re.compile(r'^\s*<\?xml[^>]*\?>')
BOMS = ((b'\xef\xbb\xbf', 'utf-8'), (b'\xff\xfe', 'utf-16le'), (b'\xfe\xff', 'utf-16be'))


def decode(data):
    """BOM, valid UTF-8, the label in the first 4 KiB, then Resiliparse's detector."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    for bom, name in BOMS:
        if data.startswith(bom):
            return bytes_to_str(data[len(bom):], encoding=name, errors='replace')
    try:
        return data.decode('utf-8')
    except UnicodeDecodeError:
        pass
    label = META.search(data[:4096])
    name = label.group(1).decode('ascii') if label else detect_encoding(data)
    try:
        return bytes_to_str(data, encoding=name, errors='replace')
    except LookupError:
        return bytes_to_str(data, encoding=detect_encoding(data), errors='replace')


def trafilatura(**mode):
    from trafilatura import extract
    return lambda html, lang: extract(html, include_comments=False, **mode)


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    # Its best on these pages: 4-gram F1 0.807 so, 0.787 with its defaults, which add alternative
    # texts of images, list numbers and comments.
    mode = {'main_content': True, 'alt_texts': False, 'list_bullets': False, 'comments': False}
    return lambda html, lang: extract_plain_text(html, **mode)


def resiliparse_parse():
    """Lexbor's tree and nothing more, for the table of parsers."""
    from resiliparse.parse.html import HTMLTree
    return lambda html, lang: HTMLTree.parse(html) and ''


def justext_():
    import justext
    lists = {code: justext.get_stoplist(name) for code, name in STOPLISTS.items()}

    def run(html, lang):
        words = lists.get(lang)
        # "None" of its command line is the language-independent mode.
        low_high = {} if words else {'stopwords_low': 0, 'stopwords_high': 0}
        found = justext.justext(html, words or frozenset(), **low_high)
        return '\n'.join(p.text for p in found if not p.is_boilerplate)
    return run


BLOCKS = frozenset('''address article aside blockquote body br caption dd details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p
    pre section summary table tbody td tfoot th thead tr ul'''.split())


def block_text(root):
    """The text of an lxml tree with a line break around every block element."""
    out, stack = [], [(root, False)]
    while stack:
        node, leaving = stack.pop()
        block = node.tag in BLOCKS
        if leaving:
            out.append('\n' if block else '')
            if node is not root:
                out.append(node.tail or '')
            continue
        out.append('\n' if block else '')
        if isinstance(node.tag, str):
            out.append(node.text or '')
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    lines = (' '.join(line.split()) for line in ''.join(out).split('\n'))
    return '\n'.join(line for line in lines if line)


def readability():
    import lxml.html
    from readability import Document
    return lambda html, lang: block_text(
        lxml.html.fromstring(Document(html).summary(html_partial=True)))


PEERS = {
    'trafilatura': trafilatura,
    'trafilatura-precision': lambda: trafilatura(favor_precision=True),
    'trafilatura-recall': lambda: trafilatura(favor_recall=True),
    'resiliparse': resiliparse,
    'resiliparse-parse': resiliparse_parse,
    'justext': justext_,
    'readability-lxml': readability,
}


def main():
    logging.disable(logging.CRITICAL)
    peer, pages, listing, out = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    listed = [line.rstrip('\n').split('\t') for line in open(listing, encoding='utf-8')]
    if peer == 'decode':
        for page, _ in listed:
            text = decode(gzip.decompress((pages / f'{page}.html.gz').read_bytes()))
            text = XML.sub('', text, count=1).replace('\0', '\ufffd')
            Path(out, f'{page}.html').write_text(text, encoding='utf-8', newline='')
        return
    run = PEERS[peer]()
    seconds, slowest, errors = 0.0, [], 0
    run('<html><body><p>What is loaded at the first call is outside the clock.</p></body></html>', 'en')
    with open(out, 'w', encoding='utf-8') as sink:
        for page, lang in listed:
            with open(pages / f'{page}.html', encoding='utf-8', newline='') as file:
                html = file.read()
            start = time.process_time()
            try:
                text = run(html, lang)
            except Exception:  # a peer that raises has extracted nothing
                text, errors = '', errors + 1
            took = time.process_time() - start
            seconds += took
            slowest.append((took, page))
            sink.write(json.dumps({'id': page, 'text': text or ''}, ensure_ascii=False) + '\n')
    report = {'cpu_seconds': seconds, 'errors': errors, 'capped': [],
              'slowest': sorted(slowest, reverse=True)[:3]}
    Path(out + '.time.json').write_text(json.dumps(report))


if __name__ == '__main__':
    main()
