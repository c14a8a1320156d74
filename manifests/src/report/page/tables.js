// Tables that sort by a press on a head: first the way that is most asked for, then the other one,
// then the order that they came in.

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** What a cell is sorted by. */
function valueOf(cell, number) {
  if (!number) return cell.textContent.trim();
  if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
  const digits = cell.textContent.replace(/[^\d]/g, "");
  return digits === "" ? -1 : Number(digits);
}

class Sortable {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.came = [...this.body.rows];
    this.heads = [...table.tHead.rows[0].cells];
    this.key = `sort.${table.id}`;
    for (const [column, head] of this.heads.entries()) {
      if (head.hasAttribute("data-fixed")) continue;
      const button = el("button", { type: "button", onclick: () => this.press(column) }, ...head.childNodes);
      head.replaceChildren(button);
    }
  }

  number(column) {
    return this.heads[column].classList.contains("number");
  }

  press(column) {
    const first = this.number(column) ? "d" : "a";
    const [was, way] = (state.get(this.key) ?? ":").split(":");
    let next = first;
    if (was === String(column)) next = way === first ? (first === "a" ? "d" : "a") : "";
    setState(this.key, next && `${column}:${next}`);
    this.read();
    const title = this.heads[column].textContent;
    announce(next ? `Sorted by ${title}, ${next === "a" ? "ascending" : "descending"}` : "In the order it came in");
  }

  read() {
    const [at, way] = (state.get(this.key) ?? ":").split(":");
    const column = at === "" ? -1 : Number(at);
    const head = this.heads[column];
    const sorts = head !== undefined && !head.hasAttribute("data-fixed") && (way === "a" || way === "d");
    for (const other of this.heads) other.removeAttribute("aria-sort");
    let rows = this.came;
    if (sorts) {
      head.setAttribute("aria-sort", way === "a" ? "ascending" : "descending");
      const number = this.number(column);
      const sign = way === "a" ? 1 : -1;
      const values = new Map(rows.map((row) => [row, valueOf(row.cells[column], number)]));
      const compare = number ? (a, b) => a - b : collator.compare;
      rows = [...rows].sort((a, b) => sign * compare(values.get(a), values.get(b)));
    }
    this.body.append(...rows);
  }
}

function startTables() {
  const tables = every("table[id]").map((table) => new Sortable(table));
  onState(() => {
    for (const table of tables) if (table.sorted || state.has(table.key)) {
      table.sorted = true;
      table.read();
    }
  });
  // A window that scrolls must be in reach of the keyboard.
  const reach = () => {
    for (const box of every(".scroll")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      if (scrolls) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };
  reach();
  new ResizeObserver(reach).observe(document.body);
}
