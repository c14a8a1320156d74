"""datatrove in the order of FineWeb-2: `datatrove_steps.py all|minhash IN OUT LIMITS STOPWORDS [MODEL LANGUAGES]`.

`all`: IN is an archive. Its reader, lists of URLs, Trafilatura, language identification, a threshold for each
language, the four steps of MinHash, Gopher's repetition, FineWeb's and Gopher's rules of the document's language (C4
for English too, as in FineWeb), FTFY, personal data, lines of symbols, JSON lines.
`minhash`: IN is a folder of JSON lines; only the four steps, and what is kept is written.

LANGUAGES, by comma: what these need is loaded at the start, whatever is in the archive.
One worker, no network. FineWeb-2 runs a language at a time; here all go through one run, each with the settings of its
language, so that none of them pays for starting again. Words for MinHash are those of datatrove's tokeniser for
English, whatever the language: its tokenisers of other languages are of the same kind (blank spaCy).
The last line on standard output is {"in", "kept"}.
"""
import json
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'filters/datatrove'))

import settings  # noqa: E402
from datatrove.data import Document  # noqa: E402
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature  # noqa: E402
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets  # noqa: E402
from datatrove.pipeline.extractors import Trafilatura  # noqa: E402
from datatrove.pipeline.filters import LanguageFilter, URLFilter  # noqa: E402
from datatrove.pipeline.filters.base_filter import BaseFilter  # noqa: E402
from datatrove.pipeline.formatters import FTFYFormatter, PIIFormatter, SymbolLinesFormatter  # noqa: E402
from datatrove.pipeline.readers import JsonlReader, WarcReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402
from datatrove.utils.hashing import HashConfig  # noqa: E402
from datatrove.utils.lid import FastTextLID  # noqa: E402
from datatrove.utils.logging import logger  # noqa: E402

# datatrove's own limit is 1 s of the wall, which a busy machine takes documents away by.
EXTRACTION_LIMIT = 10
WORDS = 'eng_Latn'
ORDER = ('gopher_repetition', 'fineweb_quality', 'gopher_quality')
ENGLISH = ('gopher_repetition', 'gopher_quality', 'c4', 'fineweb_quality')
CONFIG = MinhashConfig(hash_config=HashConfig(hash_fc='xxhash', precision=64), num_buckets=14, hashes_per_bucket=8,
                       n_grams=5)


class LocalModel(FastTextLID):
    """A fastText model that is a file here and not one to download."""

    def __init__(self, path):
        super().__init__(None)
        self.path = path

    @property
    def model(self):
        if self._model is None:
            from fasttext.FastText import _FastText
            self._model = _FastText(self.path)
        return self._model


class OfLanguage(BaseFilter):
    """Labels of lid.176 to ours, and FineWeb-2's threshold of the language."""
    name = 'threshold of the language'

    def __init__(self, known):
        super().__init__()
        self.labels = {}
        for label, own in known.items():
            # Several scripts have one code of two letters; the first in the file is the usual one.
            self.labels.setdefault(own.limits.get('iso639_1') or label, (label, own.limits['lid_threshold']))

    def filter(self, doc):
        label, least = self.labels.get(doc.metadata['language'], (None, 0))
        if label is None:
            return False, 'no_settings'
        doc.metadata['language'] = label
        return True if doc.metadata['language_score'] >= least else (False, 'low_score')


class BySettings(BaseFilter):
    """datatrove's filters with the settings of the document's language."""
    name = 'filters of the language'

    def __init__(self, known):
        super().__init__()
        self.known, self.filters = known, {}

    def load(self, labels):
        for label in labels:
            if label in self.known:
                self.filter(Document(text='x', id='', metadata={'language': label}))

    def filter(self, doc):
        label = doc.metadata['language']
        own = self.filters.get(label) or self.filters.setdefault(label, self.known[label].filters())
        for name in ENGLISH if label == 'eng_Latn' else ORDER:
            said = own[name].filter(doc)
            if said is not True:
                return said
        return True


def run(out, name, steps, tasks=1):
    LocalPipelineExecutor(pipeline=steps, tasks=tasks, workers=1, logging_dir=f'{out}/logs/{name}',
                          skip_completed=False).run()


def minhash(source, out, after):
    """The four steps; what is kept goes on to the steps behind."""
    run(out, '1', [JsonlReader(source), MinhashDedupSignature(output_folder=f'{out}/signatures', config=CONFIG,
                                                              language=WORDS)])
    run(out, '2', [MinhashDedupBuckets(input_folder=f'{out}/signatures', output_folder=f'{out}/buckets', config=CONFIG)],
        tasks=CONFIG.num_buckets)
    run(out, '3', [MinhashDedupCluster(input_folder=f'{out}/buckets', output_folder=f'{out}/remove', config=CONFIG)])
    run(out, '4', [JsonlReader(source), MinhashDedupFilter(input_folder=f'{out}/remove'), *after,
                   JsonlWriter(f'{out}/output')])


def steps_before(archive, out, known, model):
    from tldextract import TLDExtract
    urls = URLFilter()
    urls.tldextractor = TLDExtract(suffix_list_urls=())  # the list that the package brings, no network
    language = LanguageFilter(backend='ft176', label_only=True)
    language.model = LocalModel(model)
    return [WarcReader(os.path.dirname(os.path.abspath(archive)), glob_pattern=os.path.basename(archive),
                       default_metadata={'dump': 'local'}),
            urls, Trafilatura(favour_precision=True, timeout=EXTRACTION_LIMIT), language, OfLanguage(known),
            JsonlWriter(f'{out}/extracted')]


def counted(out, name, step, key):
    """A number of the last step whose name has `step` in it."""
    for row in reversed(json.loads(Path(f'{out}/logs/{name}/stats.json').read_text())):
        if step in row['name']:
            value = row['stats'].get(key, 0)
            return value if isinstance(value, (int, float)) else value.get('total', 0)
    return 0


def main():
    what, source, out, limits, stop_words, *model = sys.argv[1:]
    logger.remove()
    logger.add(sys.stderr, level='WARNING')
    shutil.rmtree(out, ignore_errors=True)
    if what == 'minhash':
        minhash(source, out, [])
        read = counted(out, '1', 'Jsonl', 'documents')
    else:
        known = settings.load(Path(limits), Path(stop_words))
        rules = BySettings(known)
        rules.load(model[1].split(','))
        run(out, '0', steps_before(source, out, known, model[0]))
        read = counted(out, '0', 'Warc', 'documents')
        minhash(f'{out}/extracted', out, [rules, FTFYFormatter(), PIIFormatter(),
                                                     SymbolLinesFormatter(symbols_to_remove=['|'], replace_char='\n')])
    print(json.dumps({'in': read, 'kept': counted(out, '4', 'Jsonl', 'total')}))


main()
