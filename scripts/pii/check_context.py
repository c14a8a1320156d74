#!/usr/bin/env python3
"""Check the context words of the personal-data detector. Only the standard library (3.11 or later).

Arguments: folders or files; without any, filters/pii/context of this repository. Says for each file
what is wrong and ends with 1 if anything is. Checked: the keys and their types, that a word stands
as the detector's normalisation would leave it, no word twice, no word both for and against within
what counts together (a language, the languages it is like, `mul`), and the lists that each language
must have. `--self-test` checks the checks.
"""
import pathlib
import sys
import tomllib
import unicodedata

FOR = ["phone", "account", "card", "ip", "identity", "at", "dot"]
AGAINST = [
    "order", "parcel", "invoice", "book", "company", "version", "law", "statistics", "product", "amount",
]
NEEDED = ["phone", "identity"]
NEEDED_AGAINST = ["order", "invoice", "version", "statistics", "company", "book"]
EVERYWHERE = "mul"
# Of one letter are only these abbreviations of telephone, mobile, fax, cell, in the scripts used.
ONE_LETTER = set("tmfps" "тмф" "τκφ")
# Kinds that are never asked of the same number, so that a word may stand in two of them: `ip`
# speaks of addresses only, `at` and `dot` only stand in e-mail addresses.
ALONE = {"ip", "at", "dot"}


def normal(text: str) -> str:
    """What the detector sees: lower case, each run of other than letters and digits one space."""
    kept = (c if c.isalnum() or unicodedata.category(c) == "Mc" else " " for c in text.lower())
    return " ".join("".join(kept).split())


def parts(word: str) -> tuple[bool, str, bool]:
    """Whether a compound's start is free, the bare word, whether its ending is free."""
    lead, trail = word.startswith("*"), len(word) > 1 and word.endswith("*")
    return lead, word[lead : len(word) - trail], trail


def covers(pattern: str, word: str) -> bool:
    """Whether every text that `word` finds is one that `pattern` finds from end to end."""
    lead, bare, trail = parts(pattern)
    other_lead, other, other_trail = parts(word)
    if (other_lead and not lead) or (other_trail and not trail):
        return False
    # An ending is of one word: `tele*` finds `telephone`, and not `telephone number`.
    if bare.count(" ") != other.count(" "):
        return False
    if lead and trail:
        return bare in other
    if lead:
        return other.endswith(bare)
    return other.startswith(bare) if trail else other == bare


def word_faults(word: object, kind: str) -> list[str]:
    if not isinstance(word, str):
        return [f"{word!r} is no text"]
    _, bare, trail = parts(word)
    faults = []
    if bare != normal(bare) or not bare:
        faults.append(f'"{word}" is seen as "{normal(bare)}"')
    if word != unicodedata.normalize("NFC", word):
        faults.append(f'"{word}" is not in NFC')
    if len(bare) == 1 and not (kind == "phone" and bare in ONE_LETTER and not trail):
        faults.append(f'"{word}" is of one letter')
    if word.startswith("*") and len(bare) < 4:
        faults.append(f'"{word}" would end too many words')
    if trail and len(bare) < 3:
        faults.append(f'"{word}" would begin too many words')
    scripts = {unicodedata.name(c, "?").split()[0] for c in bare if c.isalpha()} & {"LATIN", "CYRILLIC", "GREEK"}
    if any(len({unicodedata.name(c, "?").split()[0] for c in w if c.isalpha()}
               & {"LATIN", "CYRILLIC", "GREEK"}) > 1 for w in bare.split()):
        faults.append(f'"{word}" mixes {" and ".join(sorted(scripts))} in a word')
    return faults


def lists(data: dict) -> dict[str, list[str]]:
    """All lists of a file, those against as `not.` and their name."""
    found = {k: v for k, v in data.items() if k in FOR}
    found |= {f"not.{k}": v for k, v in data.get("not", {}).items()}
    return {k: v for k, v in found.items() if isinstance(v, list)}


def clashes(own: dict, other: dict) -> list[str]:
    """Words that `own` has on one side and `other` on the other, whole or by an ending."""
    faults = []
    for kind, words in own.items():
        for against, patterns in other.items():
            if kind.startswith("not.") == against.startswith("not.") or {kind, against} & ALONE:
                continue
            for pattern in patterns:
                for word in words:
                    if covers(pattern, word):
                        faults.append(f'"{word}" of {kind} is also found by "{pattern}" of {against}')
    return faults


