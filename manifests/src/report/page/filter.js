// Rows of some languages, or of one reason.

const names = new Map();

/** The English name of a language by its code, where the browser knows it. */
function nameOf(code) {
  if (!names.has(code)) {
    let name = "";
    try {
      const [language] = code.split("_");
      name = new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(language) ?? "";
    } catch {
      // No code of a language: it is shown as it is.
    }
    names.set(code, name);
  }
  return names.get(code);
}

function writeNames() {
  for (const place of every("[data-name]")) place.textContent = nameOf(place.dataset.name);
}

const chosen = () => (state.get("lang") ?? "").split(",").filter(Boolean);
const sought = () => (state.get("find") ?? "").trim().toLowerCase();

function shows(code) {
  const some = chosen();
  if (some.length && !some.includes(code)) return false;
  const text = sought();
  return !text || code.toLowerCase().includes(text) || nameOf(code).toLowerCase().includes(text);
}

/** Says so where a table has no rows left. */
function none(table, empty) {
  const old = table.querySelector("tbody.none");
  if (!empty) old?.remove();
  else if (!old) {
    const columns = table.tHead.rows[0].cells.length;
    table.append(el("tbody", { class: "none" }, el("tr", {}, el("td", { colspan: columns }, "No row is left by what is chosen above."))));
  }
}

function applyFilter() {
  const reason = state.get("reason") ?? "";
  const seen = new Map();
  for (const table of every("table[id]")) {
    const rows = every("tr[data-l]", table.tBodies[0]);
    if (!rows.length) continue;
    let left = 0;
    for (const row of rows) {
      const code = row.dataset.l;
      if (!seen.has(code)) seen.set(code, shows(code));
      row.hidden = !seen.get(code) || Boolean(reason && row.dataset.r !== undefined && row.dataset.r !== reason);
      left += !row.hidden;
    }
    none(table, left === 0);
  }
}

function startFilter() {
  writeNames();
  const bar = byId("filter");
  const boxes = every("#choose input");
  const [find, reason] = [byId("find"), byId("reason")];
  const apply = () => {
    applyFilter();
    if (!bar) return;
    const some = chosen();
    const codes = boxes.map((box) => box.value);
    const left = codes.filter(shows).length;
    const narrow = some.length > 0 || sought() !== "";
    byId("chosen").hidden = some.length === 0;
    byId("chosen").textContent = String(some.length);
    byId("clear").hidden = !narrow;
    byId("shown").textContent = narrow ? `${left} of ${codes.length} languages; sums and pictures are of all` : "";
  };
  if (bar) {
    bar.hidden = false;
    find.addEventListener("input", () => {
      setState("find", find.value);
      apply();
      announce(byId("shown").textContent);
    });
    for (const box of boxes) {
      box.title = nameOf(box.value);
      box.addEventListener("change", () => {
        setState("lang", boxes.filter((one) => one.checked).map((one) => one.value).join(","));
        apply();
        announce(byId("shown").textContent);
      });
    }
    byId("clear").addEventListener("click", () => {
      setState("lang", "");
      setState("find", "");
      read();
      find.focus();
      announce("All languages");
    });
    const choose = byId("choose");
    choose.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !choose.open) return;
      choose.open = false;
      choose.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!choose.contains(event.target)) choose.open = false;
    });
  }
  if (reason) {
    byId("by-reason").hidden = false;
    reason.addEventListener("change", () => {
      setState("reason", reason.value);
      apply();
    });
  }
  const read = () => {
    const some = chosen();
    for (const box of boxes) box.checked = some.includes(box.value);
    if (find) find.value = state.get("find") ?? "";
    if (reason) reason.value = state.get("reason") ?? "";
    apply();
  };
  onState(read);
}

/** Bars as long as their share, or as their number of documents. */
function startScale() {
  const scale = byId("scale");
  if (!scale) return;
  scale.hidden = false;
  const bars = every("#languages tbody .bar[data-w]");
  const radios = every("input", scale);
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      setState("scale", radio.value === "share" ? "" : radio.value);
      draw();
    });
  }
  const draw = () => {
    const by = state.get("scale") === "documents" ? "documents" : "share";
    for (const radio of radios) radio.checked = radio.value === by;
    for (const bar of bars) bar.setAttribute("width", by === "share" ? "100%" : bar.dataset.w);
  };
  onState(draw);
}
