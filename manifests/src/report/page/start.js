// Everything works without this script but sorting, filtering and choosing.

function startPrint() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = every("main details:not([open]), header details:not([open])");
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}

readAddress();
for (const part of [startTables, startFilter, startScale, startSignals, startPlaces, startPrint]) {
  try {
    part();
  } catch (error) {
    // One part that fails leaves the others to the reader.
    console.error(error);
  }
}
if (state.get("at")) goTo(state.get("at"));
document.documentElement.dataset.ready = "";
