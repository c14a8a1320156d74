"""Presidio's recognisers by pattern, without a model for names. `--phones` says whose phone numbers are
sought: `default` takes Presidio's eight regions, `language` those of the text's language."""
import importlib
import pkgutil
import sys

import common

EUROPE = ("finland", "germany", "italy", "poland", "spain", "sweden", "turkey", "uk")
KINDS = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "IP_ADDRESS": "IP",
    "IBAN_CODE": "IBAN",
    "CREDIT_CARD": "CREDIT_CARD",
    "CRYPTO": "CRYPTO",
}
# The national recognisers also find plates, passports, companies, post codes and others; what counts here are
# the ids that the labelled sets have, so that none of the others is held against Presidio.
IDS = {"DE_SOCIAL_SECURITY", "DE_TAX_ID", "ES_NIE", "ES_NIF", "FI_PERSONAL_IDENTITY_CODE", "IT_FISCAL_CODE",
       "PL_PESEL", "SE_PERSONNUMMER", "TR_NATIONAL_ID", "UK_NHS", "UK_NINO"}


def national(language):
    """Presidio's recognisers of European countries whose language is `language`."""
    from presidio_analyzer import EntityRecognizer

    base = importlib.import_module("presidio_analyzer.predefined_recognizers.country_specific")
    for country in EUROPE:
        package = importlib.import_module(f"{base.__name__}.{country}")
        for module in pkgutil.iter_modules(package.__path__):
            content = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
            for value in content.values():
                is_class = isinstance(value, type) and issubclass(value, EntityRecognizer)
                if is_class and value.__module__ == f"{package.__name__}.{module.name}":
                    recogniser = value()
                    if recogniser.supported_language == language:
                        yield recogniser


def engine(language, phones):
    """An analyser for one language with the general recognisers and those of the language's countries."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

    # The list of domains that the package brings, without asking the network for a newer one.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

    class Words(NlpEngine):
        """Splits into words, so that words of context count; finds nothing by itself."""

        def __init__(self):
            self.words = spacy.blank("xx")

        def load(self):
            pass

        def is_loaded(self):
            return True

        def process_text(self, text, language):
            document = self.words(text)
            lemmas = [token.text.lower() for token in document]
            return NlpArtifacts([], document, [token.idx for token in document], lemmas, self, language)

        def process_batch(self, texts, language, batch_size=1, n_process=1, **_rest):
            return ((text, self.process_text(text, language)) for text in texts)

        def is_stopword(self, word, language):
            return False

        def is_punct(self, word, language):
            return self.words.vocab[word].is_punct

        def get_supported_entities(self):
            return []

        def get_supported_languages(self):
            return [language]

    regions = {"supported_regions": common.regions(language)} if phones == "language" else {}
    recognisers = [
        known.EmailRecognizer(supported_language=language),
        known.IpRecognizer(supported_language=language),
        known.IbanRecognizer(supported_language=language),
        known.CreditCardRecognizer(supported_language=language),
        known.CryptoRecognizer(supported_language=language),
        known.PhoneRecognizer(supported_language=language, **regions),
        *national(language),
    ]
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=[language])
    return AnalyzerEngine(registry=registry, nlp_engine=Words(), supported_languages=[language])


def detector(arguments):
    engines = {}

    def detect(text, two):
        language = two or "en"
        if language not in engines:
            engines[language] = engine(language, arguments.phones)
        found = []
        results = engines[language].analyze(text=text, language=language, score_threshold=arguments.threshold)
        for result in results:
            kind = KINDS.get(result.entity_type) or ("NATIONAL_ID" if result.entity_type in IDS else None)
            if kind:
                found.append((result.start, result.end, kind, result.score))
        # Of what overlaps the surest counts, as in Presidio's own anonymiser.
        return [span[:3] for span in common.without_overlaps(found)]

    return detect


OPTIONS = (
    ("--phones", {"choices": ("default", "language"), "default": "language"}),
    ("--threshold", {"type": float, "default": 0.0, "help": "lowest score that counts; Presidio's own is 0"}),
)

if __name__ == "__main__":
    sys.exit(common.main(__doc__, detector, OPTIONS))
