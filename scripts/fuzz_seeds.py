"""Seeds of the fuzz targets (scripts/fuzz): made of the demo, of the data files of this repository, and, where
there is a binary, of a small dataset that it makes.
"""

import base64
import bz2
import gzip
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import tempfile
import tomllib
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent

ROBOTS = [
    "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: https://x.eu/s.xml\n",
    "License: /l.xml\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-Agent: *\nAllow: /a/*.html$\n"
    "Disallow: /a\nContent-Usage: /b train-ai=n\nContent-Signal: search=yes, ai-train=no\nCrawl-delay: 5\n",
    "\ufeffuser agent Kangaroo Bot # x\ndissallow /%7ea*b$\r\rUSERAGENT:AhrefsBot\rdisallow:\rallow: /index.html\r",
    "<!doctype html><title>x</title>\n",
]
DECLARATIONS = [
    "X-Robots-Tag\tGPTBot: noai, noindex\nX-Robots-Tag\tunavailable_after: Mon, 01 Jan 2024 00:00:00 GMT\n",
    "Content-Usage\ttrain-ai=n, search=y;x=1\ncontent-signal\tai-train=no\ntdm-reservation\t1\ntdm-policy\t/p.json\n",
    'Link\t</l.xml>; rel="license"; type="application/rsl+xml", <https://creativecommons.org/licenses/by/4.0/>; rel=license\n',
    "license\thttps://creativecommons.org/publicdomain/zero/1.0/\ndcterms.rights\t© X\nrobots\tnone, max-snippet:-1\n",
    '{"@type":"NewsArticle","license":{"@id":"/l"},"isAccessibleForFree":"False","image":[{"license":"/i"}]}\n',
]
TDMREP = [
    '[{"location":"/a/*.jpg$","tdm-reservation":1,"tdm-policy":"/p"},{"location":"/","tdm-reservation":"0"}]',
    '{"location":"/"}',
]
VALUES = [
    "Tel. +420 603 123 456, fax (030) 379635; anna.nova@firma.cz, jan (at) firma (dot) cz",
    "IP 142.45.198.66, 2a01:9ed:8587:7ebf::1, verze 12.24.19.41; GB29 NWBK 6016 1331 9268 19",
    "karta 4111 1111 1111 1111, CZ65 0800 0000 1920 0014 5399, 4１1１ １１１１ １１１１ １１１１",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq 0x52908400098527886E0F7030069857D2E4169EE7",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz password = hunTer2-x8Qz postgres://a:b8Fq2x@h/d",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----",
]
GITLEAKS = """[[rules]]
id = "a-token"
regex = '''tok_([0-9a-z]{8})\\b'''
secretGroup = 1
entropy = 2.0
keywords = ["tok_"]
[[rules.allowlists]]
condition = "AND"
regexTarget = "line"
regexes = ["^x"]
stopwords = ["example"]
"""
TOKENIZERS = [
    b'{"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<s>","single_word":false,'
    b'"lstrip":false,"rstrip":false,"normalized":false,"special":true}],"normalizer":{"type":"NFC"},"pre_tokenizer":'
    b'{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},"post_processor":null,'
    b'"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","dropout":0.1,"unk_token":null,"vocab":{"<s>":0,"a":1,"h":2,'
    b'"ah":3,"o":4},"merges":["a h"]}}',
    b'{"version":"1.0","normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Sequence","pretokenizers":['
    b'{"type":"Split","pattern":{"Regex":"\\\\p{L}+| ?[0-9]{1,3}"},"behavior":"Isolated","invert":false},'
    b'{"type":"Metaspace","replacement":"_","prepend_scheme":"always"}]},"model":{"type":"WordPiece","unk_token":"[UNK]",'
    b'"continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"a":1,"##h":2}}}',
    b'{"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["a",-1.5],["h",-2.0]],"byte_fallback":false}}',
    b'{"model":{"type":"WordLevel","vocab":{"a":0,"[UNK]":1},"unk_token":"[UNK]"}}',
]
LISTS = [
    "# a list\na.txt\n\n*.txt\nlist\n",
    "mlt_Latn 0.97e9 1.1e6 # of the web\nweb/ces_Latn 25_000_000_000\nbooks 12 3\n",
    "example.org\nhttps://www.example.org/a?b#c\n0123456789abcdef0123456789abcdef\na.b@bücher.example\n.co.uk\n",
]
LINES = [
    '{"text":"Ahoj \\u017e","id":"a","url":"https://x.eu/","language":"ces","language_script":"Latn","date":"2026"}\n'
    '{"id":12345678901234567890123,"text":"b","a":{"text":"c"},"meta":{"score":0.5,"language":"mlt"}}\n',
    '\ufeff{"a":{"text":"x"},"a.text":"y","meta":{"score":1e400},"minhash_cluster_id":"z"}\n\n[1]\n{"text":null}\n{"text"',
]
MIXES = [
    "mlt_Latn 0.05\nweb/ces_Latn\t0.90 # most\nbooks 0.05\n\0{}",
    'books 1\n\0{"method":{"uni_max":{}},"tokens":100000,"max_repeats":4.0,"floor":100,"cap":900000,'
    '"languages":{"mlt_Latn":{"floor":0,"cap":10,"max_repeats":2}},"sources":{"web":2.0},"redistribute":true}',
]
LISTS_OF_URLS = [
    b"# c\nexample.org\n*.bad.example.co.uk\n10.1.2.3\n[2001:db8::1]\nhttp://www.x.eu/\nm\xc3\xbcnchen.example\n",
    b"example.org/a/b?c=d\nhttps://x.eu:81/%7Ea/\n",
    b"casino\nsex\nKasino\n",
]
PRIVATE = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
"""
PUBLIC = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""


def read(path):
    return (ROOT / path).read_text()


def responses():
    """The records with HTTP responses in an archive of the demo, up to what is damaged."""
    data, rest = b"", (ROOT / "demo/demo-00000.warc.gz").read_bytes()
    while rest:
        member = zlib.decompressobj(31)
        try:
            data += member.decompress(rest)
        except zlib.error:
            # The demo has a damaged member: what comes before it is enough.
            break
        rest = member.unused_data
    records = re.split(rb"(?=WARC/1\.[01]\r\n)", data)
    return [record for record in records if b"WARC-Type: response" in record]


def packed(data):
    """Bytes in every form that archives come in: as they are, gzip, bzip2, zstd, and zstd with a dictionary
    before it; the last ones not compressed in truth, since Python has no zstd and LZ4 of its own."""
    blocks = [data[at : at + 65535] for at in range(0, len(data), 65535)]
    zstd = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))
    for at, block in enumerate(blocks):
        zstd += struct.pack("<I", len(block) << 3 | (at == len(blocks) - 1))[:3] + block
    lz4 = b"\x04\x22\x4d\x18\x60\x40\x82"
    lz4 += b"".join(struct.pack("<I", len(block) | 1 << 31) + block for block in blocks) + bytes(4)
    dictionary = b"WARC/1.0\r\nWARC-Type: response\r\n"
    skipped = struct.pack("<II", 0x184D2A5D, len(dictionary)) + dictionary
    return [data, gzip.compress(data), bz2.compress(data), zstd, lz4, skipped + zstd]


def archives():
    """Small archives: WARC, WET and ARC."""
    page = "<!doctype html><html lang=cs><title>T</title><p>Ahoj, světe. Toto je věta o ničem.</p></html>"
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
    site = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + ROBOTS[1].encode()
    head = "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nWARC-Date: 2026-11-27T10:00:00Z\r\n"
    head += "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{:012}>\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"

    def record(*fields, body):
        return head.format(*fields, len(body)).encode() + body + b"\r\n\r\n"

    http = "application/http; msgtype=response"
    warc = record("response", "https://example.org/a", 1, http, body=answer)
    robots = record("response", "https://example.org/robots.txt", 2, http, body=site)
    wet = record("conversion", "https://example.org/a", 3, "text/plain", body="Ahoj, světe.\nDruhá věta.".encode())
    about = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = b"filedesc://a.arc 0.0.0.0 20261127100000 text/plain %d\n" % len(about) + about + b"\n"
    arc += b"http://example.org/a 10.0.0.1 20261127100000 text/html %d\n" % len(answer) + answer + b"\n"
    return {"warc": warc + robots, "wet": wet, "arc": arc}


def config(path):
    """A config without comments and without paths that lead out of its folder."""
    text = re.sub(r"#.*", "", read(path))
    text = re.sub(r"paths = \[.*\]", 'paths = ["a.warc"]', text)
    return "\n".join(line for line in text.splitlines() if "/" not in line)


def configs():
    """Configs, whole and of every kind of source."""
    paths = ["demo/tamis.toml", *sorted(ROOT.glob("recipes/*.toml"))]
    texts = [config(path) for path in paths]
    for page in sorted(ROOT.glob("docs/src/engineer/*.md")):
        for block in re.findall(r"```toml\n(.*?)```", page.read_text(), re.DOTALL):
            block = "\n".join(line for line in re.sub(r"#.*", "", block).splitlines() if "/" not in line)
            texts.append("[run]\nname = 'n'\noutput = 'o'\n[sources.w]\ntype = 'warc'\npaths = ['a.warc']\n" + block)
    for kind in ("jsonl", "text"):
        ending = {"text": "txt"}.get(kind, kind)
        texts.append(f"[run]\nname = 'n'\noutput = 'o'\n[sources.w]\ntype = '{kind}'\npaths = ['a.{ending}']\n")
    return texts


def binary():
    """The program, if it is built: named by TAMIS, or where `cargo build --release` puts it."""
    path = pathlib.Path(os.environ.get("TAMIS", ROOT / "target/release/tamis"))
    return path if path.exists() else None


def dataset():
    """Files of a small signed dataset by their names, and proofs; none without a binary."""
    if "made" in DATASET or not (tamis := binary()):
        return DATASET
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        texts = {"kept": read("demo/pages/ces/polevka.txt"), "removed": "Krátký text."}
        rows = [json.dumps({"id": name, "url": f"https://{name}.example/", "text": text}) for name, text in texts.items()]
        (folder / "a.jsonl").write_text("\n".join(rows))
        config = '[run]\nname = "small"\noutput = "out"\n[sources.s]\ntype = "jsonl"\npaths = ["a.jsonl"]\n'
        (folder / "c.toml").write_text(config)

        def call(*words):
            return subprocess.run([tamis, *words], cwd=folder, capture_output=True, check=True)

        call("run", "c.toml", "-t", "1")
        call("keygen", "key")
        call("sign", "--key", "key.pem", "out")
        manifest = json.loads((folder / "out/manifest.json").read_text())
        for name in ("manifest.json", "SHA256SUMS", "manifest.intoto.json", "counts.json"):
            DATASET[name] = (folder / "out" / name).read_bytes()
        for path in ("run.json", "records/annotate/00000.json"):
            DATASET[path] = (folder / "out/.tamis" / path).read_bytes()
        # Most of a manifest is lists of things alike.
        signals = manifest["signals"]
        for language, of in signals["languages"].items():
            signals["languages"][language] = dict(sorted(of.items())[:3])
            signals["bounds"][language] = signals["bounds"][language][:3]
        short = manifest | {"stages": manifest["stages"][:4], "resources": manifest["resources"][:3]}
        DATASET["short"] = json.dumps(short, sort_keys=True, separators=(",", ":")).encode()
        wanted = ["--url https://kept.example/", "--url https://removed.example/", "--domain kept.example"]
        for what in [*wanted, "--domain absent.example", "--domain www.absent.example"]:
            call("prove", "out", *what.split(), "-o", "proof")
            proof = json.loads((folder / "proof").read_text())
            # The envelope is long, and has a target of its own.
            DATASET[f"proof {what}"] = json.dumps(proof | {"envelope": None}).encode()
        DATASET["proof"] = json.dumps(proof).encode()
        account = next(iter(sorted((folder / "out/.tamis/work").rglob("*.account.zst"))), None)
        if account:
            DATASET["account"] = account.read_bytes()
    DATASET["made"] = True
    return DATASET


DATASET = {}


def models():
    """A model of each kind, which a test writes."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["cargo", "test", "--release", "-p", "tamis-langs", "--test", "model_damage"]
        environment = os.environ | {"TAMIS_MODEL_SEEDS": folder}
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        return [path.read_bytes() for path in sorted(pathlib.Path(folder).iterdir())]


