#!/usr/bin/env python3
"""Writes langs/profiles/<code>.toml for every variant of languages.py (never default.toml).

  make_profiles.py --thresholds FW2.json --identify THRESHOLDS.tsv --train TRAIN.tsv.zst
                   [--more WEB.tsv.zst] --out DIR

The same inputs give the same files. Standard library only, and the `zstd` command.

The least score of identification: what scripts/langs/lid/thresholds.py found. Other numbers: the
thresholds of FineWeb-2's configs (of FineWeb for English), each with its source beside
it. A threshold that FineWeb-2 has switched off (0, or a negative share), or that no share can exceed, is `false`.

Stop words, by this rule:
1. Words as the filters count them: runs of letters and marks, an apostrophe or hyphen between two
   letters kept; lower-cased; beside the whole word, each piece up to and from such a joiner counts
   too ("l-", "dell'", "-los"), so clitics are found.
2. Only prose is counted; user-interface strings only for a variant that has nothing else (Scots),
   and of these only words of at most four letters, since function words are short.
   A source counts if it has 2,000 words (all do if none has). A variant with less than 1,000 prose
   lines in TRAIN also gets its lines of WEB.
3. A candidate occurs in at least two sources where there are two, is no longer than 10 characters,
   and is not a name: at most half of its uses after the first word of a line begin with a capital
   (words of one letter are spared, for the English "I").
4. Its share is the mean over the sources of its share of the words there, so that no source's
   topics rule. All candidates above 0.4 % are taken, at least 12, at most 60.

Alphabet, by this rule: the letters (lower-cased, NFC) of the variant's own script whose share of all
letters, as the mean over the same sources, is at least 0.01 %, in the order of Unicode.

Examples: what an earlier file has below the line that begins with "# Written for this project" stays as it
is. Before it: a paragraph of Common Voice sentences (CC0), or of a CC0 Bible, or from languages.py,
which must be kept, and its first sentence alone, which must be dropped as too short.
"""
import argparse
import collections
import hashlib
import json
import os
import re
import subprocess
import unicodedata

from languages import CONFUSABLE, SENTENCE_ENDERS, VARIANTS, WRITTEN

PROSE = {"cv", "tatoeba", "ud_train", "ud_test", "bible", "hplt", "translit_cv"}
# Two thirds of these lines are Slovak (they hold letters that Slovenian does not have).
MISLABELLED = {("slv_Latn", "tatoeba")}
CC0 = {"cv": "Common Voice sentences, CC0",
       "translit_cv": "Common Voice sentences, CC0, transliterated",
       "bible": "verses of a Bible translation, CC0"}
# The few sentences there are break FineWeb-2's own bounds: too many marks between the words.
NO_PARAGRAPH = {"scn_Latn"}
MIN_SHARE, LEAST, MOST = 0.004, 12, 60
MIN_SOURCE_WORDS, MIN_PROSE_LINES = 2_000, 1_000
MAX_LENGTH, MAX_LENGTH_INTERFACE = 10, 4
EXAMPLE_WORDS = 65
LETTER_SHARE = 0.0001
SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Armn": "ARMENIAN", "Geor": "GEORGIAN",
           "Hebr": "HEBREW"}
OWN_EXAMPLES = "# Written for this project"
JOINER = "'-"
KEYS = [  # our section, our key, their group, their key
    ("quality", "min_mean_word_length", "gopher_quality", "min_avg_word_length"),
    ("quality", "max_mean_word_length", "gopher_quality", "max_avg_word_length"),
    ("quality", "min_alpha_words", "gopher_quality", "min_alpha_words_ratio"),
    ("quality", "min_terminal_lines", "fineweb_quality", "line_punct_thr"),
    ("quality", "max_newline_ratio", "fineweb_quality", "new_line_ratio"),
    ("repetition", "max_dup_lines", "gopher_repetition", "dup_line_frac"),
    *[("repetition", f"max_top_{n}gram", "top_n_grams", n) for n in "234"],
    *[("repetition", f"max_dup_{n}gram", "dup_n_grams", n) for n in ("5", "6", "7", "8", "9", "10")],
]
ENGLISH_KEYS = [
    ("quality", "max_short_lines", "fineweb_quality", "short_line_thr"),
    ("repetition", "max_dup_line_chars", "fineweb_quality", "char_duplicates_ratio"),
    ("repetition", "max_dup_paragraphs", "gopher_repetition", "dup_para_frac"),
    ("repetition", "max_dup_paragraph_chars", "gopher_repetition", "dup_para_char_frac"),
]


