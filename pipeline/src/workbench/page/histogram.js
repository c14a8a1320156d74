// The histogram of a signal, with a bound that can be dragged or moved by keys.

import { el, svg } from "./dom.js";
import { boundWords, compact, count, counted, plain, reading, unit, withUnit } from "./format.js";
import { nudge, scaleOf } from "./limit.js";
import { nice } from "./scale.js";
import { limitOf, numberOf, rule, setLimit, signal, store } from "./store.js";

const HEIGHT = 168;
const LEFT = 46;
const RIGHT = 26;
const TOP = 30;
const AXIS = 66;
const SHARES = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/** Rare values matter most here, and beside a peak they would vanish: heights grow with the root. */
const height = (documents, top) => (documents ? Math.max(2, Math.sqrt(documents / top) * HEIGHT) : 0);

function bars(scale, documents, top, dropped, cuts, one) {
  const wide = scale.width / scale.bins;
  return documents.flatMap((n, bin) => {
    const from = bin * wide;
    const stops = [from, ...cuts.filter((x) => x > from && x < from + wide), from + wide];
    const tall = height(n, top);
    return stops.slice(1).map((to, part) => {
      const start = stops[part];
      const gap = to === from + wide ? Math.min(1.5, wide / 5) : 0;
      return svg(
        "rect",
        {
          class: dropped((start + to) / 2) ? "gone" : "kept",
          x: start,
          y: HEIGHT - tall,
          width: Math.max(0, to - start - gap),
          height: tall,
        },
        svg("title", {}, `${reading(scale.edges[bin], one)} to ${withUnit(scale.edges[bin + 1], one)}: ${counted(n, "document")}`),
      );
    });
  });
}

