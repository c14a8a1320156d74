// Where a value stands in a histogram whose bins are drawn equally wide, and how far a step goes.

/** 1, 2 or 5 times a power of ten, at most `size`. */
export function nice(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = size / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

export class Scale {
  /** `whole` says that the signal counts things, so that a bound between two numbers says nothing. */
  constructor(edges, width, whole) {
    this.edges = edges.length > 1 ? edges : [edges[0] ?? 0, (edges[0] ?? 0) + 1];
    this.width = width;
    this.whole = whole;
    this.bins = this.edges.length - 1;
  }

  get low() {
    return this.edges[0];
  }

  get high() {
    return this.edges[this.bins];
  }

  bin(value) {
    let bin = 0;
    while (bin < this.bins - 1 && value >= this.edges[bin + 1]) bin += 1;
    return bin;
  }

  x(value) {
    const bin = this.bin(value);
    const span = this.edges[bin + 1] - this.edges[bin];
    const inside = span > 0 ? (value - this.edges[bin]) / span : 0;
    return ((bin + Math.min(1, Math.max(0, inside))) / this.bins) * this.width;
  }

  /** The value at `x`, on the grid of fine steps there. */
  value(x) {
    const place = Math.min(this.bins, Math.max(0, (x / this.width) * this.bins));
    const bin = Math.min(this.bins - 1, Math.floor(place));
    const raw = this.edges[bin] + (place - bin) * (this.edges[bin + 1] - this.edges[bin]);
    const step = this.step(raw);
    return this.clamp(round(Math.round(raw / step) * step));
  }

  /** A fine step: a tenth of the bin at most, and a round number, so that bounds stay readable. */
  step(value) {
    const bin = this.bin(value);
    const span = this.edges[bin + 1] - this.edges[bin] || 1;
    return Math.max(nice(span / 10), this.whole ? 1 : 0);
  }

  /** The next value in a direction, of -1 or 1, on the grid of steps `times` as coarse. */
  move(value, direction, times = 1) {
    const from = Math.min(this.high, Math.max(this.low, value));
    if (from !== value && Math.sign(from - value) === direction) return this.clamp(from);
    // Seen from the edge of a bin, the bin that is entered gives the step.
    const towards = from + direction * 1e-9 * Math.max(1, Math.abs(from));
    const step = this.step(towards) * times;
    const place = from / step;
    const next = direction > 0 ? Math.floor(place + 1e-6) + 1 : Math.ceil(place - 1e-6) - 1;
    return this.clamp(round(next * step));
  }

  clamp(value) {
    const inside = Math.min(this.high, Math.max(this.low, value));
    return this.whole ? Math.round(inside) : inside;
  }

  /** Whether all bins are equally wide, so that the axis is an ordinary one. */
  get even() {
    const wide = (this.high - this.low) / this.bins;
    return this.edges.slice(1).every((edge, bin) => Math.abs(edge - this.edges[bin] - wide) < wide * 1e-3);
  }

  /** Round values, at least `gap` apart. */
  ticks(gap) {
    return this.even ? this.evenTicks(gap) : this.roundTicks(gap);
  }

  evenTicks(gap) {
    const least = ((this.high - this.low) * gap) / this.width;
    const below = nice(least);
    // The next larger of 1, 2 and 5 times a power of ten, where `below` itself is too little.
    const step = Math.max(below >= least ? below : nice(below * 2.500001), this.whole ? 1 : 0);
    const first = Math.ceil(this.low / step - 1e-9);
    const last = Math.floor(this.high / step + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, at) => {
      const value = round((first + at) * step);
      return { value, x: this.x(value) };
    });
  }

  /** Roundest first, so that powers of ten are never crowded out. */
  roundTicks(gap) {
    const placed = [];
    const place = (value) => {
      if (value < this.low || value > this.high) return;
      const x = this.x(value);
      if (placed.every((tick) => Math.abs(tick.x - x) >= gap)) placed.push({ value, x });
    };
    const top = 10 ** Math.ceil(Math.log10(Math.max(Math.abs(this.high), Math.abs(this.low), 1e-6)));
    place(0);
    for (let power = top; power > top * 1e-7; power /= 10) {
      for (const lead of [1, 0.5, 0.2]) {
        const step = power * lead;
        if (this.whole && step < 1) continue;
        const first = Math.max(Math.ceil(this.low / step), 0);
        for (let times = first; times <= first + 20; times += 1) place(round(times * step));
      }
    }
    return placed;
  }
}

/** Without the tail that binary fractions leave. */
function round(value) {
  return Number(value.toPrecision(10));
}
