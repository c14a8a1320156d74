#!/usr/bin/env python3
"""Language identifiers side by side, in one Markdown table.

    peers.py --split NAME=FILE [--split ...] [--ours BINARY] [--only a,b] [--sample N]
             [--cache DIR] [--json OUT] [--scorer PATH]

FILE has `label<TAB>text[<TAB>source]` a line, as splits.py writes it; `.zst` is fine. Run it with a
Python that has the packages of requirements.txt: a system that cannot run is named and left out.

Two figures for each system and split: the macro-F1 over all scored labels, and like for like over
the labels that the system can give at all, on their lines alone, beside ours on the same lines.
All systems get the same texts. What they said is kept in --cache by system, version and texts.
"""
import argparse
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import codes
import scores
import splits

HERE = Path(__file__).resolve().parent
OURS, RUST = 'ours', {'whatlang': 'whatlang'}
NAMES = ('heliport', 'heliport-und', 'lid.176', 'pycld2', 'cld3', 'lingua', 'py3langid', 'whatlang', 'eld',
         'langidentify', 'langdetect')
SAMPLE = 6000
SPEED_TEXTS, SPEED_DOCUMENTS, DOCUMENT_BYTES = 1000, 200, 4000
REPEATS, ROUNDS = 20, 3  # of the sample for a binary, whose start is taken off; the best round counts
ONE_THREAD = {name: '1' for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS',
                                     'RAYON_NUM_THREADS')}


def digest(data):
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def plain(text):
    """One line: two of the systems read a text a line, and all are to get the same."""
    return re.sub(r'[\r\n\t\u2028\u2029\0]+', ' ', text).strip() or '-'


def sampled(rows, size):
    """At most `size` rows, those with the least hashes, in the order of the file."""
    rows = [(label, plain(text)) for label, text, _ in rows]
    if not size or len(rows) <= size:
        return rows
    chosen = sorted(range(len(rows)), key=lambda at: (splits.number('sample', *rows[at]), at))[:size]
    return [rows[at] for at in sorted(chosen)]


def speed_sample(rows):
    """Single texts, and documents of about 4 kB that are lines of one label, of scored labels alone."""
    rows = [row for row in rows if row[0] in set(codes.SCORED)]
    keyed = sorted(rows, key=lambda row: splits.number('speed', *row))
    documents = {}
    for label, text in keyed:
        parts = documents.setdefault(label, [''])
        if len(parts[-1].encode()) >= DOCUMENT_BYTES:
            parts.append('')
        parts[-1] = f'{parts[-1]} {text}'.strip()
    # The last of each label is short, unless it is the only one.
    whole = sorted(part for parts in documents.values() for part in (parts[:-1] or parts))
    whole.sort(key=lambda text: splits.number('speed', text))
    return {'texts': [text for _, text in keyed[:SPEED_TEXTS]], 'documents': whole[:SPEED_DOCUMENTS]}


