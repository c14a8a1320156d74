// One signal of one language, or of all together, from the data that the page carries.

class Signals {
  constructor(data) {
    this.data = data;
    this.digits = new Map([...data.alphabet].map((digit, place) => [digit, place]));
    this.base = data.alphabet.length;
    this.language = byId("histogram-language");
    this.signal = byId("histogram-signal");
    this.figure = byId("histogram");
    this.language.append(...data.languages.map((code) => el("option", { value: code }, nameOf(code) ? `${code} – ${nameOf(code)}` : code)));
    this.signal.append(...data.signals.map((name) => el("option", {}, name)));
    for (const [select, key] of [[this.language, "of"], [this.signal, "signal"]]) {
      select.addEventListener("change", () => {
        setState(key, select.value);
        this.draw();
        announce(this.figure.querySelector("svg")?.getAttribute("aria-label") ?? "");
      });
    }
    byId("explore").hidden = false;
    this.width = 0;
    new ResizeObserver(([entry]) => {
      if (Math.abs(entry.contentRect.width - this.width) < 1) return;
      this.width = entry.contentRect.width;
      this.draw();
    }).observe(this.figure);
    onState(() => this.read());
  }

  /** A signal that a bound looks at says more at first sight than the first of the alphabet. */
  usual() {
    const bound = this.data.bounds.flat().map(([signal]) => signal);
    const words = this.data.signals.indexOf("words");
    const first = bound.includes(words) ? words : (bound[0] ?? 0);
    return this.data.signals[first];
  }

  read() {
    const known = (list, value) => (list.includes(value) ? value : undefined);
    this.language.value = known(this.data.languages, state.get("of")) ?? "";
    this.signal.value = known(this.data.signals, state.get("signal")) ?? this.usual();
    this.draw();
  }

  /** The bins of a signal in a language. */
  bins(language, signal) {
    const packed = this.data.bins[language][signal];
    const bins = new Array(this.data.edges.length).fill(0);
    if (!packed) return bins;
    const [first, text] = packed;
    for (let at = 0; at < text.length; at += 2) {
      const code = this.digits.get(text[at]) * this.base + this.digits.get(text[at + 1]);
      bins[first + at / 2] = code ? Math.round(Math.exp((code - 1) * this.data.step)) : 0;
    }
    return bins;
  }

  chosen() {
    const { data } = this;
    const signal = data.signals.indexOf(this.signal.value);
    const one = data.languages.indexOf(this.language.value);
    const languages = one < 0 ? data.languages.map((_, at) => at) : [one];
    const bins = new Array(data.edges.length).fill(0);
    for (const language of languages) for (const [bin, n] of this.bins(language, signal).entries()) bins[bin] += n;
    const bounds = languages.flatMap((at) => data.bounds[at].filter(([which]) => which === signal));
    return { signal, bins, bounds, languages, alone: one >= 0 };
  }

  draw() {
    if (this.width < 80) return;
    const { bins, bounds, languages, alone } = this.chosen();
    const total = bins.reduce((sum, n) => sum + n, 0);
    const where = alone ? this.language.value : "all languages";
    if (!total) {
      this.figure.replaceChildren(el("p", { class: "empty" }, `No document of ${where} has a value of ${this.signal.value}.`));
      return;
    }
    const mins = bounds.map((bound) => bound[2]).filter((value) => value !== null);
    const maxs = bounds.map((bound) => bound[3]).filter((value) => value !== null);
    // What every language drops is hatched; of one language with several bounds what any of them drops.
    const low = mins.length ? (alone ? Math.max(...mins) : Math.min(...mins)) : null;
    const high = maxs.length ? (alone ? Math.min(...maxs) : Math.max(...maxs)) : null;
    const label = `Histogram of ${this.signal.value}, ${where}: ${count(total)} documents.`;
    const chart = histogram({ edges: this.data.edges, bins, marks: this.marks(mins, maxs), low, high, label, width: this.width });
    this.figure.replaceChildren(chart, this.caption(label, bounds, languages, alone), this.table(bins));
  }

  marks(mins, maxs) {
    const marks = [];
    const add = (values, word) => {
      if (!values.length) return;
      const [least, most] = [Math.min(...values), Math.max(...values)];
      if (least === most) marks.push({ value: least, words: `${word} ${figures(least)}` });
      else {
        marks.push({ value: least, words: `${word} ${figures(least)}`, far: word === "at most" });
        marks.push({ value: most, words: `${word} ${figures(most)}`, far: word === "at least" });
      }
    };
    add(mins, "at least");
    add(maxs, "at most");
    return marks;
  }

  caption(label, bounds, languages, alone) {
    const rules = new Map();
    for (const [, rule, min, max, least, most, all] of bounds) {
      const sum = rules.get(rule) ?? { least: 0, most: 0, all: 0, words: new Set() };
      sum.least += least;
      sum.most += most;
      sum.all += all;
      const parts = [min !== null && `at least ${figures(min)}`, max !== null && `at most ${figures(max)}`].filter(Boolean);
      sum.words.add(parts.join(", "));
      rules.set(rule, sum);
    }
    const lines = [...rules].map(([rule, { least, most, all, words }]) => {
      const part = (n) => percent(all ? n / all : 0);
      // Where most lie in the bin of the bound, the upper share says nothing.
      const vague = 2 * (most - least) > all;
      const range = part(least) === part(most) ? part(least) : `${part(least)} to ${part(most)}`;
      const share = !vague ? range : least ? `at least ${part(least)}` : "a part that is not known";
      const bound = words.size === 1 ? [...words][0] : `${words.size} different bounds`;
      return el("li", {}, el("code", {}, this.data.rules[rule]), `: ${bound}; `, el("strong", {}, share), " lie beyond it");
    });
    const joined = this.data.joined > 1 ? ` ${this.data.joined} bins of the manifest are one here.` : "";
    const note = alone || bounds.length === 0 ? "" : " Hatched is what the bounds of all languages drop; a dashed line is the strictest one.";
    return el(
      "figcaption",
      {},
      el("p", {}, el("strong", {}, label)),
      lines.length ? el("ul", {}, lines) : el("p", {}, "No bound looks at it."),
      el("p", { class: "quiet" }, `Across: values, in bins that are drawn equally wide. Up: documents, on a root scale so that rare values stay visible. Counts are drawn to 0.2${THIN}%.${note}${joined}`),
    );
  }

  /** The same for those who do not see it; filled when it is opened. */
  table(bins) {
    const details = el("details", {}, el("summary", {}, "The bins as a table"));
    const fillIn = () => {
      if (details.childElementCount > 1) return;
      const total = bins.reduce((sum, n) => sum + n, 0);
      const rows = bins
        .map((n, bin) => [n, bin])
        .filter(([n]) => n > 0)
        .map(([n, bin]) => el("tr", {}, el("th", { scope: "row" }, binWords(this.data.edges, bin)), el("td", { class: "number" }, count(n)), el("td", { class: "number" }, percent(n / total))));
      const head = el("tr", {}, el("th", { scope: "col" }, this.signal.value), el("th", { scope: "col", class: "number" }, "Documents"), el("th", { scope: "col", class: "number" }, "Share"));
      details.append(el("div", { class: "scroll" }, el("table", {}, el("caption", {}, "Documents by value"), el("thead", {}, head), el("tbody", {}, rows))));
    };
    details.addEventListener("toggle", fillIn);
    return details;
  }
}

function startSignals() {
  const block = byId("data");
  if (block && byId("explore")) new Signals(JSON.parse(block.textContent));
}
