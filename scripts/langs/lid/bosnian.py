"""Bosnian, Croatian and Serbian: what can be made of the little text there is in Bosnian.

The old vowel yat is `e` in most Serbian (*mleko*) and `je` or `ije` in Bosnian and Croatian
(*mlijeko*). Which words have it is found by comparing the corpora: a Serbian word w is ekavian if
replacing one of its e's gives a word that is frequent in the other two and rare in Serbian, while w
is rare there. With that list Serbian text is turned into ijekavian, which is much nearer to Bosnian
than to Croatian, whose own words it does not have.
"""
import collections
import re

LABELS = ("bos_Latn", "hrv_Latn", "srp_Cyrl", "srp_Latn")
LATIN = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш",
                 ["a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n",
                  "nj", "o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š"]))
WORD = re.compile(r"[^\W\d_]+")
# A word form is believed from this number of uses on.
LEAST_USES = 2
# Letters behind the vowel that make a beginning safe to carry over to other words.
BEHIND = 2


def latin(text):
    """Serbian Cyrillic in Latin letters, case kept."""
    out = []
    for char in text:
        new = LATIN.get(char.lower())
        out.append(char if new is None else new.capitalize() if char != char.lower() else new)
    return "".join(out)


def words(text):
    return WORD.findall(text.lower())


class Lexicon:
    """Ekavian words with their ijekavian forms."""

    def __init__(self, lines):
        self.ekavian_uses, self.other_uses = collections.Counter(), collections.Counter()
        for label, text in lines:
            if label.startswith("srp"):
                self.ekavian_uses.update(words(latin(text)))
            else:
                self.other_uses.update(words(text))
        self.scale = sum(self.other_uses.values()) / max(1, sum(self.ekavian_uses.values()))
        self.pairs, beginnings = {}, collections.defaultdict(collections.Counter)
        for word, uses in sorted(self.ekavian_uses.items()):
            found = self._best(word, uses)
            if found:
                at, yat, form = found
                self.pairs[word] = form
                if at + 1 + BEHIND <= len(word):
                    beginnings[word[:at + 1 + BEHIND]][at, yat] += uses
        self.beginnings = {start: max(sorted(kinds), key=kinds.__getitem__)
                           for start, kinds in beginnings.items() if len(start) >= 4}

    def _best(self, word, uses):
        """(place of the vowel, its ijekavian form, the ijekavian word), or None."""
        if uses < LEAST_USES or len(word) < 3:
            return None
        best = None
        for at, char in enumerate(word):
            if char != "e":
                continue
            # Before the o of past participles it is i: video, vidio.
            for yat in ("i",) if word[at:] == "eo" else ("ije", "je"):
                form = word[:at] + yat + word[at + 1:]
                there = self.other_uses[form]
                if (there >= LEAST_USES and self.ekavian_uses[form] * 3 < uses
                        and self.other_uses[word] * 4 < there
                        and (best is None or there > self.other_uses[best[2]])):
                    best = at, yat, form
        return best

    def ijekavian(self, word):
        """The word with its yat put right, as far as is known."""
        if word in self.pairs:
            return self.pairs[word]
        if "e" not in word or len(word) < 5:
            return word
        # Croats and Bosnians write it so themselves.
        if self.other_uses[word] > 0.5 * self.scale * self.ekavian_uses[word]:
            return word
        for end in range(min(len(word), 10), 3, -1):
            kind = self.beginnings.get(word[:end])
            if kind:
                at, yat = kind
                return word[:at] + yat + word[at + 1:]
        return word

    def ekavian(self, text):
        """Whether a text has ekavian words and no ijekavian ones."""
        forms = set(self.pairs.values())
        found = words(text)
        return any(word in self.pairs for word in found) and not any(word in forms for word in found)


def made(lines, lexicon):
    """Serbian in Latin script from Cyrillic, and Bosnian from Serbian, as (label, text, source)."""
    have = {text.lower() for label, text, _ in lines if label == "srp_Latn"}
    serbian = [(text, source) for label, text, source in lines
               if label == "srp_Latn" and source not in ("etherpad", "parlasent")]
    for label, text, source in lines:
        if label == "srp_Cyrl":
            text = latin(text)
            if text.lower() not in have:
                have.add(text.lower())
                serbian.append((text, source))
                yield "srp_Latn", text, "latin_" + source
    for text, source in serbian:
        changed = WORD.sub(lambda match: _like(match.group(), lexicon.ijekavian(match.group().lower())),
                           text)
        if changed != text:
            yield "bos_Latn", changed, "ijekavian_" + source


def _like(old, new):
    """`new` with the case of `old`; `old` itself where nothing changed."""
    if old.lower() == new:
        return old
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new.capitalize() if old[0].isupper() else new