def through(command, texts):
    """The first column that a binary answers, a line for each text, and its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as given:  # a file: a pipe could fill on both sides
        given.write(''.join(f'{text}\n' for text in texts).encode())
        given.seek(0)
        done = subprocess.run(command, check=True, stdin=given, stdout=subprocess.PIPE,
                              env={**os.environ, **ONE_THREAD})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = [line.split('\t')[0] for line in done.stdout.decode().split('\n')[:-1]]
    if len(said) != len(texts):
        raise RuntimeError(f'{command[0]}: {len(texts)} texts given, {len(said)} lines answered')
    return said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def binary_job(command, version, known, job):
    """A binary does what worker.py does; its start, seen with one text, is no part of the time."""
    answer = {'version': version, **known, 'speed': {}}
    answer['splits'] = {name: through(command, texts)[0] for name, texts in job['splits'].items()}
    for name, texts in job['speed'].items():
        start, whole = (min(through(command, given)[1] for _ in range(ROUNDS)) for given in (texts[:1], texts * REPEATS))
        answer['speed'][name] = max(whole - start, 1e-6) / REPEATS
    return answer


def rust_binary(cache):
    target = cache / 'rust-target'
    subprocess.run(['cargo', 'build', '--release', '--locked', '--quiet', '--manifest-path',
                    str(HERE / 'rust/Cargo.toml')], check=True, env={**os.environ, 'CARGO_TARGET_DIR': str(target)})
    return target / 'release/rust-identifiers'


def run(name, job, args):
    """What a system answers to a job: version, codes, serbian, splits, speed."""
    if name == OURS:
        known = {'codes': codes.SCORED, 'serbian': []}
        command = [str(args.ours), 'identify', '--lines', '-']
        return binary_job(command, digest(args.ours.read_bytes()), known, job)
    if name in RUST:
        binary = rust_binary(args.cache)
        lines = subprocess.run([binary, '--codes'], check=True, stdout=subprocess.PIPE, text=True).stdout.split('\n')
        pairs = [line.split('\t') for line in lines if line]
        scripts = {'Latin': 'Latn', 'Cyrillic': 'Cyrl'}
        known = {'codes': sorted({code for code, _ in pairs}),
                 'serbian': [scripts[script] for code, script in pairs if code == 'srp']}
        lock = (HERE / 'rust/Cargo.lock').read_text()
        version = re.search(rf'name = "{RUST[name]}"\nversion = "([^"]+)"', lock)[1]
        return binary_job([str(binary)], version, known, job)
    done = subprocess.run([sys.executable, str(HERE / 'worker.py'), name], check=True, input=json.dumps(job),
                          stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD})
    return json.loads(done.stdout)


def adapters():
    """What decides an answer besides version and texts: how the systems are called."""
    names = ('systems.py', 'rust/src/main.rs', 'rust/Cargo.lock', 'requirements.txt')
    return digest(b''.join((HERE / name).read_bytes() for name in names))


def answers(name, samples, speed, args):
    """The answer of a system, from the cache as far as it is there."""
    version = digest(args.ours.read_bytes()) if name == OURS else adapters()
    keep = args.cache / f'{name}-{version}.json'
    kept = json.loads(keep.read_text()) if keep.exists() else {'splits': {}, 'speed': {}}
    texts_of = {split: [text for _, text in rows] for split, rows in samples.items()}
    keys, speed_keys = ({part: digest(json.dumps(texts).encode()) for part, texts in parts.items()}
                        for parts in (texts_of, speed))
    job = {'splits': {keys[split]: texts for split, texts in texts_of.items() if keys[split] not in kept['splits']},
           'speed': {speed_keys[kind]: texts for kind, texts in speed.items()
                     if args.retime or speed_keys[kind] not in kept['speed']}}
    if job['splits'] or job['speed']:
        print(f'{name}: {sum(map(len, job["splits"].values()))} texts to identify', file=sys.stderr)
        new = run(name, job, args)
        kept = {**new, 'splits': kept['splits'] | new['splits'], 'speed': kept['speed'] | new['speed']}
        keep.write_text(json.dumps(kept))
    return {**kept, 'splits': {split: kept['splits'][key] for split, key in keys.items()},
            'speed': {kind: kept['speed'][key] for kind, key in speed_keys.items()}}


def compare(said, samples, speed, scorer):
    """The figures of every system, from what each said."""
    labels = {(name, split): [codes.label(name, code, text) for code, (_, text) in zip(found, samples[split])]
              for name, answer in said.items() for split, found in answer['splits'].items()}
    figures = {}
    for name, answer in said.items():
        known = codes.known(name, answer['codes'], answer['serbian'])
        row = figures[name] = {
            'version': answer['version'], 'known': known, 'unknown': [one for one in codes.SCORED if one not in known],
            'texts_per_second': len(speed['texts']) / answer['speed']['texts'],
            'mb_per_second': sum(len(text.encode()) for text in speed['documents']) / 1e6 / answer['speed']['documents'],
            'splits': {}}
        for split, rows in samples.items():
            gold = [label for label, _ in rows]
            mine = labels[name, split]
            f1, count = scores.macro(gold, mine, codes.SCORED)
            if scorer:
                shared = scores.outside(scorer, gold, mine)
                if abs(shared - f1) > 1e-9:
                    raise RuntimeError(f'{name}, {split}: macro-F1 {f1} here, {shared} by {scorer}')
            alike, alike_count = scores.alike(gold, mine, known)
            row['splits'][split] = {
                'lines': len(rows), 'macro_f1': f1, 'labels': count, 'alike': alike, 'alike_labels': alike_count,
                'undecided': sum(label == codes.UNDECIDED for label in mine) / len(mine)}
            if OURS in said:
                row['splits'][split]['alike_ours'] = scores.alike(gold, labels[OURS, split], known)[0]
    return figures


def table(figures):
    """Markdown: a row for each system, two columns for each split."""
    names = list(next(iter(figures.values()))['splits'])
    head = ['system', 'labels'] + [part for name in names for part in (name, f'{name}, alike')] + ['texts/s', 'MB/s']
    rows = [head, ['---', *['---:'] * (len(head) - 1)]]
    for system, row in figures.items():
        cells = [system, str(len(row['known']))]
        for split in row['splits'].values():
            ours = '' if 'alike_ours' not in split or system == OURS else f' : {split["alike_ours"]:.3f}'
            cells += [f'{split["macro_f1"]:.3f}', f'{split["alike"]:.3f}{ours} ({split["alike_labels"]})']
        rows.append(cells + [f'{row["texts_per_second"]:,.0f}', f'{row["mb_per_second"]:.2f}'])
    return '\n'.join(f'| {" | ".join(cells)} |' for cells in rows)


def notes(figures):
    first = next(iter(figures.values()))
    sizes = ', '.join(f'{name} {row["lines"]:,} texts of {row["labels"]} labels' for name, row in first['splits'].items())
    ours = ' : ours on the same lines' if OURS in figures else ''
    return (f'Macro-F1 over the scored labels. {sizes}. Alike: the system{ours} over the labels that it can give, on '
            'their lines alone (how many of them the split has). Speed: CPU time of one thread without the start, on '
            f'single texts and on documents of about 4 kB; the call from Python counts for all but {OURS} and whatlang.')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--split', action='append', required=True, metavar='NAME=FILE')
    parser.add_argument('--ours', type=Path, help='the tamis binary; without it, ours is left out')
    parser.add_argument('--only', help='systems to run, of: ' + ', '.join(NAMES))
    parser.add_argument('--sample', type=int, default=SAMPLE,
                        help='texts of each split at most, the same for all systems; 0: all (%(default)s)')
    parser.add_argument('--speed-split', help='the split that speed is measured on (default: the first)')
    parser.add_argument('--retime', action='store_true', help='measure speed again instead of taking it from the cache')
    parser.add_argument('--cache', type=Path, default=Path(tempfile.gettempdir()) / 'language-peers')
    parser.add_argument('--json', type=Path, help='write every figure here')
    parser.add_argument('--scorer', type=Path, default=HERE.parents[3] / 'shared/tools/score_lid.py',
                        help='score_lid.py of the shared folder, which has to agree with ours if it is there')
    args = parser.parse_args()
    args.only = args.only.split(',') if args.only else list(NAMES)
    if unknown := set(args.only) - {*NAMES, OURS}:
        parser.error(f'--only: no system named {", ".join(sorted(unknown))}; there are {", ".join(NAMES)}')
    if wrong := [split for split in args.split if '=' not in split]:
        parser.error(f'--split {wrong[0]}: expected NAME=FILE')
    return args


def main():
    args = arguments()
    args.cache.mkdir(parents=True, exist_ok=True)
    files = dict(split.split('=', 1) for split in args.split)
    samples = {name: sampled(splits.read(path), args.sample) for name, path in files.items()}
    speed = speed_sample(samples[args.speed_split or next(iter(samples))])
    names = ([OURS] if args.ours else []) + [name for name in args.only if name != OURS]
    said, failed = {}, []
    for name in names:
        try:
            said[name] = answers(name, samples, speed, args)
        except (subprocess.CalledProcessError, OSError) as error:
            failed.append(f'{name} did not run and is left out: {error}')
    if not said:
        sys.exit('\n'.join(failed))
    figures = compare(said, samples, speed, args.scorer if args.scorer.exists() else None)
    print(table(figures), notes(figures), sep='\n\n')
    print(*failed, sep='\n', file=sys.stderr)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
