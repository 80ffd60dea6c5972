// How the browser writes numbers and times, and where files of words come from.

const beside = import.meta.url.replace(/(snippets\/.*|[^/]*)$/, "languages/");
const units = ["second", "minute", "hour", "day"];
// A formatter takes longer to make than to use; what it writes is always the same.
const made = new Map();

/** Writes a value; the kinds are those of `Format`, in its order. */
export function write(tag, kind, value) {
  const key = kind + tag;
  try {
    if (!made.has(key)) {
      made.set(key, formatter(local(tag), kind));
    }
    return made.get(key)(value);
  } catch {
    return String(value);
  }
}

function formatter(tag, kind) {
  if (kind === 0) {
    const rules = new Intl.PluralRules(tag);
    return (value) => rules.select(value);
  }
  if (kind === 3 || kind === 4) {
    const date = kind === 4 ? "medium" : undefined;
    return new Intl.DateTimeFormat(tag, { dateStyle: date, timeStyle: "medium" }).format;
  }
  if (kind > 8) {
    const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
    return (value) => relative.format(-value, units[kind - 9]);
  }
  const number = new Intl.NumberFormat(
    tag,
    kind === 2
      ? { style: "percent" }
      : kind > 4 ? { style: "unit", unit: units[kind - 5], unitDisplay: "short" } : {},
  );
  return (value) => number.format(kind === 2 ? value / 100 : value);
}

/** The user's own kind of the language, where the tag leaves it open: "en-GB" for "en". */
function local(tag) {
  return navigator.languages.find((own) => own.startsWith(`${tag}-`)) ?? tag;
}

/** The page's language, or the user's. */
export function language() {
  return document.documentElement.lang || navigator.language;
}

/** The text of a file of words; beside the script unless the host names a folder. */
export async function read(folder, name) {
  const answer = await fetch(`${folder?.replace(/\/*$/, "/") ?? beside}${name}.json`);
  return answer.ok ? answer.text() : undefined;
}