def seeds(target):
    """Bytes of seeds for a target."""
    if target in ("robots", "reduced"):
        return [text.encode() + b"\0" + path for text in ROBOTS for path in (b"/a/b.html", b"https://x.eu/~a?b")]
    if target == "declarations":
        return [text.encode() for text in DECLARATIONS]
    if target == "tdmrep":
        return [text.encode() for text in TDMREP]
    if target == "files":
        asked = "\0X-Robots-Tag\tGPTBot: noai\ntok_8fj2kd9q"
        policies = [read(path) for path in sorted(ROOT.glob("filters/rights/*.toml"))]
        kinds = [("a" if "[training]" in text else "p") + text for text in policies]
        kinds += ["i" + read(path) for path in sorted(ROOT.glob("filters/pii/national_id/*.toml"))]
        kinds.append("s" + GITLEAKS)
        return [(text + asked).encode() for text in kinds if len(text) < 8000]
    if target == "pii":
        texts = list(VALUES)
        for path in sorted(ROOT.glob("filters/pii/national_id/*.toml")):
            for one in tomllib.loads(path.read_text())["identifier"]:
                word = next(iter(one["words"].values()))[0]
                texts += [f"{word}: {value}" for value in one["examples"]["valid"][:2]]
        # The first character picks the language, and whether spelt-out addresses count.
        return [(chr(64 + at % 16) + text).encode() for at, text in enumerate(texts)]
    if target == "contamination":
        rows = b'{"a":"one two three, four","b":{"c":["five six","seven eight nine"]}}\n"a text alone, all of it"\n'
        items = b"One two three four five six seven.\n\nEight nine\r\nten eleven\n"
        return [file + b"\0" + page for file in (rows, items) for page in (rows, items, "Čtyři, „pět“ šest.".encode())]
    if target == "warc_reader":
        records = responses()[:6]
        whole = [b"".join(records), b"".join(gzip.compress(record) for record in records)]
        whole += [form for archive in archives().values() for form in packed(archive)]
        return [choice + data for data in whole for choice in (b"\x0f", b"\x2a", b"\x15")]
    if target == "http_body":
        bodies = [record.split(b"\r\n\r\n", 1)[1] for record in responses()[:6]]
        return [b"\x03" + body for body in bodies] + [b"\x23" + gzip.compress(body) for body in bodies]
    if target in ("extract", "charset"):
        pages = [record.split(b"\r\n\r\n", 2)[2] for record in responses()[:40]]
        head = b"" if target == "extract" else b"\x01\x01"
        return [head + page for page in pages]
    if target == "sign":
        return [record.split(b"\r\n\r\n", 2)[2] for record in responses()[:20]]
    if target == "model":
        return models()
    if target == "profile":
        texts = sorted(ROOT.glob("langs/profiles/*.toml"))[:8] + [ROOT / "langs/profiles/default.toml"]
        texts = [("d" if path.stem == "default" else "n") + path.read_text() for path in texts]
        return [text.encode() for text in texts] + ["a[quality]\nmin_words = 5 # source\n".encode(), b'oextends = "ces_Latn"\n']
    if target == "identify":
        pages = sorted(ROOT.glob("demo/pages/*/*.txt"))[::3]
        return [page.read_bytes() + b"\0https://x.eu/a\0cs-CZ\0bg_BG" for page in pages]
    if target == "signals":
        return [chr(64 + at).encode() + page.read_bytes() for at, page in enumerate(sorted(ROOT.glob("demo/pages/*/*.txt"))[::3])]
    if target == "urls":
        return [bytes([at]) + text + b"\0http://www.example.org/a/b?c" for text in LISTS_OF_URLS for at in (1, 2, 4, 7)]
    if target == "proof":
        proofs = [data for name, data in dataset().items() if name.startswith("proof")]
        return proofs + [proof + b"\0" + json.loads(proof)["root"].encode() for proof in proofs]
    if target == "signed":
        made = [b"k" + PUBLIC.encode(), b"p" + PRIVATE.encode()]
        if envelope := dataset().get("manifest.intoto.json"):
            made += [b"e" + envelope, b"s" + base64.b64decode(json.loads(envelope)["payload"])]
        return made
    if target == "manifest":
        small = dataset().get("short", b"{}")
        return [small, small + b"\0" + small.replace(b"small", b"other")]
    if target == "dataset":
        names = ("manifest.json", "SHA256SUMS", "manifest.intoto.json", "counts.json")
        parts = [dataset().get(name, b"{}") for name in names]
        return [b"\0".join([dataset().get("short", b"{}"), *parts[1:]])]
    if target == "run_folder":
        parts = [dataset().get(name, b"{}") for name in ("run.json", "records/annotate/00000.json")]
        return [b"\0".join([*parts, b"{}", b"{}", dataset().get("short", b"{}")]), b'{"files":{"a":"00000"},"delete":["b"]}']
    if target == "provider":
        return [read("manifests/tests/common/provider.toml").encode()]
    if target == "account":
        rows = b'{}\n["x.eu","mlt_Latn",1,2,3,4,5,6]\n'
        return [rows + b"\0" + rows, dataset().get("account", b"")]
    if target == "crawl":
        crawls = b'[{"id":"CC-MAIN-2024-33","name":"August 2024 Index","from":"2024-08-02T23:21:07"}]'
        names = b"crawl-data/CC-MAIN-2024-33/segments/1/warc/a-00000.warc.gz\n"
        return [crawls, names, gzip.compress(names), b"s3://bucket/a/*.gz\n", b"https://x.eu/a?b=c\n", b"file:///a\n"]
    if target == "tokenizer":
        return [text + b"\0Ahoj, 12 \xc4\x9b." for text in (*TOKENIZERS, read("pipeline/tokens/src/bytes_per_token.toml").encode()[:8000])]
    if target == "datamix":
        return [text.encode() for text in MIXES]
    if target == "lists":
        return [text.encode() for text in LISTS]
    if target == "config":
        return [text.encode() for text in configs()]
    if target == "rows":
        made = [form for text in LINES for form in packed(text.encode())[:4] if not form.startswith(b"BZh")]
        return [bytes([at]) + data for data in made for at in (0, 3)]
    if target == "source":
        made = [bytes([kind]) + archive for archive in archives().values() for kind in (0,)]
        made += [bytes([5]) + gzip.compress(archive) for archive in archives().values()]
        made += [bytes([1]) + text.encode() for text in LINES] + [bytes([6]) + packed(text.encode())[3] for text in LINES]
        markdown = b"# A\n\n*b* [c](d) `e`\n\n- f\n\n| g | h |\n|---|---|\n| i | j |\n"
        return made + [bytes([kind]) + markdown for kind in (2, 3, 4)]
    if target == "commands":
        made = [form for archive in archives().values() for form in packed(archive)]
        made += [record.split(b"\r\n\r\n", 2)[2] for record in responses()[:4]] + [text.encode() for text in LINES]
        return [bytes([at % 4 | 12]) + data for at, data in enumerate(made)]
    if target == "robots_input":
        made = [form for name in ("warc", "arc") for form in packed(archives()[name])]
        return made + [text.encode() + b"\0" + TDMREP[0].encode() for text in ROBOTS]
    numbers = random.Random(1)
    return [bytes([at]) + numbers.randbytes(40 << at) for at in range(9)]


def dictionary(made):
    """Words of the seeds that are text, for the fuzzer to put into its inputs."""
    words = {}
    for data in made:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        words |= dict.fromkeys(re.findall(r"[A-Za-z_][A-Za-z0-9_-]{2,30}", text))
        if len(words) > 600:
            break
    return "".join(f'"{word}"\n' for word in list(words)[:600])
