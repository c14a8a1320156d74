#!/usr/bin/env python3
"""Test splits of several lengths out of one file of labelled lines.

    splits.py BASE.tsv[.zst] OUT [--sources A,B] [--alone SOURCE ...] [--interface A,B]
                              [--drop LABEL:SOURCE ...]

BASE has `label<TAB>text[<TAB>source]` a line. Written to OUT, which must not be in a repository, as
the texts belong to others: sentences, short, paragraphs, documents and close (.tsv), and
source-NAME.tsv for each --alone. A line break within a text is written as U+2028.

Every choice hangs on a hash of the text, so that the same lines give the same texts, whatever their
order in the base.
"""
import argparse
import collections
import hashlib
import subprocess
import unicodedata
from pathlib import Path

BREAK = '\u2028'
CLOSE = [group.split() for group in (
    'hrv_Latn bos_Latn srp_Latn', 'nob_Latn nno_Latn dan_Latn', 'ces_Latn slk_Latn',
    'glg_Latn por_Latn spa_Latn ast_Latn', 'bul_Cyrl mkd_Cyrl', 'cat_Latn oci_Latn', 'gle_Latn gla_Latn',
    'nld_Latn fry_Latn nds_Latn', 'pol_Latn szl_Latn', 'eng_Latn sco_Latn', 'lav_Latn ltg_Latn')]
# Strings of interfaces: as short as they come, so they are not cut.
INTERFACE = 'vpn,etherpad,www'
LEAST = 20  # paragraphs and documents of each label that has the lines for more than one
DOTTED_I = {'tur_Latn', 'azj_Latn', 'crh_Latn'}


def number(*parts):
    """A number of 64 bits that hangs on nothing but its parts."""
    return int.from_bytes(hashlib.blake2b('\0'.join(map(str, parts)).encode(), digest_size=8).digest(), 'big')


def read(path):
    """Label, text, source of each line; `.zst` through the `zstd` command."""
    if str(path).endswith('.zst'):
        data = subprocess.run(['zstd', '-dcq', '--long=31', path], check=True, stdout=subprocess.PIPE).stdout
    else:
        data = Path(path).read_bytes()
    rows = []
    for at, line in enumerate(data.decode('utf-8', 'replace').split('\n'), 1):
        if not line:
            continue
        fields = line.rstrip('\r').split('\t')
        if len(fields) < 2:
            raise ValueError(f'{path}, line {at}: expected label<TAB>text[<TAB>source], found no tab')
        rows.append((fields[0], fields[1], fields[2] if len(fields) > 2 else ''))
    return rows


def write(path, rows):
    path.write_text(''.join('\t'.join(row) + '\n' for row in rows), encoding='utf-8')


def cut(text, least, most, seed):
    """`least` to `most` successive words; of a text without that many, as many characters times three."""
    words = text.split()
    size = least + number('size', seed, text) % (most - least + 1)
    if len(words) < size:
        words, size, glue = list(''.join(words)), 3 * size, ''
    else:
        glue = ' '
    start = number('start', seed, text) % max(1, len(words) - size + 1)
    return glue.join(words[start:start + size])


def has_letter(text):
    return any(character.isalpha() for character in text)


def upper(label, text):
    """Capitals as people write them: Greek without accents, Turkish with its dots, Georgian as it is."""
    if label == 'kat_Geor':
        return text
    if label in DOTTED_I:
        text = text.replace('i', 'İ')
    text = text.upper()
    if label == 'ell_Grek':
        text = unicodedata.normalize('NFC', unicodedata.normalize('NFD', text).replace('\u0301', ''))
    return text


def lower(label, text):
    if label in DOTTED_I:
        text = text.replace('İ', 'i').replace('I', 'ı')
    return text.lower()


def title(label, text):
    return ' '.join(upper(label, word[:1]) + word[1:] for word in text.split())


def of_sentences(rows):
    return [row for row in rows if 40 <= len(row[1]) <= 400]


def of_short(rows, interface):
    out = []
    for label, text, source in rows:
        piece = text if source in interface else cut(text, 2, 4, 'short')
        if has_letter(piece):
            out.append((label, piece, source))
    return out


def groups(rows):
    """Distinct lines of each label and source, in the order of their hashes."""
    lines = collections.defaultdict(dict)
    for label, text, source in rows:
        lines[label, source][text] = number('order', label, source, text)
    return {key: sorted(found, key=found.get) for key, found in sorted(lines.items())}


