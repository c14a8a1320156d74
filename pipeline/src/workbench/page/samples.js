// Two columns of documents: what a bound keeps and what it drops, or what changes.

import { post, showError } from "./api.js";
import { announce, el, settle } from "./dom.js";
import { card, labelSentence } from "./document.js";
import { label } from "./live.js";
import { emit, limits, on, store } from "./store.js";

const COUNT = 5;

const ORDERS = {
  line: "Nearest to the bound",
  random: "At random",
};

/** Texts of the columns: `{title, empty()}` for `kept` and for `dropped`. */
export class Samples {
  constructor({ key, columns, ordered, needed }) {
    this.key = key;
    this.needed = needed;
    this.columns = columns;
    this.cards = { kept: [], dropped: [] };
    this.current = null;
    this.asked = 0;
    this.lists = {};
    this.order = el("button", { type: "button", class: "small", "aria-keyshortcuts": "r", onclick: () => this.turn() });
    this.order.hidden = !ordered;
    this.fresh = el("button", { type: "button", class: "small", "aria-keyshortcuts": "n", onclick: () => this.again() }, "New sample", el("kbd", {}, "n"));
    const bar = el(
      "div",
      { class: "samples-bar" },
      el("h3", {}, "Documents"),
      this.order,
      this.fresh,
      el("p", { class: "legend quiet" }, el("mark", { class: "evidence" }, "counts towards the value"), " ", el("mark", { class: "foreign" }, "another language")),
    );
    const parts = ["dropped", "kept"].map((side) => {
      this.lists[side] = el("div", { class: "cards" });
      return el("section", { class: `column ${side}` }, el("h4", {}, columns[side].title), this.lists[side]);
    });
    this.node = el("section", { class: "samples", "aria-label": "Sampled documents" }, bar, el("div", { class: "sides" }, parts));
    this.later = settle(() => this.load(), 220);
    this.showOrder();
    // The text is clipped by height, so what fits changes with the width.
    this.watch = new ResizeObserver(() => this.all().forEach((one) => one.measure()));
    this.watch.observe(this.node);
    on("limits", () => this.later());
    on("labels", (change) => this.relabel(change));
    on("sampling", () => {
      this.showOrder();
      this.load(true);
    });
  }

  get visible() {
    return this.node.isConnected && this.node.offsetParent !== null;
  }

  all() {
    return [...this.cards.dropped, ...this.cards.kept];
  }

  showOrder() {
    this.order.replaceChildren(ORDERS[store.order], el("kbd", {}, "r"));
    this.order.setAttribute("aria-label", `Order: ${ORDERS[store.order]}. Press to change.`);
  }

  again() {
    store.seed += 1;
    emit("sampling");
  }

  turn() {
    store.order = store.order === "line" ? "random" : "line";
    emit("sampling");
  }

  /** `asked` tells that the reader wanted other documents, and did not move a bound. */
  async load(asked = false) {
    if (!this.visible) return;
    this.asked += 1;
    const mine = this.asked;
    const key = this.key();
    if (!this.needed()) {
      this.show({ kept: [], dropped: [] }, key);
      return;
    }
    this.node.setAttribute("aria-busy", "true");
    try {
      const answer = await post("/api/samples", { limits: limits(), key, count: COUNT, seed: store.seed, order: store.order });
      // A newer question is under way, or has been answered: this answer is stale.
      if (mine !== this.asked) return;
      this.show(answer, key);
      // After a moved bound the counts are what is read out.
      if (asked) announce(`New sample: ${answer.dropped.length} dropped and ${answer.kept.length} kept documents`);
    } catch (error) {
      if (mine === this.asked) showError(error, () => this.load());
    } finally {
      if (mine === this.asked) this.node.removeAttribute("aria-busy");
    }
  }

  show(answer, key) {
    const focused = this.node.contains(document.activeElement) && document.activeElement.closest("article");
    const id = this.current?.document.id;
    for (const side of ["dropped", "kept"]) {
      this.cards[side] = answer[side].map((one) => card(one, key, (which, value) => this.label(which, value)));
      const nodes = this.cards[side].map((one) => one.node);
      this.lists[side].replaceChildren(...(nodes.length ? nodes : [el("p", { class: "empty quiet" }, this.columns[side].empty())]));
    }
    const all = this.all();
    all.forEach((one) => {
      one.measure();
      one.node.addEventListener("focusin", () => this.mark(one));
    });
    this.current = all.find((one) => one.document.id === id) ?? null;
    if (all.length) (this.current ?? all[0]).node.tabIndex = 0;
    if (focused) (this.current ?? all[0])?.node.focus({ preventScroll: true });
  }

  mark(one) {
    this.current = one;
    for (const other of this.all()) other.node.tabIndex = other === one ? 0 : -1;
  }

  /** Goes to the next document, or the one before. */
  move(direction) {
    const all = this.all();
    if (all.length === 0) return;
    const at = all.indexOf(this.current);
    const inside = this.node.contains(document.activeElement);
    const next = inside && at >= 0 ? Math.min(all.length - 1, Math.max(0, at + direction)) : Math.max(0, at);
    this.mark(all[next]);
    all[next].node.focus({ preventScroll: true });
    all[next].node.scrollIntoView({ block: "nearest" });
  }

  labelCurrent(value) {
    const one = this.current ?? this.all()[0];
    if (one) this.label(one.document, value);
  }

  label(which, value) {
    if (which.label !== value) label(which, value);
  }

  relabel({ id, label: value }) {
    for (const one of this.all()) {
      if (one.document.id !== id) continue;
      one.document.label = value;
      one.update();
      announce(labelSentence(one.document));
    }
  }
}
