#!/usr/bin/env python3
"""Our extractor and the others over the same pages, side by side, in one table.

    scripts/extraction/peers.py --shared ../shared --work DIR [--markdown FILE] [options]

Installs every peer at the version pinned in requirements.txt and rust-peers/Cargo.lock (once),
decodes the pages once with one decoder for all, runs each extractor over every page, scores it
with tools/score_extraction.py of the shared folder and prints one table.

Time is CPU time on one core around the extracting call alone: the HTML is in memory, decoded
already for the peers, while ours is given bytes and its own decoding counts. MB are 10^6 bytes of
HTML as fetched, the same for all, so that ratios of MB/s are ratios of time.

Kept in the work folder: NAME.jsonl (id, text), NAME.pages.jsonl (figures of every page),
NAME.row.json (the rows of the tables). With --only, the other rows come from an earlier run.
"""
import argparse
import gzip
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import phrases
import tables

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RUST = ('rs-trafilatura', 'dom_smoothie')
PYTHON = ('trafilatura', 'trafilatura-precision', 'trafilatura-recall', 'resiliparse', 'justext',
          'readability-lxml')
NAMES = ('tamis-cv', 'tamis', 'trafilatura', 'trafilatura-precision', 'trafilatura-recall', 'rs-trafilatura',
         'dom_smoothie', 'resiliparse', 'readability-lxml', 'justext')
ROUNDS = 4
LEAST = tables.LEAST
PIP = 'pip==26.3'  # pip 23 fails on the doubled extra that one of the packages asks for


def sh(command, **more):
    subprocess.run([str(part) for part in command], check=True, **more)


