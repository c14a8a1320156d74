// Numbers and bounds in words.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const fine = new Intl.NumberFormat("en", { maximumSignificantDigits: 4, maximumFractionDigits: 4 });
const percentage = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const tiny = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

export const count = (n) => whole.format(n);
export const compact = (n) => (n < 10_000 ? whole.format(n) : short.format(n));
export const percent = (part) => `${(Math.abs(part) < 0.01 ? tiny : percentage).format(part * 100)}\u00a0%`;

/** `1 document`, `2 documents`. */
export const counted = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

// Units of signals that are not shares; a signal that is not named here is shown without one.
const UNITS = {
  words: "words",
  lines: "lines",
  stop_words: "different stop words",
  mean_word_length: "characters per word",
};

export const unit = (rule) => (rule.kind === "share" ? "" : (UNITS[rule.signal] ?? ""));

/** A number as the profile would have it: `0.111`, `100000`. */
export const plain = (value) => String(Number(value.toPrecision(12)));

/** A value of a signal, for reading: `11.1 %`, `1,204`, `4.83`. */
export function reading(value, rule) {
  if (value === null || value === undefined) return "–";
  if (rule.kind === "share") return percent(value);
  return Math.abs(value) >= 1000 ? count(value) : fine.format(value);
}

export const withUnit = (value, rule) => `${reading(value, rule)} ${unit(rule)}`.trim();

export const bound = (rule) => (rule.side === "min" ? "at least" : "at most");

/** `at least 50 words`. */
export const boundWords = (value, rule) => (value === null ? "off" : `${bound(rule)} ${withUnit(value, rule)}`);

/** The name of a rule in words. */
export const title = (rule) => rule.doc.charAt(0).toUpperCase() + rule.doc.slice(1);

/** The same where no key stands beside it: `twin` is set where several rules share the words. */
export const fullTitle = (rule) => (rule.twin ? `${title(rule)} (${rule.signal})` : title(rule));

/** `−120 +14`: what left and what came, against the profile. */
export function delta(removed, returned, format = count) {
  const parts = [];
  if (removed) parts.push(`−${format(removed)}`);
  if (returned) parts.push(`+${format(returned)}`);
  return parts.join(" ");
}

/** Reads a bound of a rule that was typed: `0.2`, `20 %`, `100,000`, `100_000`; undefined when it is none. */
export function parse(text, rule) {
  let digits = text.trim().replace(/[\s_\u00a0\u202f]/g, "");
  const part = digits.endsWith("%");
  // 40 % of a number of words is nothing that anybody can mean.
  if (part && !rule.percent) return undefined;
  if (part) digits = digits.slice(0, -1);
  // A comma parts thousands where three digits follow, else decimals, as most of Europe writes them.
  digits = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(digits) ? digits.replaceAll(",", "") : digits.replace(",", ".");
  if (!/^\d*\.?\d+$|^\d+\.$/.test(digits)) return undefined;
  return Number((Number(digits) / (part ? 100 : 1)).toPrecision(12));
}
