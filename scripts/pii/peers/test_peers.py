"""Tests of what the runners share; they need no peer. `python3 scripts/pii/peers/test_peers.py`"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import common
import run_tamis


class Offsets(unittest.TestCase):
    def test_each_character_of_each_length(self):
        text = "aé€\U0001d11eb"
        want = {len(text[:i].encode()): i for i in range(len(text) + 1)}
        self.assertEqual(run_tamis.to_code_points(text, want), want)

    def test_ascii(self):
        self.assertEqual(run_tamis.to_code_points("abc", [0, 3]), {0: 0, 3: 3})

    def test_inside_of_a_character(self):
        self.assertEqual(run_tamis.to_code_points("a€b", [2, 3, 4]), {2: 1, 3: 1, 4: 2})


class Kinds(unittest.TestCase):
    def test_subtypes_and_unknown(self):
        self.assertEqual(run_tamis.kind_of("credit_card"), "CREDIT_CARD")
        self.assertEqual(run_tamis.kind_of("national_id.cz_rc"), "NATIONAL_ID")
        self.assertIsNone(run_tamis.kind_of("secret.key"))


class Languages(unittest.TestCase):
    def test_there_and_back(self):
        for two, (label, _, _) in common.LANGUAGES.items():
            self.assertEqual(common.two_letters({"language": label}), two)

    def test_serbian_by_script(self):
        self.assertEqual(common.label({"lang": "sr", "text": "Кућа 12"}), "srp_Cyrl")
        self.assertEqual(common.label({"lang": "sr", "text": "Kuća 12"}), "srp_Latn")
        self.assertIsNone(common.label({"text": "x"}))


class Words(unittest.TestCase):
    def test_what_goes_to_the_program(self):
        self.assertEqual(common.behind_dashes(["a", "--", "-b", "--"]), (["a"], ["-b", "--"]))
        self.assertEqual(common.behind_dashes(["a"]), (["a"], []))


class Overlaps(unittest.TestCase):
    def test_rank_then_length(self):
        spans = [(0, 5, "PHONE", 0), (3, 6, "IP", 1), (3, 9, "IBAN", 1), (9, 10, "IP", 0)]
        self.assertEqual(common.without_overlaps(spans), [(3, 9, "IBAN", 1), (9, 10, "IP", 0)])


if __name__ == "__main__":
    unittest.main()
