// The table of documents that break two rules at once.

import { byId, el } from "./dom.js";
import { compact, counted, percent, title } from "./format.js";
import { on, rule, select, show, store } from "./store.js";

const name = (key) => key.split(".").at(-1);

const place = el("div");

function cell(n, row, column, all) {
  const part = all ? n / all : 0;
  const same = row === column;
  const words = same
    ? `${counted(n, "document")} break ${row}`
    : `${counted(n, "document")} break both ${row} and ${column}: ${percent(part)} of those that break ${row}`;
  const node = el("td", { class: same ? "number same" : "number", title: words }, n ? compact(n) : el("span", { class: "quiet" }, "0"));
  node.style.setProperty("--heat", same ? 0 : part.toFixed(3));
  return node;
}

function open(key) {
  select(key);
  show("rule");
}

function draw() {
  const answer = store.answer;
  if (!answer || store.view !== "overlap") return;
  const used = answer.on.map((key, at) => ({ key, at })).filter(({ at }) => answer.overlap[at][at] > 0);
  const idle = answer.on.length - used.length;
  if (used.length === 0) {
    const why = answer.on.length === 0 ? "All rules are off: every document is kept." : "No document breaks any rule.";
    place.replaceChildren(el("p", { class: "empty" }, why));
    return;
  }
  const head = el("tr", {}, el("td"), used.map(({ key }) => el("th", { scope: "col", title: key }, el("span", {}, name(key)))));
  const rows = used.map(({ key, at }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, el("button", { type: "button", class: "link", title: title(rule(key)), onclick: () => open(key) }, name(key))),
      used.map((other) => cell(answer.overlap[at][other.at], key, other.key, answer.overlap[at][at])),
    ),
  );
  // The table is made anew with each answer; whoever scrolled it stays where they were.
  const { scrollLeft = 0, scrollTop = 0 } = place.querySelector(".scroll") ?? {};
  place.replaceChildren(
    el("div", { class: "scroll", role: "region", "aria-label": "Documents that break two rules", tabindex: "0" }, el("table", { class: "overlap" }, el("thead", {}, head), el("tbody", {}, rows))),
    el("p", { class: "quiet" }, idle > 0 ? `${counted(idle, "rule")} that ${idle === 1 ? "is" : "are"} on but broken by no document ${idle === 1 ? "is" : "are"} left out.` : ""),
  );
  place.querySelector(".scroll").scrollTo(scrollLeft, scrollTop);
}

export function start() {
  byId("view-overlap").replaceChildren(
    el("h2", {}, "Overlap"),
    el(
      "p",
      { class: "lead" },
      "How many documents break both the rule of the row and the rule of the column. The stronger the colour of a cell, the more of the " +
        "row’s documents the column’s rule would drop as well: a row full of colour adds little. Framed: all documents that break the rule.",
    ),
    place,
  );
  on("answer", draw);
  on("view", draw);
}
