#!/usr/bin/env python3
"""Tests of what prepares the lines of the identification model; standard library only."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bosnian  # noqa: E402
import corpus  # noqa: E402

SERBIAN = ["Lepo mleko i lep čovek", "čovek i mleko", "lepo vreme", "nova reka", "reka i vreme",
           "video je reku", "video je mleko", "meseci"] * 3
CROATIAN = ["Lijepo mlijeko i lijep čovjek", "čovjek i mlijeko", "lijepo vrijeme", "nova rijeka",
            "rijeka i vrijeme", "vidio je rijeku", "vidio je mlijeko", "nova"] * 3


def lexicon():
    lines = [("srp_Latn", line) for line in SERBIAN] + [("hrv_Latn", line) for line in CROATIAN]
    return bosnian.Lexicon(lines)


class Bosnian(unittest.TestCase):
    def test_cyrillic_becomes_latin(self):
        self.assertEqual(bosnian.latin("Љубав, њен Џеп: ЂУРЂЕВАК"), "Ljubav, njen Džep: ĐURĐEVAK")

    def test_words_with_yat_are_found(self):
        pairs = lexicon().pairs
        for word, form in (("mleko", "mlijeko"), ("čovek", "čovjek"), ("video", "vidio"),
                           ("vreme", "vrijeme"), ("reka", "rijeka")):
            self.assertEqual(pairs.get(word), form)
        self.assertNotIn("nova", pairs)

    def test_made_lines_keep_case_and_marks(self):
        lines = [("srp_Latn", "Mleko! MLEKO i nova.", "a"), ("srp_Cyrl", "Ново време", "b")]
        made = list(bosnian.made(lines, lexicon()))
        self.assertIn(("bos_Latn", "Mlijeko! MLIJEKO i nova.", "ijekavian_a"), made)
        self.assertIn(("srp_Latn", "Novo vreme", "latin_b"), made)
        self.assertIn(("bos_Latn", "Novo vrijeme", "ijekavian_b"), made)
        # Nothing to change: nothing is made.
        self.assertEqual(list(bosnian.made([("srp_Latn", "nova i nova", "a")], lexicon())), [])

    def test_plainly_ekavian(self):
        words = lexicon()
        self.assertTrue(words.ekavian("To je mleko."))
        self.assertFalse(words.ekavian("To je mlijeko i mleko."))
        self.assertFalse(words.ekavian("To je nova."))


class Corpus(unittest.TestCase):
    def test_one_line_in_ten_is_held_out_by_its_text(self):
        held = sum(corpus.held(f"line {number}") for number in range(5000))
        self.assertTrue(400 < held < 600, held)
        self.assertEqual(corpus.held("A Line"), corpus.held("a line"))


if __name__ == "__main__":
    unittest.main()
