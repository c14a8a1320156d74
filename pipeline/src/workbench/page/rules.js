// The list of rules: bound, source, what each removes, and how often labels agree.

import { byId, el, setText } from "./dom.js";
import { compact, count, counted, delta, title } from "./format.js";
import { limitControl } from "./limit.js";
import { precisionLine } from "./precision.js";
import { on, rule, select, signal, store } from "./store.js";

const rows = new Map();

export const SECTIONS = { quality: "Quality", repetition: "Repetition" };

/** Where a rule's number came from. */
export function sourceOf(one) {
  const file = one.inherited ? "default.toml" : `${store.state.language.code}.toml`;
  return one.source ? `${one.source} (${file})` : `No source is named in ${file}.`;
}

function row(one) {
  const control = limitControl(one.key, "row");
  const pick = el(
    "button",
    { type: "button", class: "pick", onclick: () => choose(one.key), onkeydown: (event) => walk(event, one.key) },
    title(one),
  );
  const breaks = el("span");
  const only = el("span");
  const moved = el("span", { class: "delta" });
  const right = el("span", { class: "right" });
  const bars = el("div", { class: "bar", "aria-hidden": "true" }, el("span", { class: "alone" }), el("span", { class: "only" }));
  const node = el(
    "li",
    { "data-key": one.key },
    pick,
    el("div", { class: "row-key" }, el("code", { class: "key", title: one.key }, one.key), control.reset),
    control.node,
    el("p", { class: "source quiet", title: sourceOf(one) }, sourceOf(one)),
    bars,
    el("p", { class: "counts" }, breaks, el("span", { class: "quiet" }, only), moved, right),
  );
  return { node, control, pick, breaks, only, moved, right, bars };
}

function choose(key) {
  select(key);
  const toggle = byId("rules-toggle");
  // On a narrow page the list lies over what it is for.
  if (toggle.getAttribute("aria-expanded") === "true" && getComputedStyle(toggle).display !== "none") {
    toggle.setAttribute("aria-expanded", "false");
    byId("main").focus();
    byId("main").scrollIntoView();
  }
}

/** Arrow keys walk the list, so that a rule's three controls are the only other stops of Tab. */
function walk(event, key) {
  const keys = [...rows].filter(([, one]) => !one.node.hidden).map(([one]) => one);
  const at = keys.indexOf(key);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const target = keys[Math.min(keys.length - 1, Math.max(0, next))];
  select(target);
  rows.get(target).pick.focus();
}

function showBound(key) {
  rows.get(key).control.update();
}

function showCounts() {
  const answer = store.answer;
  if (!answer) return;
  const all = store.state.documents || 1;
  const active = new Set(answer.on);
  for (const numbers of answer.rules) {
    const one = rows.get(numbers.key);
    if (!one) continue;
    const off = !active.has(numbers.key);
    setText(one.breaks, off ? "drops nothing" : `${compact(numbers.alone.documents)} break it`);
    setText(one.only, off ? "" : `${compact(numbers.only.documents)} only this`);
    one.only.title = off ? "" : `${counted(numbers.only.documents, "document")} would be kept if this rule were off.`;
    setText(one.moved, delta(numbers.removed.documents, numbers.returned.documents));
    one.bars.children[0].style.width = `${off ? 0 : (numbers.alone.documents / all) * 100}%`;
    one.bars.children[1].style.width = `${off ? 0 : (numbers.only.documents / all) * 100}%`;
  }
}

function showPrecision() {
  for (const [key, one] of rows) setText(one.right, precisionLine(key));
}

function showSelected() {
  for (const [key, one] of rows) {
    const here = key === store.selected;
    one.node.classList.toggle("is-selected", here);
    if (here) one.pick.setAttribute("aria-current", "true");
    else one.pick.removeAttribute("aria-current");
    one.pick.tabIndex = here ? 0 : -1;
    one.control.setTab(here);
    if (here) one.node.scrollIntoView({ block: "nearest" });
  }
}

function search() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const [key, one] of rows) {
    const { doc, source, published, signal: name } = rule(key);
    const text = [key, doc, source, published, name, signal(name)?.doc].join(" ").toLowerCase();
    one.node.hidden = !words.every((word) => text.includes(word));
    found += one.node.hidden ? 0 : 1;
  }
  for (const group of byId("rule-list").children) {
    group.hidden = ![...group.querySelectorAll("li")].some((one) => !one.hidden);
  }
  byId("no-rule").hidden = found > 0;
}

function searchKeys(event) {
  const first = [...rows].find(([, one]) => !one.node.hidden);
  if (event.key === "Escape" && event.target.value) {
    event.preventDefault();
    event.target.value = "";
    search();
  } else if ((event.key === "Enter" || event.key === "ArrowDown") && first) {
    event.preventDefault();
    select(first[0]);
    first[1].pick.focus();
  }
}

export function start() {
  const groups = new Map();
  for (const one of store.state.rules) {
    const section = one.key.split(".")[0];
    if (!groups.has(section)) groups.set(section, el("ul", { "aria-label": SECTIONS[section] ?? section }));
    rows.set(one.key, row(one));
    groups.get(section).append(rows.get(one.key).node);
  }
  byId("rule-list").replaceChildren(
    ...[...groups].map(([section, list]) => el("section", {}, el("h2", {}, SECTIONS[section] ?? section), list)),
  );
  byId("search").addEventListener("input", search);
  byId("search").addEventListener("keydown", searchKeys);
  const toggle = byId("rules-toggle");
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") !== "true"));
    rows.get(store.selected)?.node.scrollIntoView({ block: "center" });
  });
  setText(toggle, `Choose another of ${count(rows.size)} rules`);
  on("limits", showBound);
  on("answer", showCounts);
  on("precision", showPrecision);
  on("selected", showSelected);
}
