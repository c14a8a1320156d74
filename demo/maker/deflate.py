"""Our own deflate (RFC 1951), so that the demo is the same bytes everywhere.

zlib, zlib-ng and cloudflare-zlib all give valid but different streams for one input, and a
committed file that only one of them can rebuild cannot be checked. This one writes a single block
with the fixed Huffman codes (RFC 1951, 3.2.6) and greedy matches: simple, and small enough.
"""

import struct
import zlib

WINDOW = 32 * 1024
MIN_MATCH, MAX_MATCH = 3, 258
CHAIN = 24  # candidates tried at each position; more gains little on pages of a few kB

# RFC 1951, 3.2.5: (first value, extra bits) of each length code from 257, each distance code from 0.
LENGTHS = [(3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1),
           (15, 1), (17, 1), (19, 2), (23, 2), (27, 2), (31, 2), (35, 3), (43, 3), (51, 3),
           (59, 3), (67, 4), (83, 4), (99, 4), (115, 4), (131, 5), (163, 5), (195, 5), (227, 5),
           (258, 0)]
DISTANCES = [(1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (7, 1), (9, 2), (13, 2), (17, 3), (25, 3),
             (33, 4), (49, 4), (65, 5), (97, 5), (129, 6), (193, 6), (257, 7), (385, 7), (513, 8),
             (769, 8), (1025, 9), (1537, 9), (2049, 10), (3073, 10), (4097, 11), (6145, 11),
             (8193, 12), (12289, 12), (16385, 13), (24577, 13)]


class _Bits:
    """Bits, least significant first."""

    def __init__(self):
        self.out, self.hold, self.count = bytearray(), 0, 0

    def put(self, value, width):
        self.hold |= value << self.count
        self.count += width
        while self.count >= 8:
            self.out.append(self.hold & 0xFF)
            self.hold >>= 8
            self.count -= 8

    def code(self, value, width):
        """A Huffman code: most significant bit first (RFC 1951, 3.1.1)."""
        self.put(int(format(value, f"0{width}b")[::-1], 2), width)

    def symbol(self, value):
        if value < 144:
            self.code(0x30 + value, 8)
        elif value < 256:
            self.code(0x190 + value - 144, 9)
        elif value < 280:
            self.code(value - 256, 7)
        else:
            self.code(0xC0 + value - 280, 8)

    def end(self):
        if self.count:
            self.out.append(self.hold & 0xFF)
        return bytes(self.out)


def _pick(table, value):
    for code in range(len(table) - 1, -1, -1):
        if table[code][0] <= value:
            return code, value - table[code][0], table[code][1]
    raise ValueError(value)


def deflate(data):
    """`data` as one final block with the fixed codes."""
    bits = _Bits()
    bits.put(1, 1)  # the last block
    bits.put(1, 2)  # fixed codes
    seen, at = {}, 0
    while at < len(data):
        best, back = 0, 0
        chain = seen.get(data[at:at + MIN_MATCH], ())
        for start in reversed(chain[-CHAIN:]):
            if at - start > WINDOW:
                break
            size, most = 0, min(MAX_MATCH, len(data) - at)
            while size < most and data[start + size] == data[at + size]:
                size += 1
            if size > best:
                best, back = size, at - start
        step = best if best >= MIN_MATCH else 1
        if step == 1:
            bits.symbol(data[at])
        else:
            code, rest, width = _pick(LENGTHS, best)
            bits.symbol(257 + code)
            bits.put(rest, width)
            code, rest, width = _pick(DISTANCES, back)
            bits.code(code, 5)
            bits.put(rest, width)
        for here in range(at, at + step):
            seen.setdefault(data[here:here + MIN_MATCH], []).append(here)
        at += step
    bits.symbol(256)
    return bits.end()


def gzip_member(data):
    """One gzip member (RFC 1952): no name, no time, operating system unknown."""
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return head + deflate(data) + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
