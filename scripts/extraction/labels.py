"""Which blocks of a page its gold text holds."""

import re
from collections import defaultdict

# A block shorter than this is only found beside its neighbours: a lone word stands anywhere.
SHORT = 8
# Blocks looked at on either side, and gold words allowed between neighbours.
NEAR, GAP = 3, 3
# Words that have to agree in a row.
RUN = 4


def align(blocks, gold):
    """Of every block (a list of words) how many of its words the gold text (a list of words)
    holds. Every gold word is given away once: to the longest blocks first, and of several
    places to the one that follows on from the neighbours."""
    size = len(gold)
    used = bytearray(size)
    runs, places = defaultdict(list), defaultdict(list)
    for at in range(size - RUN + 1):
        runs[tuple(gold[at:at + RUN])].append(at)
    for at, word in enumerate(gold):
        places[word].append(at)
    matched = [0] * len(blocks)
    where = [None] * len(blocks)

    def expected(block):
        for distance in range(1, 6):
            if block - distance >= 0 and where[block - distance]:
                return where[block - distance][1]
            if block + distance < len(blocks) and where[block + distance]:
                return where[block + distance][0]
        return None

    def match_long(block):
        words = blocks[block]
        at, follow, first, count = 0, None, None, 0
        while at <= len(words) - RUN:
            free = [x for x in runs.get(tuple(words[at:at + RUN]), ()) if not all(used[x:x + RUN])]
            if not free:
                at, follow = at + 1, None
                continue
            if follow is not None and follow in free:
                hit = follow
            else:
                near = expected(block)
                hit = free[0] if near is None else min(free, key=lambda x: abs(x - near))
            length = 0
            while (at + length < len(words) and hit + length < size
                   and words[at + length] == gold[hit + length] and not used[hit + length]):
                used[hit + length] = 1
                length += 1
            if length == 0:
                at, follow = at + 1, None
                continue
            count += length
            first = hit if first is None else first
            at, follow = at + length, hit + length
        matched[block] = count
        if first is not None:
            where[block] = (first, follow if follow else first)

    def match_short(block):
        words = blocks[block]
        low = next((where[block - d][1] for d in range(1, NEAR + 1)
                    if block - d >= 0 and where[block - d]), None)
        high = next((where[block + d][0] for d in range(1, NEAR + 1)
                     if block + d < len(blocks) and where[block + d]), None)
        free = [x for x in places.get(words[0], ())
                if gold[x:x + len(words)] == words and not any(used[x:x + len(words)])]
        if low is None and high is None:
            return
        beside = [x for x in free if (low is not None and 0 <= x - low <= GAP)
                  or (high is not None and 0 <= high - x - len(words) <= GAP)]
        hit = beside[0] if beside else free[0] if free and len(words) >= RUN else None
        if hit is not None:
            used[hit:hit + len(words)] = b"\1" * len(words)
            matched[block] = len(words)
            where[block] = (hit, hit + len(words))

    long = [b for b in range(len(blocks)) if len(blocks[b]) >= RUN]
    for block in sorted(long, key=lambda b: -len(blocks[b])):
        match_long(block)
    forward = range(len(blocks))
    for order in (forward, reversed(forward), forward):
        for block in order:
            if blocks[block] and len(blocks[block]) < SHORT and not matched[block]:
                match_short(block)
    return matched


def by_phrases(blocks, wanted, unwanted):
    """Labels from phrases that have to be in the text and that must not be: 1, 0, or None."""
    def squash(text):
        return re.sub(r"\s+", "", text)
    texts = [squash(text) for text in blocks]
    labels = [None] * len(blocks)
    for phrases, label in ((unwanted, 0), (wanted, 1)):
        for phrase in map(squash, phrases):
            for block, text in enumerate(texts):
                if phrase and (phrase in text or (len(text) >= 12 and text in phrase)):
                    labels[block] = label
    return labels
