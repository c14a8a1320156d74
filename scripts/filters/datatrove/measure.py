"""The numbers that datatrove's filters compare and do not tell, from datatrove's own helpers."""
import re

from datatrove.pipeline.filters.c4_filters import CITATION_REGEX, POLICY_SUBSTRINGS
from datatrove.pipeline.filters.gopher_repetition_filter import (
    find_all_duplicate,
    find_duplicates,
    find_top_duplicate,
    get_n_grams,
)
from datatrove.utils.text import PUNCTUATION_SET, TERMINAL_PUNCTUATION, split_into_sentences, split_into_words

ENDERS = tuple(TERMINAL_PUNCTUATION)
PARAGRAPHS, LINES = re.compile(r'\n{2,}'), re.compile(r'\n+')


def share(part, whole):
    return part / whole if whole else 0.0


def is_word(token):
    """Not made of datatrove's punctuation alone: `•`, `©` and emoji are words."""
    return any(c not in PUNCTUATION_SET for c in token)


def quality(text, tokens):
    words = [token for token in tokens if is_word(token)]
    lines = text.splitlines()
    ends = [line.rstrip().endswith(('...', '…')) for line in lines]
    return {
        'tokens': len(tokens),
        'words': len(words),
        'mean_word_length': share(sum(map(len, words)), len(words)),
        'hash_ratio': share(text.count('#'), len(tokens)),
        'ellipsis_ratio': share(text.count('...') + text.count('…'), len(tokens)),
        'bullet_lines': share(sum(line.lstrip().startswith(('•', '-')) for line in lines), len(lines)),
        'ellipsis_lines': share(sum(ends), len(lines)),
        'alpha_words': share(sum(any(map(str.isalpha, token)) for token in tokens), len(tokens)),
    }


def repetition(text, tokens):
    paragraphs, lines = PARAGRAPHS.split(text.strip()), LINES.split(text)
    again, chars = find_duplicates(paragraphs)
    out = {'dup_paragraphs': share(again, len(paragraphs)), 'dup_paragraph_chars': share(chars, len(text))}
    again, chars = find_duplicates(lines)
    out |= {'dup_lines': share(again, len(lines)), 'dup_line_chars_per_text': share(chars, len(text))}
    for n in (2, 3, 4):
        grams = get_n_grams(tokens, n)
        out[f'top_{n}gram'] = share(find_top_duplicate(grams), len(text)) if grams else 0.0
    out |= {f'dup_{n}gram': share(find_all_duplicate(tokens, n), len(text)) for n in range(5, 11)}
    return out


def fineweb(text, tokens):
    lines = [line for line in text.split('\n') if line.strip()]
    return {
        'lines': len(lines),
        'terminal_lines': share(sum(line.endswith(ENDERS) for line in lines), len(lines)),
        'short_lines': share(sum(len(line) <= 30 for line in lines), len(lines)),
        'dup_line_chars': share(find_duplicates(lines)[1], len(text.replace('\n', ''))),
        'newline_ratio': share(text.count('\n'), len(tokens)),
    }


def c4_fate(line):
    """What C4's rules in FineWeb's settings make of a stripped line, and the line without its citations."""
    words = line.split()
    bare = CITATION_REGEX.sub('', line)
    low = bare.lower()
    fates = (
        ('long_word', max(map(len, words), default=0) > 1000),
        ('few_words', len(words) < 3),
        ('lorem', 'lorem ipsum' in low),
        ('javascript', 'javascript' in low),
        ('curly', '{' in bare),
        ('policy', any(phrase in low for phrase in POLICY_SUBSTRINGS)),
    )
    return next((name for name, hit in fates if hit), 'kept'), bare


def c4(text, language):
    """Counts over all lines, though datatrove stops at the first `lorem` or `curly`."""
    out = dict.fromkeys(('long_word', 'few_words', 'lorem', 'javascript', 'curly', 'policy', 'kept'), 0)
    first, sentences = None, 0
    for line in text.splitlines():
        fate, bare = c4_fate(line.strip())
        out[fate] += 1
        if fate in ('lorem', 'curly'):
            first = first or fate
        if fate == 'kept':
            sentences += len(split_into_sentences(bare, language))
    return {'c4_sentences': sentences, 'c4_first': first, 'c4_all_lines': len(text.splitlines()),
            **{f'c4_{name}': count for name, count in out.items()}}


def numbers(text, settings):
    """All of them, 0 where datatrove would divide by zero."""
    tokens = split_into_words(text, settings.language)
    out = {**quality(text, tokens), **repetition(text, tokens), **fineweb(text, tokens), **c4(text, settings.language)}
    out['symbol_ratio'] = max(out['hash_ratio'], out['ellipsis_ratio'])
    out['stop_words'] = len(set(settings.stop_words) & set(tokens))
    return out
