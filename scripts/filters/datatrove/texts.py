#!/usr/bin/env python3
"""Texts to compare on: `texts.py GOLD.jsonl THRESHOLDS.json OUT.jsonl [--pages DIR]`, {"id","language","text"} a line.

GOLD.jsonl has "id", "lang" (ISO 639-1) and "text" (the main text of a page). With --pages the text is all that the
page shows instead, menus and footers included, from DIR/<id>.html.gz: few main texts break a rule, many pages do.
Only languages with a profile here and with limits of FineWeb-2 go in.
"""
import argparse
import gzip
import json
import pathlib

from profiles import PROFILES

ALIASES = {'no': 'nob'}
BLOCKS = frozenset('address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4'
                   ' h5 h6 header hr li main nav ol option p pre section select table td th tr ul'.split())
HIDDEN = frozenset('head script style noscript template svg iframe'.split())


def labels(thresholds):
    """ISO 639-1 code -> our label, and their key -> our label."""
    found = {}
    for key, limits in thresholds.items():
        script = limits['glotlid_label'].split('_')[1]
        label = key if '_' in key else f'{key}_{script}'
        if (PROFILES / f'{label}.toml').exists():
            found[key] = label
            if limits.get('iso639_1'):
                found.setdefault(limits['iso639_1'], label)
    return found


def shown(element, out):
    """What a browser would show, a line break around each block."""
    if not isinstance(element.tag, str) or element.tag in HIDDEN:
        return
    block = element.tag in BLOCKS
    if block:
        out.append('\n')
    out.append(element.text or '')
    for child in element:
        shown(child, out)
        out.append(child.tail or '')
    if block:
        out.append('\n')


def page_text(path):
    import lxml.html

    html = gzip.decompress(path.read_bytes()).decode('utf-8', 'replace')
    out = []
    shown(lxml.html.document_fromstring(html.encode(), parser=lxml.html.HTMLParser(encoding='utf-8')), out)
    lines = (' '.join(line.split()) for line in ''.join(out).split('\n'))
    return '\n'.join(line for line in lines if line)


def main():
    ask = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ask.add_argument('gold', type=pathlib.Path)
    ask.add_argument('thresholds', type=pathlib.Path)
    ask.add_argument('out', type=pathlib.Path)
    ask.add_argument('--pages', type=pathlib.Path)
    asked = ask.parse_args()
    known = labels(json.loads(asked.thresholds.read_text())['languages'])
    written, left = {}, {}
    with asked.gold.open() as lines, asked.out.open('w') as out:
        for row in map(json.loads, lines):
            code = row.get('lang') or ''
            label = known.get(ALIASES.get(code, code))
            if label is None or (not asked.pages and not row.get('text')):
                left[code] = left.get(code, 0) + 1
                continue
            text = page_text(asked.pages / f'{row["id"]}.html.gz') if asked.pages else row['text']
            out.write(json.dumps({'id': row['id'], 'language': label, 'text': text}, ensure_ascii=False) + '\n')
            written[label] = written.get(label, 0) + 1
    print('written:', dict(sorted(written.items())))
    print('no profile, no limits or no text:', dict(sorted(left.items())))


if __name__ == '__main__':
    main()
