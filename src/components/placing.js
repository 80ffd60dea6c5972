// How the tray is taken to another corner by hand, and keeps out of the way where it is.

/** So far a pointer goes before it drags, CSS pixels; less is a click. */
const CLICK = 6;
const WAYS = { ArrowLeft: ["x", 0], ArrowRight: ["x", 1], ArrowUp: ["y", 0], ArrowDown: ["y", 1] };

/**
 * Lets the tray be dragged by its pill and by the head of its panel, and moved by
 * Alt and an arrow key, unless it is fixed. `move` is told where it is wanted: parts of
 * the page's width from where lines begin, and of its height from the top. Lets the page
 * be seen through the tray where it covers what has the focus. Gives what ends it.
 */
export function movable(tray, move) {
  const view = tray.ownerDocument.defaultView;
  const on = (target, name, call, { signal }, capture) =>
    target.addEventListener(name, call, { signal, capture });
  const mirrored = () => view.getComputedStyle(tray).direction === "rtl";
  const put = ({ x, y }) => move(mirrored() ? 1 - x : x, y);
  const life = new AbortController();
  let drag = new AbortController();
  let dragged = false;

  // Once the browser has scrolled to it.
  const look = () => view.requestAnimationFrame(() => {
    const focused = view.document.activeElement;
    const own = tray.contains(focused) || tray.getRootNode().host === focused;
    const covered = !own && focused && [...tray.children].some((it) => covers(it, focused));
    tray.toggleAttribute("data-aside", Boolean(covered));
  });
  on(view, "focusin", look, life);
  on(view, "focusout", look, life);
  if ("fixed" in tray.dataset) {
    return () => life.abort();
  }

  on(tray, "keydown", (event) => {
    const way = WAYS[event.key];
    if (way && event.altKey && event.target.closest(".job-tray__pill, .job-tray__move")) {
      // Alt and an arrow would leave the page.
      event.preventDefault();
      const [block, inline] = tray.dataset.corner.split("-");
      const here = { x: Number((inline === "end") !== mirrored()), y: Number(block === "bottom") };
      put({ ...here, [way[0]]: way[1] });
    }
  }, life);

  on(tray, "pointerdown", (start) => {
    dragged = false;
    const pill = start.target.closest(".job-tray__pill");
    const part = pill ?? start.target.closest(".job-tray__header");
    if (!part || start.button || !start.isPrimary || (!pill && start.target.closest("button"))) {
      return;
    }
    drag = new AbortController();
    const end = (event) => {
      drag.abort();
      if (dragged) {
        settle(event.type === "pointerup");
      }
    };
    on(view, "pointermove", (at) => {
      const [x, y] = [at.clientX - start.clientX, at.clientY - start.clientY];
      if (at.pointerId !== start.pointerId || (!dragged && Math.hypot(x, y) < CLICK)) {
        return;
      }
      if (!dragged) {
        dragged = true;
        tray.dataset.dragging = "";
        capture(part, start.pointerId);
      }
      tray.style.translate = `${x}px ${y}px`;
    }, drag);
    on(view, "pointerup", end, drag);
    on(view, "pointercancel", end, drag);
    on(view, "keydown", (event) => {
      if (dragged && event.key === "Escape") {
        // It takes the drag back and does nothing else.
        event.stopImmediatePropagation();
        event.preventDefault();
        end(event);
      }
    }, drag, true);
  }, life);

  // The release of a drag is no click; a key's click is.
  on(tray, "click", (event) => {
    if (dragged && event.detail) {
      event.stopPropagation();
    }
    dragged = false;
  }, life, true);

  // Lets go of the tray where it is; it glides to its corner.
  function settle(drops) {
    const from = tray.getBoundingClientRect();
    if (drops) {
      put({
        x: (from.left + from.right) / 2 / view.innerWidth,
        y: (from.top + from.bottom) / 2 / view.innerHeight,
      });
    }
    view.requestAnimationFrame(() => {
      tray.style.translate = "";
      const to = tray.getBoundingClientRect();
      tray.style.translate = `${from.left - to.left}px ${from.top - to.top}px`;
      tray.getBoundingClientRect();
      delete tray.dataset.dragging;
      tray.style.translate = "";
    });
  }

  return () => {
    drag.abort();
    life.abort();
  };
}

/** Whether nothing is left to see of the other. */
function covers(one, other) {
  const [over, under] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return (
    under.width > 0 &&
    over.left <= under.left &&
    over.right >= under.right &&
    over.top <= under.top &&
    over.bottom >= under.bottom
  );
}

function capture(part, pointer) {
  try {
    part.setPointerCapture(pointer);
  } catch {
    // The pointer has gone; its release is still heard by the page.
  }
}
