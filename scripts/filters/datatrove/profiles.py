"""Our profiles, and which of datatrove's rules stands beside which of ours."""
import dataclasses
import pathlib
import tomllib

PROFILES = pathlib.Path(__file__).resolve().parents[3] / 'langs' / 'profiles'


@dataclasses.dataclass(frozen=True)
class Rule:
    """One of our rules; `theirs` are the reasons that datatrove gives for the same fault."""
    section: str
    key: str
    signal: str
    theirs: tuple

    @property
    def reason(self):
        return f'{self.section}.{self.key}'

    def breaks(self, value, limit):
        """As the rules do: at the limit a document stays, and a limit that is off drops nothing."""
        if limit is None or value is None:
            return False
        return value < limit if self.key.startswith('min_') else value > limit


RULES = [
    Rule('quality', 'max_replacement_ratio', 'replacement_ratio', ()),
    Rule('quality', 'min_words', 'words', ('gopher_short_doc',)),
    Rule('quality', 'max_words', 'words', ('gopher_long_doc',)),
    Rule('quality', 'min_mean_word_length', 'mean_word_length', ('gopher_below_avg_threshold',)),
    Rule('quality', 'max_mean_word_length', 'mean_word_length', ('gopher_above_avg_threshold',)),
    Rule('quality', 'max_symbol_ratio', 'symbol_ratio', ('gopher_too_many_hashes', 'gopher_too_many_ellipsis')),
    Rule('quality', 'max_bullet_lines', 'bullet_lines', ('gopher_too_many_bullets',)),
    Rule('quality', 'max_ellipsis_lines', 'ellipsis_lines', ('gopher_too_many_end_ellipsis',)),
    Rule('quality', 'min_alpha_words', 'alpha_words', ('gopher_below_alpha_threshold',)),
    Rule('quality', 'min_stop_words', 'stop_words', ('gopher_enough_stop_words',)),
    Rule('quality', 'min_terminal_lines', 'terminal_lines', ('line_punct_ratio',)),
    Rule('quality', 'max_short_lines', 'short_lines', ('short_line_ratio',)),
    Rule('quality', 'max_newline_ratio', 'newline_ratio', ('list_ratio',)),
    Rule('repetition', 'max_dup_paragraphs', 'dup_paragraphs', ('dup_para_frac',)),
    Rule('repetition', 'max_dup_paragraph_chars', 'dup_paragraph_chars', ('dup_para_char_frac',)),
    Rule('repetition', 'max_dup_lines', 'dup_lines', ('dup_line_frac',)),
    # FineWeb's rule on the same characters has a far lower limit, so Gopher's never decides alone.
    Rule('repetition', 'max_dup_line_chars', 'dup_line_chars', ('char_dup_ratio', 'dup_line_char_frac')),
    *(Rule('repetition', f'max_top_{n}gram', f'top_{n}gram', (f'top_{n}_gram',)) for n in (2, 3, 4)),
    *(Rule('repetition', f'max_dup_{n}gram', f'dup_{n}gram', (f'duplicated_{n}_n_grams',)) for n in range(5, 11)),
    # Asked only where there is such a signal.
    Rule('quality', 'max_lorem_ipsum', 'lorem_ipsum', ('lorem_ipsum',)),
    Rule('quality', 'max_curly_brackets', 'curly_brackets', ('curly_bracket',)),
    Rule('quality', 'min_c4_sentences', 'c4_sentences', ('too_few_sentences',)),
]


class Profile:
    """The limits and words of one language, those of `default.toml` where it has none."""

    def __init__(self, label, folder=PROFILES):
        base = tomllib.loads((folder / 'default.toml').read_text())
        own = tomllib.loads((folder / f'{label}.toml').read_text())
        self.sections = {name: {**base.get(name, {}), **own.get(name, {})}
                         for name in ('words', 'quality', 'repetition')}
        self.stop_words = self.sections['words']['stop_words']
        self.sentence_enders = self.sections['words']['sentence_enders']

    def limit(self, rule):
        limit = self.sections[rule.section].get(rule.key, False)
        return None if limit is False else limit
