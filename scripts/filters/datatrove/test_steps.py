#!/usr/bin/env python3
"""Made-up texts with the edge cases in them: every chain must begin at our tokens and end at datatrove's number.

    test_steps.py --thresholds FILE --stopwords FILE
"""
import argparse
import pathlib

import formulas as f
import measure
import settings as dt
import steps
from explain import close
from profiles import Profile

TEXTS = {
    'one word': 'word',
    'a sentence': 'Seven words stand here in a row.',
    'breaks at the edges': '\n\nOne line.\n \nOne line.\n\n\n  One line. \n',
    'carriage returns': 'One line.\r\n\r\nOne line.\r\nTwo lines.\r\n',
    'bullets': '• one\n\n- two\n\n▪ three\n* four\n– five',
    'ellipses': 'So it goes ...\n\nAnd on…\n\n......\n#hash #tag',
    'quotes': '“He said so.”\n(She did not.)\nΤι;\nΝαι·\nAnd so on…',
    'joiners': "rock'n'roll well-known l’homme 3.14 10:30 50% and/or example.com/a.b me@example.org e.g. U.S. col·legi",
    'repeats': 'again and again, ' * 40,
    'ab c and a bc': 'ab c d e f . a bc d e f . ab c d e f . a bc d e f',
    'symbols': '© ® • € § № ½ → 🙂 ‘ ’ ` + | ~',
    'marks': 're\u0301sume\u0301 soft\u00adhyphen ⓐⓑ Ⅳ ²',
    'C4': 'One two three. [1] Four five six! {not} javascript\n\nlorem ipsum\nWe use cookies here.\nOne two {\n',
}
TOKENS = {
    "L-għaqda 'tal-poplu', l’homme -x-": ['L-għaqda', "'", 'tal-poplu', "'", ',', 'l’homme', '-', 'x', '-'],
    '3.14, 2.': ['3.14', ',', '2', '.'],
    'a ... ## ,. b!': ['a', '...', '##', ',', '.', 'b', '!'],
    "rock'n'roll a--b": ["rock'n'roll", 'a', '--', 'b'],
}
# What C4 in the settings of FineWeb says: the reason, or none for a text that it keeps.
C4 = [
    ('', 'too_few_sentences'),
    ('One two three.\n' * 5, None),
    ('One two three.\n' * 4 + 'One two.', 'too_few_sentences'),
    ('One two three. And four. And five. And six. And seven', None),
    ('Wait... what is… this', 'too_few_sentences'),
    ('One two three.\n' * 5 + 'a {', None),
    ('One two three.\n' * 5 + 'a b {', 'curly_bracket'),
    ('One two three.\n' * 5 + 'a b }', None),
    ('One two three.\n' * 5 + 'javascript is a {', None),
    ('One two three.\n' * 5 + 'cookie policy is {', 'curly_bracket'),
    ('One two three.\n' * 5 + 'JavaScript lorem ipsum', 'lorem_ipsum'),
    ('One two three.\n' * 5 + 'Lorem  ipsum here', None),
    ('One two three.\n' * 5 + 'lorem ipsum', None),
]


def main():
    ask = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ask.add_argument('--thresholds', type=pathlib.Path, required=True)
    ask.add_argument('--stopwords', type=pathlib.Path, required=True)
    asked = ask.parse_args()
    known = dt.load(asked.thresholds, asked.stopwords)
    for text, expected in TOKENS.items():
        assert [token for _, token in f.tokenise(text)] == expected, text
    for label in ('eng_Latn', 'deu_Latn', 'ell_Grek', 'pol_Latn', 'mlt_Latn'):
        for name, text in TEXTS.items():
            sample = steps.Sample(text, Profile(label), known[label])
            numbers = measure.numbers(text, known[label])
            for signal, chain in steps.CHAINS.items():
                end = chain(sample)[-1][1]
                assert close(end, numbers[signal]), (label, name, signal, end, numbers[signal])
    from datatrove.data import Document
    for text, expected in C4:
        said = known['eng_Latn'].filters()['c4'].filter(Document(text=text, id=''))
        assert (said[1] if isinstance(said, tuple) else None) == expected, (text, said)
    print('ok')


if __name__ == '__main__':
    main()