def children_cpu(command, **more):
    """CPU seconds, user and system, of a command that is run to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    sh(command, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def on_core(core, command):
    """Bound to one core where the system can do so."""
    return ['taskset', '-c', core, *command] if core and shutil.which('taskset') else list(command)


def install(cache, names):
    """The venv and the Rust binary; builds whichever is missing or older than its pins."""
    venv, pins = cache / 'venv', HERE / 'requirements.txt'
    stamp = venv / 'pins.txt'
    if not stamp.exists() or stamp.read_text() != pins.read_text():
        sh([sys.executable, '-m', 'venv', '--clear', venv])
        sh([venv / 'bin/pip', 'install', '-q', PIP])
        sh([venv / 'bin/pip', 'install', '-q', '-r', pins])
        stamp.write_text(pins.read_text())
    target = cache / 'rust-target'
    if set(names) & set(RUST):
        sh(['cargo', 'build', '--release', '--locked', '--quiet', '--manifest-path', HERE / 'rust-peers/Cargo.toml'],
           env={**os.environ, 'CARGO_TARGET_DIR': str(target)})
    return venv / 'bin/python', target / 'release/rust-peers'


def listed_pages(data, sample):
    """Id to language; with a sample, every k-th id of the sorted ids."""
    langs = {}
    for name in ('gold.jsonl', 'gold_segments.jsonl', 'unlabelled.jsonl'):
        if (data / name).exists():
            for row in phrases.load(data / name):
                langs[row['id']] = row.get('lang') or ''
    ids = sorted(file.name[:-len('.html.gz')] for file in (data / 'pages').glob('*.html.gz'))
    if sample and sample < len(ids):
        ids = ids[::len(ids) // sample][:sample]
    return {page: langs.get(page, '') for page in ids}


def prepare(python, data, pages, work):
    """The list, the decoded pages, a folder of the chosen raw pages, and the gold for them."""
    listing, decoded, raw, gold = work / 'pages.tsv', work / 'decoded', work / 'raw', work / 'gold'
    listing.write_text(''.join(f'{page}\t{lang}\n' for page, lang in pages.items()))
    for folder in (raw, gold):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    decoded.mkdir(exist_ok=True)
    for page in pages:
        (raw / f'{page}.html.gz').symlink_to((data / 'pages' / f'{page}.html.gz').resolve())
    for name in ('gold.jsonl', 'gold_segments.jsonl'):
        with open(gold / name, 'w', encoding='utf-8') as out:
            for row in phrases.load(data / name):
                if row['id'] in pages:
                    out.write(json.dumps(row, ensure_ascii=False) + '\n')
    if any(not (decoded / f'{page}.html').exists() for page in pages):
        sh([python, HERE / 'peer_worker.py', 'decode', data / 'pages', listing, decoded])
    sizes = {page: len(gzip.decompress((raw / f'{page}.html.gz').read_bytes())) for page in pages}
    return listing, decoded, raw, gold, sizes


def run_ours(raw, out, core, target):
    """Predictions, and CPU seconds a round: of ROUNDS + 1 rounds less one, over ROUNDS."""
    env = {**os.environ, **({'CARGO_TARGET_DIR': str(target)} if target else {})}
    cargo = ['cargo', 'build', '--release', '--quiet', '-p', 'tamis-extract', '--example', 'extract_dir']
    sh(cargo, cwd=ROOT, env=env)
    binary = Path(env.get('CARGO_TARGET_DIR') or ROOT / 'target') / 'release/examples/extract_dir'
    with open(out, 'w', encoding='utf-8') as sink:
        sh([binary, raw], stdout=sink)
    one, more = (children_cpu(on_core(core, [binary, raw, '--bench', rounds]), stderr=subprocess.DEVNULL)
                 for rounds in (1, ROUNDS + 1))
    return {'cpu_seconds': (more - one) / ROUNDS, 'errors': 0, 'capped': [], 'slowest': []}


def version(name, python):
    if name in NAMES[:2]:
        return re.search(r'version = "(.*?)"', (ROOT / 'Cargo.toml').read_text()).group(1)
    if name in RUST:
        lock = (HERE / 'rust-peers/Cargo.lock').read_text()
        return re.search(rf'name = "{name}"\nversion = "(.*?)"', lock).group(1)
    package = {'justext': 'jusText'}.get(name, name.split('-')[0] if name.startswith('traf') else name)
    return re.search(rf'(?im)^{package}==(.*)$', (HERE / 'requirements.txt').read_text()).group(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--shared', type=Path, default=ROOT.parent / 'shared')
    parser.add_argument('--work', type=Path, required=True, help='predictions, scores and rows')
    parser.add_argument('--cache', type=Path, help='where the peers are installed',
                        default=os.environ.get('TAMIS_PEERS', Path.home() / '.cache/tamis-tools/extraction-peers'))
    parser.add_argument('--only', help=f'comma separated, of {",".join(NAMES[1:])}')
    parser.add_argument('--sample', type=int, help='this many pages, spread evenly over all')
    parser.add_argument('--core', default='0', help='core to bind to; empty for none')
    parser.add_argument('--target', type=Path, help='CARGO_TARGET_DIR for ours')
    parser.add_argument('--cv', type=Path, help='predictions of ours with weights fitted without the domain of the page: '
                        'a row of its own, and what the others are compared with')
    parser.add_argument('--score-only', action='store_true', help='predictions and times as they are in the work folder')
    parser.add_argument('--commit', default='COMMIT', help='what the tables say of ours')
    parser.add_argument('--markdown', type=Path, help='write the tables here, between the markers if it has them')
    args = parser.parse_args()
    cache, work, data = Path(args.cache), args.work, args.shared / 'data/extraction'
    names = args.only.split(',') if args.only else list(NAMES[1:])
    if args.cv:
        names.insert(0, NAMES[0])
    if unknown := set(names) - set(NAMES[not args.cv:]):
        parser.error(f'unknown: {", ".join(sorted(unknown))}')
    work.mkdir(parents=True, exist_ok=True)
    python, rust = install(cache, names)
    pages = listed_pages(data, args.sample)
    listing, decoded, raw, gold, sizes = prepare(python, data, pages, work)
    scorer = args.shared / 'tools/score_extraction.py'
    for name in names:
        out, times = work / f'{name}.jsonl', work / f'{name}.jsonl.time.json'
        print(f'{name} …', file=sys.stderr, flush=True)
        if name == NAMES[0]:
            shutil.copyfile(args.cv, out)
            times.write_text(json.dumps({'cpu_seconds': None, 'errors': 0, 'capped': [], 'slowest': []}))
        elif not args.score_only:
            if name == 'tamis':
                times.write_text(json.dumps(run_ours(raw, out, args.core, args.target)))
            else:
                program = [rust] if name in RUST else [python, HERE / 'peer_worker.py']
                sh(on_core(args.core, [*program, name, decoded, listing, out]))
        score, each = work / f'{name}.score.json', work / f'{name}.pages.jsonl'
        if not (score.exists() and each.exists() and score.stat().st_mtime > out.stat().st_mtime):
            sh([sys.executable, scorer, '--gold', gold, '--pred', out, '--min-group', LEAST, '--json', score,
                '--per-page', each], stdout=subprocess.DEVNULL)
        time = json.loads(times.read_text())
        timed = [size for page, size in sizes.items() if page not in time['capped']]
        row = {'name': name, 'version': version(name, python), 'time': time, 'bytes': sum(timed), 'pages': len(timed),
               'listed': len(pages), 'phrases': phrases.count(gold, out),
               'score': json.loads(score.read_text())}
        (work / f'{name}.row.json').write_text(json.dumps(row, ensure_ascii=False))
    rows = [json.loads((work / f'{name}.row.json').read_text()) for name in NAMES
            if (work / f'{name}.row.json').exists()]
    if any(row['listed'] != len(pages) for row in rows):
        sys.exit('rows of another set of pages are in the work folder: give another --work')
    text = tables.markdown(rows, {row['name']: work / f"{row['name']}.pages.jsonl" for row in rows}, args.commit)
    print(text)
    if args.markdown:
        tables.write(args.markdown, text)


if __name__ == '__main__':
    main()
