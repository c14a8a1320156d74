#!/usr/bin/env python3
"""Mean CPU milliseconds a document of datatrove's filters, one process, tokenisation included.

    speed.py TEXTS.jsonl --thresholds FILE --stopwords FILE [--passes 3] [--tamis BINARY]

Of the passes the fastest counts; lists and tokenisers are loaded before. A document's tokens are kept between the
filters as datatrove keeps them, so the first filter pays. `dropped leave`: a dropped document is not shown to the
filters after it, as in a run; `all filters`: every filter sees every document. With --tamis also the CPU time of
`BINARY annotate`, which measures every signal, finds personal data and reads and writes JSON; the time of a run on the
first document alone is subtracted.
"""
import argparse
import json
import pathlib
import resource
import subprocess
import tempfile
import time

from datatrove.data import Document
from datatrove.utils.text import split_into_parts, split_into_words
from loguru import logger

import settings as dt

CHAINS = {
    'FineWeb (with C4)': ('gopher_repetition', 'gopher_quality', 'c4', 'fineweb_quality'),
    'FineWeb-2 (without C4)': ('gopher_repetition', 'fineweb_quality', 'gopher_quality'),
    'tokenisation alone': (),
}


def run(rows, known, filters, names, leave):
    split_into_parts.cache_clear()
    begin = time.process_time()
    for row in rows:
        if not names:
            split_into_words(row['text'], known[row['language']].language)
        document = Document(text=row['text'], id='')
        for name in names:
            said = filters[row['language']][name].filter(document)
            if leave and said is not True:
                break
    return (time.process_time() - begin) * 1000 / len(rows)


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def annotate(binary, lines):
    """CPU seconds of one run, all threads."""
    with tempfile.TemporaryDirectory() as folder:
        texts = pathlib.Path(folder) / 'texts.jsonl'
        texts.write_text(''.join(json.dumps(line, ensure_ascii=False) + '\n' for line in lines))
        before = children()
        subprocess.run([binary, 'annotate', texts, '-o', pathlib.Path(folder) / 'out.jsonl'], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return children() - before


def main():
    ask = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ask.add_argument('texts', type=pathlib.Path)
    ask.add_argument('--thresholds', type=pathlib.Path, required=True)
    ask.add_argument('--stopwords', type=pathlib.Path, required=True)
    ask.add_argument('--passes', type=int, default=3)
    ask.add_argument('--tamis')
    asked = ask.parse_args()
    logger.remove()
    known = dt.load(asked.thresholds, asked.stopwords)
    with asked.texts.open() as lines:
        rows = [row for row in map(json.loads, lines) if row['language'] in known]
    filters = {label: known[label].filters() for label in {row['language'] for row in rows}}
    for own in filters.values():
        for one in own.values():
            one.filter(Document(text='Loads the tokenizer.', id=''))
    size = sum(len(row['text'].encode()) for row in rows)
    print(f'{len(rows)} documents, {size / 1e6:.1f} MB; CPU milliseconds a document\n')
    print('| chain | dropped leave | all filters |\n|---|---|---|')
    for title, names in CHAINS.items():
        best = [min(run(rows, known, filters, names, leave) for _ in range(asked.passes)) for leave in (True, False)]
        print(f'| {title} | {best[0]:.3f} | {best[1]:.3f} |', flush=True)
    if asked.tamis:
        all_ = min(annotate(asked.tamis, rows) for _ in range(asked.passes))
        one = min(annotate(asked.tamis, rows[:1]) for _ in range(asked.passes))
        print(f'| tamis annotate | | {(all_ - one) * 1000 / len(rows):.3f} |')


if __name__ == '__main__':
    main()
