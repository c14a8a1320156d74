"""Wanted and unwanted phrases: which a prediction holds, counted as score_extraction.py counts."""
import json
from collections import defaultdict


def load(path):
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file if line.strip()]


def squash(text):
    return ' '.join((text or '').split())


def count(gold, predictions):
    """Set or set:language to its pages, wanted phrases (all, found), unwanted (all, leaked)."""
    texts = {row['id']: squash(row['text']) for row in load(predictions)}
    sums = defaultdict(lambda: [0, 0, 0, 0, 0])
    for name in ('gold_segments', 'gold'):
        for row in load(gold / f'{name}.jsonl'):
            wanted = [squash(phrase) for phrase in row.get('with') or []]
            unwanted = [squash(phrase) for phrase in row.get('without') or []]
            if not wanted and not unwanted:
                continue
            text = texts.get(row['id'], '')
            for key in (name, f"{name}:{row.get('lang') or '?'}"):
                total = sums[key]
                total[0] += 1
                total[1] += len(wanted)
                total[2] += sum(phrase in text for phrase in wanted)
                total[3] += len(unwanted)
                total[4] += sum(phrase in text for phrase in unwanted)
    return dict(sums)
