"""From the JSON of a run to the tables of the book's page, each between two markers: `render.py JSON PAGE [--check]`."""
import json
import sys
from pathlib import Path

import tables


def parts(result):
    """Marker to text, in the order of the page."""
    stages = result['stages']
    made = {'machine': tables.machine(result), 'targets': tables.targets(stages), 'versions': tables.versions(result)}
    for name in ('reading', 'extraction', 'languages', 'filters', 'duplicates', 'personal data', 'whole', 'large'):
        if name in stages:
            made[name] = tables.stage(stages[name])
    made['crawl'] = tables.crawl(stages)
    made['behind'] = tables.behind(stages)
    made['missing'] = tables.missing(result)
    return made


def whole(result):
    return '\n\n'.join(f'## {name}\n\n{text}' for name, text in parts(result).items())


def filled(result, page):
    """The page with new tables; a marker that it lacks is an error, as its table would be lost."""
    for name, text in parts(result).items():
        begin, end = f'<!-- {name} -->', f'<!-- end of {name} -->'
        if begin not in page or end not in page:
            raise ValueError(f'the page has no place for {name}: it needs the lines {begin} and {end}')
        before, rest = page.split(begin, 1)
        page = f'{before}{begin}\n\n{text}\n\n{end}{rest.split(end, 1)[1]}'
    return page


def page(result, path):
    path.write_text(filled(result, path.read_text(encoding='utf-8')), encoding='utf-8')


def main():
    source, target, *check = sys.argv[1:]
    result, target = json.loads(Path(source).read_text()), Path(target)
    if not check:
        page(result, target)
    elif filled(result, target.read_text(encoding='utf-8')) != target.read_text(encoding='utf-8'):
        sys.exit(f'{target} has other tables than {source} gives: run scripts/benchmarks/render.py {source} {target}')


if __name__ == '__main__':
    main()
