"""What the text looks like where our tokens and spaCy's differ."""
import bisect
import re
from collections import Counter

import formulas as f

CHUNK = re.compile(r'\S+')
# The first that fits names a run between white space.
KINDS = (
    ('symbols only', re.compile(r'^[^\w]+$')),
    ('web or mail address', re.compile(r'://|www\.|\w@\w|[a-z0-9]\.[a-z]{2,}(?:/|\b)', re.I)),
    ('apostrophe', re.compile(r"\w['’]")),
    ('hyphen', re.compile(r'[^\W\d_][\-‐‑]\w|\w[\-‐‑][^\W\d_]')),
    ('number with signs', re.compile(r'\d')),
    ('full stop stays on the word', re.compile(r'[^\W\d_]\.')),
    ('signs in a row', re.compile(r'[^\w\s]{2,}')),
    ('sign before the word', re.compile(r'^[^\w\s]\w')),
    ('sign inside the word', re.compile(r'\w[^\w\s]+\w|_')),
)


def kind(chunk):
    return next((name for name, pattern in KINDS if pattern.search(chunk)), 'other')


def differences(text, theirs):
    """Kind -> (runs, our tokens, spaCy's tokens), of runs that the two split otherwise."""
    chunks = [(found.start(), found.group()) for found in CHUNK.finditer(text)]
    starts = [start for start, _ in chunks]
    ours_in, theirs_in = [[] for _ in chunks], [[] for _ in chunks]
    for start, token in f.tokenise(text):
        ours_in[bisect.bisect_right(starts, start) - 1].append(token)
    at = 0
    for token in theirs:
        found = text.find(token, at)
        if found < 0:
            continue
        theirs_in[bisect.bisect_right(starts, found) - 1].append(token)
        at = found + len(token)
    out = {}
    for (_, chunk), mine, their in zip(chunks, ours_in, theirs_in):
        if mine != their:
            runs, a, b = out.get(kind(chunk), (0, 0, 0))
            out[kind(chunk)] = runs + 1, a + len(mine), b + len(their)
    return out


def add(total, more):
    for name, counts in more.items():
        total[name] = tuple(map(sum, zip(total.get(name, (0, 0, 0)), counts)))


def main_kinds(found, most=2):
    """The kinds that change the number of tokens most."""
    weight = Counter({name: abs(a - b) or runs / 1000 for name, (runs, a, b) in found.items()})
    return ', '.join(name for name, _ in weight.most_common(most))
