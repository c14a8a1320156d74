#!/usr/bin/env python3
"""Sets our verdicts beside datatrove's, rule by rule, and says why they differ.

    compare.py OURS.jsonl THEIRS.jsonl [--texts TEXTS.jsonl --thresholds FILE --stopwords FILE] [--list N]

OURS is what `tamis annotate` writes, THEIRS what `verdicts.py` writes. With --texts every difference is put down to a
named step from our definition to datatrove's (`steps.py`); without, they are only counted. Prints Markdown. Exits with
1 when something stays unexplained.
"""
import argparse
import json
import pathlib
import sys
from collections import Counter, defaultdict

import numpy as np

import explain
import kinds
import report
import settings as dt
import steps
from profiles import RULES, Profile

ENGLISH = 'eng_Latn'
FINEWEB2 = ('gopher_repetition', 'gopher_quality', 'fineweb_quality')


def rows(path):
    with path.open() as lines:
        return {row['id']: row for row in map(json.loads, lines)}


class Comparison:
    """Counts over the documents that both sides have."""

    def __init__(self):
        self.verdicts = defaultdict(Counter)
        self.rules = defaultdict(Counter)
        self.cases = []
        self.differences = defaultdict(list)
        self.parts = defaultdict(lambda: defaultdict(list))
        self.loose = []
        self.kinds = defaultdict(dict)
        self.turned = []

    def document(self, ours, theirs, profile, explained):
        label, signals = ours['language'], ours['signals']
        broken = []
        for rule in RULES:
            # FineWeb-2 has no rule of C4.
            if rule.signal not in signals or (rule.signal.startswith('c4_') and label != ENGLISH):
                continue
            limit = profile.limit(rule)
            mine = rule.breaks(np.float32(signals[rule.signal]), None if limit is None else np.float32(limit))
            found = [theirs['rules'][reason] for reason in rule.theirs]
            their = next((one for one in found if one['drop']), found[0] if found else None)
            drops = bool(their and their['drop'])
            self.rules[rule.reason][mine, drops] += 1
            if mine != drops:
                case = self.case(rule, ours, theirs['numbers'].get(rule.signal), their, limit, mine, explained)
                broken.append(case)
                self.cases.append(case)
        self.verdict(ours, theirs, broken)

    def case(self, rule, ours, number, their, limit, mine, explained):
        value = ours['signals'][rule.signal]
        cause, values, known = '', [value, number], True
        if explained:
            cause, values, known = explained.cause(rule, value, number, their, limit)
        return explain.Case(ours['id'], ours['language'], rule.reason, 'ours' if mine else 'theirs', cause, values,
                            (limit, their and their['limit']), known)

    def verdict(self, ours, theirs, broken):
        label = ours['language']
        named = FINEWEB2 + (('c4',) if label == ENGLISH and 'c4_sentences' in ours['signals'] else ())
        mine = ours['verdict'] != 'keep'
        drops = any(not theirs['filters'][name]['keep'] for name in named)
        self.verdicts[label][mine, drops] += 1
        if mine != drops:
            side = 'ours' if mine else 'theirs'
            reasons = [case for case in broken if case.only == side]
            first = ours['verdict']['reason'] if mine else next(
                theirs['filters'][name]['reason'] for name in named if not theirs['filters'][name]['keep'])
            self.turned.append((ours['id'], label, side, first, reasons))

    def numbers(self, ours, theirs, explained):
        for signal, value in ours['signals'].items():
            if signal in theirs['numbers'] and theirs['numbers'][signal] is not None:
                self.differences[signal].append(abs(value - theirs['numbers'][signal]))
            if not explained or signal not in steps.CHAINS:
                continue
            chain = explained.chain(signal)
            for (_, before), (name, after) in zip(chain, chain[1:]):
                self.parts[signal][name].append(abs(after - before))
            ends = (('ours', value, chain[0][1]), ('theirs', theirs['numbers'][signal], chain[-1][1]))
            self.loose += [(ours['id'], ours['language'], signal, side, told, again) for side, told, again in ends
                           if not explain.close(told, again)]
        if explained:
            kinds.add(self.kinds[ours['language']],
                      kinds.differences(explained.sample.text, explained.sample.theirs))


def main():
    ask = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ask.add_argument('ours', type=pathlib.Path)
    ask.add_argument('theirs', type=pathlib.Path)
    ask.add_argument('--texts', type=pathlib.Path)
    ask.add_argument('--thresholds', type=pathlib.Path)
    ask.add_argument('--stopwords', type=pathlib.Path)
    ask.add_argument('--list', type=int, default=3, help='ids to print for each cause')
    asked = ask.parse_args()
    if asked.texts and not (asked.thresholds and asked.stopwords):
        ask.error('--texts needs --thresholds and --stopwords')
    ours, theirs = rows(asked.ours), rows(asked.theirs)
    texts = rows(asked.texts) if asked.texts else {}
    known = dt.load(asked.thresholds, asked.stopwords) if texts else {}
    profiles, result, passed = {}, Comparison(), Counter()
    for key, mine in ours.items():
        their = theirs.get(key)
        if their is None or their['language'] != mine['language'] or not mine['signals']:
            passed['not on both sides'] += 1
            continue
        label = mine['language']
        profile = profiles.setdefault(label, Profile(label))
        explained = None
        if key in texts:
            explained = explain.Explained(steps.Sample(texts[key]['text'], profile, known[label]))
        result.document(mine, their, profile, explained)
        result.numbers(mine, their, explained)
    notes = {row['language']: row['note'] for row in theirs.values() if 'note' in row}
    return report.show(result, passed, notes, asked.list, bool(texts))


if __name__ == '__main__':
    sys.exit(main())
