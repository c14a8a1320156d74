"""The language of a text. Quality: macro-F1 over all labels that are scored, and over those that a system has."""
import json
import sys

import inputs
from system import Stage, System

sys.path.insert(0, str(inputs.LANGS))

import codes  # noqa: E402  of scripts/langs/peers
import peers  # noqa: E402
import scores  # noqa: E402

PEERS = {'heliport': ('heliport', 'heliport'), 'py3langid': ('py3langid', 'py3langid'),
         'lid.176': ('lid.176', 'fasttext-predict'), 'CLD2': ('pycld2', 'pycld2')}
# Programs that are done in milliseconds get the texts several times over.
TIMES = {'tamis': 10, 'heliport': 10, 'lid.176': 5, 'py3langid': 1, 'CLD2': 10}


def lines_file(context, name, rows, times):
    path = context.work / name
    path.write_text(''.join(f'{peers.plain(text)}\n' for _, text in rows) * times, encoding='utf-8')
    return path


def scorer(rows, name):
    gold = [label for label, _ in rows]

    def score(out):
        said = out.read_text(encoding='utf-8').split('\n')[:len(rows)]
        if name == 'tamis':
            mine = [line.split('\t')[0] for line in said]
            known = codes.SCORED
        else:
            answer = json.loads(out.with_name(out.name + '.codes').read_text())
            mine = [codes.label(name, code, text) for code, (_, text) in zip(said, rows)]
            known = codes.known(name, answer['codes'], answer['serbian'])
        return {'macro-F1': scores.macro(gold, mine, codes.SCORED)[0],
                'macro-F1, own labels': scores.alike(gold, mine, known)[0],
                'labels': len(known), 'undecided': sum(label == codes.UNDECIDED for label in mine) / len(mine),
                '_said': mine, '_known': known}
    return score


def alike(rows):
    """Ours over the labels of each other system, on the same lines."""
    gold = [label for label, _ in rows]

    def compare(quality):
        if 'tamis' in quality:
            for own in quality.values():
                own['tamis on those'] = scores.alike(gold, quality['tamis']['_said'], own['_known'])[0]
    return compare


def stage(context):
    rows = peers.sampled(context.lines()['sentences'], context.size.sentences)
    one = lines_file(context, 'sentence-1.txt', rows[:1], 1)
    size = sum(len(peers.plain(text).encode()) + 1 for _, text in rows)

    def system(name, command, **more):
        times = TIMES[name]
        given = lines_file(context, f'sentences-{times}.txt', rows, times)
        return System(name, command, given=given, one=one, documents=len(rows), bytes=size, times=times,
                      score=scorer(rows, name), **more)

    systems = [system('tamis', lambda given, out: [context.binary, 'identify', '--lines', given, '-o', out])]
    for name, (worker, package) in PEERS.items():
        systems.append(system(
            name, lambda given, out, worker=worker: context.python('langs', 'identify.py', worker, given, out),
            environment='langs', package=package))
    return Stage('languages', f'{len(rows):,} sentences of 40 to 400 characters, one a line', systems, alike(rows))
