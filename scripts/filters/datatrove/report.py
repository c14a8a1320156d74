"""Prints a comparison as Markdown."""
from collections import Counter, defaultdict

import numpy as np

from explain import MOSTLY

BOTH, OURS, THEIRS, NONE = (True, True), (True, False), (False, True), (False, False)


def table(head, rows):
    print('| ' + ' | '.join(head) + ' |')
    print('|---' * len(head) + '|')
    for row in rows:
        print('| ' + ' | '.join(map(str, row)) + ' |')
    print()


def counts(counter):
    return [sum(counter.values()), counter[NONE], counter[BOTH], counter[OURS], counter[THEIRS]]


def number(value):
    return 'off' if value is None else f'{value:.4g}'


def verdicts(result):
    print('## Verdicts\n')
    head = ['language', 'documents', 'both keep', 'both drop', 'only ours drops', 'only theirs drops']
    total = sum(result.verdicts.values(), Counter())
    table(head, [[label, *counts(counter)] for label, counter in sorted(result.verdicts.items())]
          + [['all', *counts(total)]])


def rules(result):
    print('## Rules, each asked alone\n')
    table(['rule', 'documents', 'both keep', 'both drop', 'only ours drops', 'only theirs drops'],
          [[reason, *counts(counter)] for reason, counter in result.rules.items()])


def signals(result):
    print('## Signals: difference between our number and theirs\n')
    rows = []
    for signal, values in result.differences.items():
        parts = sorted(((np.mean(part), name) for name, part in result.parts[signal].items()), reverse=True)
        why = '; '.join(f'{name} {mean:.2g}' for mean, name in parts if mean > 1e-7)
        rows.append([signal, len(values), *(f'{np.percentile(values, at):.3g}' for at in (50, 95, 100)), why or '-'])
    table(['signal', 'documents', 'median', '95 %', 'max', 'mean change by step'], rows)


def causes(result, most):
    print('## Why rules differ\n')
    found = defaultdict(list)
    for case in result.cases:
        cause, _, mostly = case.cause.partition(MOSTLY)
        found[case.reason, case.only, cause].append((case, mostly))
    rows = []
    for (reason, only, cause), cases in sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1], -len(pair[1]))):
        mostly = Counter(kind for _, kinds in cases for kind in kinds.split(', ') if kind)
        shown = '; '.join(f'{case.id} ({" → ".join(map(number, case.values))}; limits {number(case.limits[0])}, '
                          f'{number(case.limits[1])})' for case, _ in cases[:most])
        rows.append([reason, only, cause, len(cases), ', '.join(f'{k} {n}' for k, n in mostly.most_common(3)), shown])
    table(['rule', 'only', 'cause', 'documents', 'tokens that differ most', 'examples: ours → … → theirs'], rows)


def turned(result):
    """Differing verdicts by the first reason of the side that drops and by the causes of its rules."""
    print('## Why verdicts differ\n')
    found = Counter()
    for _, _, side, first, cases in result.turned:
        named = sorted({case.cause.split(MOSTLY)[0] for case in cases})
        found[side, first, ' / '.join(named) or 'no rule differs'] += 1
    table(['only', 'first reason', 'causes', 'documents'], [[*key, n] for key, n in found.most_common()])


def token_kinds(result):
    print('## Where the tokens differ: runs between white space (our tokens → spaCy\'s)\n')
    names = sorted({name for found in result.kinds.values() for name in found})
    rows = []
    for label, found in sorted(result.kinds.items()):
        cells = (found.get(name, (0, 0, 0)) for name in names)
        rows.append([label, *(f'{runs} ({ours} → {theirs})' for runs, ours, theirs in cells)])
    table(['language', *names], rows)


def left_over(result):
    print('## Unexplained\n')
    open_cases = [case for case in result.cases if not case.explained]
    odd = [one for one in result.turned if not one[4]]
    if not (open_cases or result.loose or odd):
        print('Nothing: every differing verdict and every differing number ends in a named step.\n')
    for case in open_cases:
        print(f'- {case.id} {case.language} {case.reason}, only {case.only} drops: {case.cause}; '
              f'{", ".join(map(number, case.values))}; limits {number(case.limits[0])}, {number(case.limits[1])}')
    for key, label, signal, side, told, again in result.loose:
        print(f'- {key} {label} {signal}: {side} says {told:.8g}, the description gives {again:.8g}')
    for key, label, side, first, _ in odd:
        print(f'- {key} {label}: only {side} drops, for {first}, and no rule differs')
    return 1 if open_cases or result.loose or odd else 0


def show(result, passed, notes, most, explained):
    for label, note in sorted(notes.items()):
        print(f'Note on {label}: {note}.\n')
    for why, count in passed.items():
        print(f'{count} documents left out: {why}.\n')
    verdicts(result)
    rules(result)
    signals(result)
    if not explained:
        return 0
    turned(result)
    causes(result, most)
    token_kinds(result)
    return left_over(result)
