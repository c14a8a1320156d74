// How often labels agree with a rule, with the range that so few labels leave open.

import { el } from "./dom.js";
import { counted, percent } from "./format.js";
import { labelCount, store } from "./store.js";

export function precisionOf(key) {
  return store.precision?.rules.find((one) => one.key === key);
}

const range = (low, high) => `${Math.round(low * 100)}–${Math.round(high * 100)}\u00a0%`;

/** One line for the list: `right 12 of 14 (60–96 %)`. */
export function precisionLine(key) {
  const one = precisionOf(key);
  if (!one || one.labelled === 0) return "";
  return `right ${one.right} of ${one.labelled} (${range(one.low, one.high)})`;
}

/** The same in a sentence. */
export function precisionSentence(key) {
  const one = precisionOf(key);
  if (!one || labelCount() === 0) return "Label documents below, then you see here how often the rule is right.";
  if (one.labelled === 0) return "None of the documents that you labelled breaks this rule.";
  return (
    `Of ${counted(one.labelled, "labelled document")} that ${one.labelled === 1 ? "breaks" : "break"} this rule, you would drop ` +
    `${one.right}. For all such documents the share lies between ${Math.round(one.low * 100)}\u00a0% and ${percent(Number(one.high.toFixed(2)))}, ` +
    "19 times of 20."
  );
}

/** A line from 0 to 100 % with the range and the share that was seen; says nothing that the text does not. */
export function precisionBar(key) {
  const one = precisionOf(key);
  const bar = el("div", { class: "interval", "aria-hidden": "true" });
  if (!one || one.labelled === 0) return bar;
  const span = el("span", { class: "span" });
  span.style.left = `${one.low * 100}%`;
  span.style.width = `${(one.high - one.low) * 100}%`;
  const dot = el("span", { class: "dot" });
  dot.style.left = `${(one.right / one.labelled) * 100}%`;
  bar.append(span, dot);
  return bar;
}

/** For the header: how often the whole verdict agrees with the labels. */
export function agreement() {
  const verdict = store.precision?.verdict;
  if (!verdict || verdict.labelled === 0) return "";
  return `verdict agrees with ${verdict.agree} of ${verdict.labelled} (${range(verdict.low, verdict.high)})`;
}
