"""Signals and rules of quality. There are no labels for it: beside speed stands how often two agree on keep and drop.

tamis measures more signals than the others and looks for personal data in the same pass; datatrove asks its filters in
the order of FineWeb-2 and stops at the first that drops; dolma's taggers have rules for English only.
"""
import gzip
import json
import shutil

import inputs
from system import Stage, System

TAGGERS = ('gopher_v2', 'c4_v2')
TIMES = 5


def verdicts(out):
    """Id to kept or not; None for documents in a language without settings."""
    def kept(verdict):
        return None if verdict is None else verdict == 'keep'
    return {'_kept': {row['id']: kept(row['verdict']) for row in inputs.read(out)}}


def agreement(quality):
    """Of the documents that both judge, how many get the same verdict."""
    if {'tamis', 'datatrove'} <= quality.keys():
        ours, theirs = quality['tamis']['_kept'], quality['datatrove']['_kept']
        both = [(ours[id_], theirs[id_]) for id_ in theirs if ours.get(id_) is not None and theirs[id_] is not None]
        for name, at in (('tamis', 0), ('datatrove', 1)):
            quality[name]['kept'] = sum(pair[at] for pair in both) / max(len(both), 1)
            quality[name]['same verdict'] = sum(a == b for a, b in both) / max(len(both), 1)
            quality[name]['judged by both'] = len(both)


def dolma_folder(context, name, rows):
    """Its reader wants gzip in a folder `documents`, and a source in each row."""
    folder = context.work / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / 'documents').mkdir(parents=True)
    with gzip.open(folder / 'documents/0.jsonl.gz', 'wt', encoding='utf-8') as out:
        for row in rows:
            out.write(json.dumps({**row, 'source': 'pages', 'added': '2026-01-01T00:00:00.000Z'}, ensure_ascii=False) + '\n')
    return folder


def dolma_command(context, given):
    return [context.environments.folder / 'dolma/bin/dolma', 'tag', '--documents', given / 'documents/*.jsonl.gz',
            '--taggers', *TAGGERS, '--experiment', 'rules', '--processes', '1',
            '--ignore_existing']


def stage(context):
    rows = context.texts()
    # The start: one word in each language, so that nobody's loading of a language counts as work.
    words = [{'id': label, 'language': label, 'text': 'x'} for label in sorted({row['language'] for row in rows})]
    one = context.file('filters-1.jsonl', words)
    size = sum(len(row['text'].encode()) for row in rows)
    common = {'documents': len(rows), 'bytes': size}
    systems = [
        System('tamis', lambda given, out: [context.binary, 'annotate', given, '-o', out], times=TIMES,
               given=context.file(f'filters-{TIMES}.jsonl', rows, TIMES), one=one, score=verdicts, scored=context.file(
                   'filters.jsonl', rows), **common),
        System('datatrove', lambda given, out: context.python('datatrove', 'filters.py', given, out, *context.limits),
               given=context.file('filters.jsonl', rows), one=one, environment='datatrove', package='datatrove',
               score=verdicts, **common),
        System('dolma', lambda given, out: dolma_command(context, given), environment='dolma', package='dolma',
               given=dolma_folder(context, 'filters-dolma', rows), one=dolma_folder(context, 'filters-dolma-1', words),
               note=f'taggers {", ".join(TAGGERS)}', **common),
    ]
    return Stage('filters', f'{len(rows):,} main texts of the archive with their languages, JSON lines', systems, agreement)