def read(path):
    """Lines of a TSV as (label, text, source)."""
    process = subprocess.Popen(["zstd", "-dcq", "--long=31", path], stdout=subprocess.PIPE)
    for line in process.stdout:
        fields = line.decode("utf-8").rstrip("\n").split("\t")
        if len(fields) == 3:
            yield fields
    if process.wait():
        raise SystemExit(f"zstd failed on {path}")


def load(train, more):
    """label -> source -> lines of prose, or of anything where there is no prose at all."""
    corpus = collections.defaultdict(lambda: collections.defaultdict(list))
    other = collections.defaultdict(lambda: collections.defaultdict(list))
    for label, text, source in read(train):
        if label in VARIANTS and (label, source) not in MISLABELLED:
            (corpus if source in PROSE else other)[label][source].append(text)
    thin = {code for code in VARIANTS
            if sum(map(len, corpus[code].values())) < MIN_PROSE_LINES}
    for label, text, source in read(more) if more else ():
        if label in thin and source in PROSE:
            corpus[label][source].append(text)
    for code in VARIANTS:
        if not corpus[code]:
            corpus[code] = other[code]
    return corpus


def is_letter(char):
    return unicodedata.category(char)[0] in "LM"


def words(text):
    """Runs of letters and marks, joiners between two letters kept."""
    text = text.replace("\u2019", "'").replace("\u2010", "-").replace("\u2011", "-")
    text = text.replace("\u00ad", "")
    run = ""
    for at, char in enumerate(text):
        inner = char in JOINER and run and at + 1 < len(text) and is_letter(text[at + 1])
        if is_letter(char) or inner:
            run += char
        elif run:
            yield run
            run = ""
    if run:
        yield run


def pieces(word):
    """The word, and what stands before and after each of its joiners, joiner included."""
    found = [word]
    for at, char in enumerate(word):
        if char in JOINER:
            found += [word[:at + 1], word[at:]]
    return found


def stop_words(sources):
    counts = {name: collections.Counter() for name in sources}
    totals = collections.Counter()
    capital, inside = collections.Counter(), collections.Counter()
    for name, lines in sources.items():
        for line in lines:
            for at, word in enumerate(words(line)):
                totals[name] += 1
                for piece in dict.fromkeys(pieces(word)):
                    lower = piece.lower()
                    counts[name][lower] += 1
                    if at:
                        inside[lower] += 1
                        capital[lower] += piece.lstrip(JOINER)[:1].isupper()
    # The same sources in the same order, so that sums of floats are the same in every run.
    names = sorted(name for name in sources if totals[name] >= MIN_SOURCE_WORDS) or sorted(sources)
    needed = min(2, len(names))
    longest = MAX_LENGTH if PROSE.intersection(names) else MAX_LENGTH_INTERFACE
    ranked = []
    for word in set().union(*(counts[name] for name in names)):
        if len(word) > longest or sum(word in counts[name] for name in names) < needed:
            continue
        if len(word.strip(JOINER)) > 1 and capital[word] * 2 > inside[word]:
            continue
        share = sum(counts[name][word] / totals[name] for name in names) / len(names)
        ranked.append((-share, word))
    ranked.sort()
    above = sum(-share >= MIN_SHARE for share, _ in ranked)
    chosen = [word for _, word in ranked[:max(LEAST, min(MOST, above))]]
    return chosen, [(name, len(sources[name])) for name in names]


