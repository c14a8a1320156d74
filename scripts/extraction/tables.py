"""The tables of peers.py as Markdown."""
import json
import random
from pathlib import Path

BEGIN = '<!-- made by scripts/extraction/peers.py: begin -->'
END = '<!-- made by scripts/extraction/peers.py: end -->'
OURS = 'tamis'
CROSS = 'tamis-cv'
LEAST = 10  # pages below which a language is not shown
RESAMPLES = 1000


def table(head, rows):
    line = '| ' + ' | '.join(head) + ' |'
    rule = '|---|' + '---:|' * (len(head) - 1)
    return '\n'.join([line, rule, *('| ' + ' | '.join(row) + ' |' for row in rows)])


def share(part, whole):
    return f'{part / whole:.3f}' if whole else ''


def interval(ours, theirs):
    """Mean difference of page F1, ours less theirs, and its 95% interval (paired bootstrap)."""
    gaps = [ours[page] - theirs[page] for page in sorted(ours.keys() & theirs.keys())]
    dice = random.Random(1)
    means = sorted(sum(dice.choices(gaps, k=len(gaps))) / len(gaps) for _ in range(RESAMPLES))
    low, high = means[int(.025 * RESAMPLES)], means[int(.975 * RESAMPLES) - 1]
    return f'{sum(gaps) / len(gaps):+.3f} ({low:+.3f} to {high:+.3f})'


def quality(rows, scores):
    # Weights fitted on these very pages would flatter ours, so only the other row is compared.
    ours = scores.get(CROSS)
    body = []
    for row in rows:
        total = row['score']['overall']
        gap = interval(ours, scores[row['name']]) if ours and row['name'] not in (OURS, CROSS) else ''
        body.append([row['name'], row['version'], f"{total['sh_f1']:.3f}", f"{total['sh_p']:.3f}", f"{total['sh_r']:.3f}",
                     f"{total['word_f1']:.3f}", str(total['empty']), gap])
    return table(['extractor', 'version', '4-gram F1', 'P', 'R', 'word F1', 'empty', f'{CROSS} less it (95%)'], body)


def phrase_table(rows):
    body = []
    for row in rows:
        cells = [row['name']]
        for name in ('gold_segments', 'gold'):
            _, wanted, found, unwanted, leaked = row['phrases'].get(name, [0] * 5)
            cells += [share(found, wanted), share(leaked, unwanted)]
        body.append(cells)
    counts = [rows[0]['phrases'].get(name, [0] * 5) for name in ('gold_segments', 'gold')]
    head = ['extractor']
    for label, (pages, wanted, _, unwanted, _) in zip(('traf', 'wcxb'), counts):
        head += [f'{label}, {pages} pages: found of {wanted}', f'leaked of {unwanted}']
    return table(head, body)


def phrase_languages(rows):
    found = rows[0]['phrases']
    keys = [key for key in sorted(found, key=lambda key: -found[key][0])
            if key.startswith('gold_segments:') and found[key][0] >= LEAST]
    body = [[row['name'], *(f"{share(row['phrases'][key][2], row['phrases'][key][1])} / "
                            f"{share(row['phrases'][key][4], row['phrases'][key][3])}" for key in keys)] for row in rows]
    return table(['found / leaked', *(f"{key.split(':')[1]} ({found[key][0]})" for key in keys)], body)


def grouped(rows, field):
    groups = [group for group in rows[0]['score']['by'].get(field, []) if group['n'] >= LEAST]
    body = []
    for row in rows:
        by_name = {group['name']: group for group in row['score']['by'][field]}
        body.append([row['name'], *(f"{by_name[group['name']]['sh_f1']:.3f}" for group in groups)])
    return table(['4-gram F1', *(f"{group['name']} ({group['n']})" for group in groups)], body)


def speed(rows):
    rows = [row for row in rows if row['time']['cpu_seconds']]
    rate = {row['name']: row['bytes'] / row['time']['cpu_seconds'] / 1e6 for row in rows}
    body = []
    for row in rows:
        seconds = row['time']['cpu_seconds']
        times = f"{rate[OURS] / rate[row['name']]:.1f}" if OURS in rate else ''
        body.append([row['name'], f'{seconds:.2f}', f"{row['pages'] / seconds:.0f}", f"{rate[row['name']]:.1f}", times,
                     str(row['time']['errors']), ', '.join(row['time']['capped'])])
    return table(['extractor', 'CPU s', 'pages/s', 'MB/s', 'tamis is faster by', 'raised an error',
                  'over 20 s, left out of the time'], body)


def markdown(rows, page_files, commit):
    scores = {}
    for name, file in page_files.items():
        with open(file, encoding='utf-8') as lines:
            scores[name] = {row['id']: row['shingle'][2] for row in map(json.loads, lines)}
    scored = rows[0]['score']['overall']['n']
    size = max(row['bytes'] for row in rows) / 1e6
    parts = [
        f"tamis at commit `{commit}`; {rows[0]['listed']} pages, {size:.1f} MB of HTML, {scored} of them with full gold "
        f"text that is in the HTML ({rows[0]['score']['left_out_low_coverage']} left out). Macro means over pages."
        + f' The weights of {OURS} were fitted on these pages, so its row is no estimate for others'
        + (f'; those of {CROSS} were fitted without the domain of the page.' if CROSS in scores else '.'),
        quality(rows, scores),
        'By language of the gold text, those with at least 10 pages:', grouped(rows, 'lang'),
        'By type of page:', grouped(rows, 'page_type'),
        'Phrases that the text must hold (found: more is better) and must not hold (leaked: less is better):',
        phrase_table(rows), 'The same by language, `traf` pages:', phrase_languages(rows),
        'Speed, one core, HTML in memory:', speed(rows),
    ]
    return '\n\n'.join(part for part in parts if part) + '\n'


def write(path, text):
    """Between the markers of a page that has them, else the whole file."""
    old = Path(path).read_text(encoding='utf-8') if Path(path).exists() else ''
    if BEGIN in old and END in old:
        before, rest = old.split(BEGIN, 1)
        text = f'{before}{BEGIN}\n\n{text}\n{END}{rest.split(END, 1)[1]}'
    Path(path).write_text(text, encoding='utf-8')
