"""From our definition of each signal to datatrove's, one difference at a time.

The first value of a chain is ours, the last is datatrove's; each step between has a name. So a difference of numbers
or of verdicts is not guessed at: it belongs to the step at which it appears, and what is left after the last step
would be a difference that nobody has named.
"""
import dataclasses
import functools
import re

import formulas as f
import measure as dt
from datatrove.utils.text import split_into_sentences, split_into_words

TOKENS = 'tokens: spaCy splits otherwise'
PUNCTUATION = 'punctuation stands in n-grams'
ONCE = 'a top n-gram that occurs once counts'
SYMBOLS = 'symbols outside of its list of punctuation are words'
JOINED = 'n-grams are joined without spaces'
LIST = 'another list of stop words'
CASE = 'case and clitics: a stop word matches as a whole and as it is written'
LETTERS = 'another notion of a letter'
BULLETS = 'other bullets'
LINES = 'blank lines are lines, white space at their edges counts'
BLANK = 'breaks of blank lines count'
ENDERS = 'other sentence enders'
CLOSERS = 'nothing may stand after a sentence ender'
SENTENCES = 'sentences: spaCy finds others'
PARAGRAPHS = 'paragraphs are parted by empty lines only, and their breaks and edges count'


@dataclasses.dataclass
class Sample:
    """A text with both tokenisations and what the two sides know of its language."""
    text: str
    profile: object
    settings: object

    @functools.cached_property
    def ours(self):
        return [token for _, token in f.tokenise(self.text)]

    @functools.cached_property
    def our_words(self):
        return f.only_words(self.ours)

    @functools.cached_property
    def theirs(self):
        return split_into_words(self.text, self.settings.language)

    @functools.cached_property
    def their_words(self):
        """Of datatrove's tokens those that we would call words."""
        return f.only_words(self.theirs)

    @functools.cached_property
    def lines(self):
        return f.lines(self.text)

    @property
    def enders(self):
        return tuple(self.profile.sentence_enders)


def terminal(s):
    bare = [line for line in s.text.split('\n') if line.strip()]
    return [
        (None, f.share_of(s.lines, lambda line: f.ends_sentence(line, s.enders))),
        (ENDERS, f.share_of(s.lines, lambda line: f.ends_sentence(line, dt.ENDERS))),
        (CLOSERS, f.share_of(s.lines, lambda line: line.endswith(dt.ENDERS))),
        (LINES, f.share_of(bare, lambda line: line.endswith(dt.ENDERS))),
    ]


def words(s):
    return [(None, len(s.our_words)), (TOKENS, len(s.their_words)), (SYMBOLS, sum(map(dt.is_word, s.theirs)))]


def mean_length(s):
    return [(None, f.mean_length(s.our_words)), (TOKENS, f.mean_length(s.their_words)),
            (SYMBOLS, f.mean_length([token for token in s.theirs if dt.is_word(token)]))]


def alpha(s):
    return [(None, f.share_of(s.ours, f.HAS_LETTER.search)), (TOKENS, f.share_of(s.theirs, f.HAS_LETTER.search)),
            (LETTERS, f.share_of(s.theirs, lambda token: any(map(str.isalpha, token))))]


def stops(s):
    return [(None, f.stop_words(s.our_words, s.profile.stop_words)),
            (LIST, f.stop_words(s.our_words, s.settings.stop_words)),
            (CASE, len(set(s.settings.stop_words) & set(s.our_words))),
            (TOKENS, len(set(s.settings.stop_words) & set(s.theirs)))]


def bullets(s):
    few = ('•', '-')
    return [(None, f.share_of(s.lines, lambda line: line.startswith(f.BULLETS))),
            (BULLETS, f.share_of(s.lines, lambda line: line.startswith(few))),
            (LINES, f.share_of(s.text.splitlines(), lambda line: line.lstrip().startswith(few)))]


