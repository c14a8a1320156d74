// Keys that work wherever the focus is, except where one types.

import { samples as changed } from "./changes.js";
import { byId } from "./dom.js";
import { openExport } from "./export.js";
import { openHelp, singleKeys } from "./help.js";
import { samples } from "./rule-view.js";
import { store } from "./store.js";

const shown = () => ({ rule: samples, changes: changed })[store.view];

const ACTIONS = {
  j: () => shown()?.move(1),
  k: () => shown()?.move(-1),
  K: () => shown()?.labelCurrent("keep"),
  1: () => shown()?.labelCurrent("keep"),
  D: () => shown()?.labelCurrent("drop"),
  d: () => shown()?.labelCurrent("drop"),
  2: () => shown()?.labelCurrent("drop"),
  U: () => shown()?.labelCurrent(null),
  u: () => shown()?.labelCurrent(null),
  0: () => shown()?.labelCurrent(null),
  n: () => shown()?.again(),
  r: () => shown()?.turn(),
  e: () => openExport(),
  "?": () => openHelp(),
  "/": () => {
    byId("rules-toggle").setAttribute("aria-expanded", "true");
    byId("search").focus();
    byId("search").select();
  },
};

const typing = (node) => node.matches("textarea, select, [contenteditable]") || (node.matches("input") && node.type !== "checkbox");

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]") || typing(event.target)) return;
    if (event.key === "Enter" && event.target.matches("article.document")) {
      event.preventDefault();
      shown()?.current?.unfold();
      return;
    }
    const action = singleKeys() && ACTIONS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
