// The class behind the tag. Custom elements must be JavaScript classes; this
// one forwards to Rust and decides nothing.

// Each living tray, with what lets go of its Rust side.
const trays = new Map();
let broken;
let wordsWhenBroken = "";

/** Registers the tag; false if it is taken already. */
export function defineTray(tag, attributes, mount, words) {
  wordsWhenBroken = words;
  if (customElements.get(tag)) {
    return false;
  }
  customElements.define(
    tag,
    class extends HTMLElement {
      static observedAttributes = attributes;
      #tray;
      // The page may change its language under way.
      #page = new MutationObserver(() => this.#tray?.speak());
      #requestHeaders;
      #strings;

      connectedCallback() {
        for (const property of ["baseUrl", "processIds", "open", "requestHeaders", "strings"]) {
          this.#upgrade(property);
        }
        if (broken) {
          show(this, broken);
        } else if (!this.#tray) {
          const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
          root.replaceChildren(document.createElement("div"));
          this.#tray = mount(this, root.firstChild);
          this.#page.observe(document, { subtree: true, attributeFilter: ["lang"] });
          trays.set(this, () => {
            this.#page.disconnect();
            this.#tray = undefined;
          });
        } else {
          // It may speak another language where it stands now.
          this.#tray.speak();
        }
      }

      disconnectedCallback() {
        // A move disconnects and connects again at once: that keeps the tray.
        queueMicrotask(() => {
          if (!this.isConnected) {
            this.#page.disconnect();
            this.#tray?.free();
            this.#tray = undefined;
            trays.delete(this);
          }
        });
      }

      attributeChangedCallback(name, before, value) {
        if (before !== value) {
          this.#tray?.attributeChanged(name, value ?? undefined);
        }
      }

      get baseUrl() {
        return this.getAttribute("base-url") ?? "";
      }

      set baseUrl(value) {
        this.setAttribute("base-url", value);
      }

      /** Ids as text, since a JavaScript number rounds large ones. */
      get processIds() {
        return (this.getAttribute("process-ids") ?? "").split(/[\s,]+/).filter(Boolean);
      }

      set processIds(value) {
        this.setAttribute("process-ids", [value].flat().join(","));
      }

      get open() {
        return this.hasAttribute("open");
      }

      set open(value) {
        this.toggleAttribute("open", Boolean(value));
      }

      /** An object, or a function that gives one or a promise of one. */
      get requestHeaders() {
        return this.#requestHeaders;
      }

      set requestHeaders(value) {
        this.#requestHeaders = value ?? undefined;
        this.#tray?.beginAnew();
      }

      /** Words of the host's own: an object of texts by the message's id. */
      get strings() {
        return this.#strings;
      }

      set strings(value) {
        this.#strings = value ?? undefined;
        this.#tray?.speak();
      }

      get diagnostics() {
        return JSON.parse(this.#tray?.diagnostics() || "null");
      }

      discover() {
        this.#tray?.discover();
      }

      signOut() {
        this.#tray?.signOut();
      }

      dismiss(ids) {
        this.#tray?.setDismissed([ids].flat().join(","), true);
      }

      restore(ids) {
        this.#tray?.setDismissed([ids].flat().join(","), false);
      }

      // A property that was set before the tag was defined hides the accessor.
      #upgrade(property) {
        if (Object.hasOwn(this, property)) {
          const value = this[property];
          delete this[property];
          this[property] = value;
        }
      }
    },
  );
  return true;
}

/** The nearest `lang`, the element's own or above it, through shadow roots. */
export function languageAt(element) {
  for (let at = element; at; at = at.getRootNode().host) {
    const said = at.closest("[lang]");
    if (said) {
      return said.getAttribute("lang") || undefined;
    }
  }
}

/** After a panic: words in place of every tray, now and from now on. */
export function breakTrays(words = wordsWhenBroken) {
  broken = words;
  for (const [element, letGo] of trays) {
    letGo();
    show(element, words);
  }
  trays.clear();
}

/**
 * What the wasm exports, each function so that a trap in it breaks the trays: a panic of
 * the shipped bundle is one, and so is the end of its memory. Nothing of it is called
 * after that.
 */
export function guarded(exports) {
  const guard = (call) => (...given) => {
    if (broken) return [];
    try {
      return call(...given);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) breakTrays();
      throw error;
    }
  };
  const entries = Object.entries(exports).map(([name, it]) =>
    [name, typeof it === "function" ? guard(it) : it]);
  return Object.fromEntries(entries);
}

function show(element, words) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  const message = document.createElement("p");
  message.setAttribute("role", "alert");
  // In the tray's language, if it had one.
  const said = root.querySelector("[data-broken]");
  message.lang = said?.lang ?? "en";
  // Where the tray stood: the page around it stays as it is.
  message.style.cssText = "position:fixed;inset:auto 1rem 1rem auto;max-width:25rem;"
    + "padding:.5rem 1rem;border:1px solid;background:Canvas;color:CanvasText";
  message.textContent = said?.dataset.broken ?? words;
  root.replaceChildren(message);
}
