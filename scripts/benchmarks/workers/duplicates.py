"""`duplicates.py SYSTEM IN.jsonl OUT.jsonl`: near-duplicates by rensa, gaoya or datasketch; OUT has what is kept.

All sign 112 hashes of shingles of five words in lower case, look for candidates in 14 bands of 8, and hold two
documents for duplicates if the share of equal hashes is 0.71 or more. Of a group that hangs together the first is kept.
"""
import json
import sys

HASHES, BANDS, ROWS, SHINGLE, LEAST = 112, 14, 8, 5, 0.71


def words(text):
    return text.lower().split()


def shingles(text):
    found = words(text)
    return [' '.join(found[at:at + SHINGLE]) for at in range(max(len(found) - SHINGLE + 1, 1))]


def rensa_pairs(texts):
    """Signs with RMinHash, asks its LSH, checks the estimate."""
    import rensa
    lsh = rensa.RMinHashLSH(threshold=LEAST, num_perm=HASHES, num_bands=BANDS)
    signed = []
    for at, text in enumerate(texts):
        one = rensa.RMinHash(num_perm=HASHES, seed=1)
        one.update(shingles(text))
        for other in lsh.query(one):
            if signed[other].jaccard(one) >= LEAST:
                yield other, at
        lsh.insert(at, one)
        signed.append(one)


def gaoya_pairs(texts):
    """Its index does all of it: signing, bands and the check."""
    import gaoya
    index = gaoya.minhash.MinHashStringIndex(hash_size=32, jaccard_threshold=LEAST, num_bands=BANDS, band_size=ROWS,
                                             num_hashes=HASHES, analyzer='word', lowercase=True,
                                             ngram_range=(SHINGLE, SHINGLE))
    for at, text in enumerate(texts):
        for other in index.query(text):
            yield other, at
        index.insert_document(at, text)


def datasketch_pairs(texts):
    import datasketch
    lsh = datasketch.MinHashLSH(num_perm=HASHES, params=(BANDS, ROWS))
    signed = []
    for at, text in enumerate(texts):
        one = datasketch.MinHash(num_perm=HASHES)
        one.update_batch([shingle.encode() for shingle in shingles(text)])
        for other in lsh.query(one):
            if signed[other].jaccard(one) >= LEAST:
                yield other, at
        lsh.insert(at, one)
        signed.append(one)


PAIRS = {'rensa': rensa_pairs, 'gaoya': gaoya_pairs, 'datasketch': datasketch_pairs}


def main():
    system, path, out = sys.argv[1:]
    with open(path, encoding='utf-8') as lines:
        rows = [json.loads(line) for line in lines]
    above = list(range(len(rows)))

    def first(at):
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    for a, b in PAIRS[system]([row['text'] for row in rows]):
        a, b = first(a), first(b)
        above[max(a, b)] = min(a, b)
    with open(out, 'w', encoding='utf-8') as sink:
        for at, row in enumerate(rows):
            if first(at) == at:
                sink.write(json.dumps(row, ensure_ascii=False) + '\n')


main()
