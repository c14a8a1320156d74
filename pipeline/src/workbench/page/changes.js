// The view of what all changed bounds together do to the corpus.

import { byId, el, setText } from "./dom.js";
import { boundWords, compact, count, counted, title } from "./format.js";
import { Samples } from "./samples.js";
import { limitOf, on, resetLimits, rule, select, show, store } from "./store.js";

export const samples = new Samples({
  key: () => "changed",
  ordered: false,
  needed: () => store.changed.size > 0,
  columns: {
    dropped: { title: "Kept before, dropped now", empty: () => "No document is newly dropped." },
    kept: { title: "Dropped before, kept now", empty: () => "No document comes back." },
  },
});

const intro = el("p", { class: "lead" });
const body = el("tbody");
const table = el(
  "div",
  { class: "scroll", role: "region", "aria-label": "Changed rules", tabindex: "0" },
  el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ["Rule", "Profile", "Now", "Dropped", "Back", ""].map((name) => el("th", { scope: "col" }, name)))),
    body,
  ),
);
const none = el(
  "p",
  { class: "empty" },
  "Nothing is changed yet. Move the bound of a rule, and you see here which documents that drops and which it brings back.",
);

function showRules() {
  const changed = store.state.rules.filter((one) => store.changed.has(one.key));
  none.hidden = changed.length > 0;
  for (const node of [intro, table, samples.node]) node.hidden = changed.length === 0;
  const badge = byId("changes-count");
  badge.classList.toggle("unseen", changed.length === 0);
  setText(badge, String(changed.length));
  // A bound that is dragged in another view must not wait for this one.
  if (store.view !== "changes") return;
  body.replaceChildren(
    ...changed.map((one) => {
      const numbers = store.answer?.rules.find((other) => other.key === one.key);
      const open = () => {
        select(one.key);
        show("rule");
      };
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, el("button", { type: "button", class: "link", onclick: open }, title(one)), el("code", { class: "key" }, one.key)),
        el("td", {}, boundWords(one.limit, one)),
        el("td", {}, el("strong", {}, boundWords(limitOf(one.key), one))),
        el("td", { class: "number" }, numbers ? count(numbers.removed.documents) : "–"),
        el("td", { class: "number" }, numbers ? count(numbers.returned.documents) : "–"),
        el("td", {}, el("button", { type: "button", class: "small", "aria-label": `Reset ${one.key}`, onclick: () => resetLimits([one.key]) }, "reset")),
      );
    }),
  );
  const { removed, returned } = store.answer ?? {};
  if (!removed) return;
  setText(
    intro,
    `All changes together drop ${counted(removed.documents, "document")} (${compact(removed.tokens)} tokens) that the profile keeps, ` +
      `and keep ${counted(returned.documents, "document")} (${compact(returned.tokens)} tokens) that it drops.`,
  );
}

export function start() {
  byId("view-changes").replaceChildren(el("h2", {}, "What changes"), none, intro, table, samples.node);
  on("limits", showRules);
  on("answer", showRules);
  on("view", () => {
    showRules();
    samples.load();
  });
  showRules();
}
