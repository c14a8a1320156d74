// Keeps counts and precision in step with the bounds.

import { post, showError } from "./api.js";
import { settle } from "./dom.js";
import { emit, labelCount, limits, on, store } from "./store.js";

/**
 * Asks again whenever `again` is called, but never twice at a time: while an answer is under way only
 * the newest question waits. So answers come in the order of the questions, and none is stale.
 */
function latest(ask, take) {
  let busy = false;
  let waiting = false;
  return async function again() {
    if (busy) {
      waiting = true;
      return;
    }
    busy = true;
    do {
      waiting = false;
      try {
        take(await ask());
      } catch (error) {
        showError(error, again);
        // The same question would fail the same way; the next change asks anew.
        waiting = false;
      }
    } while (waiting);
    busy = false;
  };
}

let answers = 0;

const askWhatIf = latest(
  () => post("/api/what-if", { limits: limits() }),
  (answer) => {
    answers += 1;
    store.answer = answer;
    emit("answer", answers);
  },
);

const askPrecision = latest(
  () => post("/api/precision", { limits: limits() }),
  (answer) => {
    store.precision = answer;
    emit("precision");
  },
);

function refreshPrecision() {
  if (labelCount() > 0) {
    askPrecision();
  } else if (store.precision) {
    store.precision = null;
    emit("precision");
  }
}

export function start() {
  on("limits", askWhatIf);
  on("limits", settle(refreshPrecision, 150));
  on("labels", refreshPrecision);
  askWhatIf();
  refreshPrecision();
}

/** Labels a document, or takes its label away with null. */
export async function label(document, value) {
  try {
    const answer = await post("/api/label", { id: document.id, label: value });
    store.state.labels = answer.labels;
    emit("labels", { id: document.id, label: value });
  } catch (error) {
    showError(error, () => label(document, value));
  }
}
