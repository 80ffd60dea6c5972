// A list of jobs without a framework: what somebody would write who had an afternoon. It makes
// its events itself, as the scripted server of the gallery does: at every beat those of 100 ms.
const JOBS = 100;
const EVENTS_PER_BEAT = 150;

document.body.replaceChildren();
const style = document.createElement("style");
style.textContent = `
  ul { margin: 0; padding: 0; list-style: none; block-size: 600px; overflow: auto; }
  li { padding: 12px; border-block-end: 1px solid #ddd; font: 14px sans-serif; }
  .head, .line { display: flex; justify-content: space-between; gap: 8px; }
  .bar { block-size: 6px; background: #ddd; }
  .fill { block-size: 100%; background: #36c; }
`;
document.head.append(style);

const list = document.createElement("ul");
const rows = [];
for (let id = 1; id <= JOBS; id += 1) {
  const make = (name, className, parent) => {
    const element = document.createElement(name);
    element.className = className;
    parent.append(element);
    return element;
  };
  const row = document.createElement("li");
  const head = make("div", "head", row);
  make("strong", "", head).textContent = `CSV import ${id}`;
  const status = make("span", "", head);
  const button = make("button", "", head);
  button.textContent = "Cancel";
  const line = make("div", "line", row);
  const step = make("span", "", line);
  const percent = make("span", "", line);
  const bar = make("div", "bar", row);
  bar.setAttribute("role", "progressbar");
  const fill = make("div", "fill", bar);
  rows.push({ status, step, percent, bar, fill });
  list.append(row);
}
document.body.append(list);

let written = 0;
function event() {
  const job = (written % JOBS) + 1;
  const now = new Date().toISOString();
  const progress = Math.floor(written / JOBS / 2) % 100;
  written += 1;
  return JSON.stringify({
    id: written,
    process_id: job,
    type: "progress",
    status: "running",
    progress_percent: progress,
    step: `Importing row ${written}`,
    message: null,
    payload: null,
    created_at: now,
    updated_at: now,
  });
}

const last = new Map();
const logs = new Map();
function take(text) {
  const event = JSON.parse(text);
  last.set(event.process_id, event);
  const log = logs.get(event.process_id) ?? [];
  log.push(event);
  logs.set(event.process_id, log);
}

function show() {
  for (const [id, event] of last) {
    const row = rows[id - 1];
    row.status.textContent = event.status;
    row.step.textContent = event.step;
    row.percent.textContent = `${event.progress_percent} %`;
    row.bar.setAttribute("aria-valuenow", event.progress_percent);
    row.fill.style.width = `${event.progress_percent}%`;
  }
  last.clear();
}

window.rounds = 0;
setInterval(() => {
  for (let number = 0; number < EVENTS_PER_BEAT; number += 1) {
    take(event());
  }
  requestAnimationFrame(show);
  window.rounds += 1;
}, 100);
