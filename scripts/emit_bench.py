#!/usr/bin/env python3
"""Speed and memory of `collate` and `emit`, on documents made of real sentences.

    scripts/emit_bench.py TEXT --binary target/release/tamis [--work DIR]

TEXT is a file of sentences, one a line: language, tab, sentence, and columns that are not looked at (as
data/lid/train.tsv.zst of the shared data, unpacked). Documents are some 4 kB of sentences of one language, each
of which is taken once, so that the text compresses as text does; the mix then gives each document REPEATS
times, and no page of a shard has one twice. A run writes them as a dataset, with every stage but those that would drop them; CPU time by group comes from
its manifest, sizes from the Parquet footers (uncompressed bytes of all columns). `zstd -b3` on the same
text tells what the compressor alone can do.
"""
import argparse
import gzip
import json
import pathlib
import random
import subprocess
import tempfile

import pyarrow.parquet

CONFIG = """
[run]
name = "emit-bench"
output = "out"
threads = {threads}
max_damaged = 1.0

[sources.made]
type = "warc"
paths = ["made-*.warc.gz"]

[stages.balance]
method = "proportional"
tokens = 1_000_000_000_000
max_repeats = {repeats}

[sinks.emit]
shard_bytes = {shard_bytes}
"""


def record(number, text):
    body = text.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012x}>\r\n"
        f"WARC-Target-URI: https://site{number % 5000}.example/{number}\r\n"
        f"WARC-Date: 2026-01-01T00:00:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--shard-bytes", type=int, default=128 << 20)
    parser.add_argument("--repeats", type=int, default=12)
    parser.add_argument("--languages", default="deu_Latn,eng_Latn,fra_Latn,spa_Latn,ell_Grek")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path)
    args = parser.parse_args()
    work = args.work or pathlib.Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    sentences = {}
    for line in args.text.read_text(encoding="utf-8", errors="replace").splitlines():
        language, sentence, *_ = line.split("\t") + [""]
        if language in args.languages.split(","):
            sentences.setdefault(language, []).append(sentence)
    draw = random.Random(7)
    documents = []
    for own in sentences.values():
        draw.shuffle(own)
        text = ""
        for sentence in own:
            text += sentence + "\n"
            if len(text.encode()) > 4000:
                documents.append(text)
                text = ""
    draw.shuffle(documents)
    plain = work / "plain.txt"
    plain.write_text("".join(documents), encoding="utf-8")
    for file in range(args.files):
        with (work / f"made-{file:03}.warc.gz").open("wb") as out:
            for number in range(file, len(documents), args.files):
                out.write(record(number, documents[number]))
    number = len(documents)
    (work / "tamis.toml").write_text(CONFIG.format(threads=args.threads, shard_bytes=args.shard_bytes, repeats=args.repeats))
    subprocess.run([args.binary, "run", work / "tamis.toml"], check=True, capture_output=True)
    manifest = json.loads((work / "out/manifest.json").read_text())
    uncompressed = written = 0
    for shard in (work / "out").glob("data/*/*.parquet"):
        footer = pyarrow.parquet.read_metadata(shard)
        uncompressed += sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        written += shard.stat().st_size
    rows = sum(output["rows"] for output in manifest["outputs"] if output["kind"] == "shard")
    groups = {group["group"]: group for group in manifest["cost"]["groups"]}
    print(f"{number} documents made, {rows} rows in the shards; {uncompressed / 1e6:.0f} MB of Parquet, "
          f"uncompressed, {written / 1e6:.0f} MB compressed")
    for name in ("collate", "emit"):
        seconds = groups[name]["cpu_seconds"]
        print(f"{name}: {seconds:.2f} s of CPU, {uncompressed / 1e6 / max(seconds, 1e-9):.0f} MB/s/core")
    print(f"peak memory of the run: {manifest['cost']['total']['peak_memory'] / 2**20:.0f} MiB")
    subprocess.run(["zstd", "-b3", "-i3", plain], check=False)


if __name__ == "__main__":
    main()
