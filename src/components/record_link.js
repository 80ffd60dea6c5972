// How the host hears that its user follows a job to the record it belongs to.

/** Calls `navigate` from where the link stands; false if the host goes there itself. */
export function callNavigate(from, detail) {
  const init = { bubbles: true, cancelable: true, composed: true, detail: JSON.parse(detail) };
  return from.dispatchEvent(new CustomEvent("navigate", init));
}
