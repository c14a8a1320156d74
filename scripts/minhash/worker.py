#!/usr/bin/env python3
"""The Python peers: `worker.py FILE`, one text a line; microseconds a text as JSON on stdout."""
import array
import importlib.metadata
import itertools
import json
import sys
import time

import datasketch
import rensa

PERMUTATIONS, SHINGLE = 112, 5
LEAST, PASSES = 3.0, 3  # CPU seconds in all, and passes at least
MASK = (1 << 32) - 1


def shingles(text):
    words = text.lower().split()
    return [' '.join(words[at:at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1))]


def fastest(sign, texts):
    """CPU microseconds a text of the fastest pass, all threads."""
    passes = []
    while len(passes) < PASSES or sum(passes) < LEAST:
        begin = time.process_time()
        sign(texts)
        passes.append(time.process_time() - begin)
    return min(passes) * 1e6 / len(texts)


def rensa_text(texts):
    for text in texts:
        one = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
        one.update(shingles(text))
        one.digest()


def rensa_many(texts):
    rensa.RMinHash.digest_matrix_from_token_sets([shingles(text) for text in texts], PERMUTATIONS, 1)


def rensa_c(texts):
    for text in texts:
        one = rensa.CMinHash(num_perm=PERMUTATIONS, seed=1)
        one.update(shingles(text))
        one.digest()


def datasketch_text(texts):
    for text in texts:
        one = datasketch.MinHash(num_perm=PERMUTATIONS)
        one.update_batch([shingle.encode() for shingle in shingles(text)])
        one.digest()


def datasketch_hashed(sets):
    for hashes in sets:
        one = datasketch.MinHash(num_perm=PERMUTATIONS, hashfunc=int)
        one.update_batch(hashes)
        one.digest()


def main():
    with open(sys.argv[1], encoding='utf-8') as lines:
        texts = [line.rstrip('\n') for line in lines]
    hashed = rensa.RMinHash.hash_token_sets([shingles(text) for text in texts])
    flat = array.array('Q', itertools.chain.from_iterable(hashed))
    offsets = array.array('Q', itertools.accumulate((len(one) for one in hashed), initial=0))

    def rensa_flat(_):
        rensa.RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, PERMUTATIONS, 1)

    narrow = [[one & MASK for one in hashes] for hashes in hashed]
    rows = [
        ('rensa', 'RMinHash.update', 'text', rensa_text, texts),
        ('rensa', 'RMinHash, many at once', 'text', rensa_many, texts),
        ('rensa', 'CMinHash.update', 'text', rensa_c, texts),
        ('datasketch', 'MinHash.update_batch', 'text', datasketch_text, texts),
        ('rensa', 'RMinHash, many at once', 'hashed', rensa_flat, texts),
        ('datasketch', 'MinHash.update_batch', 'hashed', datasketch_hashed, narrow),
    ]
    answers = []
    for package, way, start, sign, given in rows:
        version = importlib.metadata.version(package)
        answers.append([f'{package} {version}, {way}', start, fastest(sign, given)])
    json.dump(answers, sys.stdout)


if __name__ == '__main__':
    main()
