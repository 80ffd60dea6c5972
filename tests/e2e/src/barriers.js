// Runs in every page before its own scripts.
(() => {
  const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
  // WCAG 1.4.3, for text that is not large; 2.5.8, in CSS pixels.
  const CONTRAST = 4.5;
  const TARGET = 24;
  // So many places of the focus are looked at.
  const STOPS = 40;
  const PRESSED = "button, input, select, summary, a[href]";

  const tray = () => {
    const host = document.querySelector("job-tray");
    return (host?.shadowRoot ?? document).querySelector(".job-tray");
  };
  const drawn = () =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
  // What only assistive technology meets has no size worth measuring.
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".job-tray__live");
  const seen = (within, what) => [...within.querySelectorAll(what)].filter(isSeen);
  const name = (element) => {
    const row = element.closest("[data-process-id]")?.dataset.processId;
    const own = element.getAttribute("part") ?? element.className?.baseVal ?? element.className;
    const text = element.textContent.trim().slice(0, 40);
    return `${element.localName}[${own}]${row ? ` of job ${row}` : ""} "${text}"`;
  };

  const axe = async (context) => {
    const found = await window.axe.run(context, {
      runOnly: { type: "tag", values: TAGS },
      // axe leaves it off unless it is named.
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
      iframes: false,
    });
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => {
        const why = node.failureSummary.replace(/\s+/g, " ");
        const html = node.html.replace(/\s+/g, " ").slice(0, 200);
        return `${rule.id} (${rule.impact}) at ${node.target.flat().join(" ")}: ${why}: ${html}`;
      }),
    );
  };

  // axe leaves open what stands over a drawn dot or a stripe.
  const channels = (colour) => {
    const numbers = colour.match(/^rgba?\(([^)]+)\)$/)?.[1].split(/[ ,/]+/).map(Number);
    return numbers && [...numbers.slice(0, 3), numbers[3] ?? 1];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((it) => it / 255).map((it) =>
      it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour && colour[3] === 1) return colour;
    }
    return channels("rgb(255, 255, 255)");
  };
  const ownTexts = (element) =>
    [...element.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE && it.data.trim());
  const contrasts = (root) =>
    seen(root, "*").flatMap((element) => {
      if (ownTexts(element).length === 0 || element.closest("[aria-disabled=true]")) return [];
      const text = getComputedStyle(element).color;
      const [front, back] = [channels(text), ground(element)];
      if (!front || !back) return [`contrast of ${name(element)} is unknown: ${text}`];
      const [a, b] = [luminance(front.slice(0, 3)), luminance(back.slice(0, 3))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast >= CONTRAST) return [];
      return [`contrast of ${name(element)} is ${contrast.toFixed(2)}: ${text} on ${back}`];
    });

  const box = (element) => element.getBoundingClientRect();
  // As much of it as is not scrolled out of sight.
  const inSight = (element) => {
    let { left, top, right, bottom } = box(element);
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowY === "visible") continue;
      const whole = box(at);
      [left, right] = [Math.max(left, whole.left), Math.min(right, whole.right)];
      [top, bottom] = [Math.max(top, whole.top), Math.min(bottom, whole.bottom)];
    }
    return { left, top, right, bottom };
  };
  const lies = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1.5;

  const cutOff = (root) => {
    const page = document.documentElement;
    const found = page.scrollWidth > page.clientWidth ? [`the page scrolls sideways to ${page.scrollWidth}`] : [];
    for (const element of [root, ...seen(root, "*")]) {
      const style = getComputedStyle(element);
      // The bar's fill is as long as the job is far.
      if (element.closest("[part=bar], svg") || style.display === "inline") continue;
      const sideways = element.scrollWidth - element.clientWidth;
      if (style.overflowX !== "visible" && sideways > 1) {
        found.push(`${name(element)} is ${sideways} px too narrow`);
      }
      const hides = ["hidden", "clip"].includes(style.overflowY);
      if (hides && element.scrollHeight - element.clientHeight > 1) {
        found.push(`${name(element)} is ${element.scrollHeight - element.clientHeight} px too low`);
      }
    }
    const panel = root.querySelector("[part=panel]");
    const inside = isSeen(panel) ? [[panel, panel]] : [];
    inside.push(...seen(panel, "[part], button, input, select, bdi, span").map((it) => [it, panel]));
    const width = page.clientWidth;
    for (const [element, within] of [...inside, [root.querySelector("[part=pill]"), page]]) {
      const [own, whole] = [box(element), within === page ? { left: 0, right: width } : box(within)];
      const out = Math.max(whole.left - own.left, own.right - whole.right, -own.left, own.right - width);
      if (out > 1) found.push(`${name(element)} sticks out ${out.toFixed(1)} px`);
    }
    for (const part of ["pill", "panel"]) {
      const element = root.querySelector(`[part=${part}]`);
      const { top, bottom } = isSeen(element) ? box(element) : { top: 0, bottom: 0 };
      if (top < -1 || bottom > innerHeight + 1) found.push(`the ${part} is from ${top} to ${bottom} px`);
    }
    return found;
  };

  // A list that only one line is left of cannot be read.
  const squeezed = (root) =>
    seen(root, "[part=list]").flatMap((list) => {
      const panel = root.querySelector("[part=panel]");
      const left = Math.min(list.clientHeight, panel.clientHeight);
      const wanted = Math.min(list.scrollHeight, 96);
      return left >= wanted ? [] : [`${left} px are left for the list`];
    });

  const isLaidOver = (element) => getComputedStyle(element).position === "absolute";
  const covered = (root) => {
    const found = [];
    const texts = (group) =>
      // What is laid over something on purpose has a ground of its own.
      seen(group, "*").filter((it) => !it.closest("svg, select") && !isLaidOver(it)).flatMap((element) =>
        ownTexts(element).map((text) => {
          const range = document.createRange();
          range.selectNodeContents(text);
          return [element, [...range.getClientRects()]];
        }));
    const targets = seen(root, PRESSED).map((element) => [element, inSight(element)]);
    targets.forEach(([one, place], at) => {
      for (const [other, there] of targets.slice(at + 1)) {
        if (!one.contains(other) && lies(place, there)) found.push(`${name(one)} lies over ${name(other)}`);
      }
    });
    for (const group of seen(root, ":scope > button, [part=panel] > *:not(ul), li[part=job]")) {
      const all = texts(group);
      all.forEach(([one, lines], at) => {
        for (const [other, more] of all.slice(at + 1)) {
          // Text scrolled out of its own box is not seen there.
          if (one.closest("[part=events], pre") !== other.closest("[part=events], pre")) continue;
          if (lines.some((line) => more.some((it) => lies(line, it)))) {
            found.push(`the text of ${name(one)} lies over ${name(other)}`);
          }
        }
      });
    }
    return found;
  };

  const small = (root) =>
    seen(root, PRESSED).flatMap((element) => {
      // Links within text are as high as the text.
      if (element.localName === "a") return [];
      const { width, height } = box(element);
      if (width >= TARGET && height >= TARGET) return [];
      return [`${name(element)} is ${width.toFixed(1)} × ${height.toFixed(1)} px`];
    });

  // Whoever goes by Tab sees where they are: marked, and not below something else.
  const unseen = (root) => {
    const found = [];
    let element = null;
    for (let stop = 0; stop < STOPS; stop += 1) {
      // Read anew at every stop: a long list makes and drops rows around the focus.
      const stops = seen(root, `${PRESSED}, [tabindex]`);
      if (element && !stops.includes(element)) return [...found, `${name(element)} went with the focus`];
      element = stops[stops.indexOf(element) + 1];
      if (!element) break;
      element.focus();
      const active = element.getRootNode().activeElement;
      if (active !== element) {
        found.push(`${name(element)} takes no focus`);
        continue;
      }
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) {
        found.push(`the focus on ${name(element)} is not marked: ${outlineStyle} ${outlineWidth}`);
      }
      const sight = inSight(element);
      const [top, bottom] = [Math.max(sight.top, 0), Math.min(sight.bottom, innerHeight)];
      const there = element.getRootNode().elementFromPoint((sight.left + sight.right) / 2, (top + bottom) / 2);
      if (bottom - top < 8 || !there || !(element.contains(there) || there.contains(element))) {
        found.push(`the focus on ${name(element)} is behind ${there ? name(there) : "the edge"}`);
      }
    }
    return found;
  };

  // With reduced motion, nothing moves.
  const moving = (root) =>
    root.getAnimations({ subtree: true }).filter((it) => it.playState === "running")
      .map((it) => `${name(it.effect.target)} moves: ${it.animationName ?? it.transitionProperty}`);

  window.lookForBarriers = async (look) => {
    await drawn();
    if (look === "page") return axe(document);
    const root = tray();
    if (!root) return ["there is no tray"];
    // The rows that are out of sight are drawn as well.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".job-tray .job-tray__row { content-visibility: visible !important; }");
    const place = root.getRootNode();
    place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
    if (look === "fit") {
      return [cutOff, squeezed, covered, small, moving, unseen].flatMap((find) => find(root));
    }
    return [...(await axe({ include: place.host ? [["job-tray"]] : [[".job-tray"]] })), ...contrasts(root)];
  };

  window.unfold = async () => {
    const root = tray();
    for (const toggle of seen(root, "[part=details-toggle][aria-expanded=false]").slice(0, 3)) {
      toggle.click();
    }
    await drawn();
    for (const fold of root.querySelectorAll("details")) fold.open = true;
    const help = new KeyboardEvent("keydown", { key: "?", bubbles: true, composed: true });
    if (root.dataset.open === "true") root.dispatchEvent(help);
    await drawn();
    return null;
  };

  window.spaceText = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.job-tray, .job-tray * {
      line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
    } .job-tray p { margin-block-end: 2em !important; }`);
    const place = tray().getRootNode();
    place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
  };
})();
