"""WARC/1.0 records (ISO 28500) in the shape in which Common Crawl publishes them."""

import base64
import hashlib
import uuid

from .deflate import gzip_member

SOFTWARE = "tamis demo/make_demo.py"


def digest(data):
    """`sha1:` and base32, as in WARC-Payload-Digest."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode("ascii")


def record_id(*parts):
    """A name-based UUID (version 5), so that a rebuild gives the same one."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'tamis-demo/' + '/'.join(parts))}>"


def record(kind, rid, date, fields, block):
    """One record as bytes, uncompressed; `fields` are (name, value) in the order to write."""
    head = [("WARC-Type", kind), ("WARC-Date", date), ("WARC-Record-ID", rid),
            ("Content-Length", str(len(block)))] + fields
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    return b"WARC/1.0\r\n" + lines.encode("utf-8") + b"\r\n" + block + b"\r\n\r\n"


class Writer:
    """One WARC.gz file: every record a gzip member of its own."""

    def __init__(self, name, date):
        self.name, self.members, self.counts = name, [], {}
        self.info = record_id(name, "warcinfo")
        block = (f"isPartOf: TAMIS-DEMO-2026\r\nsoftware: {SOFTWARE}\r\n"
                 "description: pages written for the demonstration of tamis, CC0-1.0\r\n"
                 "format: WARC File Format 1.0\r\n").encode("ascii")
        self.add("warcinfo", self.info, date,
                 [("Content-Type", "application/warc-fields"), ("WARC-Filename", name)], block)

    def add(self, kind, rid, date, fields, block, harm=None):
        """Append one record; `harm` turns the finished gzip member into a damaged one."""
        member = gzip_member(record(kind, rid, date, fields, block))
        if harm:
            member = harm(member)
            kind = "damaged"
        self.members.append(member)
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def exchange(self, number, page, http, body, harm=None):
        """The request, the response and the metadata record of one fetch."""
        ids = {kind: record_id(self.name, page.url, kind)
               for kind in ("request", "response", "metadata")}
        date = f"2026-03-{1 + number % 28:02}T{number % 24:02}:{number * 7 % 60:02}:00Z"
        address = f"192.0.2.{1 + number % 250}"  # RFC 5737: for documentation
        target = [("WARC-Target-URI", page.url)]
        host, path = page.url.split("//", 1)[1].split("/", 1)
        ask = (f"GET /{path} HTTP/1.1\r\nUser-Agent: tamis-demo/1.0\r\n"
               "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n"
               f"Accept-Encoding: gzip\r\nHost: {host}\r\nConnection: Keep-Alive\r\n\r\n")
        self.add("request", ids["request"], date,
                 [("Content-Type", "application/http; msgtype=request"),
                  ("WARC-Warcinfo-ID", self.info), ("WARC-IP-Address", address)] + target,
                 ask.encode("ascii"))
        fields = [("Content-Type", "application/http; msgtype=response"),
                  ("WARC-Warcinfo-ID", self.info), ("WARC-Concurrent-To", ids["request"]),
                  ("WARC-IP-Address", address)] + target
        if page.revisit_of:
            # Profile of WARC 1.0 for a payload that was stored before; only the headers follow.
            fields += [("WARC-Profile",
                        "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
                       ("WARC-Refers-To-Target-URI", page.revisit_of),
                       ("WARC-Payload-Digest", digest(body))]
            self.add("revisit", ids["response"], date, fields, http)
            return
        fields += [("WARC-Payload-Digest", digest(body)), ("WARC-Block-Digest", digest(http + body)),
                   ("WARC-Identified-Payload-Type", page.media)]
        self.add("response", ids["response"], date, fields, http + body, harm)
        if not page.last:
            self.add("metadata", ids["metadata"], date,
                     [("Content-Type", "application/warc-fields"), ("WARC-Warcinfo-ID", self.info),
                      ("WARC-Concurrent-To", ids["response"])] + target,
                     f"fetchTimeMs: {80 + number * 37 % 400}\r\n".encode("ascii"))

    def bytes(self):
        return b"".join(self.members)


def flip_bits(member):
    """Sixteen bytes in the middle of the deflate data, four bits flipped in each."""
    out, middle = bytearray(member), len(member) // 2
    for at in range(middle, middle + 16):
        out[at] ^= 0x55
    return bytes(out)


def cut(member):
    """The first three fifths, as when a disk filled up or a copy stopped."""
    return member[:len(member) * 3 // 5]
