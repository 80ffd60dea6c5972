// A network that answers what a test says, in place of window.fetch.

export class FakeNet {
  constructor() {
    this.real = window.fetch;
    this.log = [];
    window.fetch = (url, init = {}) => {
      this.log.push({ url: String(url), init, headers: new Headers(init.headers) });
      return this.answer();
    };
  }
  restore() { window.fetch = this.real; }
  gives(value) { this.answer = () => value; }
  rejects(value) { this.answer = () => Promise.reject(value); }
  throws(value) { this.answer = () => { throw value; }; }
  calls() { return this.log.length; }
  url() { return this.log.at(-1).url; }
  header(name) { return this.log.at(-1).headers.get(name) ?? undefined; }
  option(name) { return String(this.log.at(-1).init[name]); }
  aborted() { return this.log.at(-1).init.signal.aborted; }
}

/** What the page warns of on the console, from now until it is restored. */
export class Warnings {
  constructor() {
    this.real = console.warn;
    this.told = [];
    console.warn = (...words) => this.told.push(words.join(" "));
  }
  restore() { console.warn = this.real; }
  with(text) { return this.told.filter((it) => it.includes(text)).length; }
}

/** A browser's notifications, whose user says yes to everything. */
export class Notifications {
  constructor(permission) {
    this.real = Object.getOwnPropertyDescriptor(window, "Notification");
    const notes = (this.notes = { shown: [], asked: 0, refuses: false });
    window.Notification = class {
      static permission = permission;
      static async requestPermission() {
        notes.asked += 1;
        return (this.permission = "granted");
      }
      constructor(title, { body, tag }) {
        if (notes.refuses) throw new TypeError("Illegal constructor");
        notes.shown.push([title, body, tag].join("|"));
      }
    };
  }
  restore() { Object.defineProperty(window, "Notification", this.real); }
  setPermission(permission) { window.Notification.permission = permission; }
  refuse() { this.notes.refuses = true; }
  shown() { return this.notes.shown.join("; "); }
  asked() { return this.notes.asked; }
}

export class Wire {
  constructor() {
    this.body = new ReadableStream({ start: (controller) => { this.controller = controller; } });
  }
  push(bytes) { this.controller.enqueue(bytes.slice()); }
  close() { this.controller.close(); }
  fail(error) { this.controller.error(error); }
}

export function response(status, kind, body) {
  const answer = new Response(body, { status });
  answer.headers.delete("content-type");
  if (kind !== undefined) answer.headers.set("content-type", kind);
  return answer;
}

export function setHeader(response, name, value) { response.headers.set(name, value); }

export function opaque() { return Response.error(); }

export function blobUrl(kind, body) { return URL.createObjectURL(new Blob([body], { type: kind })); }
