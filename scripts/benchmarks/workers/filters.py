"""`filters.py IN.jsonl OUT.jsonl LIMITS STOPWORDS`: datatrove's filters, settings of FineWeb-2; English as FineWeb has it.

Order and settings as in the published runs: repetition, FineWeb's rules, Gopher's for FineWeb-2; repetition, Gopher's,
C4 and FineWeb's for English. A dropped document is not shown to the filters behind.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'filters/datatrove'))

import settings  # noqa: E402
from datatrove.data import Document  # noqa: E402
from loguru import logger  # noqa: E402

ORDER = ('gopher_repetition', 'fineweb_quality', 'gopher_quality')
ENGLISH = ('gopher_repetition', 'gopher_quality', 'c4', 'fineweb_quality')


def main():
    path, out, limits, stop_words = sys.argv[1:]
    logger.remove()
    known, filters = settings.load(Path(limits), Path(stop_words)), {}
    with open(path, encoding='utf-8') as lines, open(out, 'w', encoding='utf-8') as sink:
        for row in map(json.loads, lines):
            label, verdict = row['language'], None
            if label in known:
                own = filters.get(label) or filters.setdefault(label, known[label].filters())
                document, verdict = Document(text=row['text'], id=row['id']), 'keep'
                for name in ENGLISH if label == 'eng_Latn' else ORDER:
                    said = own[name].filter(document)
                    if said is not True:
                        verdict = said[1]
                        break
            sink.write(json.dumps({'id': row['id'], 'verdict': verdict}) + '\n')


main()
