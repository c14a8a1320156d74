"""Main text out of archived pages. Quality: 4-gram F1 against labelled main text, macro over pages."""
import json
import subprocess
import sys

import inputs
from system import Stage, System

PEERS = {'Trafilatura': ('trafilatura', 'trafilatura'), 'Resiliparse': ('resiliparse', 'Resiliparse')}


def gold_of(context):
    """A folder with the labelled text of those pages alone that are in the archive as they were found."""
    pages = set(context.archive().pages().values())
    folder = context.work / f'gold-{context.size.pages}'
    folder.mkdir(exist_ok=True)
    rows = [row for row in inputs.read(context.shared / 'data/extraction/gold.jsonl') if row['id'] in pages]
    inputs.write(folder / 'gold.jsonl', rows)
    return folder


def scorer(context, key):
    """Predictions are named by URL; the labelled texts by page."""
    pages, gold = context.archive().pages(), gold_of(context)

    def score(out):
        said, result = out.with_suffix('.said'), out.with_suffix('.score')
        rows = inputs.read(out)
        inputs.write(said, [{'id': pages[row[key]], 'text': row['text']} for row in rows if row[key] in pages])
        subprocess.run([sys.executable, context.shared / 'tools/score_extraction.py', '--gold', gold, '--pred', said,
                        '--json', result], check=True, stdout=subprocess.DEVNULL)
        overall = json.loads(result.read_text())['overall']
        return {'4-gram F1': overall['sh_f1'], 'precision': overall['sh_p'], 'recall': overall['sh_r'],
                'word F1': overall['word_f1'], 'pages scored': overall['n']}
    return score


def stage(context):
    archive, one = context.archive(), context.one_page()
    common = {'given': archive.path, 'one': one.path, 'documents': archive.documents, 'bytes': archive.bytes}
    systems = [System('tamis', lambda given, out: [context.binary, 'extract', given, '-o', out], ok=(0, 3),
                      score=scorer(context, 'url'), **common)]
    for name, (worker, package) in PEERS.items():
        systems.append(System(
            name, lambda given, out, worker=worker: context.python('extraction', 'extract.py', worker, given, out),
            environment='extraction', package=package, score=scorer(context, 'id'), **common))
    return Stage('extraction', 'the archive of pages; FastWARC reads it for the peers', systems)
