"""Runs the systems of a stage one after another; a round goes over all stages, so that a busy minute meets all of them."""
import shutil
import subprocess
import sys

import measure


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def once(system, given, out, log):
    remove(out)
    command = system.command(given, out)
    return measure.run(command, log, stdin=given if system.stdin else None, ok=system.ok, discard=system.discard)


def run(stage, measured, work):
    """One round of a stage: adds to the figures of every system by name. Those that end badly go to `stage.missing`."""
    folder = work / stage.name.replace(' ', '-')
    folder.mkdir(parents=True, exist_ok=True)
    for system in stage.systems:
        if system.name in stage.missing:
            continue
        label = system.name.replace(' ', '-').replace('/', '-')
        out, log = folder / f'{label}.out', folder / f'{label}.log'
        print(f'{stage.name}: {system.name}', file=sys.stderr, flush=True)
        try:
            start = once(system, system.one, folder / f'{label}.one', log)
            whole = once(system, system.given, out, log)
            first = system.name not in measured
            row = measured.setdefault(system.name, {'cpu': [], 'start': [], 'wall': [], 'peak': [], 'quality': {}})
            row['cpu'].append(round(whole['cpu'], 3))
            row['start'].append(round(start['cpu'], 3))
            row['wall'].append(round(whole['wall'], 3))
            row['peak'].append(whole['peak'])
            if first and system.score:
                if system.scored:  # quality is measured on another input than speed
                    out = folder / f'{label}.scored'
                    once(system, system.scored, out, log)
                row['quality'] = system.score(out)
        except (measure.Failed, OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
            said = str(error) if isinstance(error, measure.Failed) else f'{type(error).__name__}: {error}'
            # What is published names no folder of this machine.
            stage.missing[system.name] = said.replace(str(work), 'DIR')
            measured.pop(system.name, None)
            print(f'{system.name} is left out: {said} (see {log})', file=sys.stderr, flush=True)
    if first_round(measured) and stage.compare:
        stage.compare({name: row['quality'] for name, row in measured.items()})


def first_round(measured):
    return all(len(row['cpu']) == 1 for row in measured.values())


def figures(system, row):
    """The least of the rounds, start taken off: what a document and a megabyte take."""
    cpu = max(min(row['cpu']) - min(row['start']), 1e-3)
    documents, size = system.documents * system.times, system.bytes * system.times
    return {
        'name': system.name, 'package': system.package, 'environment': system.environment, 'note': system.note,
        'documents': system.documents, 'bytes': system.bytes, 'times': system.times,
        'cpu_seconds': round(cpu, 4), 'start_seconds': min(row['start']), 'rounds_cpu_seconds': row['cpu'],
        'wall_seconds': min(row['wall']),
        'documents_per_core_second': documents / cpu, 'mb_per_core_second': size / 1e6 / cpu,
        'peak_bytes': max(row['peak']),
        'quality': {key: round(value, 4) for key, value in row['quality'].items() if not key.startswith('_')},
    }
