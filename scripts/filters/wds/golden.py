#!/usr/bin/env python3
"""Writes filters/tests/data/wds.jsonl: texts and the sub-scores that the reference gives them.

Usage: golden.py REFERENCE

REFERENCE is a checkout of github.com/pablop16n/web-docs-scorer (commit 743d131). The texts are the
examples of langs/profiles and what is made of them below, so they are ours.
"""

import json
import random
import sys
import tomllib
from pathlib import Path

from reference import Reference

HERE = Path(__file__).resolve().parents[3]
ANY = random.Random(20)


def examples():
    for path in sorted((HERE / "langs/profiles").glob("*_*.toml")):
        for i, example in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("examples", [])):
            if i < 2:
                yield path.stem, example["text"]


def joined(pieces):
    """Lines, and the parts that they make, of (text, own)."""
    text, parts = "", []
    for piece, own in pieces:
        start = len(text.encode())
        text += piece + "\n"
        parts.append([start, len(text.encode()), own])
    return text, parts


def made(texts):
    """(name, language, parts, text) of texts that lead every sub-score through its range."""

    def long(code, sentences):
        words = texts[code].replace("\n", " ").split()
        return " ".join(ANY.choice(words) for _ in range(sentences))

    def sentences(code, n):
        return "\n".join(texts[code] for _ in range(n))

    eng, spa, ell = texts["eng_Latn"], texts["spa_Latn"], texts["ell_Grek"]
    yield "empty", "eng_Latn", [], ""
    yield "one-character", "mlt_Latn", [], "ħ"
    yield "blank-lines", "eng_Latn", [], "\n\n\n\n\n\n"
    yield "line-ends", "deu_Latn", [], "Eins\r\nZwei \r\n\r\nDrei\tvier\u2028fünf\n"
    yield "no-letters", "fra_Latn", [], "12.5 %\n---------\n+ + +\n1234567890\n!!\n?"
    for step in range(0, 12):
        lines = [f"{texts['nld_Latn'][:120]} {'7' * (step * 4)}" for _ in range(2)] + [texts["nld_Latn"]]
        yield f"numbers-{step}", "nld_Latn", [], "\n".join(lines)
    for step in range(0, 8):
        yield f"number-heap-{step}", "ces_Latn", [], texts["ces_Latn"] * 12 + "\n" + "1 3" * (step * 80)
        yield f"symbol-heap-{step}", "pol_Latn", [], texts["pol_Latn"] * 8 + "\n" + "| " * (step * 30)
    for step in range(0, 14, 2):
        yield f"symbols-{step}", "ita_Latn", [], texts["ita_Latn"] + " €=" * (step * 3)
        yield f"urls-{step}", "spa_Latn", [], f"{spa}\n" * 4 + " http://www.example.org/" * step
        yield f"punctuation-{step}", "swe_Latn", [], texts["swe_Latn"] + " ,." * (step * step)
        yield f"repeated-{step}", "fin_Latn", [], f"{texts['fin_Latn']}\n" + "Lue lisää\n" * step + "a\na\nab c"
        yield f"lengths-{step}", "bul_Cyrl", [], ("Начало\nНовини\n\n" * step) + texts["bul_Cyrl"]
    for step in range(1, 11, 2):
        bare = long("hrv_Latn", 25).replace(".", "").replace(",", "")
        yield f"bare-{step}", "hrv_Latn", [], sentences("hrv_Latn", 4) + f"\n{bare}" * step
        yield f"long-{step}", "glg_Latn", [], "\n".join(long("glg_Latn", 22 * i + 20) for i in range(step))
        text, parts = joined([(eng, True)] * 6 + [(spa[:300], False)] * step + [("Menu", False)])
        yield f"mixed-{step}", "eng_Latn", parts, text
    for step in range(1, 9):
        menu = "Начало на страницата за новини"
        yield f"uneven-{step}", "bul_Cyrl", [], "\n".join([texts["bul_Cyrl"][:260]] * 5 + [menu] * step)
    for step in range(1, 7):
        bare = "\n" + "nema točke " * 9
        yield f"bare-short-{step}", "hrv_Latn", [], sentences("hrv_Latn", 4) + bare * step
        yield f"rule-{step}", "slv_Latn", [], texts["slv_Latn"] * 2 + f"\n{'-' * (step + 2)}" * 12
        yield f"short-lines-{step}", "nob_Latn", [], f"{texts['nob_Latn']}\n{'æ' * step}\n" + "å" * step + "\næ" * 3
        lines = [*["ord" * step] * 3, *["nei" + "å" * (step - 1)] * 2]
        yield f"repeated-short-{step}", "nob_Latn", [], "\n".join([texts["nob_Latn"], *lines])
    yield "urls-overlapping", "spa_Latn", [], f"{spa}\n" * 4 + "wwwwwwwwwww httphttp HTTP WWW " * 3
    yield "urls-www", "spa_Latn", [], f"{spa}\n" * 4 + "www.example.org http " * 7
    yield "mixed-short", "eng_Latn", [[0, 5, True], [5, 9, False]], "Home\nMenú"
    yield "foreign", "eng_Latn", [[0, len(spa.encode()), False]], spa
    yield "part-within-line", "ell_Grek", [[0, 40, False], [40, 5000, True]], f"{ell}\n{ell[:200]}\n"
    yield "sigma", "ell_Grek", [], "ΟΔΟΣ ΑΘΗΝΩΝ ΣΤΗΝ ΠΟΛΗΣ’ Σ.\n" + ell.upper() + "\n" + ell
    yield "dotted-i", "tur_Latn", [], texts["tur_Latn"].replace("i", "İ") + "\nİSTANBUL IĞDIR ² ٣٤ Ⅷ K"
    yield "emoji", "por_Latn", [], texts["por_Latn"] + "\n" + "🦀👩‍👩‍👧 🇵🇹 𐐀𝟗 𠀀" * 9
    yield "overlaps", "rus_Cyrl", [], texts["rus_Cyrl"] + "\n— … “ ” ‘ ’ । ॥ ՜ ՝ ՞ ՟ ‐ ⁃ ─ " * 4
    yield "hostile", "lit_Latn", [], "\0\x01\u202e\ufeff\ufffd\uffff" * 20 + "a\u0301" * 300 + "\u200d" * 90 + "ﷺ" * 40
    yield "no-script-of-ours", "xxx_Zzzz", [], eng
    yield "georgian", "kat_Geor", [], sentences("kat_Geor", 12)
    yield "armenian", "hye_Armn", [], texts["hye_Armn"] + "։՞" * 9
    yield "yiddish", "ydd_Hebr", [], texts["ydd_Hebr"] * 4
    yield "thai", "tha_Thai", [], "ภาษาไทย ยินดีต้อนรับ ๑๒๓ " * 30
    yield "chinese", "zho_Hans", [], "你好，世界。这是一个测试，一共有三句话！１２３\n" * 12
    yield "chinese-other-code", "cmn_Hans", [], "语言识别并不容易，需要数据。\n" + "数据" * 200
    yield "hindi", "hin_Deva", [], "यह एक छोटा पाठ है। इसमें १२३ अंक हैं॥\n" * 5
    yield "arabic", "arb_Arab", [], "هذا نص قصير، فيه ٣ أرقام؛ و١٢ كلمة؟\n" * 6
    yield "amharic", "amh_Ethi", [], "ይህ አጭር ጽሑፍ ነው።፩፪፫ ፡ " * 20
    yield "random", "eng_Latn", [], "".join(chr(ANY.randrange(97, 123)) for _ in range(3000))
    yield "random-alphabets", "ukr_Cyrl", [], "".join(chr(ANY.randrange(0x20, 0xD7FF)) for _ in range(3000))
    for words in [40, 200, 1000, 2500]:
        yield f"shuffled-{words}", "dan_Latn", [], long("dan_Latn", words)


def main():
    reference = Reference(sys.argv[1])
    everything = list(examples())
    texts = {}
    for code, text in everything:
        texts.setdefault(code, text)
    cases = [(f"example-{i}", code, [], text) for i, (code, text) in enumerate(everything)]
    out = HERE / "filters/tests/data/wds.jsonl"
    out.parent.mkdir(exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for name, code, parts, text in [*cases, *made(texts)]:
            scores = reference.scores(text, code, parts)
            scores["compression"] = reference.compression(text)
            row = {"name": name, "language": code, "parts": parts, "text": text}
            row["scores"] = {k: v if v is None else round(v, 6) for k, v in scores.items()}
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
