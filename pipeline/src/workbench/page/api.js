// The workbench's JSON API, and the bar that shows what went wrong.

import { byId, el } from "./dom.js";

/** An answer that is not one: a sentence of what happened, and one of what to do. */
export class Refusal extends Error {
  constructor(error, help, path) {
    super(error);
    this.help = help;
    this.path = path;
  }
}

/** The path whose refusal the bar shows; null for a mistake that no answer mends. */
let shown = null;

let command = "tamis langs tune LANG --run RUN --serve";

/** What to type to start the workbench again, once the page knows its language and run. */
export function rememberCommand(code, run) {
  command = `tamis langs tune ${code} --run ${run} --serve`;
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal("The workbench has stopped", `Start it again with: ${command}`, path);
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new Refusal(`The workbench gave an answer that is not JSON (${response.status})`, "Load the page again.", path);
  }
  if (!response.ok) {
    throw new Refusal(body?.error ?? `The workbench refused (${response.status})`, body?.help ?? "", path);
  }
  // A good answer to the same question mends what was wrong; one to another does not.
  if (shown === path) hideError();
  return body;
}

export function get(path) {
  return ask(path, { headers: { accept: "application/json" } });
}

export function post(path, body) {
  return ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
}

/** Shows the bar. `again` is tried when the reader asks for it. */
export function showError(error, again) {
  if (!(error instanceof Refusal)) console.error(error);
  shown = error.path ?? null;
  const bar = byId("alert");
  const help = error.help ?? "This is a mistake of the page itself. Load it again.";
  bar.replaceChildren(
    el("p", {}, el("strong", {}, `${error.message.replace(/\.$/, "")}. `), help),
    el(
      "div",
      { class: "actions" },
      again && el("button", { type: "button", onclick: () => { hideError(); again(); } }, "Try again"),
      el("button", { type: "button", onclick: hideError }, "Close"),
    ),
  );
  bar.hidden = false;
}

function hideError() {
  shown = null;
  byId("alert").hidden = true;
}
