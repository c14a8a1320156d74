// Starts the page: reads the run's state, wires the views, keeps the header and the address in step.

import { get, rememberCommand, showError } from "./api.js";
import * as changes from "./changes.js";
import { announce, byId, setText, settle } from "./dom.js";
import * as exporting from "./export.js";
import { compact, count, counted, delta } from "./format.js";
import * as help from "./help.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as overlap from "./overlap.js";
import { agreement } from "./precision.js";
import * as ruleView from "./rule-view.js";
import * as rules from "./rules.js";
import { know, limitOf, on, resetLimits, rule, select, setLimit, show, store } from "./store.js";

const VIEWS = ["rule", "changes", "overlap"];

/**
 * The address holds what was chosen, so that a reload loses nothing and a link shows the same. Not at
 * once, because browsers refuse a page that writes its address as fast as a bound is dragged.
 */
const remember = settle(() => {
  const parts = new URLSearchParams({ rule: store.selected, view: store.view });
  for (const [key, value] of store.changed) parts.set(`limit.${key}`, value ?? "off");
  history.replaceState(null, "", `#${parts}`);
}, 250);

function recall() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of parts) {
    const key = name.replace(/^limit\./, "");
    if (name === key || !rule(key)) continue;
    const number = value === "off" ? null : Number(value);
    if (number === null || Number.isFinite(number)) setLimit(key, number);
  }
  // The rule that everyone understands at once is the best to begin with.
  const first = rule("quality.min_words") ?? store.state.rules.find((one) => limitOf(one.key) !== null) ?? store.state.rules[0];
  select(rule(parts.get("rule"))?.key ?? first.key);
  if (VIEWS.includes(parts.get("view"))) show(parts.get("view"));
}

function showTotals(number) {
  const { kept, removed, returned } = store.answer;
  setText(byId("kept-documents"), count(kept.documents));
  setText(byId("kept-tokens"), compact(kept.tokens));
  const none = "as in the profile";
  setText(byId("delta-documents"), delta(removed.documents, returned.documents) || none);
  setText(byId("delta-tokens"), delta(removed.tokens, returned.tokens, compact) || none);
  byId("totals").dataset.answer = number;
  const off = store.answer.on.length === 0 ? " All rules are off." : "";
  announce(`${counted(kept.documents, "document")} kept. ${ruleView.ruleSentence()}.${off}`);
}

function showLabels() {
  const { keep, drop } = store.state.labels;
  setText(byId("labels"), keep + drop > 0 ? `${count(keep)} keep · ${count(drop)} drop` : "none yet");
  setText(byId("agreement"), agreement() || (keep + drop > 0 ? "…" : "K keeps, D drops"));
}

function showView() {
  for (const view of VIEWS) {
    const here = view === store.view;
    const tab = byId(`tab-${view}`);
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
    byId(`view-${view}`).hidden = !here;
  }
}

function tabKeys(event) {
  const at = VIEWS.indexOf(store.view);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  show(VIEWS[(next + VIEWS.length) % VIEWS.length]);
  byId(`tab-${store.view}`).focus();
}

function wire() {
  for (const view of VIEWS) {
    byId(`tab-${view}`).addEventListener("click", () => show(view));
    byId(`tab-${view}`).addEventListener("keydown", tabKeys);
  }
  byId("reset-all").addEventListener("click", () => resetLimits());
  // First of all listeners: a view draws itself when it can be seen, and not before.
  on("view", showView);
  on("answer", showTotals);
  on("labels", showLabels);
  on("precision", showLabels);
  on("limits", () => (byId("reset-all").disabled = store.changed.size === 0));
  for (const event of ["limits", "selected", "view"]) on(event, () => store.selected && remember());
}

function empty(state) {
  if (state.documents === 0) return `The run holds no documents in ${state.language.name}. Choose another language or another run.`;
  if (state.rules.length === 0) return "The profile has no rules.";
  return "";
}

let wired = false;

async function begin() {
  try {
    const state = await get("/api/state");
    know(state);
    rememberCommand(state.language.code, state.run);
    document.title = `${state.language.name}: tamis workbench`;
    setText(byId("language"), state.language.name);
    setText(byId("code"), state.language.code);
    setText(byId("run"), state.run);
    setText(byId("all-documents"), `of ${count(state.documents)}`);
    setText(byId("all-tokens"), `of ${compact(state.tokens)}`);
    const nothing = empty(state);
    if (nothing) {
      setText(byId("loading"), nothing);
      document.body.classList.add("is-empty");
      return;
    }
  } catch (error) {
    showError(error, begin);
    return;
  }
  if (wired) return;
  wired = true;
  wire();
  byId("export").disabled = false;
  for (const part of [rules, ruleView, changes, overlap, exporting, help, keys]) part.start();
  recall();
  showLabels();
  live.start();
}

begin();
