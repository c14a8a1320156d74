#!/usr/bin/env python3
"""Draws how often two documents are found, by their exact similarity.

    scripts/dedup/s_curve.py CURVE.tsv docs/src/engineer/s-curve.svg

CURVE.tsv is what the example `recall` of tamis-dedup writes with `--curve`. Lines are theory, for 14 bands
of 8 rows and a threshold of 0.7; marks are measured.
"""
import csv
import math
import sys

BANDS, ROWS, THRESHOLD = 14, 8, 0.7
NEEDED = math.ceil(THRESHOLD * BANDS * ROWS)
WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 74, 24, 54, 62
FIRST = 0.1
INK, SOFT, PAPER = "#24292f", "#d0d7de", "#ffffff"
BAND, JOINED = "#0969da", "#bc4c00"


def convolve(a, b):
    out = [0.0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


def band(jaccard):
    return 1 - (1 - jaccard**ROWS) ** BANDS


def joined(jaccard):
    """A band agrees, and enough of all slots."""
    row = [math.comb(ROWS, k) * jaccard**k * (1 - jaccard) ** (ROWS - k) for k in range(ROWS + 1)]
    every, without = [1.0], [1.0]
    for _ in range(BANDS):
        every, without = convolve(every, row), convolve(without, row[:-1])
    return sum(every[NEEDED:]) - sum(without[NEEDED:])


def x_of(jaccard):
    return LEFT + (jaccard - FIRST) / (1 - FIRST) * (WIDTH - LEFT - RIGHT)


def y_of(share):
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def line(of, colour, dash=""):
    steps = [FIRST + i * (1 - FIRST) / 180 for i in range(181)]
    points = " ".join(f"{x_of(j):.1f},{y_of(of(j)):.1f}" for j in steps)
    dash = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def mark(shape, x, y, colour):
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{PAPER}" stroke="{colour}" stroke-width="2"/>'
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{colour}"/>'


def text(x, y, words, anchor="middle", size=14, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{more}>{words}</text>'


def main():
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t")]
    pairs = int(sum(row["pairs"] for row in rows))
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="system-ui, sans-serif" fill="{INK}" role="img">',
        "<title>Share of pairs found, by exact Jaccard similarity</title>",
        # A ground of its own, so that it can be read on any page.
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{PAPER}"/>',
        text(LEFT, 30, f"Share of pairs found, by exact similarity ({pairs:,} made-up pairs)", "start", 16),
    ]
    for tenth in range(0, 11, 2):
        y = y_of(tenth / 10)
        out.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{SOFT}"/>')
        out.append(text(LEFT - 10, y + 5, f"{tenth / 10:.1f}", "end"))
    for tenth in range(1, 11):
        x = x_of(tenth / 10)
        out.append(f'<line x1="{x:.1f}" y1="{y_of(0):.1f}" x2="{x:.1f}" y2="{y_of(0) + 5:.1f}" stroke="{INK}"/>')
        out.append(text(x, y_of(0) + 22, f"{tenth / 10:.1f}"))
    out.append(f'<line x1="{LEFT}" y1="{y_of(0)}" x2="{WIDTH - RIGHT}" y2="{y_of(0)}" stroke="{INK}"/>')
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "exact Jaccard similarity of the sets of shingles"))
    turn = f' transform="rotate(-90 22 {(TOP + HEIGHT - BOTTOM) / 2})"'
    out.append(text(22, (TOP + HEIGHT - BOTTOM) / 2, "share of pairs", more=turn))
    x = x_of(THRESHOLD)
    out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{y_of(0)}" stroke="{INK}" stroke-dasharray="2 4"/>')
    out.append(text(x - 8, TOP + 14, f"threshold {THRESHOLD}", "end", 13))
    out += [line(band, BAND), line(joined, JOINED, "7 4")]
    for row in rows:
        out.append(mark("circle", x_of(row["mean_j"]), y_of(row["band"]), BAND))
        out.append(mark("square", x_of(row["mean_j"]), y_of(row["joined"]), JOINED))
    # Lines of the grid would run through it.
    out.append(f'<rect x="{LEFT + 16}" y="{TOP + 32}" width="262" height="100" fill="{PAPER}"/>')
    legend = [
        (line_sample(BAND), None, "1 − (1 − J⁸)¹⁴"),
        (None, ("circle", BAND), "a band agrees, measured"),
        (line_sample(JOINED, "7 4"), None, f"and {NEEDED} of {BANDS * ROWS} slots, theory"),
        (None, ("square", JOINED), "joined, measured"),
    ]
    for at, (sample, shape, words) in enumerate(legend):
        y = TOP + 46 + 24 * at
        x = LEFT + 24
        out.append(sample.format(x=x, x2=x + 28, y=y) if sample else mark(shape[0], x + 14, y, shape[1]))
        out.append(text(x + 38, y + 5, words, "start"))
    out.append("</svg>")
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


def line_sample(colour, dash=""):
    dash = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{{x}}" y1="{{y}}" x2="{{x2}}" y2="{{y}}" stroke="{colour}" stroke-width="2"{dash}/>'


if __name__ == "__main__":
    main()