def file_faults(name: str, data: dict, all_files: dict) -> list[str]:
    faults = [f"unknown key {k}" for k in data if k not in FOR + ["language", "like", "phone_regions", "not"]]
    faults += [f"unknown key not.{k}" for k in data.get("not", {}) if k not in AGAINST]
    if data.get("language") != name:
        faults.append(f"language is {data.get('language')!r}, the file's name says {name}")
    for region in data.get("phone_regions", []):
        if not (isinstance(region, str) and len(region) == 2 and region.isascii() and region.isupper()):
            faults.append(f"phone_regions: {region!r} is no region of ISO 3166")
    if name == EVERYWHERE and ("like" in data or "phone_regions" in data):
        faults.append("words of all languages have neither like nor phone_regions")
    if name != EVERYWHERE and not data.get("phone_regions"):
        faults.append("no phone_regions")
    own = lists(data)
    for kind in NEEDED + [f"not.{k}" for k in NEEDED_AGAINST]:
        if not own.get(kind):
            faults.append(f"no {kind}")
    for kind, words in own.items():
        seen = set()
        for word in words:
            faults += [f"{kind}: {f}" for f in word_faults(word, kind)]
            if word in seen:
                faults.append(f'{kind}: "{word}" stands twice')
            seen.add(word)
    faults += clashes(own, own)
    together = [EVERYWHERE] + data.get("like", [])
    for language in together:
        if language == name:
            continue
        if language not in all_files:
            if language != EVERYWHERE:
                faults.append(f"like: there is no {language}")
            continue
        other = lists(all_files[language])
        faults += [f"{f} in {language}" for f in clashes(own, other)]
        faults += [f"{f}, the first in {language}" for f in clashes(other, own)]
    return faults


def self_test() -> int:
    assert normal("Č. obj.:") == "č obj" and normal("n.º") == "n º" and normal("e-mail") == "e mail"
    assert covers("tele*", "telefon*") and covers("tele*", "telefon") and not covers("telefon", "telefon*")
    assert covers("*nummer", "ordernummer") and not covers("tele*", "telefon nr") and not covers("a b*", "a")
    assert word_faults("č. obj", "order") and not word_faults("č obj", "order")
    assert word_faults("x", "phone") and not word_faults("t", "phone") and word_faults("t", "order")
    assert word_faults("teл", "phone") and not word_faults("тел", "phone") and word_faults("Tel", "phone")
    good = {k: [f"ba{k}"] for k in NEEDED} | {"language": "zzz", "phone_regions": ["CZ"]}
    good["not"] = {k: [f"no{k}"] for k in NEEDED_AGAINST}
    assert not file_faults("zzz", good, {"zzz": good})
    for change in ({"phone": []}, {"phone": ["noorder"]}, {"phone": ["a b", "a b"]}, {"colour": ["a"]},
                   {"not": good["not"] | {"order": ["baph*"]}}, {"not": {}}, {"language": "yyy"}):
        assert file_faults("zzz", good | change, {}), change
    return 0


def main() -> int:
    names = sys.argv[1:]
    if names == ["--self-test"]:
        return self_test()
    root = pathlib.Path(__file__).resolve().parents[2]
    folders = [pathlib.Path(n) for n in names] or [root / "filters/pii/context"]
    files = [f for p in folders for f in (sorted(p.glob("*.toml")) if p.is_dir() else [p])]
    read = {f: tomllib.loads(f.read_text(encoding="utf-8")) for f in files}
    beside = {f.stem: f for p in files for f in p.parent.glob("*.toml")}
    known = {n: read.get(f) or tomllib.loads(f.read_text(encoding="utf-8")) for n, f in beside.items()}
    bad = words = 0
    for file, data in read.items():
        words += sum(map(len, lists(data).values()))
        for fault in file_faults(file.stem, data, known):
            bad += 1
            print(f"{file.name}: {fault}", file=sys.stderr)
    print(f"{words} words in {len(files)} files, {bad} faults")
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.exit(main())
