// Elements, made without a parser: names are hostile text, so nothing here ever reads HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element; strings among the children become text. */
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element. */
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const byId = (id) => document.getElementById(id);

const every = (selector, within = document) => [...within.querySelectorAll(selector)];

let speaking = 0;

/** Reads a sentence out to those who do not see the page; of a quick series only the last. */
function announce(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    byId("live").textContent = text;
  }, 400);
}

const THIN = "\u202f";

/** `1 234 567`, as the rest of the page writes it. */
const count = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, THIN);

/** `12.3 %`. */
function percent(part) {
  const hundred = part * 100;
  if (hundred > 0 && hundred < 0.01) return `<${THIN}0.01${THIN}%`;
  return `${hundred !== 0 && hundred < 0.995 ? Number(hundred.toPrecision(2)) : hundred.toFixed(1)}${THIN}%`;
}

/** A measured number: up to four figures. */
function figures(value) {
  if (Math.abs(value) >= 1000) return (value < 0 ? "−" : "") + count(Math.abs(value));
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
