// Runs in the page. `selector` names the element whose open shadow root holds the tray; where
// there is no such element, the tray stands in the document itself.
const [selector] = arguments;
const host = document.querySelector(selector);
const root = host ? host.shadowRoot : document;
// What is hidden is not there, except that a minimised panel can still be read.
const isThere = (element) => !element.closest('[hidden]:not([part="panel"])');
const all = (within, what) => [...(within?.querySelectorAll(what) ?? [])].filter(isThere);
const find = (within, what) => all(within, what)[0] ?? null;
const text = (element) => element?.textContent.trim() || null;

const readRow = (row) => {
  const bar = find(row, '[role="progressbar"]');
  const action = find(row, '[part="action"]');
  return {
    id: row.dataset.processId,
    status: row.dataset.status || null,
    line: row.dataset.line,
    name: text(find(row, "h3")),
    badge: text(find(row, '[part="status"]')),
    badge_color: find(row, '[part="status"]') && getComputedStyle(find(row, '[part="status"]')).color,
    step: text(find(row, '[part="step"]')),
    has_bar: bar !== null,
    percent: bar?.getAttribute("aria-valuenow") ?? null,
    value_text: bar?.getAttribute("aria-valuetext") ?? null,
    elapsed: text(find(row, '[part="elapsed"]')),
    error: text(find(row, '[part="error"]')),
    refusal: text(find(row, '[part="refusal"]')),
    line_words: text(find(row, '[part="line"]')),
    action: action?.dataset.action ?? null,
    action_label: text(action),
    action_busy: action?.getAttribute("aria-disabled") === "true",
    event_count: text(find(row, '[part="log-count"]')),
    events: all(row, '[part="event"]').map((line) => line.textContent),
    summary: text(find(row, '[part="summary"]')),
    text: row.innerText,
  };
};

const read = () => {
  const tray = find(root, '[part="tray"]');
  const pill = find(tray, '[part="pill"]');
  const notice = find(tray, '[part="notice"]');
  return {
    present: tray !== null,
    open: tray?.dataset.open === "true",
    pill: text(pill),
    pill_mood: pill?.dataset.mood ?? null,
    pill_expanded: pill?.getAttribute("aria-expanded") === "true",
    notice: text(notice),
    notice_line: notice?.dataset.line || null,
    empty: text(find(tray, '[part="empty"]')),
    live: text(find(tray, '[role="status"]')),
    rows: all(tray, '[part="job"]').map(readRow),
  };
};

const focus = () => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) {
    active = active.shadowRoot.activeElement;
  }
  // What is hidden has lost it, also before the browser sees to that.
  if (active?.closest("[hidden]")) active = null;
  return {
    tag: active?.localName ?? "",
    part: active?.getAttribute("part") ?? null,
    label: active?.getAttribute("aria-label") ?? text(active)?.slice(0, 80) ?? "",
    row: active?.closest('[part="job"]')?.dataset.processId ?? null,
  };
};

// Calls back once something in the document or the tray changes, or soon anyway: a shadow root
// that appears is no mutation.
const nextChange = (done) => {
  const observer = new MutationObserver(() => finish());
  const timer = setTimeout(() => finish(), root && find(root, '[part="tray"]') ? 1000 : 50);
  const finish = () => {
    observer.disconnect();
    clearTimeout(timer);
    // As a task of its own: in the middle of a redraw it would see half of it.
    setTimeout(() => done(read()));
  };
  const everything = { subtree: true, childList: true, attributes: true, characterData: true };
  observer.observe(document, everything);
  if (root && root !== document) {
    observer.observe(root, everything);
  }
};

// Writes down every status and line each row ever had, and every notice.
const watch = () => {
  const seen = (window.jobTraySeen = { rows: {}, notices: [] });
  const note = () => {
    const tray = read();
    for (const row of tray.rows) {
      const states = (seen.rows[row.id] ??= []);
      const state = { status: row.status, line: row.line, color: row.badge_color };
      if (JSON.stringify(states.at(-1)) !== JSON.stringify(state)) states.push(state);
    }
    if (tray.notice && seen.notices.at(-1) !== tray.notice) seen.notices.push(tray.notice);
  };
  new MutationObserver(note).observe(root, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
  note();
};
