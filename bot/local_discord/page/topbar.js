// The bar of the demo itself: its clock, what moves it, the bot's restart, light and dark.

import { el, fill, icon } from "./dom.js";

export class Topbar {
  #busy = null;

  constructor(app) {
    this.app = app;
    this.root = document.getElementById("topbar");
    this.clock = el("time", { class: "clock-time", dataset: { testid: "clock" } });
    this.zone = el("span", { class: "clock-zone" });
    this.next = el("span", { class: "unseen", id: "next-hint" });
    this.menu = el("button", { class: "tool only-phone", type: "button", "aria-label": "Channels", "aria-expanded": "false", "aria-controls": "drawer", dataset: { testid: "drawer" }, on: { click: () => app.toggleDrawer() } }, icon("menu"));
    const jump = (key, label, short, name, body, mark) => {
      const button = el("button", { class: "jump-button", type: "button", title: label, "aria-label": label, dataset: { jump: key, testid: `jump-${key}` }, on: { click: () => this.#run(key, name, body) } }, icon(mark, "icon-inline"), el("span", {}, short));
      return button;
    };
    this.hour = jump("hour", "Move the clock one hour on", "+1 h", "advance", { seconds: 3600 }, "forward");
    this.day = jump("day", "Move the clock one day on", "+1 day", "advance", { seconds: 86400 }, "forward");
    this.due = jump("due", "Move the clock to the next thing due", "Next thing due", "next_due", {}, "calendar");
    this.restart = jump("restart", "Restart the bot", "Restart the bot", "restart", {}, "restart");
    this.theme = el("button", { class: "tool", type: "button", dataset: { testid: "theme" }, on: { click: () => app.toggleTheme() } });
    this.people = el("button", { class: "tool wide", type: "button", "aria-label": "Members", "aria-pressed": "true", on: { click: () => app.toggleMembers() } }, icon("people"));
    fill(this.root, this.menu, el("div", { class: "brand" }, el("b", {}, "Local Discord"), el("small", {}, "a virtual Discord for trying Crossconnect")),
      el("div", { class: "clock", role: "group", "aria-label": "The demo's clock" }, el("span", { class: "clock-face" }, icon("clock"), this.clock, this.zone), this.hour, this.day, this.due, this.next),
      el("div", { class: "top-tools" }, this.restart, this.people, this.theme));
  }

  async #run(key, type, body) {
    if (this.#busy) return;
    this.#busy = key;
    this.draw();
    try {
      await this.app.ask(type, body);
    } catch (error) {
      this.app.tell(error.message);
    } finally {
      this.#busy = null;
      this.draw();
      document.querySelector(`[data-jump="${key}"]`)?.focus();
    }
  }

  draw() {
    const { clock } = this.app.state;
    const busy = Boolean(this.#busy || clock.busy);
    const can = clock.can ?? {};
    this.hour.disabled = this.day.disabled = busy;
    this.hour.hidden = this.day.hidden = !can.advance;
    this.due.hidden = !can.next_due;
    this.due.disabled = busy || !clock.next_due;
    const when = clock.next_due ? `${this.app.time.text(clock.next_due, "s")} (${this.app.time.relative(clock.next_due)})` : "nothing is due";
    this.due.title = `Move the clock to the next thing due: ${when}`;
    this.next.textContent = `Next thing due: ${when}`;
    this.due.setAttribute("aria-describedby", "next-hint");
    this.restart.hidden = !can.restart;
    this.restart.disabled = busy;
    for (const button of [this.hour, this.day, this.due, this.restart]) button.classList.toggle("jump-busy", button.dataset.jump === this.#busy);
    this.drawTheme();
    this.tick();
  }

  drawTheme() {
    const dark = document.documentElement.dataset.theme === "dark";
    this.theme.setAttribute("aria-label", dark ? "Light colours" : "Dark colours");
    fill(this.theme, icon(dark ? "sun" : "moon"));
  }

  tick() {
    const { time } = this.app;
    const text = time.clock(time.now());
    if (this.clock.textContent !== text) {
      this.clock.textContent = text;
      this.clock.dateTime = new Date(time.now()).toISOString();
    }
    if (this.zone.textContent !== time.zone) this.zone.textContent = time.zone;
  }
}