def alphabet(code, sources):
    """The letters of the variant's script that its texts use."""
    script = SCRIPTS[code.split("_")[1]]
    counts = {name: collections.Counter() for name in sources}
    for name, lines in sources.items():
        for line in lines:
            counts[name].update(unicodedata.normalize("NFC", line).lower())
    for count in counts.values():
        for char in [c for c in count if unicodedata.category(c)[0] != "L"
                     or not unicodedata.name(c, "").startswith(script)]:
            del count[char]
    totals = {name: sum(count.values()) for name, count in counts.items()}
    names = sorted(name for name in sources if totals[name] >= 5 * MIN_SOURCE_WORDS) or sorted(sources)
    def share(char):
        return sum(counts[name][char] / max(1, totals[name]) for name in names) / len(names)
    letters = set().union(*(counts[name] for name in names))
    return "".join(sorted(char for char in letters if share(char) >= LETTER_SHARE))


def own_examples(path):
    """What was written by hand at the end of an earlier file, or nothing."""
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    at = text.find(OWN_EXAMPLES)
    return "\n" + text[at:].rstrip("\n") + "\n" if at >= 0 else ""


def paragraph(code, sources):
    """Text of at least EXAMPLE_WORDS words, its first sentence and its source."""
    if code in WRITTEN:
        text = WRITTEN[code]
        return text, re.split(r"(?<=\.) ", text)[0], "written for this project"
    for source in () if code in NO_PARAGRAPH else ("cv", "translit_cv", "bible"):
        good = [line for line in sources.get(source, ()) if sentence(code, line)]
        good.sort(key=lambda line: hashlib.sha256(line.encode()).digest())
        taken, count = [], 0
        for line in good:
            if count >= EXAMPLE_WORDS:
                return " ".join(taken), taken[0], CC0[source]
            taken.append(line)
            count += len(line.split())
    return None


def sentence(code, line):
    """One plain sentence of middling length without a capital inside, which spares people's names.

    Georgian begins with a small letter, since it has no others; German writes nouns with capitals.
    """
    inside = [word for word in line.split()[1:] if len(word) > 1 and word[0].isupper()]
    if inside and code != "deu_Latn":
        return False
    georgian = "\u10d0" <= line[0] <= "\u10ff"
    return (40 <= len(line) <= 160 and line[-1] in ".!?։" and (georgian or not line[0].islower())
            and not any(char.isdigit() or char in "\"\\()[]{}<>/|#*_=…«»„—–" for char in line)
            and not line.isupper())


def number(value, share):
    """A threshold as TOML: `false` where FineWeb-2 has it off, or where it can never be exceeded."""
    usable = value and value > 0 and not (share and value >= 1)
    return repr(value) if usable else "false"


def thresholds(code, data):
    """Section -> lines."""
    entry = data.get(code) or data[code.split("_")[0]]
    label = entry["glotlid_label"]
    assert label.split("_")[1] == code.split("_")[1], (code, label)
    english = code == "eng_Latn"
    config = "FineWeb" if english else f"FineWeb-2 {label}"
    groups = dict(entry, **{key: entry["gopher_repetition"][key]
                            for key in ("top_n_grams", "dup_n_grams")})
    sections = collections.defaultdict(list)
    for section, ours, group, theirs in KEYS + (ENGLISH_KEYS if english else []):
        value = groups[group][theirs]
        name = f"{group}[{theirs}]" if group.endswith("grams") else theirs
        ours_value = number(value, share=section == "repetition")
        off = "" if ours_value != "false" else f", {value!r} there: off"
        sections[section].append(f"{ours} = {ours_value} # {config}: {name}{off}")
    return label, sections