def chunks(lines, least, most, seed):
    """Runs of `least` to `most` lines that use up all; the last is filled up with lines used before,
    none of which it has already. With fewer than `least` lines there is one run, of them all."""
    out, at = [], 0
    while at < len(lines):
        size = least + number('size', seed, lines[at]) % (most - least + 1)
        run = lines[at:at + size]
        run += [line for line in lines[:at] if line not in run][:max(0, least - len(run))]
        out.append(run)
        at += size
    return out


def runs(rows, least, most, seed):
    """Label, source and the lines of each paragraph or document.

    A label with few lines gets more rounds over them, each in another order, until it has LEAST.
    """
    out, count, seen = [], collections.Counter(), set()
    by_group = groups(rows)
    longest = collections.Counter()
    for (label, _), lines in by_group.items():
        longest[label] = max(longest[label], len(lines))
    for turn in range(LEAST):
        for (label, source), lines in by_group.items():
            if turn and count[label] >= LEAST:
                continue
            if len(lines) < min(least, longest[label]):
                continue  # a source with hardly a line, where the label has a longer one
            order = lines if not turn else sorted(lines, key=lambda line: number('turn', turn, line))
            for run in chunks(order, least, most, f'{seed} {turn}'):
                if len(run) < 2 or frozenset(run) in seen or (turn and count[label] >= LEAST):
                    continue
                seen.add(frozenset(run))
                count[label] += 1
                out.append((label, source, run))
    return out


def of_paragraphs(rows):
    return [(label, ' '.join(run), source) for label, source, run in runs(rows, 5, 10, 'paragraphs')]


def of_documents(rows):
    """Lines with a menu around them; a tenth all in lower case, a tenth all in capitals."""
    texts = collections.defaultdict(list)
    for label, text, _ in sorted(set(rows)):
        texts[label].append(text)
    out = []
    for label, source, run in runs(rows, 8, 20, 'documents'):
        key = number('document', label, source, *run)
        count = 2 + key % 3
        picked = (texts[label][number('menu', key, at) % len(texts[label])] for at in range(count))
        menu = [title(label, cut(text, 1, 3, f'menu {key}')) for text in picked]
        before = number('before', key) % (count + 1)
        text = BREAK.join(menu[:before] + run + menu[before:])
        case = number('case', key) % 10
        if case < 2:
            text = (lower, upper)[case](label, text)
        out.append((label, text, source))
    return out


def all_splits(rows, interface=()):
    """Name to rows."""
    rows = [(label, text.replace(BREAK, ' '), source) for label, text, source in rows]
    splits = {'sentences': of_sentences(rows), 'short': of_short(rows, interface),
              'paragraphs': of_paragraphs(rows), 'documents': of_documents(rows)}
    near = {label for group in CLOSE for label in group}
    splits['close'] = [row for name in ('sentences', 'paragraphs') for row in splits[name] if row[0] in near]
    return splits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('base', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--sources', help='only the lines of these sources')
    parser.add_argument('--drop', action='append', default=[], metavar='LABEL:SOURCE',
                        help='without these lines: a file of the wrong language in a source is known to happen')
    parser.add_argument('--alone', action='append', default=[], metavar='SOURCE',
                        help='also write the lines of this source, as they are, as a split of its own')
    parser.add_argument('--interface', default=INTERFACE, help='sources that `short` takes uncut (%(default)s)')
    args = parser.parse_args()
    rows = read(args.base)
    if args.sources:
        rows = [row for row in rows if row[2] in args.sources.split(',')]
    for pair in args.drop:
        label, _, source = pair.partition(':')
        left = [row for row in rows if (row[0], row[2]) != (label, source)]
        if len(left) == len(rows):
            parser.error(f'--drop {pair}: no such line, expected LABEL:SOURCE as in the base')
        rows = left
    args.out.mkdir(parents=True, exist_ok=True)
    splits = all_splits(rows, set(args.interface.split(',')))
    splits |= {f'source-{name}': [row for row in rows if row[2] == name] for name in args.alone}
    for name, found in splits.items():
        if not found:
            parser.error(f'no line for the split {name}: is the source spelt as in the base?')
        write(args.out / f'{name}.tsv', found)
        print(f'{name}\t{len(found)} texts\t{len({row[0] for row in found})} labels')


if __name__ == '__main__':
    main()
