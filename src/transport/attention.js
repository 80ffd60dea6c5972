// How a page calls a user who is elsewhere.

/** So many more to be counted where the user sees it from elsewhere, or fewer. */
export function badge(title, favicon, app, more) {
  if (title) {
    const page = document.documentElement.dataset;
    // Only what was put there by a tray: the page may count something of its own.
    const before = page.jobTrayTitle ? `(${page.jobTrayTitle}) ` : "";
    const own = document.title.startsWith(before) ? document.title.slice(before.length) : document.title;
    const count = counted("jobTrayTitle", more);
    document.title = (count ? `(${count}) ` : "") + own;
  }
  if (favicon) {
    icon(counted("jobTrayIcon", more));
  }
  if (app) {
    const count = counted("jobTrayApp", more);
    // Refused where no app is installed; there is nothing to be done about that.
    (count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => {});
  }
}

// All trays of a page count together: what they have counted stands on the page.
function counted(name, more) {
  const page = document.documentElement.dataset;
  const count = Math.max(0, (Number(page[name]) || 0) + more);
  if (count) {
    page[name] = count;
  } else {
    delete page[name];
  }
  return count;
}

// The page's own icon is kept on its link, so that nothing has to be remembered here.
function icon(count) {
  let link = document.querySelector('link[rel~="icon"]');
  if (!link && count) {
    link = document.head.appendChild(document.createElement("link"));
    link.rel = "icon";
    link.dataset.jobTrayOwn = "";
  }
  if (!link) return;
  const own = (link.dataset.jobTrayOwn ??= link.getAttribute("href") ?? "");
  link.dataset.jobTrayCount = count;
  if (!count) {
    if (own) {
      link.setAttribute("href", own);
    } else {
      link.remove();
    }
    delete link.dataset.jobTrayOwn;
    return;
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 32;
  // It is read back at once, which a graphics card may take its time for.
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const finish = (image) => {
    if (link.dataset.jobTrayCount !== String(count)) return;
    try {
      if (image) pen.drawImage(image, 0, 0, 32, 32);
      pen.fillStyle = "crimson";
      pen.beginPath();
      pen.arc(21, 21, 11, 0, 7);
      pen.fill();
      pen.fillStyle = "white";
      pen.font = "bold 16px sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(count > 9 ? "9+" : count, 21, 22);
      link.href = canvas.toDataURL();
    } catch {
      // An icon of another origin may be shown and not be drawn on.
      if (image) {
        canvas.width = 32;
        finish();
      }
    }
  };
  const image = new Image();
  image.onload = () => finish(image);
  image.onerror = () => finish();
  image.src = own || "data:,";
}

/** Shows a notification, or sounds, or both. */
export function call(notify, sound, tag, title, body) {
  if (notify && permission() === "granted") {
    try {
      const note = new Notification(title, { body, tag, renotify: true, silent: true });
      note.onclick = () => {
        window.focus();
        note.close();
      };
    } catch {
      // Some browsers of phones leave it to service workers.
    }
  }
  if (sound && navigator.userActivation?.hasBeenActive !== false) {
    chime();
  }
}

function chime() {
  const audio = new AudioContext();
  const volume = new GainNode(audio, { gain: 0.1 });
  volume.connect(audio.destination);
  [660, 880].forEach((frequency, at) => {
    const tone = new OscillatorNode(audio, { frequency });
    tone.connect(volume);
    tone.start(audio.currentTime + at * 0.15);
    tone.stop(audio.currentTime + at * 0.15 + 0.12);
    tone.onended = () => at && audio.close();
  });
}

function permission() {
  return globalThis.Notification?.permission ?? "denied";
}

/** Whether notifications are allowed; undefined if the user was not asked yet. */
export function allowed() {
  return { granted: true, denied: false }[permission()];
}

/** Asks the user; only at a press of the bell. */
export async function ask() {
  return (await globalThis.Notification?.requestPermission()) === "granted";
}
