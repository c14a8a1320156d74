// Keys, and the words that the page uses.

import { byId, el } from "./dom.js";
import { store } from "./store.js";

export const KEYS = [
  ["j, k", "next document, document before"],
  ["K or 1", "label the document “keep”"],
  ["D or 2", "label it “drop”"],
  ["U or 0", "take the label away"],
  ["Enter", "show all of the document’s text, or less"],
  ["n", "a new sample"],
  ["r", "documents at random, or nearest to the bound"],
  ["/", "find a rule"],
  ["↑ ↓", "in the list: the rule above or below"],
  ["← →", "on the bound: a small step; Page Up, Page Down: ten; Home, End: the ends"],
  ["e", "export"],
  ["?", "this help"],
];

const WORDS = [
  ["Document", "The text of one web page, with its address."],
  ["Signal", "A number that was measured on a document, such as its words. Measured once, in the run."],
  ["Bound", "The limit that a rule sets on a signal. At the bound a document stays."],
  ["Rule", "One bound on one signal. A document that breaks any rule is dropped."],
  ["Only this rule", "Documents that break this rule and no other: they would be kept if it were off."],
  ["Right", "Of the documents that break a rule and that you labelled, how many you would drop."],
  ["Profile", "The file that holds all bounds of a language. What it does not say comes from default.toml."],
  ["Share", "A part of a whole: 0.25 in the profile is 25 % here. You can type either."],
  ["Token", "A word, or a run of symbols such as a full stop."],
  ["Label", "Your own verdict on a document. Labels change no rule: they tell how often the rules are right."],
  ["60–96 %", "With few labels, chance plays a part. In 19 of 20 cases the true share lies in this range (95 % Wilson interval)."],
];

// Someone who speaks to their machine may set off single keys without meaning to.
const SETTING = "tamis.single-keys";
let keys = true;
try {
  keys = localStorage.getItem(SETTING) !== "off";
} catch {
  // Storage may be forbidden; then the choice lasts as long as the page.
}

export const singleKeys = () => keys;

function choose(event) {
  keys = event.target.checked;
  try {
    localStorage.setItem(SETTING, keys ? "on" : "off");
  } catch {
    // As above.
  }
}

export function openHelp() {
  const dialog = byId("help-dialog");
  if (!dialog.open) dialog.showModal();
}

export function start() {
  const dialog = byId("help-dialog");
  dialog.replaceChildren(
    el("header", {}, el("h2", { id: "help-title" }, "Help"), el("button", { type: "button", onclick: () => dialog.close() }, "Close")),
    el(
      "p",
      {},
      "Choose a rule, move its bound, and read the documents on both sides of it. Counts follow at once; nothing is measured again and no file changes. When you are content, export the profile.",
    ),
    el("h3", {}, "Keys"),
    el("dl", { class: "keys" }, KEYS.map(([key, words]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)))),
    el("label", { class: "off" }, el("input", { type: "checkbox", checked: keys, onchange: choose }), " Single keys are on"),
    el("h3", {}, "Words used here"),
    el("dl", { class: "glossary" }, WORDS.map(([word, words]) => el("div", {}, el("dt", {}, word), el("dd", {}, words)))),
    el("p", { class: "quiet" }, `tamis ${store.state.version}`),
  );
  byId("help").addEventListener("click", openHelp);
}
