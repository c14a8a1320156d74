"""Compares the predictions of tamis-langs with those of the C++ fastText, for models of every kind.

    cargo build --release -p tamis-langs --examples
    python scripts/langs/parity.py [--texts FILE] target/release/examples/model_predict [MODEL...]

Needs the packages `fasttext-wheel` and `numpy` (0.9.2 and 2.4 when this was written). It trains small
models on made-up lines, and with `--texts` also compares models that exist on the lines of a file.
Prints the greatest difference of any label's probability for each kind, and exits with 1 if one is
over 0.0001. Of `ova` and `ns` the C++ program reads the sigmoid off a table with 32 steps a unit: a score
that two orders of addition leave on either side of a step's edge differs by that step, which is counted
apart and must be rare.
"""
import argparse
import itertools
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import fasttext

fasttext.FastText.eprint = lambda *_: None  # a notice at each loading

TOLERANCE = 1e-4
STEP, TABLE_END = 1 / 32, 8  # of the table of the sigmoid
RARE = 1e-3  # share of probabilities that may be a step apart; some 1e-6 / STEP is expected
FLAT = 1e-5  # what C++ adds to each probability (`std_log`), and we do not; hs: to each factor, as we do
SYLLABLES = 'ka lo mi řu ñe öl ßt žá по ли 한국 日 ქა ba do gu še'.split()


def made_up(seed, lines, labels=12):
    """Lines whose syllables and words depend on their label; labels of very unequal frequency."""
    dice = random.Random(seed)
    words = [[''.join(dice.choices(SYLLABLES[label % 8:label % 8 + 9], k=dice.randint(1, 4)))
              for _ in range(40)] for label in range(labels)]
    out = []
    for _ in range(lines):
        label = min(int(dice.expovariate(.4)), labels - 1)
        text = ' '.join(dice.choices(words[label], k=dice.randint(1, 12)))
        out.append((f'__label__l{label}', text))
    return out


ODD = ['', ' ', 'a', '<', '>', 'ka\tlo\x0bmi\x0cřu\x00ñe', '__label__l1 kalo', '__label__nobody kalo',
       '__label__', 'x' * 5000, 'ß', '  kalo   kalo  ', '日本語 한국어 ქართული', '🧀 🧀🧀', '\u00a0kalo\u2003mi',
       'e\u0301 \u0301', '&amp;lt; -- 123']


def theirs(model, text, threshold=0.0):
    # Not `model.predict`: with numpy 2 the package's own array call fails.
    return {label: value for value, label in model.f.predict(text + '\n', -1, threshold, 'strict')}


def step_apart(a, b):
    def score(value):  # beyond its ends the table is 0 and 1
        value = max(min(value, 1 - 1e-7), 1e-7)
        return max(min(math.log(value / (1 - value)), TABLE_END + STEP), -TABLE_END - STEP)
    return abs(abs(score(a) - score(b)) - STEP) < STEP / 10


def compare(ours, path, texts):
    """Greatest difference over the texts, where it is, steps of the table and probabilities."""
    model = fasttext.load_model(str(path))
    loss = model.f.getArgs().loss.name
    printed = subprocess.run([ours, path], input='\n'.join(texts) + '\n', capture_output=True,
                             encoding='utf-8', check=True).stdout.split('\n')[:-1]
    assert len(printed) == len(texts), (len(printed), len(texts))
    worst, where, steps, count = 0.0, '', 0, 0
    for text, line in zip(texts, printed):
        cells = [cell.rpartition(':') for cell in line.split('\t')] if line else []
        got = {label: float(value) for label, _, value in cells}
        want = theirs(model, text)
        assert bool(got) == bool(want), f'{path}: {text!r}: one has no features'
        for label, value in got.items():
            # hs: C++ leaves out what is under 0.00001.
            expected = min(want.get(label, 0.0), 1.0) if loss == 'hs' else want[label] - FLAT
            gap = abs(value - expected)
            count += 1
            if gap > TOLERANCE and loss in ('ova', 'ns') and step_apart(value, expected):
                steps += 1
                continue
            if not gap <= worst:  # so put that NaN counts
                worst, where = gap, f'{label} in {text[:40]!r}'
    return worst, where, steps, count


