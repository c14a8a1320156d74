// The control of one bound: a number, "off", and the way back to the profile.

import { el } from "./dom.js";
import { bound, fullTitle, parse, percent, plain, unit } from "./format.js";
import { Scale } from "./scale.js";
import { limitOf, numberOf, rule, setLimit, signal, store } from "./store.js";

/** Whether a rule's signal counts things, so that no bound lies between two numbers. */
function isWhole(key) {
  const one = signal(rule(key).signal);
  return rule(key).kind === "number" && Boolean(one) && Number.isInteger(one.min) && Number.isInteger(one.max);
}

/** The scale of a rule's signal, `width` wide. */
export function scaleOf(key, width = 1) {
  const one = signal(rule(key).signal);
  return new Scale(one?.histogram.edges ?? [0, 1], width, isWhole(key));
}

/** Moves a bound by fine steps, or coarse ones. */
export function nudge(key, direction, times = 1) {
  setLimit(key, scaleOf(key).move(numberOf(key), direction, times));
}

/**
 * The control, its reset button apart, and a function that shows the bound as it stands. `place` tells
 * the control in the list from that in the view: "row" or "view".
 */
export function limitControl(key, place) {
  const one = rule(key);
  const name = fullTitle(one);
  const input = el("input", {
    id: `${place}:${key}`,
    class: "limit",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    size: 8,
    "aria-label": `${name}: ${bound(one)}`,
    "aria-describedby": `${place}-unit:${key}`,
    oninput: () => {
      const value = parse(input.value, one);
      input.setAttribute("aria-invalid", String(value === undefined));
      if (value !== undefined) setLimit(key, value);
    },
    onchange: update,
    onkeydown: (event) => {
      const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!direction) return;
      event.preventDefault();
      nudge(key, direction, event.shiftKey ? 10 : 1);
      input.value = plain(numberOf(key));
    },
  });
  const units = el("span", { id: `${place}-unit:${key}`, class: "unit quiet" });
  const off = el("input", {
    type: "checkbox",
    onchange: () => setLimit(key, off.checked ? null : numberOf(key)),
  });
  const offLabel = el("label", { class: "off" }, off, " off");
  const reset = el(
    "button",
    {
      type: "button",
      class: "small reset",
      "aria-label": `Reset “${name}” to the profile's bound`,
      onclick: () => {
        setLimit(key, one.limit);
        // The button goes away: the focus must not go with it.
        input.disabled ? off.focus() : input.focus();
      },
    },
  );
  const node = el("div", { class: "limit-control" }, el("span", { class: "bound" }, bound(one)), input, units, offLabel);

  function update() {
    const limit = limitOf(key);
    // What is being typed stays as it is typed, as long as it means the bound.
    if (document.activeElement !== input || parse(input.value, one) !== limit) input.value = plain(numberOf(key));
    input.removeAttribute("aria-invalid");
    input.disabled = limit === null;
    off.checked = limit === null;
    units.textContent = one.kind === "share" ? `= ${percent(numberOf(key))}` : unit(one);
    // It keeps its room while it cannot be seen, so that nothing moves when a bound does.
    reset.classList.toggle("unseen", !store.changed.has(key));
    const was = one.limit === null ? "reset to off" : `reset to ${plain(one.limit)}`;
    reset.textContent = place === "row" ? "changed · reset" : was;
    reset.title = was;
    node.classList.toggle("is-off", limit === null);
  }
  update();

  function setTab(reachable) {
    for (const control of [input, off, reset]) control.tabIndex = reachable ? 0 : -1;
  }
  return { node, reset, update, setTab };
}
