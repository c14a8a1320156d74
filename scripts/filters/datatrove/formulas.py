"""Our signals once more, in Python and from their description in docs/src/linguist/signals.md.

Each takes what it measures as an argument (which tokens, which stop words), so that one difference from datatrove at
a time can be taken away: see `steps.py`.
"""
import itertools
import string
from collections import Counter

import regex

# Alphabetic, and the combining marks that are not.
LETTER = (r'\p{Alphabetic}\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff'
          r'\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f')
DIGIT = r'\p{Nd}\p{Nl}\p{No}'
JOINER = r"'’\-\u2010\u2011·\u00ad"
WORD = rf'[{LETTER}{DIGIT}]+(?:(?:[{JOINER}](?=[{LETTER}{DIGIT}])|(?<=[{DIGIT}])[.,](?=[{DIGIT}]))[{LETTER}{DIGIT}]+)*'
TOKENS = regex.compile(rf'(?P<word>{WORD})|(?P<symbol>[^\p{{White_Space}}])(?P=symbol)*')
HAS_LETTER = regex.compile(rf'[{LETTER}]')
HAS_WORD = regex.compile(rf'[{LETTER}{DIGIT}]')
SPACE = ''.join(map(chr, (*range(9, 14), 32, 0x85, 0xa0, 0x1680, *range(0x2000, 0x200b), 0x2028, 0x2029, 0x202f, 0x205f,
                          0x3000)))
CLOSING = '"\')]»«”“’‘›‹ '
BULLETS = ('•', '‣', '▪', '◦', '●', '-', '* ')

# What ends a sentence, and what may stand between that and the white space after it.
ENDERS = regex.compile('[.!?\u0589\u061f\u06d4\u203c\u203d\u2047-\u2049\u3002\uff01\uff0e\uff1f]+')
CLOSERS = '"\')]}»«”“’‘›‹„'


def tokenise(text):
    """(start, token) of our words and symbols."""
    return [(found.start(), found.group()) for found in TOKENS.finditer(text)]


def only_words(tokens):
    return [token for token in tokens if HAS_WORD.search(token)]


def share(part, whole):
    return part / whole if whole else 0.0


def share_of(items, test):
    items = list(items)
    return share(sum(map(bool, map(test, items))), len(items))


def lines(text):
    return [line for line in (raw.strip(SPACE) for raw in text.split('\n')) if line]


def paragraphs(text):
    """Runs of lines without a blank one between."""
    groups = itertools.groupby((line.strip(SPACE) for line in text.split('\n')), key=bool)
    return [tuple(group) for full, group in groups if full]


def mean_length(words):
    return share(sum(map(len, words)), len(words))


def symbol_ratio(text, tokens):
    return share(max(text.count('#'), text.count('...') + text.count('…')), len(tokens))


def ends_sentence(line, enders):
    return line.endswith(enders) or line.rstrip(CLOSING).endswith(enders)


def ellipsis(line):
    return line.endswith(('...', '…'))


def repeated(units, length):
    """How many came before, and how long those are."""
    seen, again, chars = set(), 0, 0
    for unit in units:
        if unit in seen:
            again, chars = again + 1, chars + length(unit)
        seen.add(unit)
    return again, chars


def grams(tokens, n):
    return zip(*(tokens[at:] for at in range(n)))


def top(tokens, n, text, least=2):
    """`least` occurrences make a repetition: 2 of ours, 1 of datatrove's."""
    counts = Counter(grams(tokens, n))
    if not counts:
        return 0.0
    gram, times = max(counts.items(), key=lambda pair: pair[1])
    return share(times * (sum(map(len, gram)) + n - 1), len(text)) if times >= least else 0.0


def again(tokens, n, text, join=None):
    """`join` makes one string of an n-gram before it is looked up, as datatrove does."""
    seen, chars, free = set(), 0, 0
    for at, gram in enumerate(grams(tokens, n)):
        if at < free:
            continue
        key = join(gram) if join else gram
        if key in seen:
            chars, free = chars + sum(map(len, gram)), at + n
        seen.add(key)
    return share(chars, len(text))


def plain(word):
    return word.replace('’', "'").replace('\u2010', '-').replace('\u2011', '-').replace('\u00ad', '').lower()


def stop_words(words, listed):
    """Different ones that occur, whole or as a clitic with its joiner."""
    listed, found = {plain(word) for word in listed}, set()
    for word in map(plain, words):
        found.add(word)
        for at, c in enumerate(word):
            if c in "'-·":
                found |= {word[:at + 1], word[at:]}
    return len(listed & found)


def sentences(line):
    """Of a line, as the signal `c4_sentences` counts them."""
    found = 1
    for mark in ENDERS.finditer(line):
        behind = line[mark.end():].lstrip(CLOSERS)
        after = behind.lstrip()
        first = after.lstrip(CLOSERS + string.punctuation)[:1]
        if len(behind) == len(after) or not first:
            continue
        run = mark.group()
        if set(run) != {"."} or run == "." and stop_ends(line[:mark.start()], first):
            found += 1
    return found


def stop_ends(before, first):
    """Whether one full stop ends a sentence: not after a single capital or a number before a small letter."""
    last = before[-1:]
    if last.isnumeric():
        return not first.islower()
    if last.isupper():
        return before[-2:-1].isalnum()
    return True
