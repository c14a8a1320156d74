"""Personal data. Quality on labelled sentences in 29 languages, speed on main texts of the archive."""
import json
import subprocess
import sys

import inputs
from system import Stage, System

PII = inputs.HERE.parent / 'pii/peers'
sys.path.insert(0, str(PII))

import common as languages  # noqa: E402  of scripts/pii/peers
import run_tamis  # noqa: E402

PEERS = {
    'datatrove': ('run_datatrove.py', (), 'datatrove', 'PIIFormatter: e-mail addresses and IPv4'),
    'Presidio': ('run_presidio.py', ('--phones', 'language'), 'presidio-analyzer',
                 'recognisers by pattern, phone regions of the language; its models for names are no package'),
    'scrubadub': ('run_scrubadub.py', (), 'scrubadub', 'locale of the language'),
}
TIMES = 10


def in_code_points(rows, answers):
    """Answers of tamis, in UTF-8 bytes, as the scorer wants them."""
    for row, answer in zip(rows, answers, strict=True):
        ends = [span[end] for span in answer['spans'] for end in ('start', 'end')]
        places = run_tamis.to_code_points(row['text'], ends)
        yield {'id': row['id'], 'spans': [
            {'start': places[span['start']], 'end': places[span['end']], 'type': run_tamis.kind_of(span['kind'])}
            for span in answer['spans'] if run_tamis.kind_of(span['kind'])]}


def scorer(context, rows, ours):
    def score(out):
        said = inputs.read(out)
        if ours:
            said = inputs.read(inputs.write(out.with_suffix('.points'), in_code_points(rows, said)))
            out = out.with_suffix('.points')
        result = out.with_suffix('.score')
        subprocess.run([sys.executable, context.shared / 'tools/score_pii.py', '--gold',
                        context.shared / 'data/pii/dev.jsonl', '--pred', out, '--json', result],
                       check=True, stdout=subprocess.DEVNULL)
        found = json.loads(result.read_text())
        micro = found['overlap']['micro']
        return {'F1': micro['f1'], 'precision': micro['p'], 'recall': micro['r'],
                'exact F1': found['exact']['micro']['f1'], 'leak': found['leak']}
    return score


def first(rows, characters):
    """The first rows that have so many characters together."""
    chosen = []
    for row in rows:
        if characters <= 0:
            break
        chosen.append(row)
        characters -= len(row['text'])
    return chosen


def stage(context):
    gold = [{'id': row['id'], 'text': row['text'], 'lang': row['lang'], 'language': languages.label(row)}
            for row in inputs.read(context.shared / 'data/pii/dev.jsonl')]
    rows = first(context.texts(), context.size.personal_characters)
    words = [{'id': label, 'language': label, 'text': 'x'} for label in sorted({row['language'] for row in rows})]
    shared = {'one': context.file('personal-1.jsonl', words), 'documents': len(rows),
              'bytes': sum(len(row['text'].encode()) for row in rows), 'scored': context.file('personal-gold.jsonl', gold)}
    systems = [System('tamis', lambda given, out: [context.binary, 'pii', given, '-o', out], times=TIMES,
                      given=context.file(f'personal-{TIMES}.jsonl', rows, TIMES), score=scorer(context, gold, True),
                      **shared)]
    for name, (script, options, package, note) in PEERS.items():
        systems.append(System(
            name, lambda given, out, script=script, options=options: context.python('pii', PII / script, given, out, *options),
            given=context.file('personal.jsonl', rows), environment='pii', package=package, note=note,
            score=scorer(context, gold, False), **shared))
    return Stage('personal data', f'{len(rows):,} main texts of the archive, {shared["bytes"] / 1e6:.1f} MB, JSON lines; '
                                  f'{len(gold):,} labelled sentences', systems)