def ellipses(s):
    return [(None, f.share_of(s.lines, f.ellipsis)),
            (LINES, f.share_of(s.text.splitlines(), lambda line: f.ellipsis(line.rstrip())))]


def short(s):
    bare = [line for line in s.text.split('\n') if line.strip()]
    return [(None, f.share_of(s.lines, lambda line: len(line) <= 30)),
            (LINES, f.share_of(bare, lambda line: len(line) <= 30))]


def newlines(s):
    return [(None, f.share(max(len(s.lines) - 1, 0), len(s.ours))),
            (BLANK, f.share(s.text.count('\n'), len(s.ours))),
            (TOKENS, f.share(s.text.count('\n'), len(s.theirs)))]


def symbols(s):
    return [(None, f.symbol_ratio(s.text, s.ours)), (TOKENS, f.symbol_ratio(s.text, s.theirs))]


def line_share(s):
    theirs = re.split(r'\n+', s.text)
    return [(None, f.share(f.repeated(s.lines, len)[0], len(s.lines))),
            (LINES, f.share(f.repeated(theirs, len)[0], len(theirs)))]


def line_chars(s):
    theirs = [line for line in s.text.split('\n') if line.strip()]
    return [(None, f.share(f.repeated(s.lines, len)[1], sum(map(len, s.lines)))),
            (LINES, f.share(f.repeated(theirs, len)[1], len(s.text) - s.text.count('\n')))]


def paragraph_share(s):
    ours, theirs = f.paragraphs(s.text), re.split(r'\n{2,}', s.text.strip())
    return [(None, f.share(f.repeated(ours, len)[0], len(ours))),
            (PARAGRAPHS, f.share(f.repeated(theirs, len)[0], len(theirs)))]


def paragraph_chars(s):
    theirs = re.split(r'\n{2,}', s.text.strip())
    length = lambda paragraph: sum(map(len, paragraph))  # noqa: E731
    return [(None, f.share(f.repeated(f.paragraphs(s.text), length)[1], sum(map(len, s.lines)))),
            (PARAGRAPHS, f.share(f.repeated(theirs, len)[1], len(s.text)))]


def top(n):
    return lambda s: [
        (None, f.top(s.our_words, n, s.text)),
        (ONCE, f.top(s.our_words, n, s.text, least=1)),
        (TOKENS, f.top(s.their_words, n, s.text, least=1)),
        (PUNCTUATION, f.top(s.theirs, n, s.text, least=1)),
    ]


def again(n):
    return lambda s: [
        (None, f.again(s.our_words, n, s.text)),
        (TOKENS, f.again(s.their_words, n, s.text)),
        (PUNCTUATION, f.again(s.theirs, n, s.text)),
        (JOINED, f.again(s.theirs, n, s.text, join=''.join)),
    ]


def sentences(s):
    fates = (dt.c4_fate(line.strip()) for line in s.text.splitlines())
    kept = [line for fate, line in fates if fate == 'kept']
    return [(None, sum(map(f.sentences, kept))),
            (SENTENCES, sum(len(split_into_sentences(line, s.settings.language)) for line in kept))]


def c4_lines(fate):
    return lambda s: [(None, sum(dt.c4_fate(line.strip())[0] == fate for line in s.text.splitlines()))]


CHAINS = {
    'words': words, 'mean_word_length': mean_length, 'symbol_ratio': symbols, 'alpha_words': alpha, 'stop_words': stops,
    'bullet_lines': bullets, 'ellipsis_lines': ellipses, 'terminal_lines': terminal, 'short_lines': short,
    'newline_ratio': newlines, 'dup_lines': line_share, 'dup_line_chars': line_chars,
    'dup_paragraphs': paragraph_share, 'dup_paragraph_chars': paragraph_chars,
    'c4_sentences': sentences, 'curly_brackets': c4_lines('curly'), 'lorem_ipsum': c4_lines('lorem'),
    **{f'top_{n}gram': top(n) for n in (2, 3, 4)}, **{f'dup_{n}gram': again(n) for n in range(5, 11)},
}
