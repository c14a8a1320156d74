// One sampled document: its text with the responsible parts marked, its verdict, its label.

import { el } from "./dom.js";
import { boundWords, compact, count, counted, fullTitle, reading, unit, withUnit } from "./format.js";
import { rule, signal, store } from "./store.js";

const MARKS = { evidence: "counts towards the value", foreign: "in another language" };

/** `mlt_Latn` as the `lang` attribute wants it: it chooses fonts and hyphenation. */
const tag = () => store.state.language.code.replace("_", "-");

function text(document) {
  const body = el("div", { class: "text", dir: "auto", lang: tag() });
  for (const part of document.parts) {
    if (!part.mark) body.append(part.text);
    else body.append(el("mark", { class: part.mark, title: MARKS[part.mark] }, part.text));
  }
  if (document.truncated) body.append(" …");
  return body;
}

/** A reason of the verdict: what was measured, beside the bound. */
function reason(broken) {
  const one = rule(broken.key);
  if (!one) {
    const numbers = broken.value === null || broken.value === undefined ? "" : `: ${broken.value}, bound ${broken.limit}`;
    return el("li", {}, el("code", {}, broken.key), numbers);
  }
  return el(
    "li",
    { title: broken.key },
    `${fullTitle(one)}: `,
    el("strong", {}, withUnit(broken.value, one)),
    ` (bound: ${boundWords(broken.limit, one)})`,
  );
}

/** All reasons, that of the chosen rule first; of many, the rest is folded away. */
function reasonList(broken, key) {
  if (broken.length === 0) return null;
  const sorted = [...broken].sort((a, b) => (b.key === key) - (a.key === key));
  const shown = sorted.length > 4 ? 3 : 4;
  const rest = sorted.slice(shown);
  return el(
    "div",
    { class: "reasons" },
    el("ul", {}, sorted.slice(0, shown).map(reason)),
    rest.length > 0 && el("details", {}, el("summary", {}, `and ${rest.length} more rules`), el("ul", {}, rest.map(reason))),
  );
}

function value(document, key) {
  const one = rule(key);
  if (!one || document.value === null || document.value === undefined) return null;
  const words = signal(one.signal)?.doc ?? one.signal;
  return el("span", { class: "value", title: words }, el("strong", {}, reading(document.value, one)), ` ${unit(one) || one.signal.replaceAll("_", " ")}`);
}

const LABELS = [["keep", "Keep", "Shift+K 1"], ["drop", "Drop", "Shift+D 2"]];

/** A card. `setLabel(document, label or null)` is called by its buttons. */
export function card(document, key, setLabel) {
  const buttons = LABELS.map(([label, words, keys]) =>
    el(
      "button",
      {
        type: "button",
        class: "small label",
        "data-label": label,
        "aria-pressed": "false",
        "aria-keyshortcuts": keys,
        onclick: () => setLabel(document, document.label === label ? null : label),
      },
      words,
    ),
  );
  const body = text(document);
  const more = el("button", { type: "button", class: "small more", "aria-expanded": "false", onclick: () => unfold() }, "Show all");
  const reasons = reasonList(document.reasons, key);
  const node = el(
    "article",
    { class: "document", tabindex: "-1", "data-id": document.id, "aria-label": `Document ${document.id}` },
    el(
      "header",
      {},
      value(document, key),
      el("span", { class: "badge verdict", "data-verdict": document.verdict }, document.verdict === "keep" ? "kept" : "dropped"),
      el("span", { class: "labels", role: "group", "aria-label": "Your label" }, buttons),
    ),
    el("p", { class: "url quiet" }, el("bdi", { title: document.url }, document.url)),
    reasons,
    body,
    el(
      "footer",
      { class: "quiet" },
      el("span", {}, `${counted(document.characters, "character")}, ${compact(document.tokens)} tokens`),
      document.truncated && el("span", {}, "only its beginning is shown"),
      more,
    ),
  );

  function unfold() {
    const open = node.classList.toggle("is-open");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? "Show less" : "Show all";
  }
  function update() {
    for (const button of buttons) button.setAttribute("aria-pressed", String(document.label === button.dataset.label));
    node.classList.toggle("is-labelled", Boolean(document.label));
  }
  /** Short texts need no button; known only once the card is on the page. */
  function measure() {
    more.hidden = !node.classList.contains("is-open") && body.scrollHeight <= body.clientHeight + 2;
  }
  update();
  return { document, node, update, measure, unfold };
}

/** What a label says of a document, for those who hear the page. */
export function labelSentence(document) {
  const words = { keep: "labelled keep", drop: "labelled drop" }[document.label] ?? "no label";
  return `${count(document.tokens)} tokens, ${words}`;
}
