// What the page knows, and who wants to hear when it changes.

const listeners = new Map();

export const store = {
  /** The answer of /api/state. */
  state: null,
  /** Bounds that differ from the profile: key to number, or to null for "off". */
  changed: new Map(),
  /** Key of the rule that is looked at. */
  selected: null,
  /** "rule", "changes" or "overlap". */
  view: "rule",
  /** The newest answer of /api/what-if. */
  answer: null,
  /** The newest answer of /api/precision, or null while there is no label. */
  precision: null,
  order: "line",
  seed: 1,
};

/** Signals are stored with seven digits: more in a bound would only be noise in the profile. */
const tidy = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(7)));

/** Takes in the answer of /api/state. */
export function know(state) {
  for (const one of state.rules) {
    if (one.limit !== null) one.limit = tidy(one.limit);
    one.twin = state.rules.some((other) => other !== one && other.doc === one.doc);
  }
  store.state = state;
}

export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}

export function emit(event, detail) {
  for (const listener of listeners.get(event) ?? []) listener(detail);
}

export function rule(key) {
  return store.state.rules.find((one) => one.key === key);
}

export function signal(name) {
  return store.state.signals.find((one) => one.name === name);
}

/** The bound as it stands now; null is "off". */
export function limitOf(key) {
  return store.changed.has(key) ? store.changed.get(key) : rule(key).limit;
}

// A rule that is switched off and on again comes back with the number that it had.
const remembered = new Map();

/** The number to show for a rule, also while it is off. */
export function numberOf(key) {
  const now = limitOf(key) ?? remembered.get(key) ?? rule(key).limit;
  if (now !== null) return now;
  const { side, signal: name } = rule(key);
  const quantiles = signal(name)?.quantiles;
  // The 95 % and 5 % values: a bound that was never set starts where it drops a little.
  return quantiles ? (side === "max" ? quantiles[7] : quantiles[1]) : 0;
}

export function setLimit(key, wanted) {
  const value = wanted === null ? null : tidy(wanted);
  if (Object.is(limitOf(key), value)) return;
  if (limitOf(key) !== null) remembered.set(key, limitOf(key));
  if (value !== null) remembered.set(key, value);
  if (value === rule(key).limit) store.changed.delete(key);
  else store.changed.set(key, value);
  emit("limits", key);
}

export function resetLimits(keys = [...store.changed.keys()]) {
  for (const key of keys) setLimit(key, rule(key).limit);
}

/** The changed bounds, as the API wants them. */
export function limits() {
  return Object.fromEntries(store.changed);
}

export function select(key) {
  if (store.selected === key) return;
  store.selected = key;
  emit("selected");
}

export function show(view) {
  if (store.view === view) return;
  store.view = view;
  emit("view");
}

export function labelCount() {
  const { keep, drop } = store.state.labels;
  return keep + drop;
}
