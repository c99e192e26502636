// Times as the reader sees them: their own zone, their own locale, and the demo's clock for what is relative.

import { el } from "./dom.js";

const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: { dateStyle: "long" },
  f: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  F: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  s: { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

export class ReaderTime {
  #offset = 0;
  #zone = "UTC";
  #locale = "en-GB";
  #formats = new Map();

  /** `now`: the demo's present in ms since 1970. */
  setNow(now) { this.#offset = now - Date.now(); }
  setReader(zone, locale) {
    this.#zone = zone || "UTC";
    this.#locale = !locale || locale === "en-US" ? "en-GB" : locale;
    this.#formats.clear();
  }

  now() { return Date.now() + this.#offset; }
  get zone() { return this.#zone; }

  #format(options, zone = this.#zone) {
    const key = JSON.stringify(options) + zone;
    if (!this.#formats.has(key)) {
      this.#formats.set(key, new Intl.DateTimeFormat(this.#locale, { ...options, timeZone: zone }));
    }
    return this.#formats.get(key);
  }

  /** A time in Discord's style letter; the letter R is relative. Out of range comes back as null. */
  text(ms, style = "f") {
    if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
    return style === "R" ? this.relative(ms) : this.#format(STYLES[style] ?? STYLES.f).format(ms);
  }

  relative(ms) {
    const seconds = Math.round((ms - this.now()) / 1000);
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
    return new Intl.RelativeTimeFormat(this.#locale, { numeric: "always" }).format(Math.trunc(seconds / size), unit);
  }

  day(ms) { return this.#format({ day: "numeric", month: "long", year: "numeric" }).format(ms); }
  dayKey(ms) { return this.#format({ day: "2-digit", month: "2-digit", year: "numeric" }).format(ms); }
  hour(ms) { return this.#format({ hour: "2-digit", minute: "2-digit" }).format(ms); }
  full(ms) { return `${this.text(ms, "F")} (${this.#zone})`; }
  inZone(ms, zone) { return this.#format({ weekday: "short", hour: "2-digit", minute: "2-digit" }, zone).format(ms); }
  clock(ms) {
    return this.#format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
  }

  /** How a message's moment is written beside its author: today by the hour, else with the day. */
  stamp(ms) {
    const now = this.now();
    if (this.dayKey(ms) === this.dayKey(now)) return this.hour(ms);
    if (this.dayKey(ms) === this.dayKey(now - 86400000)) return `Yesterday at ${this.hour(ms)}`;
    return this.text(ms, "s");
  }

  /** `<t:seconds:style>` as an element; relative ones are kept fresh by `tick`. */
  element(seconds, style) {
    const ms = seconds * 1000;
    const text = this.text(ms, style);
    if (text === null) return null;
    return el("time", {
      class: "stamp", datetime: new Date(ms).toISOString(), title: this.full(ms), tabindex: "0",
      dataset: style === "R" ? { relative: String(ms) } : {}, text,
    });
  }

  tick(root = document) {
    for (const node of root.querySelectorAll("time[data-relative]")) {
      const text = this.relative(Number(node.dataset.relative));
      if (node.textContent !== text) node.textContent = text;
    }
  }
}
