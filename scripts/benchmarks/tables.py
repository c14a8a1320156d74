"""Tables in Markdown out of the figures of a run."""

# A crawl of Common Crawl, as in docs/src/engineer/estimate.md.
CRAWL_FILES, CRAWL_FILE_BYTES = 90_000, 1e9
WANTED_TIMES, WANTED_INFLATING = 100, 3
# Figures of quality by what is better; what is in neither says nothing about it.
MORE = {'4-gram F1', 'word F1', 'precision', 'recall', 'macro-F1', 'F1', 'exact F1'}
LESS = {'leak', 'removed without need', 'undecided'}
COPIES = 'copies with '
OWN, OURS_ON_OWN = 'macro-F1, own labels', 'tamis on those'


def number(value):
    """Three digits that count, thousands parted."""
    if value >= 100:
        return f'{value:,.0f}'
    return f'{value:.1f}' if value >= 10 else f'{value:.2f}'


def table(head, rows):
    lines = ['| ' + ' | '.join(head) + ' |', '|' + '|'.join('---' if at == 0 else '---:' for at in range(len(head))) + '|']
    return '\n'.join(lines + ['| ' + ' | '.join(row) + ' |' for row in rows])


def ours(systems):
    return next((system for system in systems if system['name'].startswith('tamis')), None)


def titled(system):
    name = f'**{system["name"]}**' if system['name'].startswith('tamis') else system['name']
    return f'{name}: {system["note"]}' if system['note'] else name


def machine(result):
    about = result['machine']
    rounds = sorted({len(system['rounds_cpu_seconds']) for stage_ in result['stages'].values()
                     for system in stage_['systems']})
    return (f'{about["tamis"]} at commit `{about["commit"]}`, {about["built"]}; {about["date"]}. {about["cores"]} cores: {about["cpu"]}; '
            f'{about["memory_bytes"] / 2**30:.0f} GiB, {about["system"]}, Python {about["python"]}. '
            f'Rounds: {" to ".join(map(str, rounds))}.')


def versions(result):
    return table(['package', 'version'], sorted(result['packages'].items(), key=lambda row: row[0].lower()))


# Less CPU time than this is within what two starts of one program differ by: no speed is told from it.
LEAST_SECONDS = 0.03


def measured(system):
    return system['cpu_seconds'] >= LEAST_SECONDS


def speed(systems):
    mine = ours(systems)
    rows = []
    for system in systems:
        times = ''
        if mine and system is not mine and measured(system) and measured(mine):
            times = number(mine['documents_per_core_second'] / system['documents_per_core_second'])
        cpu = f'{system["cpu_seconds"]:.2f}'
        rows.append([titled(system), cpu + (f' for {system["times"]} times' if system['times'] > 1 else ''),
                     f'{system["start_seconds"]:.2f}',
                     *((number(system['documents_per_core_second']), number(system['mb_per_core_second']))
                       if measured(system) else ('too little to tell', '')), times, f'{system["peak_bytes"] / 2**20:,.0f} MiB'])
    return table(['system', 'CPU s', 'start, CPU s', 'documents a core-second', 'MB a core-second', 'tamis is faster by',
                  'peak memory'], rows)


def shown(key, value):
    if key.startswith(COPIES) or key in ('undecided', 'kept', 'same verdict'):
        return f'{value:.1%}'
    return f'{value:,.0f}' if value == int(value) and (value > 1 or key in LESS) else f'{value:.3f}'


def quality(systems):
    keys = list(dict.fromkeys(key for system in systems for key in system['quality']))
    if not keys:
        return ''
    rows = [[f'**{system["name"]}**' if system['name'].startswith('tamis') else system['name'],
             *(shown(key, system['quality'][key]) if key in system['quality'] else '' for key in keys)]
            for system in systems if system['quality']]
    return table(['system', *keys], rows)


def stage(found):
    systems = found['systems']
    documents = max((system['documents'] for system in systems), default=0)
    size = max((system['bytes'] for system in systems), default=0)
    parts = [f'Input: {found["what"]}; {documents:,} documents, {size / 1e6:.1f} MB.', speed(systems), quality(systems)]
    return '\n\n'.join(part for part in parts if part)


def named(stages, stage_, name):
    systems = stages.get(stage_, {'systems': []})['systems']
    return next((system for system in systems if system['name'] == name), None)


def targets(stages):
    """What was set out to be reached, beside what is."""
    rows = []
    mine, theirs = (named(stages, 'whole', name) for name in ('tamis', 'datatrove'))
    if mine and theirs:
        times = mine['documents_per_core_second'] / theirs['documents_per_core_second']
        rows.append(['documents a core-second, tamis to datatrove', f'at least {WANTED_TIMES}', number(times),
                     'yes' if times >= WANTED_TIMES else '**no**'])
    for stage_ in ('whole', 'large'):
        mine, inflating = (named(stages, stage_, name) for name in ('tamis', 'gzip -dc'))
        if mine and inflating:
            times = mine['cpu_seconds'] / inflating['cpu_seconds']
            rows.append([f'CPU of tamis to CPU of `gzip -dc`, {stages[stage_]["what"]}', f'at most {WANTED_INFLATING}',
                         number(times), 'yes' if times <= WANTED_INFLATING else '**no**'])
    return table(['end to end', 'wanted', 'measured', 'reached'], rows)


def crawl(stages):
    """Core-hours for a whole crawl, in proportion to the bytes that come in."""
    rows = []
    for name in ('tamis', 'datatrove', 'gzip -dc'):
        # The larger archive says more, and only tamis and gzip had it.
        system = named(stages, 'large', name) or named(stages, 'whole', name)
        if system:
            hours = CRAWL_FILES * CRAWL_FILE_BYTES / 1e6 / system['mb_per_core_second'] / 3600
            rows.append([f'**{name}**' if name == 'tamis' else name, number(system['mb_per_core_second']),
                         f'{float(f"{hours:.3g}"):,.0f}'])
    return table(['system', 'MB a core-second', f'core-hours for {CRAWL_FILES:,} archives of 1 GB'], rows)


def behind(stages):
    """Every figure in which another system is ahead of tamis, as rows."""
    rows = []
    for name, found in stages.items():
        mine = ours(found['systems'])
        for system in found['systems'] if mine else ():
            if system is mine or system['name'] == 'gzip -dc':
                continue
            compared = [('documents a core-second', system['documents_per_core_second'],
                         mine['documents_per_core_second'], True, number)] if measured(system) else []
            compared += [('peak memory', system['peak_bytes'] / 2**20, mine['peak_bytes'] / 2**20, False,
                          lambda value: f'{value:,.0f} MiB'),
                        ('start', system['start_seconds'], mine['start_seconds'], False, lambda value: f'{value:.2f} s')]
            for key, value in system['quality'].items():
                own = mine['quality'].get(key)
                if key == OWN:
                    own = system['quality'].get(OURS_ON_OWN)
                if own is not None and (key in MORE | LESS or key == OWN or key.startswith(COPIES)):
                    compared.append((key, value, own, key not in LESS, lambda value, key=key: shown(key, value)))
            for key, value, own, more, text in compared:
                if (value > own if more else value < own) and text(value) != text(own):
                    rows.append([name, key, f'{system["name"]}: {text(value)}', text(own)])
    return table(['stage', 'figure', 'ahead', 'tamis'], rows) if rows else 'Nowhere in this run.'


def missing(result):
    rows = [[name, stage_, reason.replace('|', '/').replace('\n', ' ')] for stage_, found in result['stages'].items()
            for name, reason in found['missing'].items()]
    return table(['system', 'stage', 'why'], rows) if rows else 'All systems ran.'