def text_block(key, items, indent="    ", width=96):
    """A TOML list of strings, wrapped."""
    lines, line = [], indent
    for item in items:
        piece = json.dumps(item, ensure_ascii=False) + ","
        if len(line) + len(piece) + 1 > width and line.strip():
            lines.append(line.rstrip())
            line = indent
        line += piece + " "
    return [f"{key} = [", *lines, line.rstrip(), "]"]


def scores(path):
    """label -> (threshold, precision that was asked, precision that was reached)."""
    with open(path, encoding="utf-8") as file:
        rows = [line.split("\t") for line in file if not line.startswith("#")]
    return {row[0]: (float(row[1]), row[2], row[3]) for row in rows}


def identify(code, near, found):
    lines = []
    if code in found:
        threshold, asked, reached = found[code]
        lines.append(f"threshold = {threshold} # precision {reached}, {asked} asked: models/thresholds.tsv")
    if near:
        lines += text_block("confusable", near)
    return ["[identify]", *lines, ""] if lines else []


def profile(code, corpus, data, commit, found):
    label, sections = thresholds(code, data)
    stops, counted = stop_words(corpus[code])
    near = [other for group in CONFUSABLE if code in group for other in group if other != code]
    out = [
        f"# {VARIANTS[code]}. What is not here comes from default.toml. Written by",
        "# scripts/langs/make_profiles.py; a new run of it keeps the texts at the end and makes the rest afresh.",
        "#",
    ]
    if code == "eng_Latn":
        out += ["# Numbers: FineWeb (English), from github.com/huggingface/datatrove at commit",
                "# a649de79c14a550dc90f48a15c025f2dd3fd3b57, Apache-2.0."]
    else:
        out += [f"# Numbers: FineWeb-2, configs/{label}.yml of github.com/huggingface/fineweb-2 at",
                f"# commit {commit}, Apache-2.0."]
    out += [f'code = "{code}"', f'name = "{VARIANTS[code]}"', ""]
    out += identify(code, near, found)
    lines = ", ".join(f"{name} {count}" for name, count in counted)
    out += ["[words]", "# By the rule of make_profiles.py, from these lines of the training corpus:",
            f"# {lines}.", *text_block("stop_words", stops)]
    out += [f'alphabet = "{alphabet(code, corpus[code])}"']
    if code in SENTENCE_ENDERS:
        out += [f'sentence_enders = "{SENTENCE_ENDERS[code]}"']
    for section in ("quality", "repetition"):
        out += ["", f"[{section}]", *sections[section]]
    example = paragraph(code, corpus[code])
    if example:
        text, first, source = example
        quoted = [json.dumps(value, ensure_ascii=False) for value in (text, first)]
        out += ["", f"# Source: {source}.", "[[examples]]", f"text = {quoted[0]}", "keep = true", "",
                "[[examples]]", f"text = {quoted[1]}", "keep = false",
                'reason = "quality.min_words"']
    else:
        out += ["", "# No example that must be kept yet: no CC0 text was at hand. One is welcome.",
                "[[examples]]", f"text = {json.dumps(' '.join(stops[:8]), ensure_ascii=False)}",
                "keep = false", 'reason = "quality.min_words"']
    return "\n".join(out) + "\n", len(stops), bool(example)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--thresholds", required=True)
    parser.add_argument("--identify", required=True)
    parser.add_argument("--train", required=True)
    parser.add_argument("--more")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    with open(args.thresholds, encoding="utf-8") as file:
        fineweb = json.load(file)
    corpus = load(args.train, args.more)
    found = scores(args.identify)
    for code in sorted(VARIANTS):
        text, stops, example = profile(code, corpus, fineweb["languages"],
                                       fineweb["source"]["commit"], found)
        path = os.path.join(args.out, f"{code}.toml")
        text += own_examples(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        print(f"{code}\t{stops} stop words\t{'with' if example else 'WITHOUT'} example to keep")


if __name__ == "__main__":
    main()
