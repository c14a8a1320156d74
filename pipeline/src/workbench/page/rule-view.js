// The view of one rule: what it says, its bound, its histogram, its documents.

import { byId, el, setText } from "./dom.js";
import { boundWords, compact, count, counted, delta, title } from "./format.js";
import { Histogram } from "./histogram.js";
import { limitControl } from "./limit.js";
import { precisionBar, precisionSentence } from "./precision.js";
import { sourceOf } from "./rules.js";
import { Samples } from "./samples.js";
import { limitOf, on, rule, signal, store } from "./store.js";

let histogram;
let control;
let facts;

export const samples = new Samples({
  key: () => store.selected,
  ordered: true,
  needed: () => true,
  columns: {
    dropped: {
      title: "Dropped by this rule",
      empty: () => (limitOf(store.selected) === null ? "This rule is off: it drops nothing." : "No document breaks this rule."),
    },
    kept: {
      title: "Within the bound",
      empty: () => "No document is within this bound.",
    },
  },
});

function fact(term, explanation) {
  const value = el("dd");
  const more = el("dd", { class: "quiet" });
  return { node: el("div", {}, el("dt", { title: explanation, class: "term" }, term), value, more), value, more };
}

function head(one) {
  const measured = signal(one.signal);
  return el(
    "header",
    { class: "rule-head" },
    el("div", { class: "name" }, el("h2", {}, title(one)), el("code", { class: "key" }, one.key)),
    el(
      "p",
      {},
      `Looks at `,
      el("code", {}, one.signal),
      measured?.doc ? ` (${measured.doc.replace(/\.$/, "")})` : "",
      ` and drops a document that is ${one.side === "min" ? "below" : "above"} the bound.`,
    ),
  );
}

function build() {
  const one = rule(store.selected);
  histogram?.stop();
  histogram = new Histogram(one.key);
  control = limitControl(one.key, "view");
  facts = {
    breaks: fact("Break this rule", "Documents that this rule would drop, whatever the other rules say of them."),
    only: fact("Only this rule", "Documents that break this rule and no other: they would be kept if it were off."),
    change: fact("Against the profile", "What all your changes together drop (−) and bring back (+) among documents that break this rule now or broke it before."),
    right: fact("Right", "Of the documents that break this rule and that you labelled, how many you labelled “drop”."),
  };
  facts.bar = el("dd");
  facts.right.node.append(facts.bar);
  byId("view-rule").replaceChildren(
    head(one),
    el("div", { class: "editor" }, control.node, control.reset),
    el(
      "p",
      { class: "quiet provenance" },
      el("span", {}, `The number: ${sourceOf(one)}`),
      one.published && el("span", {}, `The rule: ${one.published}`),
      histogram.signal?.source && el("span", {}, `The signal: ${histogram.signal.source}`),
    ),
    el(
      "div",
      { class: "measure" },
      histogram.signal ? histogram.node : el("p", { class: "empty" }, "The run has no values of this signal."),
      el("dl", { class: "facts" }, facts.breaks.node, facts.only.node, facts.change.node, facts.right.node),
    ),
    samples.node,
  );
  showBound();
  showCounts();
  showPrecision();
  samples.current = null;
  samples.load();
}

function showBound() {
  if (!histogram) return;
  control.update();
  histogram.draw();
}

function showCounts() {
  const numbers = store.answer?.rules.find((one) => one.key === store.selected);
  if (!numbers) return;
  const off = limitOf(store.selected) === null;
  const set = (one, { documents, tokens }) => {
    setText(one.value, count(documents));
    setText(one.more, `${compact(tokens)} tokens`);
  };
  const none = { documents: 0, tokens: 0 };
  set(facts.breaks, off ? none : numbers.alone);
  set(facts.only, off ? none : numbers.only);
  setText(facts.change.value, delta(numbers.removed.documents, numbers.returned.documents) || "±0");
  const one = rule(store.selected);
  setText(facts.change.more, `profile: ${boundWords(one.limit, one)}`);
}

function showPrecision() {
  const one = store.precision?.rules.find((other) => other.key === store.selected);
  setText(facts.right.value, one?.labelled ? `${one.right} of ${count(one.labelled)}` : "–");
  setText(facts.right.more, precisionSentence(store.selected));
  facts.bar.replaceChildren(precisionBar(store.selected));
}

/** For the live region: what the bound does now. */
export function ruleSentence() {
  const numbers = store.answer?.rules.find((one) => one.key === store.selected);
  return numbers ? `${counted(numbers.alone.documents, "document")} break ${store.selected}` : "";
}

export function start() {
  on("selected", build);
  on("limits", (key) => (key === store.selected ? showBound() : histogram?.draw()));
  on("answer", showCounts);
  on("precision", showPrecision);
  on("view", () => {
    if (store.view !== "rule") return;
    histogram.draw();
    samples.load();
  });
}
