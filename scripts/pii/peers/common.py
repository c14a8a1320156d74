"""What all runners share: languages, reading rows, writing spans, timing.

A row is a JSON line with `id`, `text` and the language: `lang` (two letters, as in the labelled sets) or
`language` (ISO 639-3 and script, as tamis writes it). A runner writes `{"id", "spans": [{"start", "end",
"type"}]}` with offsets in code points.
"""
import argparse
import json
import time

TYPES = ("EMAIL", "PHONE", "IP", "IBAN", "CREDIT_CARD", "CRYPTO", "NATIONAL_ID")

# Two letters: ISO 639-3 and script; regions whose phone numbers are written without a calling code;
# national ids that people of the language have.
LANGUAGES = {
    "bg": ("bul_Cyrl", "BG", "BG_EGN"),
    "cs": ("ces_Latn", "CZ", "CZ_RC"),
    "da": ("dan_Latn", "DK", "DK_CPR"),
    "de": ("deu_Latn", "DE AT CH", "DE_IDNR DE_RVNR AT_SVNR CH_AHV"),
    "el": ("ell_Grek", "GR CY", "GR_AMKA GR_AFM CY_TIC"),
    "en": ("eng_Latn", "IE MT GB", "IE_PPS MT_ID GB_NHS"),
    "es": ("spa_Latn", "ES", "ES_DNI ES_NIE"),
    "et": ("est_Latn", "EE", "EE_IK"),
    "fi": ("fin_Latn", "FI", "FI_HETU"),
    "fr": ("fra_Latn", "FR BE LU", "FR_NIR FR_SPI BE_NN LU_MATRICULE"),
    "ga": ("gle_Latn", "IE", "IE_PPS"),
    "hr": ("hrv_Latn", "HR", "HR_OIB"),
    "hu": ("hun_Latn", "HU", "HU_TAJ HU_ADOAZ"),
    "is": ("isl_Latn", "IS", "IS_KT"),
    "it": ("ita_Latn", "IT", "IT_CF"),
    "lt": ("lit_Latn", "LT", "LT_AK"),
    "lv": ("lav_Latn", "LV", "LV_PK"),
    "mt": ("mlt_Latn", "MT", "MT_ID"),
    "nb": ("nob_Latn", "NO", "NO_FNR"),
    "nl": ("nld_Latn", "NL BE", "NL_BSN BE_NN"),
    "pl": ("pol_Latn", "PL", "PL_PESEL"),
    "pt": ("por_Latn", "PT", "PT_NIF PT_CC"),
    "ro": ("ron_Latn", "RO MD", "RO_CNP MD_IDNP"),
    "sk": ("slk_Latn", "SK", "SK_RC"),
    "sl": ("slv_Latn", "SI", "SI_EMSO SI_DDV"),
    "sr": ("srp_Cyrl", "RS", "RS_JMBG"),
    "sv": ("swe_Latn", "SE FI", "SE_PNR FI_HETU"),
    "tr": ("tur_Latn", "TR", "TR_TCKN"),
    "uk": ("ukr_Cyrl", "UA", "UA_RNOKPP"),
}
TWO_LETTERS = {label: two for two, (label, _, _) in LANGUAGES.items()} | {"srp_Latn": "sr", "nno_Latn": "nb"}


def two_letters(row):
    """The language of a row in two letters; None for one that is not in the table."""
    return row.get("lang") or TWO_LETTERS.get(row.get("language"))


def label(row):
    """The language of a row as tamis writes it. Serbian goes by the script of most letters."""
    if row.get("language"):
        return row["language"]
    two = row.get("lang")
    if two not in LANGUAGES:
        return None
    if two == "sr":
        letters = [c for c in row["text"] if c.isalpha()]
        cyrillic = sum("\u0400" <= c <= "\u04ff" for c in letters)
        return "srp_Cyrl" if 2 * cyrillic > len(letters) else "srp_Latn"
    return LANGUAGES[two][0]


def regions(two):
    """Phone regions of a language; none for an unknown one."""
    return LANGUAGES[two][1].split() if two in LANGUAGES else []


def ids(two):
    """Names of the national ids of a language; none for an unknown one."""
    return LANGUAGES[two][2].split() if two in LANGUAGES else []


def rows(path):
    """All rows of a file of JSON lines."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def without_overlaps(found):
    """Of `(start, end, type, rank)` those that stay if the higher rank, then the longer span, wins."""
    kept = []
    for span in sorted(found, key=lambda s: (-s[3], s[0] - s[1], s[0])):
        if all(span[1] <= k[0] or span[0] >= k[1] for k in kept):
            kept.append(span)
    return sorted(kept)


def behind_dashes(words):
    """The words before a lone `--` and those behind it, which go to another program."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1:]


def main(description, detector, options=()):
    """Runs `detector(arguments)`, which gives a function `(text, two letters) -> [(start, end, type)]`, over
    a file of rows. The last line on stdout is `{"chars", "seconds"}`: CPU time of the calls alone, after
    one call for each language, so that loading is no part of it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("input")
    parser.add_argument("output")
    for name, settings in options:
        parser.add_argument(name, **settings)
    arguments = parser.parse_args()
    detect = detector(arguments)
    todo = rows(arguments.input)
    for two in sorted({two_letters(row) or "" for row in todo}):
        detect("12 x", two or None)
    chars, seconds = 0, 0.0
    with open(arguments.output, "w", encoding="utf-8") as out:
        for row in todo:
            before = time.process_time()
            found = detect(row["text"], two_letters(row))
            seconds += time.process_time() - before
            chars += len(row["text"])
            spans = [{"start": start, "end": end, "type": kind} for start, end, kind in found]
            out.write(json.dumps({"id": row["id"], "spans": spans}) + "\n")
    print(json.dumps({"chars": chars, "seconds": round(seconds, 4)}))
