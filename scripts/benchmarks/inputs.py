"""What the systems are given. All of it is made out of the shared folder, kept in the work folder, and the same for
every system of a stage.

Nothing is drawn at random: choices hang on fixed seeds and on hashes, so that another day gives the same input.
"""
import json
import random
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGS = HERE.parent / 'langs/peers'
sys.path.insert(0, str(LANGS))

import splits  # noqa: E402  of scripts/langs/peers

SEED = 3
# Planted duplicates: share of words that are changed, and how many of the copies have it.
CHANGES = (0.0, 0.01, 0.02, 0.05, 0.1)
COPIES = 0.3  # of all documents


def read(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


def write(path, rows, times=1):
    with open(path, 'w', encoding='utf-8') as out:
        for round_ in range(times):
            for row in rows:
                # Ids stay different, and the first round has those that the answers are scored by.
                named = row if round_ == 0 else {**row, 'id': f'{row["id"]}~{round_}'}
                out.write(json.dumps(named, ensure_ascii=False) + '\n')
    return path


def number(*parts):
    return splits.number(*parts)


class Archive:
    """Real pages packed as Common Crawl packs them, and what the script that made it says is in it."""

    def __init__(self, shared, path, *ask):
        self.path = path
        self.manifest = path.with_name(path.name + '.manifest.jsonl')
        if not (path.exists() and self.manifest.exists()):
            print(f'making {path.name}', file=sys.stderr, flush=True)
            subprocess.run([sys.executable, shared / 'tools/make_warc.py', '--pages', shared / 'data/extraction',
                            '--out', path, '--seed', str(SEED), *ask], check=True, stdout=subprocess.DEVNULL)
        self.rows = read(self.manifest)

    @property
    def documents(self):
        return len(self.rows)

    @property
    def bytes(self):
        return self.path.stat().st_size

    def pages(self):
        """URL to the id of the page, for pages that are as they were found."""
        return {row['url']: row['src'] for row in self.rows if row['kind'] == 'orig'}


def labelled_lines(shared, work):
    """Sentences and documents of known language, as (label, text), from scripts/langs/peers."""
    folder = work / 'splits'
    if not (folder / 'documents.tsv').exists():
        subprocess.run([sys.executable, LANGS / 'splits.py', shared / 'data/lid/dev.tsv.zst', folder,
                        '--drop', 'oci_Latn:udhr'], check=True, stdout=subprocess.DEVNULL)
    return {name: list(splits.read(folder / f'{name}.tsv')) for name in ('sentences', 'documents')}


def prose(shared, wanted, sentences, at_least):
    """`wanted` documents of so many different sentences, joined out of labelled lines of one language."""
    path = shared / 'data/lid/train.tsv.zst'
    command = ['zstd', '-dcq', '--long=27', str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding='utf-8') as lines:
        by_label = {}
        for line in lines.stdout:
            label, text, _ = line.rstrip('\n').split('\t')
            if len(text) >= at_least:
                by_label.setdefault(label, []).append(text)
    made = []
    for label in sorted(by_label):
        lines = sorted(by_label[label], key=lambda text: number('prose', text))
        for at in range(0, len(lines) - sentences, sentences):
            made.append({'language': label, 'text': '\n'.join(
                ' '.join(lines[start:start + 5]) for start in range(at, at + sentences, 5))})
    made.sort(key=lambda row: number('order', row['text']))
    return made[:wanted]


def planted(shared, path, count, sentences=15):
    """Documents of which some are copies of others with a few words changed; the truth stands in the rows of copies.

    `of` is the id of the document that it is a copy of, `changed` the share of words that differ.
    """
    if path.exists():
        return read(path)
    draw = random.Random(SEED)
    copies = round(count * COPIES)
    rows = prose(shared, count - copies, sentences, 40)
    if len(rows) < count - copies:
        sys.exit(f'{len(rows)} documents can be made of the labelled lines, {count - copies} are asked for')
    words = {}
    for row in rows:
        words.setdefault(row['language'], []).extend(row['text'].split()[:20])
    made = []
    for at, row in enumerate(rows):
        made.append({'id': f'd{at}', **row})
    # A document has one copy at most, so that each pair is found or missed by itself.
    for at, of in enumerate(draw.sample(made, copies)):
        changed = CHANGES[at % len(CHANGES)]
        parts = [line.split() for line in of['text'].split('\n')]
        places = [(i, j) for i, line in enumerate(parts) for j in range(len(line))]
        for i, j in draw.sample(places, round(changed * len(places))):
            parts[i][j] = draw.choice(words[of['language']])
        made.append({'id': f'c{at}', 'language': of['language'], 'of': of['id'], 'changed': changed,
                     'text': '\n'.join(' '.join(line) for line in parts)})
    draw.shuffle(made)
    write(path, made)
    return made


def texts_of(binary, archive, path, limit):
    """The first main texts of an archive with their languages, as `tamis extract` and `identify` give them."""
    if not path.exists():
        out, said = path.with_suffix('.extracted'), path.with_suffix('.identified')
        done = subprocess.run([binary, 'extract', archive.path, '-o', out], stderr=subprocess.DEVNULL)
        if done.returncode not in (0, 3):  # 3: places in the archive that could not be used
            sys.exit(f'tamis extract {archive.path} ended with {done.returncode}')
        subprocess.run([binary, 'identify', out, '-o', said], check=True, stderr=subprocess.DEVNULL)
        languages = {row['id']: row['language'] for row in read(said)}
        rows = [{'id': row['id'], 'language': languages[row['id']], 'text': row['text']} for row in read(out)
                if row['text'].strip()]
        write(path, rows[:limit])
    return read(path)

