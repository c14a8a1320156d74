// What was chosen stands in the address, so that a link shows the same and a reload forgets nothing.
// `#sort.languages=3:d&lang=mlt_Latn`; a bare `#signals` is a place of the page.

let state = new URLSearchParams();
const readers = [];

/** Calls `reader` now and whenever the address was changed by someone else. */
function onState(reader) {
  readers.push(reader);
  reader();
}

function readAddress() {
  const text = location.hash.slice(1);
  state = text && !text.includes("=") ? new URLSearchParams({ at: decode(text) }) : new URLSearchParams(text);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Sets a key, or takes it away where the value is empty. */
function setState(key, value, enter = false) {
  if (value === "" || value === null) state.delete(key);
  else state.set(key, value);
  const text = state.toString();
  const address = text ? `#${text}` : location.pathname + location.search;
  if (enter) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function goTo(id) {
  const section = byId(id);
  if (!section) return;
  section.scrollIntoView();
  const heading = section.querySelector("h2") ?? section;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

/** Links inside of the page keep the rest of the state. */
function startPlaces() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.getAttribute("href").slice(1);
    if (id === "main") byId("main").focus();
    else {
      setState("at", id, true);
      goTo(id);
    }
  });
  window.addEventListener("popstate", () => {
    readAddress();
    for (const reader of readers) reader();
    if (state.get("at")) goTo(state.get("at"));
  });
}
