"""python3 -m unittest scripts/langs/peers/test_peers.py"""
import struct
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import codes
import peers
import scores
import splits
import systems


class Codes(unittest.TestCase):
    def test_every_scored_label_is_its_own(self):
        self.assertEqual(len(codes.SCORED), 54)
        self.assertEqual(len(set(codes.SCORED)), 54)
        for label in codes.SCORED:
            self.assertEqual(codes.label('ours', label, ''), label)

    def test_codes_of_two_and_three_letters(self):
        for code, label in {'hr': 'hrv_Latn', 'no': 'nob_Latn', 'nb': 'nob_Latn', 'nn': 'nno_Latn', 'ekk': 'est_Latn',
                            'lvs': 'lav_Latn', 'se': 'sme_Latn', 'mk': 'mkd_Cyrl', 'szl': 'szl_Latn'}.items():
            self.assertEqual(codes.label('any', code, ''), label)

    def test_als_is_albanian_but_alemannic_in_lid_176(self):
        self.assertEqual(codes.label('heliport', 'als', ''), 'sqi_Latn')
        self.assertEqual(codes.label('lid.176', 'als', ''), 'oth')
        self.assertEqual(codes.label('lid.176', 'sq', ''), 'sqi_Latn')

    def test_serbian_goes_by_the_script_of_the_text(self):
        for code in ('sr', 'srp'):
            self.assertEqual(codes.label('any', code, 'Добар дан, EU'), 'srp_Cyrl')
            self.assertEqual(codes.label('any', code, 'Dobar dan'), 'srp_Latn')

    def test_serbo_croatian_names_none_of_its_parts_in_latin(self):
        for code in ('sh', 'hbs'):
            self.assertEqual(codes.label('any', code, 'Dobar dan'), 'oth')
            self.assertEqual(codes.label('any', code, 'Добар дан'), 'srp_Cyrl')

    def test_others_and_undecided(self):
        for code in ('zh', 'zh-Hant', 'iw', 'jw', 'bg-Latn', 'ru-Latn', 'gsw', 'ltg', 'oth', 'sr-ME'):
            self.assertEqual(codes.label('any', code, 'text'), 'oth', code)
        for code in ('un', 'und', 'zxx', 'unk', 'xx-Latn', '', None):
            self.assertEqual(codes.label('any', code, 'text'), 'und', code)

    def test_known_labels(self):
        self.assertEqual(codes.known('lid.176', ['sr', 'als', 'zh', 'no'], ('Cyrl', 'Latn')),
                         ['nob_Latn', 'srp_Cyrl', 'srp_Latn'])
        self.assertEqual(codes.known('lingua', ['srp', 'bos'], ('Cyrl',)), ['bos_Latn', 'srp_Cyrl'])
        self.assertEqual(codes.known('heliport', ['hbs'], ('Cyrl',)), ['srp_Cyrl'])
        self.assertEqual(codes.known('lid.176', ['sh'], ()), [])


class Scores(unittest.TestCase):
    GOLD = ['a', 'a', 'a', 'b', 'b', 'x']
    SAID = ['a', 'b', 'und', 'b', 'x', 'a']

    def test_macro(self):
        # a: 1 right, 2 missed, 1 false, F1 2/5. b: 1 right, 1 missed, 1 false, F1 1/2.
        f1, count = scores.macro(self.GOLD, self.SAID, ['a', 'b', 'c'])
        self.assertEqual(count, 2)
        self.assertAlmostEqual(f1, (2 / 5 + 1 / 2) / 2)

    def test_alike_leaves_other_lines_out(self):
        # Without the line of x, a has no false alarm: 2/4.
        f1, count = scores.alike(self.GOLD, self.SAID, ['a', 'b'])
        self.assertAlmostEqual(f1, (2 / 4 + 1 / 2) / 2)
        self.assertEqual(scores.alike(self.GOLD, self.SAID, ['b']), (2 / 3, 1))
        self.assertEqual(count, 2)

    def test_nothing_known(self):
        self.assertEqual(scores.alike(self.GOLD, self.SAID, []), (0.0, 0))


def base():
    """Thirty lines of one label, three of another, in an order that is not that of the hashes."""
    words = 'one two three four five six seven eight nine ten eleven twelve'.split()
    rows = [('eng_Latn', ' '.join(words[(at * step) % 12] for step in range(1, 10)) + f' {at} end of the line', 'books')
            for at in range(30)]
    rows += [('pol_Latn', f'To jest zdanie numer {at}, i jest dość długie.', 'web') for at in range(7)]
    return rows + [('tur_Latn', f'istanbul ile izmir {at}', 'vpn') for at in range(3)]


