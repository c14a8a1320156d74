#!/usr/bin/env python3
"""What datatrove's filters say of each text, and the numbers behind it.

    verdicts.py TEXTS.jsonl OUT.jsonl --thresholds FILE --stopwords FILE [--language LABEL...]

One JSON line a document: `filters` (each asked about the text as it is: keep, reason, CPU milliseconds with its own
tokenisation), `numbers`, `rules` (each of datatrove's rules alone: value, limit, drop) and `chain` (what a run in
FineWeb's and in FineWeb-2's order says; in FineWeb's, C4 rewrites the text that FineWeb's own filter then sees).
Exits with 1 when a reason is not the first broken rule: then `measure.py` does not measure what datatrove does.
"""
import argparse
import json
import pathlib
import sys
import time

from datatrove.data import Document
from datatrove.utils.text import split_into_parts
from loguru import logger

import measure
import settings as dt


def ask(one, text):
    """Verdict of a filter that has not seen the text yet, and the text that it leaves."""
    split_into_parts.cache_clear()
    document = Document(text=text, id='')
    begin = time.process_time()
    said = one.filter(document)
    spent = time.process_time() - begin
    keep, reason = said if isinstance(said, tuple) else (said, None)
    return {'keep': bool(keep), 'reason': reason, 'cpu_ms': round(spent * 1000, 3)}, document.text


def chains(filters, said, text, after_c4):
    """First reason in the order of each corpus, none for a document that stays."""
    def first(names):
        return next((f'{name}.{said[name]["reason"]}' for name in names if not said[name]['keep']), None)

    fineweb = first(('gopher_repetition', 'gopher_quality', 'c4'))
    if fineweb is None:
        last = said['fineweb_quality'] if after_c4 == text else ask(filters['fineweb_quality'], after_c4)[0]
        fineweb = None if last['keep'] else f'fineweb_quality.{last["reason"]}'
    return {'fineweb': fineweb, 'fineweb2': first(('gopher_repetition', 'fineweb_quality', 'gopher_quality'))}


def judge(row, settings, filters):
    text = row['text']
    said, left = {}, {}
    for name, one in filters.items():
        said[name], left[name] = ask(one, text)
    numbers = measure.numbers(text, settings)
    rules = {}
    for _, reason, number, side, limit in settings.rules():
        value = numbers[number]
        drop = limit is not None and (value < limit if side == 'min' else value > limit)
        rules[reason] = {'value': value, 'limit': limit, 'drop': drop}
    out = {'id': row['id'], 'language': row['language'], 'filters': said, 'numbers': numbers, 'rules': rules,
           'chain': chains(filters, said, text, left['c4'])}
    if settings.note:
        out['note'] = settings.note
    return out


def differs(row, settings):
    """Filters whose reason is not their first broken rule; C4's two on a word go by line, not by rule."""
    for name, said in row['filters'].items():
        broken = [reason for owner, reason, *_ in settings.rules() if owner == name and row['rules'][reason]['drop']]
        expected = broken[0] if broken else None
        if name == 'c4' and row['numbers']['c4_first']:
            expected = {'lorem': 'lorem_ipsum', 'curly': 'curly_bracket'}[row['numbers']['c4_first']]
        if said['reason'] not in (expected, 'empty'):
            yield name, said['reason'], expected


def main():
    ask_for = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ask_for.add_argument('texts', type=pathlib.Path)
    ask_for.add_argument('out', type=pathlib.Path)
    ask_for.add_argument('--thresholds', type=pathlib.Path, required=True)
    ask_for.add_argument('--stopwords', type=pathlib.Path, required=True)
    ask_for.add_argument('--language', nargs='*', help='only these labels; all by default')
    asked = ask_for.parse_args()
    logger.remove()
    known = dt.load(asked.thresholds, asked.stopwords)
    filters, wrong, count = {}, 0, 0
    with asked.texts.open() as lines, asked.out.open('w') as out:
        for row in map(json.loads, lines):
            label = row['language']
            if asked.language and label not in asked.language or label not in known:
                continue
            if label not in filters:
                filters[label] = known[label].filters()
                ask(filters[label]['gopher_repetition'], 'Loads the tokenizer.')
                if known[label].note:
                    print(f'{label}: {known[label].note}', file=sys.stderr)
            said = judge(row, known[label], filters[label])
            for name, reason, expected in differs(said, known[label]):
                wrong += 1
                print(f'{row["id"]}: {name} says {reason}, the numbers say {expected}', file=sys.stderr)
            count += 1
            out.write(json.dumps(said, ensure_ascii=False) + '\n')
    print(f'{count} documents, {wrong} reasons that the numbers do not give')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
