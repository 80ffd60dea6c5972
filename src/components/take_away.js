// What leaves the tray by the user's hand: the clipboard, files, and the way to a record.

/** Copies a text and says on the button how it went, until the button is left. */
export async function copyText(button, text, copied, failed) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain HTTP has no clipboard.
    done = copyByCommand(button, text);
  }
  button.dataset.told ??= button.textContent;
  button.textContent = done ? copied : failed;
  button.toggleAttribute("data-done", done);
  const told = button.closest("section")?.querySelector("[aria-live=polite]");
  if (told) told.textContent = button.textContent;
  const left = new AbortController();
  const line = button.closest("li");
  for (const [place, leave] of [[button, "blur"], [button, "pointerleave"], [line, "blur"]]) {
    place?.addEventListener(
      leave,
      () => {
        left.abort();
        button.textContent = button.dataset.told;
        button.removeAttribute("data-done");
        if (told) told.textContent = "";
      },
      { signal: left.signal },
    );
  }
}

// Within the tray, so that the focus can be given back.
function copyByCommand(button, text) {
  const before = button.getRootNode().activeElement ?? button;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0;inset-block-start:0";
  button.after(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before.focus();
  return done;
}

/** Saves a text as a file. */
export function saveText(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads the address only after the click.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Calls `navigate` from where the link stands; false if the host goes there itself. */
export function callNavigate(from, detail) {
  const init = { bubbles: true, cancelable: true, composed: true, detail: JSON.parse(detail) };
  return from.dispatchEvent(new CustomEvent("navigate", init));
}