class Splits(unittest.TestCase):
    def test_the_same_every_time_whatever_the_order(self):
        once, again = splits.all_splits(base(), {'vpn'}), splits.all_splits(base(), {'vpn'})
        self.assertEqual(once, again)
        turned = splits.all_splits(base()[::-1], {'vpn'})
        for name in once:
            self.assertEqual(sorted(once[name]), sorted(turned[name]))

    def test_no_line_twice_in_a_paragraph(self):
        for least, most in ((5, 10), (8, 20)):
            for label, source, run in splits.runs(base(), least, most, 'test'):
                self.assertEqual(len(run), len(set(run)))
                self.assertLessEqual(len(run), most)
                if label == 'eng_Latn':
                    self.assertGreaterEqual(len(run), least)

    def test_few_lines_are_used_again_in_other_paragraphs(self):
        found = [frozenset(run) for label, _, run in splits.runs(base(), 5, 10, 'test') if label == 'pol_Latn']
        self.assertGreater(len(found), 1)
        self.assertEqual(len(found), len(set(found)))
        everything = [run for label, _, run in splits.runs(base(), 5, 10, 'test') if label == 'tur_Latn']
        self.assertEqual([len(run) for run in everything], [3])

    def test_short_cuts_words_but_not_interface_strings(self):
        short = splits.of_short(base(), {'vpn'})
        for label, text, source in short:
            if source == 'vpn':
                self.assertIn((label, text, source), base())
            else:
                self.assertIn(len(text.split()), (2, 3, 4))
        self.assertEqual(len(splits.cut('ภาษาไทยไม่มีช่องว่าง', 2, 4, 's').split()), 1)

    def test_sentences_and_close(self):
        found = splits.all_splits(base(), {'vpn'})
        self.assertTrue(all(40 <= len(text) <= 400 for _, text, _ in found['sentences']))
        self.assertEqual({label for label, _, _ in found['close']}, {'eng_Latn', 'pol_Latn'})

    def test_documents_are_one_line_of_a_table(self):
        for _, text, _ in splits.of_documents(base()):
            self.assertNotIn('\n', text)
            self.assertIn(splits.BREAK, text)

    def test_capitals(self):
        self.assertEqual(splits.upper('tur_Latn', 'izmir ılık'), 'İZMİR ILIK')
        self.assertEqual(splits.lower('tur_Latn', 'İZMİR ILIK'), 'izmir ılık')
        self.assertEqual(splits.upper('ell_Grek', 'Ελλάδα, ΐ'), 'ΕΛΛΑΔΑ, Ϊ')
        self.assertEqual(splits.upper('kat_Geor', 'თბილისი'), 'თბილისი')
        self.assertEqual(splits.title('fra_Latn', 'à propos de'), 'À Propos De')


class Peers(unittest.TestCase):
    def test_a_sample_keeps_the_order_and_its_lines(self):
        rows = base()
        few, more = peers.sampled(rows, 10), peers.sampled(rows, 20)
        self.assertEqual((len(few), len(more)), (10, 20))
        self.assertTrue(set(few) <= set(more))
        order = [row[:2] for row in rows]
        self.assertEqual(more, sorted(more, key=order.index))

    def test_texts_are_one_line(self):
        self.assertEqual(peers.plain('a\u2028b\r\nc\td '), 'a b c d')
        self.assertEqual(peers.plain(' \n '), '-')

    def test_documents_for_speed(self):
        speed = peers.speed_sample([('eng_Latn', f'{at} ' + 'word ' * 100) for at in range(40)])
        self.assertTrue(all(peers.DOCUMENT_BYTES <= len(text) < peers.DOCUMENT_BYTES + 600 for text in speed['documents']))

    def test_the_table(self):
        samples = {'s': [('eng_Latn', 'a text'), ('hrv_Latn', 'tekst')]}
        same = {'version': '1', 'serbian': [], 'speed': {'texts': 1.0, 'documents': 0.5}}
        said = {'ours': {**same, 'codes': codes.SCORED, 'splits': {'s': ['eng_Latn', 'eng_Latn']}},
                'pycld2': {**same, 'codes': ['en', 'zh'], 'splits': {'s': ['en', 'zh']}}}
        figures = peers.compare(said, samples, {'texts': ['a'] * 7, 'documents': ['b' * 10 ** 6]}, None)
        lines = peers.table(figures).split('\n')
        self.assertEqual(lines[0], '| system | labels | s | s, alike | texts/s | MB/s |')
        self.assertEqual(lines[2], '| ours | 54 | 0.333 | 0.333 (2) | 7 | 2.00 |')
        self.assertEqual(lines[3], '| pycld2 | 1 | 0.500 | 1.000 : 1.000 (1) | 7 | 2.00 |')


class Systems(unittest.TestCase):
    def test_labels_of_a_fasttext_file(self):
        entry = lambda text, kind: text.encode() + b'\0' + struct.pack('<qb', 5, kind)
        header = struct.pack('<14id', *range(14), 0.5)
        words = struct.pack('<3i2q', 3, 1, 2, 9, -1)
        model = header + words + entry('the', 0) + entry('__label__en', 1) + entry('__label__hr', 1) + b'rest'
        self.assertEqual(systems.model_labels(model), ['en', 'hr'])


if __name__ == '__main__':
    unittest.main()
