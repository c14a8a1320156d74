"""HPLT's own document score of a text, by the code of a checkout of github.com/pablop16n/web-docs-scorer."""

import math
import sys
import warnings
from pathlib import Path

SUBSCORES = [
    "score",
    "language",
    "long_segments",
    "great_segment",
    "urls",
    "punctuation",
    "singular_chars",
    "numbers",
    "repeated",
    "informativeness",
    "short_segments",
]
# Our name of a language to the one under which the reference has its medians.
NAMES = {"est_Latn": "ekk_Latn"}


class Reference:
    def __init__(self, checkout):
        sys.path.insert(0, str(Path(checkout) / "src"))
        from docscorer import DocumentScorer

        # A document without letters makes it divide by zero.
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        self.scorer = DocumentScorer()

    def scores(self, text, code, parts=()):
        """All sub-scores, unrounded; None where the reference's is not a number.

        `parts` are (start, end, own) in bytes; a line belongs to the part that it begins in.
        """
        language, script = NAMES.get(code, code).lower().split("_")
        code = f"{language}_{script}"
        labels = [code if own else "und_zyyy" for own in owners(text, parts)]
        got = self.scorer._compute_scores(code, labels, text, script, "", self.scorer._extract_features(text))
        values = [
            self.scorer._aggregate_scores(got),
            got.language,
            *got.long_segments,
            got.url,
            got.punctuation,
            got.singular_chars,
            got.numbers,
            got.repeated,
            got.informativeness,
            got.short_segments,
        ]
        return {name: None if math.isnan(v) else float(v) for name, v in zip(SUBSCORES, values, strict=True)}

    def compression(self, text):
        """Compressed bytes per byte of what the reference compresses."""
        import re

        folded = re.sub(r"\d", "1", text.lower()).encode()
        return len(self.scorer.info_scorer.cctx.compress(folded)) / max(1, len(folded))


def owners(text, parts):
    at = 0
    for line in text.split("\n"):
        begun = [own for start, _, own in parts if start <= at] or [own for _, _, own in parts[:1]] or [True]
        yield begun[-1]
        at += len(line.encode()) + 1