function heights(top, width) {
  const step = nice(top);
  const values = [...new Set([step, nice(step / 4), nice(step / 20)].filter((n) => n >= 1))];
  return values.map((n) => {
    const y = HEIGHT - height(n, top);
    return svg("g", {}, svg("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }), svg("text", { x: -8, y: y + 4, "text-anchor": "end" }, compact(n)));
  });
}

function axis(scale, one) {
  const marks = scale.ticks(50).map(({ value, x }) =>
    svg(
      "g",
      {},
      svg("line", { class: "tick", x1: x, x2: x, y1: HEIGHT, y2: HEIGHT + 5 }),
      svg("text", { x, y: HEIGHT + 19, "text-anchor": "middle" }, reading(value, one)),
    ),
  );
  return [svg("line", { class: "tick", x1: 0, x2: scale.width, y1: HEIGHT, y2: HEIGHT }), ...marks];
}

/** A line of quantiles under the axis: from 5 to 95 % thin, from 25 to 75 % thick. */
function spread(scale, quantiles, one) {
  if (quantiles?.length !== SHARES.length) return null;
  const y = HEIGHT + 36;
  const x = quantiles.map((value) => scale.x(value));
  const row = svg("g", { class: "spread" }, svg("line", { x1: x[1], x2: x[7], y1: y, y2: y }), svg("line", { class: "half", x1: x[3], x2: x[5], y1: y, y2: y }));
  for (const [at, share] of SHARES.entries()) {
    const long = share === 50 ? 7 : 4;
    row.append(
      svg(
        "g",
        {},
        svg("line", { x1: x[at], x2: x[at], y1: y - long, y2: y + long }),
        svg("rect", { class: "touch", x: x[at] - 4, y: y - 10, width: 8, height: 20 }),
        svg("title", {}, `${share} % of documents have at most ${withUnit(quantiles[at], one)}`),
      ),
    );
  }
  const placed = [];
  for (const [at, text] of [[4, "half"], [1, "5 %"], [7, "95 %"]]) {
    if (placed.some((other) => Math.abs(other - x[at]) < 36)) continue;
    placed.push(x[at]);
    row.append(svg("text", { x: x[at], y: y + 21, "text-anchor": "middle" }, text));
  }
  return row;
}

/** Words over the two sides of the bound, where there is room. */
function sides(scale, one, x) {
  const left = one.side === "min" ? "dropped" : "kept";
  const right = one.side === "min" ? "kept" : "dropped";
  return [
    x > 110 && svg("text", { class: "side", x: x / 2, y: -12, "text-anchor": "middle" }, x > 150 ? `← ${left}` : left),
    scale.width - x > 110 && svg("text", { class: "side", x: (x + scale.width) / 2, y: -12, "text-anchor": "middle" }, scale.width - x > 150 ? `${right} →` : right),
  ];
}

/** The words beside the profile's own bound, on the side where the new bound is not. */
function ghostLabel(scale, one, ghost, here) {
  const room = 92;
  const left = scale.width - ghost < room || (here > ghost && here - ghost < room && ghost > room);
  const at = { x: ghost + (left ? -7 : 7), "text-anchor": left ? "end" : "start" };
  return svg("text", { class: "ghost-label", y: 14, ...at }, `profile: ${reading(one.limit, one)}`);
}

export class Histogram {
  constructor(key) {
    this.key = key;
    this.rule = rule(key);
    this.signal = signal(this.rule.signal);
    this.chart = svg("svg", { class: "chart", role: "img", focusable: "false" });
    this.handle = el(
      "div",
      {
        class: "handle",
        role: "slider",
        tabindex: "0",
        "aria-label": `Bound of ${key}`,
        "aria-orientation": "horizontal",
        onkeydown: (event) => this.keys(event),
        onpointerdown: (event) => this.grab(event),
      },
      (this.label = el("span", { class: "value" })),
    );
    this.caption = el("figcaption", { class: "quiet" });
    this.plot = el("div", { class: "plot" }, this.chart, this.handle);
    this.node = el("figure", { class: "histogram" }, this.plot, this.caption);
    this.width = 0;
    this.watch = new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === this.width) return;
      this.width = entry.contentRect.width;
      this.draw();
    });
    this.watch.observe(this.plot);
  }

  stop() {
    this.watch.disconnect();
  }

  keys(event) {
    const edges = { Home: "low", End: "high" };
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (edges[event.key]) {
      const scale = scaleOf(this.key);
      setLimit(this.key, scale.clamp(scale[edges[event.key]]));
    } else if (steps) {
      nudge(this.key, Math.sign(steps), Math.abs(steps) * (event.shiftKey ? 10 : 1));
    } else return;
    event.preventDefault();
  }

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.handle.focus();
    this.handle.setPointerCapture(event.pointerId);
    const scale = this.scale;
    // The bound stays under the finger, and does not jump to it.
    const from = event.clientX - scale.x(numberOf(this.key));
    const move = (moved) => setLimit(this.key, scale.value(moved.clientX - from));
    const end = () => {
      this.handle.removeEventListener("pointermove", move);
      this.node.classList.remove("is-dragged");
    };
    this.node.classList.add("is-dragged");
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener("lostpointercapture", end, { once: true });
  }

  draw() {
    if (!this.signal || this.width < 80) return;
    const one = this.rule;
    const limit = limitOf(this.key);
    const number = numberOf(this.key);
    this.scale = scaleOf(this.key, this.width - LEFT - RIGHT);
    const scale = this.scale;
    const { documents } = this.signal.histogram;
    const top = Math.max(1, ...documents);
    const here = scale.x(number);

    // What any bound on this signal drops is hatched, so that two bounds show what lies between them.
    const bounds = store.state.rules
      .filter((other) => other.signal === one.signal && limitOf(other.key) !== null)
      .map((other) => ({ side: other.side, x: scale.x(limitOf(other.key)), key: other.key }));
    const dropped = (x) => bounds.some((other) => (other.side === "min" ? x < other.x : x > other.x));
    const cuts = bounds.map((other) => other.x).sort((a, b) => a - b);
    const others = bounds
      .filter((other) => other.key !== this.key)
      .map((other) => svg("line", { class: "other", x1: other.x, x2: other.x, y1: 0, y2: HEIGHT }, svg("title", {}, other.key)));
    const shade = limit !== null && (one.side === "min" ? { x: 0, width: here } : { x: here, width: scale.width - here });
    const ghost = one.limit !== null && one.limit !== limit && scale.x(one.limit);

    const group = svg(
      "g",
      { transform: `translate(${LEFT} ${TOP})` },
      heights(top, scale.width),
      shade && svg("rect", { class: "shade", y: 0, height: HEIGHT, ...shade }),
      bars(scale, documents, top, dropped, cuts, one),
      axis(scale, one),
      spread(scale, this.signal.quantiles, one),
      others,
      limit !== null && sides(scale, one, here),
      ghost !== false && svg("line", { class: "ghost", x1: ghost, x2: ghost, y1: 0, y2: HEIGHT }),
      ghost !== false && ghostLabel(scale, one, ghost, here),
    );
    const pattern = svg(
      "pattern",
      { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { class: "hatch-ground", width: 5, height: 5 }),
      svg("line", { class: "hatch-line", x1: 0, x2: 0, y1: 0, y2: 5 }),
    );
    this.chart.setAttribute("viewBox", `0 0 ${this.width} ${TOP + HEIGHT + AXIS}`);
    this.chart.setAttribute("width", this.width);
    this.chart.setAttribute("height", TOP + HEIGHT + AXIS);
    this.chart.setAttribute("aria-label", this.summary());
    this.chart.replaceChildren(svg("defs", {}, pattern), group);
    this.place(limit, number, here);
    this.explain(limit, number);
  }

  place(limit, number, here) {
    const { handle, scale, label } = this;
    handle.style.transform = `translateX(${LEFT + here}px)`;
    handle.classList.toggle("is-off", limit === null);
    handle.classList.toggle("near-start", here < 40);
    handle.classList.toggle("near-end", scale.width - here < 40);
    label.textContent = limit === null ? "off" : reading(number, this.rule);
    handle.setAttribute("aria-valuemin", scale.low);
    handle.setAttribute("aria-valuemax", scale.high);
    handle.setAttribute("aria-valuenow", plain(Math.min(scale.high, Math.max(scale.low, number))));
    const words = boundWords(number, this.rule);
    handle.setAttribute("aria-valuetext", limit === null ? `off; a step switches it on near ${words}` : words);
  }

  explain(limit, number) {
    const { scale, rule: one } = this;
    const beyond = limit !== null && (number > scale.high ? "above" : number < scale.low ? "below" : "");
    const what = one.kind === "share" ? "share" : unit(one) || one.signal;
    const where = beyond ? ` The bound lies ${beyond} all values of this run.` : "";
    const words =
      `Across: ${what}. Up: documents, on a root scale so that rare values stay visible. ` +
      `Under the axis: the middle half of all documents (thick) and nine of ten (thin).${where}`;
    if (this.caption.textContent !== words) this.caption.textContent = words;
  }

  summary() {
    const { quantiles, min, max } = this.signal;
    const middle = quantiles?.length === SHARES.length ? `, half of the documents at most ${withUnit(quantiles[4], this.rule)}` : "";
    return `Histogram of ${this.rule.signal}: from ${reading(min, this.rule)} to ${withUnit(max, this.rule)}${middle}. ${count(store.state.documents)} documents.`;
  }
}