def kinds(loss):
    for ngrams, minn in itertools.product((1, 2), (0, 2)):
        # The first has buckets by division, the other by mask.
        yield dict(loss=loss, wordNgrams=ngrams, minn=minn, maxn=minn and 5, bucket=(1999, 2048)[ngrams - 1])


def quantisings():
    for qnorm, qout, cutoff in itertools.product((False, True), (False, True), (0, 400)):
        # 10 dimensions: five parts of 2, or three of 3 and one of 1.
        yield dict(qnorm=qnorm, qout=qout, cutoff=cutoff, dsub=3 if qnorm else 2)


def row(kind, *cells):
    print('| ' + ' | '.join([kind, *map(str, cells)]) + ' |', flush=True)


def made_models(ours, folder, loss):
    """Models, probabilities, steps of the table, greatest other difference and where, by form."""
    train, extra = made_up(1, 2000), made_up(2, 120)
    # 300 more labels: an output matrix of fewer than 256 rows cannot be quantised.
    many = train + [(f'__label__m{n}', f'kalo{n} lomi{n % 7}') for n in range(300)] * 2
    texts = [text for _, text in extra] + [text + ' unseen' for _, text in extra[:40]] + ODD
    worst = {}
    for kind, (lines, qout) in itertools.product(kinds(loss), ((train, False), (many, True))):
        data = folder / 'train.txt'
        data.write_text(''.join(f'{label} {text}\n' for label, text in lines), encoding='utf-8')
        path, small = folder / 'm.bin', folder / 'm.ftz'
        fasttext.train_supervised(str(data), dim=10, epoch=3, lr=.5, thread=1, verbose=0,
                                  **kind).save_model(str(path))
        for step in [None, *(step for step in quantisings() if step['qout'] == qout)]:
            form = 'dense'
            if step:
                model = fasttext.load_model(str(path))
                model.quantize(input=str(data), thread=1, verbose=False, **step)
                model.save_model(str(small))
                form = ' '.join(['quantised', *(name for name in ('qnorm', 'qout', 'cutoff') if step[name])])
            gap, where, steps, count = compare(ours, small if step else path, texts)
            entry = worst.setdefault(form, [0, 0, 0, 0.0, ''])
            entry[0] += 1
            entry[1] += count
            entry[2] += steps
            if not gap <= entry[3]:
                entry[3:] = gap, f'{where} ({kind}, {step})'
    return worst


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    arguments.add_argument('ours', help='the example `model_predict`')
    arguments.add_argument('--texts', help='a file with one text a line')
    arguments.add_argument('models', nargs='*', help='models to compare on those texts')
    options = arguments.parse_args()
    failures = []
    row('model', 'models', 'probabilities', 'a step apart', 'greatest other difference')
    print('|---|---:|---:|---:|---:|')

    def report(name, models, count, steps, gap, where):
        row(name, models, count, steps, f'{gap:.1e}')
        if not gap <= TOLERANCE:
            failures.append(f'{name}: {gap} at {where}')
        if steps > RARE * count:
            failures.append(f'{name}: {steps} of {count} are a step apart')

    for loss in ('softmax', 'hs', 'ova', 'ns'):
        with tempfile.TemporaryDirectory() as folder:
            results = made_models(options.ours, Path(folder), loss)
        for form, (models, count, steps, gap, where) in results.items():
            report(f'{loss}, {form}', models, count, steps, gap, where)
    if options.texts:
        texts = Path(options.texts).read_text(encoding='utf-8').split('\n')[:-1]
        for path in options.models:
            gap, where, steps, count = compare(options.ours, path, texts)
            report(f'{Path(path).name}, {len(texts)} texts', 1, count, steps, gap, where)
    if failures:
        sys.exit('\n'.join(['differ:', *failures]))


if __name__ == '__main__':
    main()
