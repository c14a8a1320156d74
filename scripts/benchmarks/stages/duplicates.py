"""Near-duplicates, from JSON lines to the JSON lines that stay. Quality: planted copies that are found."""
import gzip
import json
import shutil
import subprocess

import inputs
from context import WORKERS
from system import Stage, System

PEERS = {'rensa': 'rensa', 'gaoya': 'gaoya', 'datasketch': 'datasketch'}


def text_dedup(context, given, out):
    """Its own command; signatures and bands as the others have them. It does not check what a band brings together."""
    return [context.environments.python('text-dedup'), '-m', 'text_dedup.minhash', '--path', 'json', '--data_files', given,
            '--split', 'train', '--column', 'text', '--output', out / 'kept', '--cache_dir', out / 'cache', '--num_perm', 112,
            '--b', 14, '--r', 8, '--ngram', 5, '--hash_func', 'xxh3', '--num_proc', 1]


def saved_ids(context, out):
    listed = subprocess.run([context.environments.python('text-dedup'), WORKERS / 'ids.py', out / 'kept'], check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return set(listed.stdout.split())


def kept_ids(out):
    """Ids of what a system kept, from whatever it wrote."""
    files = sorted(out.rglob('*.jsonl*')) if out.is_dir() else [out]
    ids = set()
    for path in files:
        with (gzip.open if path.suffix == '.gz' else open)(path, 'rt', encoding='utf-8') as lines:
            ids |= {json.loads(line)['id'] for line in lines}
    return ids


def scorer(rows, ids=kept_ids):
    """`ids` gives those of what is kept, from the output that a system was told."""
    copies = [row for row in rows if 'of' in row]
    paired = {row['of'] for row in copies} | {row['id'] for row in copies}

    def score(out):
        kept = ids(out)
        found = {}
        for row in copies:
            found.setdefault(row['changed'], []).append(not {row['id'], row['of']} <= kept)
        removed = [row['id'] for row in rows if row['id'] not in kept]
        both = sum(row['id'] not in kept and row['of'] not in kept for row in copies)
        quality = {f'copies with {changed:.0%} of words changed': sum(hits) / len(hits)
                   for changed, hits in sorted(found.items())}
        return {**quality, 'removed without need': sum(id_ not in paired for id_ in removed) + both}
    return score


def folder_of(context, name, rows):
    folder = context.work / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    inputs.write(folder / '0.jsonl', rows)
    return folder


def stage(context):
    rows = context.planted()
    plain = [{key: row[key] for key in ('id', 'language', 'text')} for row in rows]
    files = {'given': context.file('planted.jsonl', plain), 'one': context.file('planted-1.jsonl', plain[:1])}
    folders = {'given': folder_of(context, 'planted', plain), 'one': folder_of(context, 'planted-1', plain[:1])}
    common = {'documents': len(rows), 'bytes': files['given'].stat().st_size}
    systems = [
        System('tamis', lambda given, out: [context.binary, 'dedup', given, '-o', out, '--plain'],
               score=scorer(rows, lambda out: kept_ids(out / 'kept')), **files, **common),
        System('datatrove', lambda given, out: context.python('datatrove', 'datatrove_steps.py', 'minhash', given, out,
                                                              *context.limits),
               environment='datatrove', package='datatrove', note='the four steps of MinHash',
               score=scorer(rows, lambda out: kept_ids(out / 'output')), **folders, **common),
    ]
    for name, package in PEERS.items():
        systems.append(System(
            name, lambda given, out, name=name: context.python('minhash', 'duplicates.py', name, given, out),
            environment='minhash', package=package, score=scorer(rows), **files, **common))
    systems.append(System(
        'text-dedup', lambda given, out: text_dedup(context, given, out), environment='text-dedup', package='text-dedup',
        note='the pairs of its bands, unchecked', score=scorer(rows, lambda out: saved_ids(context, out)), **files, **common))
    return Stage('duplicates', f'{len(rows):,} documents, three in ten a copy of another with a share of its words changed; '
                               'JSON lines', systems)
