// Elements, made without a parser: documents are hostile text, so nothing here ever reads HTML.

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
export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function byId(id) {
  return document.getElementById(id);
}

/** Writes only what differs: a live region that is written again is read out again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Runs `task` once calls have stopped for `milliseconds`. */
export function settle(task, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(task, milliseconds);
  };
}

const say = settle(() => setText(byId("live"), waiting), 600);
let waiting = "";

/** Reads a sentence out to those who do not see the page; of a quick series only the last. */
export function announce(text) {
  waiting = text;
  say();
}
