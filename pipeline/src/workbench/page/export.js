// The dialog that hands over the changed profile and the labelled documents.

import { post, showError } from "./api.js";
import { byId, el } from "./dom.js";
import { counted } from "./format.js";
import { labelCount, limits, store } from "./store.js";

/** A diff, line by line; the signs stay, so that colour only helps. */
function diffLines(diff) {
  const kinds = { "+": "added", "-": "removed", "@": "place" };
  return diff.trimEnd().split("\n").map((line) => el("span", { class: /^(---|\+\+\+)/.test(line) ? "place" : kinds[line[0]] }, `${line}\n`));
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function copyButton(words, text, source) {
  const button = el("button", { type: "button" }, words);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Without leave to write the clipboard, the reader can still press Ctrl+C.
      getSelection().selectAllChildren(source());
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => (button.textContent = words), 2500);
  });
  return button;
}

function skipped(n) {
  if (n === 0) return null;
  return `${counted(n, "labelled document")} could not be made into ${n === 1 ? "an example" : "examples"}.`;
}

function fill(dialog, answer) {
  const changed = store.changed.size > 0;
  const diff = el("pre", { class: "diff", tabindex: "0", "aria-label": "Changes to the profile" }, el("code", {}, diffLines(answer.diff)));
  const examples = el("pre", { tabindex: "0", "aria-label": "Examples" }, el("code", { dir: "auto" }, answer.examples));
  const stem = answer.file.replace(/\.toml$/, "");
  dialog.replaceChildren(
    el(
      "header",
      {},
      el("h2", { id: "export-title" }, "Export"),
      el("button", { type: "button", "aria-label": "Close", onclick: () => dialog.close() }, "Close"),
    ),
    el("h3", {}, `The profile, ${answer.file}`),
    changed
      ? diff
      : el("p", { class: "empty" }, "No bound is changed, so the profile is as it was."),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "primary", onclick: () => download(answer.file, answer.toml) }, `Download ${answer.file}`),
      copyButton("Copy the profile", answer.toml, () => diff),
      changed && copyButton("Copy the changes", answer.diff, () => diff),
    ),
    el("p", { class: "quiet" }, "Put the file into the folder that ", el("code", {}, "profiles"), " in your run’s config names, then update the run. Nothing changes before you do that."),
    el("h3", {}, "Labelled documents as examples"),
    labelCount() > 0
      ? el(
          "div",
          {},
          el("p", { class: "quiet" }, "At the end of the profile, they are checked whenever ", el("code", {}, "tamis langs check"), " runs. ", skipped(answer.examples_skipped)),
          answer.examples && examples,
          answer.examples &&
            el(
              "div",
              { class: "actions" },
              el("button", { type: "button", onclick: () => download(`${stem}.examples.toml`, answer.examples) }, `Download ${stem}.examples.toml`),
              copyButton("Copy the examples", answer.examples, () => examples),
            ),
        )
      : el("p", { class: "empty" }, "No document has a label yet. Label some with K (keep) and D (drop)."),
    el("p", { class: "quiet" }, "All labels are in ", el("code", {}, store.state.labels_file), "."),
  );
}

export async function openExport() {
  const dialog = byId("export-dialog");
  if (dialog.open) return;
  try {
    fill(dialog, await post("/api/export", { limits: limits() }));
    dialog.showModal();
  } catch (error) {
    showError(error, openExport);
  }
}

export function start() {
  byId("export").addEventListener("click", openExport);
}
