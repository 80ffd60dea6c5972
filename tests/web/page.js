// What tests change of the page, and look up in it.

export async function locks(name) {
  const { held, pending } = await navigator.locks.query();
  const count = (list) => list.filter((lock) => lock.name === name).length;
  return `${count(held)} held, ${count(pending)} waiting`;
}

export class Replaced {
  constructor(path, value) { this.replace(path, { value }); }
  static throwing(path) {
    const get = () => { throw new DOMException("no", "SecurityError"); };
    const replaced = Object.create(Replaced.prototype);
    replaced.replace(path, { get });
    return replaced;
  }
  replace(path, by) {
    const names = path.split(".");
    this.name = names.pop();
    this.owner = names.reduce((owner, name) => owner[name], window);
    this.old = Object.getOwnPropertyDescriptor(this.owner, this.name);
    Object.defineProperty(this.owner, this.name, { ...by, configurable: true });
  }
  restore() {
    if (this.old) Object.defineProperty(this.owner, this.name, this.old);
    else delete this.owner[this.name];
  }
}

export function refusingLocks(name) {
  return { request: () => Promise.reject(new DOMException("no", name)) };
}

export const throwing = (path) => Replaced.throwing(path);

export class Frame {
  constructor() {
    this.frame = document.createElement("iframe");
    document.body.append(this.frame);
    this.storage = this.frame.contentWindow.localStorage;
  }
  keep(name, text) {
    if (text === undefined) this.storage.removeItem(name);
    else this.storage.setItem(name, text);
  }
  keepForTheSession(name, text) { this.frame.contentWindow.sessionStorage.setItem(name, text); }
  clear() { this.storage.clear(); }
  remove() { this.frame.remove(); }
}

// An EventSource whose events are a test's.
export class FakeSource extends EventTarget {
  static last;
  constructor(url, init) {
    super();
    Object.assign(this, { url, init, readyState: 0, listened: [] });
    FakeSource.last = this;
  }
  addEventListener(name, ...rest) {
    this.listened.push(name);
    super.addEventListener(name, ...rest);
  }
  close() { this.readyState = 2; }
}
FakeSource.CONNECTING = 0;
FakeSource.OPEN = 1;
FakeSource.CLOSED = 2;

export const fakeSource = () => FakeSource;
export const sourceHas = (what) =>
  String({
    withCredentials: FakeSource.last.init?.withCredentials,
    readyState: FakeSource.last.readyState,
    listened: FakeSource.last.listened.toSorted(),
  }[what]);
export function sourceSays(name, data, lastEventId) {
  FakeSource.last.dispatchEvent(new MessageEvent(name, { data, lastEventId }));
}
export function sourceIs(name, readyState) {
  FakeSource.last.readyState = readyState;
  FakeSource.last.dispatchEvent(new Event(name));
}

// A pointer moved by hand.
const pointer = {};
function pointerSays(name, x, y) {
  pointer.on.dispatchEvent(
    new PointerEvent(name, {
      pointerId: 7,
      isPrimary: true,
      bubbles: true,
      composed: true,
      cancelable: true,
      clientX: pointer.x + x * innerWidth,
      clientY: pointer.y + y * innerHeight,
    }),
  );
}
export function pressPointer(element) {
  const { x, y, width, height } = element.getBoundingClientRect();
  Object.assign(pointer, { on: element, x: x + width / 2, y: y + height / 2 });
  pointerSays("pointerdown", 0, 0);
}
export const movePointer = (x, y) => pointerSays("pointermove", x, y);
export function releasePointer() {
  pointerSays("pointerup", 0, 0);
  pointer.on.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, detail: 1 }));
}
export const losePointer = () => pointerSays("pointercancel", 0, 0);
