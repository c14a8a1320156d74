"""datatrove's four filters with the settings of FineWeb (English) and FineWeb-2 (all else)."""
import json

from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.utils.word_tokenizers import WhitespaceTokenizer

FILTERS = ('gopher_repetition', 'gopher_quality', 'c4', 'fineweb_quality')
NOTE = 'tokenizer is Stanza, whose models are downloaded at run time: the generic words of spaCy (xx) instead'


class Settings:
    """What datatrove needs to know of one language."""

    def __init__(self, limits, stop_words):
        self.limits = limits
        self.stop_words = stop_words
        stanza = limits['word_tokenizer']['type'] == 'StanzaTokenizer'
        self.note = NOTE if stanza else None
        self.language = WhitespaceTokenizer() if stanza else limits['glotlid_label']

    def filters(self):
        """By name, each new, so that none has counted anything."""
        repetition, quality, lines = (self.limits[key] for key in (
            'gopher_repetition', 'gopher_quality', 'fineweb_quality'))
        pairs = {key: [(int(n), limit) for n, limit in repetition[key].items()]
                 for key in ('top_n_grams', 'dup_n_grams')}
        plain = {key: repetition[key] for key in (
            'dup_line_frac', 'dup_para_frac', 'dup_line_char_frac', 'dup_para_char_frac')}
        return {
            'gopher_repetition': GopherRepetitionFilter(language=self.language, **plain, **pairs),
            'gopher_quality': GopherQualityFilter(
                language=self.language, stop_words=self.stop_words,
                # The parameter's name says the opposite of what it does.
                max_non_alpha_words_ratio=quality['min_alpha_words_ratio'],
                **{key: quality[key] for key in (
                    'min_doc_words', 'max_doc_words', 'min_avg_word_length', 'max_avg_word_length', 'min_stop_words',
                    'max_symbol_word_ratio', 'max_bullet_lines_ratio', 'max_ellipsis_lines_ratio')}),
            'c4': C4QualityFilter(language=self.language, filter_no_terminal_punct=False),
            'fineweb_quality': FineWebQualityFilter(
                language=self.language, short_line_thr=lines['short_line_thr'],
                char_duplicates_ratio=lines['char_duplicates_ratio'],
                line_punct_thr=lines['line_punct_thr'], new_line_ratio=lines['new_line_ratio']),
        }

    def rules(self):
        """(filter, reason, number, "min" or "max", limit or None) in the order in which datatrove asks.

        A limit of zero switches a rule of Gopher off, but for those on n-grams; FineWeb's are never off.
        """
        repetition, quality, lines = (self.limits[key] for key in (
            'gopher_repetition', 'gopher_quality', 'fineweb_quality'))

        def gopher(reason, number, side, limit):
            return 'gopher_quality', reason, number, side, limit or None

        def repeats(reason, number, limit):
            return 'gopher_repetition', reason, number, 'max', limit

        return [
            repeats('dup_para_frac', 'dup_paragraphs', repetition['dup_para_frac'] or None),
            repeats('dup_para_char_frac', 'dup_paragraph_chars', repetition['dup_para_char_frac'] or None),
            repeats('dup_line_frac', 'dup_lines', repetition['dup_line_frac'] or None),
            repeats('dup_line_char_frac', 'dup_line_chars_per_text', repetition['dup_line_char_frac'] or None),
            *(repeats(f'top_{n}_gram', f'top_{n}gram', limit) for n, limit in repetition['top_n_grams'].items()),
            *(repeats(f'duplicated_{n}_n_grams', f'dup_{n}gram', limit)
              for n, limit in repetition['dup_n_grams'].items()),
            gopher('gopher_short_doc', 'words', 'min', quality['min_doc_words']),
            gopher('gopher_long_doc', 'words', 'max', quality['max_doc_words']),
            gopher('gopher_below_avg_threshold', 'mean_word_length', 'min', quality['min_avg_word_length']),
            gopher('gopher_above_avg_threshold', 'mean_word_length', 'max', quality['max_avg_word_length']),
            gopher('gopher_too_many_hashes', 'hash_ratio', 'max', quality['max_symbol_word_ratio']),
            gopher('gopher_too_many_ellipsis', 'ellipsis_ratio', 'max', quality['max_symbol_word_ratio']),
            gopher('gopher_too_many_bullets', 'bullet_lines', 'max', quality['max_bullet_lines_ratio']),
            gopher('gopher_too_many_end_ellipsis', 'ellipsis_lines', 'max', quality['max_ellipsis_lines_ratio']),
            gopher('gopher_below_alpha_threshold', 'alpha_words', 'min', quality['min_alpha_words_ratio']),
            gopher('gopher_enough_stop_words', 'stop_words', 'min', quality['min_stop_words']),
            ('c4', 'lorem_ipsum', 'lorem_ipsum', 'max', 0),
            ('c4', 'curly_bracket', 'curly_brackets', 'max', 0),
            ('c4', 'too_few_sentences', 'c4_sentences', 'min', 5),
            ('fineweb_quality', 'line_punct_ratio', 'terminal_lines', 'min', lines['line_punct_thr']),
            ('fineweb_quality', 'short_line_ratio', 'short_lines', 'max', lines['short_line_thr']),
            ('fineweb_quality', 'char_dup_ratio', 'dup_line_chars', 'max', lines['char_duplicates_ratio']),
            ('fineweb_quality', 'list_ratio', 'newline_ratio', 'max', lines['new_line_ratio']),
        ]


def load(thresholds, stop_words):
    """Settings by our label, from the two files."""
    limits = json.loads(thresholds.read_text())['languages']
    words = json.loads(stop_words.read_text())['stopwords']
    out = {}
    for key, own in limits.items():
        label = key if '_' in key else f'{key}_{own["glotlid_label"].split("_")[1]}'
        out[label] = Settings(own, words[key])
    return out
