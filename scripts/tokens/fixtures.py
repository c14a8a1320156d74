"""Trains the small tokenizers of the tests, and counts with the Python package.

    fixtures.py

Learns four tokenizers of a few hundred tokens, one of each family, from the examples in
`langs/profiles`, and writes them to `pipeline/tokens/tests/data` with the number of tokens that
the package tokenizers gives for some texts (`counts.json`). Our tests must give the same. Unigram and
WordPiece come out a little different in every run, so that all four files belong together.
"""

import json
import tomllib
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "pipeline/tokens/tests/data"

# A text is its kind and what it is for; none is a language that we know.
ODD = [
    "",
    " ",
    "\n\n\t  \r\n",
    "a" * 1000,
    "ab " * 300,
    "   spaces   inside   ",
    "no\u00a0break\u2003em\u200bzero\u200dwidth",
    "nul\u0000inside\u0000\u0000",
    "\ufeffbom",
    "replacement \ufffd\ufffd\ufffd",
    "private \ue000 and last \U0010ffff",
    "👩‍👩‍👧‍👦🏳️‍🌈🇲🇹",
    "e\u0301 e\u0301\u0323\u0302 \u1e9b\u0323",
    "ﬁ ﷺ ㎦ Ⅷ",
    "שלום مرحبا नमस्ते ไทย 漢字かな交じり文 한국어",
    "1234567890 3,141.59 0x1F 1e-9",
    "https://example.org/a?b=c&d=%C4%A7#e",
    "[UNK] [CLS] <unk> <s> </s> <|end|> <|en d|>",
    "le ,b le ,b e , ,e , x ,",
    "'s 'T 'RE I'll don't l'amour",
    "ΑΣ ΟΔΥΣΣΕΥΣ İstanbul ISPARTA straße ŒUVRE",
]


def examples():
    """Texts of all profiles, in the order of their names."""
    texts = []
    for path in sorted((ROOT / "langs/profiles").glob("*_*.toml")):
        profile = tomllib.loads(path.read_text())
        texts += [example["text"] for example in profile.get("examples", [])]
    return texts


def byte_level(texts):
    """BPE of bytes, as GPT-2 and those after it; one special token."""
    tokenizer = Tokenizer(models.BPE())
    pattern = Regex(r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(pattern, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=480, initial_alphabet=alphabet, special_tokens=["<|end|>"], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def spaces(texts):
    """BPE of letters with spaces among them and bytes for what is unknown, as Gemma has it."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    special = ["<unk>", "<s>", "</s>", "\n", "\n\n", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(
        vocab_size=640, limit_alphabet=120, special_tokens=special, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    file = json.loads(tokenizer.to_str())
    file["pre_tokenizer"] = {
        "type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False
    }
    # One token with a space inside, as Gemma has one.
    vocabulary = file["model"]["vocab"]
    vocabulary["▁,"] = len(vocabulary)
    vocabulary["e▁,"] = len(vocabulary)
    file["model"]["merges"] += [["▁", ","], ["e", "▁,"]]
    file["added_tokens"] = [token for token in file["added_tokens"] if not token["content"].startswith("<0x")]
    return Tokenizer.from_str(json.dumps(file))


def unigram(texts):
    """Unigram with spaces as letters, as SentencePiece writes it."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=500, special_tokens=["<unk>", "<s>", "</s>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def word_piece(texts):
    """WordPiece of lower-case letters, as BERT has it; truncates and pads, which counts must not."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=500, limit_alphabet=200, special_tokens=["[UNK]", "[CLS]", "[SEP]", "[PAD]"], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def main():
    texts = examples()
    TARGET.mkdir(parents=True, exist_ok=True)
    checked = ODD + [text[:300] for text in texts[::4]]
    counts = {}
    for train in (byte_level, spaces, unigram, word_piece):
        tokenizer = train(texts)
        counts[train.__name__] = [len(tokenizer.encode(t, add_special_tokens=False).ids) for t in checked]
        if train is word_piece:
            tokenizer.enable_truncation(8)
            tokenizer.enable_padding(length=64, pad_id=3, pad_token="[PAD]")
        (TARGET / f"{train.__name__}.json").write_text(tokenizer.to_str(pretty=False) + "\n")
    lines = ",\n".join(
        "  " + json.dumps([text, *(counts[name][i] for name in counts)], ensure_ascii=False)
        for i, text in enumerate(checked)
    )
    (TARGET / "counts.json").write_text(f'{{"tokenizers": {json.dumps(list(counts))}, "texts": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
