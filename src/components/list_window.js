// What is seen of a long list, of which only some rows are made.

/** The element that is scrolled: the list, or the panel where the panel scrolls as one. */
const scrollerOf = (list) =>
  getComputedStyle(list).overflowY === "visible" ? list.parentElement : list;

/** What hears of the rooms that a list and its rows take. */
const observers = new WeakMap();

/**
 * Calls back when another part of the list is seen: it was scrolled, or its room has
 * changed, or that of a row. Gives what ends it.
 */
export function watch(list, call) {
  const panel = list.parentElement;
  const life = new AbortController();
  let due = false;
  // Also hears of the list's own scrolling, which does not bubble.
  panel.addEventListener("scroll", (event) => {
    if (event.target === list || event.target === panel) {
      call();
    }
  }, { signal: life.signal, capture: true, passive: true });
  // Not at once: what an observer changes it would have to look at again.
  const resized = new ResizeObserver(() => {
    due ||= Boolean(requestAnimationFrame(() => {
      due = false;
      if (!life.signal.aborted) {
        call();
      }
    }));
  });
  observers.set(list, { resized, rows: new Set() });
  [...list.children].forEach((row) => observe(list, row));
  resized.observe(list);
  resized.observe(panel);
  return () => {
    life.abort();
    observers.delete(list);
    resized.disconnect();
  };
}

/** What is watched and gone would be held for ever. */
function letGo(list) {
  const observer = observers.get(list);
  observer?.rows.forEach((row) => {
    if (row.parentNode !== list) {
      observer.rows.delete(row);
      observer.resized.unobserve(row);
    }
  });
}

function observe(list, row) {
  const observer = observers.get(list);
  if (observer && !observer.rows.has(row)) {
    observer.rows.add(row);
    observer.resized.observe(row);
  }
}

/**
 * From where to where the list is seen, CSS pixels from the top of its content; the first
 * of the rows by which a reader keeps their place, and the one after the last: none at the
 * very top; then how high each row is, and then where. Nothing while nothing of the list
 * is seen.
 */
export function measure(list) {
  const [own, panel] = [list.getBoundingClientRect(), list.parentElement.getBoundingClientRect()];
  const [top, bottom] = [Math.max(own.top, panel.top), Math.min(own.bottom, panel.bottom)];
  if (bottom <= top) {
    return [];
  }
  const start = own.top - list.scrollTop;
  const rects = [...list.children].map((row) => row.getBoundingClientRect());
  const first = rects.filter((it) => it.bottom <= top).length;
  const end = scrollerOf(list).scrollTop > 0 ? rects.filter((it) => it.top < bottom).length : 0;
  return [
    top - start,
    bottom - start,
    first,
    end,
    ...rects.map((it) => it.height),
    ...rects.map((it) => it.top),
  ].map(Math.round);
}

/** How far the list is scrolled, CSS pixels. */
export const stands = (list) => Math.round(scrollerOf(list).scrollTop);

/**
 * Leaves so much room before each row and, at last, after all of them, CSS pixels. Between
 * rows, as a list that is given less room than it has content keeps all of its padding.
 * Then it is scrolled to `stood` again: a browser may have lost that with the rows.
 */
export function space(list, gaps, stood) {
  const put = (row, name, gap) => {
    const value = gap ? `${gap}px` : "";
    if (row.style[name] !== value) {
      row.style[name] = value;
    }
  };
  const rows = [...list.children];
  letGo(list);
  rows.forEach((row, at) => {
    observe(list, row);
    put(row, "marginBlockStart", gaps[at]);
    put(row, "marginBlockEnd", at === rows.length - 1 && gaps[at + 1]);
  });
  const scroller = scrollerOf(list);
  if (Math.abs(scroller.scrollTop - stood) > 1) {
    scroller.scrollTop = stood;
  }
}

/** Puts the row back to where its reader saw it, CSS pixels from the top of the window. */
export function hold(list, row, top) {
  const slipped = Math.round(row.getBoundingClientRect().top) - top;
  if (slipped) {
    scrollerOf(list).scrollTop += slipped;
  }
}
