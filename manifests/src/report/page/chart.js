// A histogram in large: bins equally wide, heights on a root scale, hatched beyond the bounds.

const HEIGHT = 190;
const LEFT = 52;
const RIGHT = 20;
const TOP = 46;
const AXIS = 34;

/** Rare values matter most here, and beside a peak they would vanish. */
const heightOf = (n, top) => (n ? Math.max(2, Math.sqrt(n / top) * HEIGHT) : 0);

/** 1, 2 or 5 times a power of ten, at most `size`. */
function nice(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = size / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

/** Where a value stands among bins from `first` to `last`. */
class Axis {
  constructor(edges, first, last, width) {
    Object.assign(this, { edges, first, last, width });
    this.wide = width / (last - first + 1);
  }

  x(value) {
    let bin = this.first;
    while (bin < this.last && value >= this.edges[bin + 1]) bin += 1;
    const low = this.edges[bin];
    const span = (this.edges[bin + 1] ?? low) - low;
    const inside = span > 0 ? (value - low) / span : 0;
    return (bin - this.first + Math.min(1, Math.max(0, inside))) * this.wide;
  }

  /** Edges with few figures, at least `gap` apart. */
  ticks(gap) {
    const figuresIn = (value) => Number(value.toPrecision(6)).toExponential().replace(/e.*/, "").replace(/[^\d]/g, "");
    const round = (value) => (value === 0 ? 0 : figuresIn(value).length * 10 + (["1", "2", "5"].includes(figuresIn(value)) ? (figuresIn(value) === "1" ? 0 : 1) : 5));
    const all = [];
    for (let bin = this.first; bin <= this.last; bin += 1) all.push({ value: this.edges[bin], x: (bin - this.first) * this.wide });
    if (this.edges[this.last + 1] !== undefined) all.push({ value: this.edges[this.last + 1], x: this.width });
    all.sort((a, b) => round(a.value) - round(b.value) || a.x - b.x);
    const placed = [];
    for (const tick of all) if (placed.every((other) => Math.abs(other.x - tick.x) >= gap)) placed.push(tick);
    return placed;
  }
}

/** `50 to 60`, `less than 5`, `100 and more`. */
function binWords(edges, bin) {
  if (edges[bin + 1] === undefined) return `${figures(edges[bin])} and more`;
  if (bin === 0) return `less than ${figures(edges[1])}`;
  return `${figures(edges[bin])} to ${figures(edges[bin + 1])}`;
}

function barsOf(axis, bins, top, cuts, dropped) {
  const out = [];
  for (let bin = axis.first; bin <= axis.last; bin += 1) {
    const n = bins[bin] ?? 0;
    if (!n) continue;
    const from = (bin - axis.first) * axis.wide;
    const stops = [from, ...cuts.filter((x) => x > from + 0.01 && x < from + axis.wide - 0.01), from + axis.wide];
    const tall = heightOf(n, top);
    for (const [part, to] of stops.slice(1).entries()) {
      const start = stops[part];
      const gap = part === stops.length - 2 ? Math.min(1.5, axis.wide / 5) : 0;
      out.push(
        svg(
          "rect",
          { class: dropped((start + to) / 2) ? "gone" : "kept", x: start, y: HEIGHT - tall, width: Math.max(0.2, to - start - gap), height: tall },
          svg("title", {}, `${binWords(axis.edges, bin)}: ${count(n)} documents`),
        ),
      );
    }
  }
  return out;
}

function gridOf(top, width) {
  const step = nice(top);
  const values = [...new Set([step, nice(step / 4), nice(step / 20)].filter((n) => n >= 1))];
  return values.map((n) => {
    const y = HEIGHT - heightOf(n, top);
    const words = n >= 1e9 ? `${n / 1e9} bn` : n >= 1e6 ? `${n / 1e6} M` : count(n);
    return svg("g", {}, svg("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }), svg("text", { class: "quiet", x: -8, y: y + 4, "text-anchor": "end" }, words));
  });
}

/** Lines at the bounds with their values; `marks` are {value, words, far}. */
function marksOf(axis, marks) {
  const placed = [];
  return marks.map((mark) => {
    const x = axis.x(mark.value);
    const left = x > axis.width / 2;
    const row = placed.filter((other) => Math.abs(other - x) < 230).length % 2;
    placed.push(x);
    return svg(
      "g",
      {},
      svg("line", { class: mark.far ? "bound far" : "bound", x1: x, x2: x, y1: -10 - row * 16, y2: HEIGHT }),
      svg("text", { class: "label", x: x + (left ? -6 : 6), y: -14 - row * 16, "text-anchor": left ? "end" : "start" }, mark.words),
    );
  });
}

/** The drawing; `low` and `high` are the bounds beyond which bars are hatched, or null. */
function histogram({ edges, bins, marks, low, high, label, width }) {
  const filled = bins.map((n, bin) => (n > 0 ? bin : -1)).filter((bin) => bin >= 0);
  const binOf = (value) => {
    let bin = 0;
    while (bin < edges.length - 1 && value >= edges[bin + 1]) bin += 1;
    return bin;
  };
  const places = [...filled, ...marks.map((mark) => binOf(mark.value))];
  const first = Math.max(0, Math.min(...places) - 1);
  const last = Math.min(edges.length - 1, Math.max(...places) + 1);
  const room = Math.max(120, width - LEFT - RIGHT);
  const axis = new Axis(edges, first, last, room);
  const top = Math.max(1, ...bins);
  const [left, right] = [low === null ? -1 : axis.x(low), high === null ? Infinity : axis.x(high)];
  const dropped = (x) => x < left || x > right;
  const cuts = [left, right].filter((x) => x > 0 && x < room).sort((a, b) => a - b);
  return svg(
    "svg",
    { class: "chart", role: "img", "aria-label": label, width, height: TOP + HEIGHT + AXIS, viewBox: `0 0 ${width} ${TOP + HEIGHT + AXIS}` },
    svg(
      "g",
      { transform: `translate(${LEFT} ${TOP})` },
      gridOf(top, room),
      barsOf(axis, bins, top, cuts, dropped),
      svg("line", { class: "tick", x1: 0, x2: room, y1: HEIGHT, y2: HEIGHT }),
      axis.ticks(58).map(({ value, x }) =>
        svg("g", {}, svg("line", { class: "tick", x1: x, x2: x, y1: HEIGHT, y2: HEIGHT + 5 }), svg("text", { class: "quiet", x, y: HEIGHT + 20, "text-anchor": "middle" }, figures(value))),
      ),
      marksOf(axis, marks),
    ),
  );
}
