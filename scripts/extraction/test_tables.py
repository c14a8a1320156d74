"""python3 -m unittest scripts/extraction/test_tables.py"""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import phrases  # noqa: E402
import tables  # noqa: E402


class Phrases(unittest.TestCase):
    def test_counts_found_and_leaked(self):
        with tempfile.TemporaryDirectory() as folder:
            gold = Path(folder)
            wanted = {'id': 'a', 'lang': 'de', 'with': ['eins zwei', 'drei'], 'without': ['Menü', 'Fuß']}
            absent = {'id': 'b', 'lang': 'fr', 'with': ['un'], 'without': []}
            (gold / 'gold_segments.jsonl').write_text(f'{json.dumps(wanted)}\n{json.dumps(absent)}\n')
            (gold / 'gold.jsonl').write_text('')
            out = gold / 'out.jsonl'
            out.write_text(json.dumps({'id': 'a', 'text': 'eins\n zwei Menü'}) + '\n')
            found = phrases.count(gold, out)
        self.assertEqual(found['gold_segments'], [2, 3, 1, 2, 1])
        self.assertEqual(found['gold_segments:de'], [1, 2, 1, 2, 1])
        self.assertEqual(found['gold_segments:fr'], [1, 1, 0, 0, 0])


class Tables(unittest.TestCase):
    def test_write_keeps_what_is_around_the_markers(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / 'page.md'
            page.write_text(f'before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n')
            for _ in range(2):
                tables.write(page, 'new\n')
            text = page.read_text()
        self.assertEqual(text, f'before\n{tables.BEGIN}\n\nnew\n\n{tables.END}\nafter\n')

    def test_interval_is_of_the_same_pages(self):
        ours, theirs = {'a': 1.0, 'b': .5, 'c': 0.}, {'a': .5, 'b': 0., 'd': 1.}
        self.assertEqual(tables.interval(ours, theirs), '+0.500 (+0.500 to +0.500)')


if __name__ == '__main__':
    unittest.main()
