// The message box: ordinary messages with files, and the slash-command picker.

import { avatar, el, fill, icon } from "./dom.js";
import { CommandLine, leaves } from "./command.js";
import { size } from "./media.js";
import { Suggestions } from "./suggestions.js";
import { THREADS } from "./state.js";

const MOST_FILES = 10;

export class Composer {
  #channel = null; #line = null; #files = []; #commands = null; #drafts = new Map(); #busy = false;

  constructor(form, app) {
    this.form = form;
    this.app = app;
    this.suggestions = new Suggestions();
    this.error = el("div", { class: "command-error", role: "alert", hidden: true, dataset: { testid: "composer-error" } });
    this.fileList = el("ul", { class: "file-list", "aria-label": "Files to send", hidden: true });
    this.text = el("textarea", {
      id: "composer-text", class: "composer-text", rows: "1", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-autocomplete": "list",
      dir: "auto", autocomplete: "off", maxlength: "2000", dataset: { testid: "composer" },
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event), blur: () => this.suggestions.close(), focus: () => this.#typed() },
    });
    this.picker = el("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": "Files", on: { change: () => this.#addFiles() } });
    this.attach = el("button", { class: "tool", type: "button", "aria-label": "Attach files", on: { click: () => this.picker.click() } }, icon("plus"));
    this.sendButton = el("button", { class: "tool tool-send", type: "submit", "aria-label": "Send", dataset: { testid: "send" } }, icon("send"));
    this.cancel = el("button", { class: "tool", type: "button", hidden: true, "aria-label": "Cancel the command", on: { click: () => this.#leave(true) } }, icon("close"));
    this.body = el("div", { class: "composer-body" }, this.text);
    fill(form, this.suggestions.element, this.error, this.fileList, el("div", { class: "composer-box" }, this.attach, this.picker, this.body, this.cancel, this.sendButton));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(); });
  }

  show(channel) {
    if (this.#channel) this.#drafts.set(this.#channel.id, this.text.value);
    this.#channel = channel;
    this.#leave();
    this.#files = [];
    this.#drawFiles();
    this.#fail("");
    this.form.hidden = !channel;
    if (!channel) return;
    this.text.value = this.#drafts.get(channel.id) ?? "";
    this.#typed();
    this.refresh(channel);
  }

  /** The same channel, perhaps with other permissions. */
  refresh(channel) {
    this.#channel = channel;
    const place = channel.type === 1 || THREADS.includes(channel.type) ? channel.name : `#${channel.name}`;
    this.text.placeholder = channel.can_send ? `Message ${channel.type === 1 ? "@" : ""}${place}` : "You cannot write here; type / for commands";
    this.text.setAttribute("aria-label", `Message ${place}. Type / for commands.`);
    this.attach.disabled = !channel.can_send;
  }

  focus() { if (!this.form.hidden) this.text.focus(); }

  /** Start with a command by its full name, as a command mention does. */
  async startCommand(name) {
    await this.#load();
    const leaf = leaves(this.#commands ?? []).find((each) => each.name === name);
    if (leaf) this.#choose(leaf);
    else {
      this.text.value = `/${name}`;
      this.text.focus();
      this.#typed();
    }
  }

  #fail(text) {
    fill(this.error, text ? [icon("warning", "icon-inline"), text] : null);
    this.error.hidden = !text;
  }

  // -- ordinary messages

  async #typed() {
    this.text.style.setProperty("--rows", String(Math.min(10, this.text.value.split("\n").length)));
    this.#fail("");
    const value = this.text.value;
    if (!value.startsWith("/") || value.includes("\n") || document.activeElement !== this.text) {
      this.#commands = null;
      this.suggestions.close();
      return;
    }
    await this.#load();
    if (this.text.value !== value || this.#line) return;
    const words = value.slice(1).toLowerCase().trimStart();
    const found = leaves(this.#commands ?? []).filter((leaf) => matches(leaf.name, words))
      .sort((a, b) => b.name.startsWith(words) - a.name.startsWith(words));
    const { bot } = this.app.state;
    this.suggestions.show(this.text, {
      title: null, label: "Commands",
      items: found.slice(0, 50).map((leaf) => ({
        label: `/${leaf.name}`, description: leaf.description, group: bot.name, leaf, mark: () => avatar({ ...bot, bot: true }, "avatar-small"),
        detail: leaf.options.filter((option) => option.required).map((option) => ` ${option.name}`).join(""),
      })),
      onPick: (item) => this.#choose(item.leaf), empty: this.#commands?.length ? "No command matches." : `${bot.name} offers you no commands here.`,
    });
  }

  async #load() {
    if (this.#commands) return;
    try {
      this.#commands = (await this.app.ask("commands", { channel: this.#channel.id, kind: 1 })).commands;
    } catch {
      this.#commands = null;   // the banner already says that the connection is gone
    }
  }

  #key(event) {
    if (this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    }
  }

  async #submit() {
    if (this.#line) {
      this.#line.submit();
      return;
    }
    const content = this.text.value;
    if (this.#busy || (!content.trim() && !this.#files.length)) return;
    if (content.startsWith("/")) {
      const leaf = leaves(this.#commands ?? []).find((each) => `/${each.name}` === content.trim());
      if (leaf) {
        this.#choose(leaf);
        return;
      }
    }
    if (!this.#channel.can_send) {
      this.#fail("You cannot send messages in this channel.");
      return;
    }
    this.#busy = true;
    try {
      const files = [];
      for (const file of this.#files) files.push(await this.app.connection.upload(file));
      await this.app.ask("send", { channel: this.#channel.id, content, files });
      this.text.value = "";
      this.#files = [];
      this.#drawFiles();
      this.#typed();
    } catch (error) {
      this.#fail(error.message);
    } finally {
      this.#busy = false;
    }
  }

  #addFiles() {
    this.#files = [...this.#files, ...this.picker.files].slice(0, MOST_FILES);
    this.picker.value = "";
    this.#drawFiles();
    this.text.focus();
  }

  #drawFiles() {
    this.fileList.hidden = !this.#files.length;
    fill(this.fileList, this.#files.map((file, index) => el("li", {}, icon("file"), el("span", {}, file.name), el("small", {}, size(file.size)),
      el("button", { class: "tool", type: "button", "aria-label": `Remove ${file.name}`, on: { click: () => { this.#files.splice(index, 1); this.#drawFiles(); this.text.focus(); } } }, icon("close")))));
  }

  // -- commands

  #choose(leaf) {
    this.#fail("");
    this.suggestions.close();
    const { app } = this;
    const channel = this.#channel;
    this.#line = new CommandLine(leaf, {
      suggestions: this.suggestions, ctx: { state: app.state, guild: app.state.guildOf(channel) },
      cancel: () => this.#leave(true), focusSend: () => this.sendButton.focus(), submit: (values) => this.#run(leaf, values),
      autocomplete: async (each, options, focused, text) => (await app.ask("autocomplete", { channel: channel.id, command: each.command.id, path: each.path, options, focused, text })).choices,
    });
    this.text.value = "";
    fill(this.body, this.#line.element);
    this.cancel.hidden = false;
    this.attach.hidden = true;
    this.#line.focus();
  }

  #leave(focus = false) {
    if (!this.#line) return;
    this.#line = null;
    this.suggestions.close();
    this.cancel.hidden = true;
    this.attach.hidden = false;
    fill(this.body, this.text);
    this.#fail("");
    if (focus) this.text.focus();
  }

  async #run(leaf, values) {
    if (this.#busy) return;
    this.#busy = true;
    const line = this.#line;
    this.form.setAttribute("aria-busy", "true");
    try {
      const options = {};
      for (const [name, value] of Object.entries(values)) options[name] = value instanceof File ? { upload: await this.app.connection.upload(value) } : value;
      await this.app.command({ channel: this.#channel.id, command: leaf.command.id, path: leaf.path, options, label: `/${leaf.name}` });
      if (this.#line === line) this.#leave(true);
    } catch (error) {
      if (!line.refuse(error)) this.#fail(error.message);
    } finally {
      this.#busy = false;
      this.form.removeAttribute("aria-busy");
    }
  }
}

function matches(name, words) {
  if (!words) return true;
  if (name.startsWith(words)) return true;
  const parts = name.split(/[\s-]/);
  return words.split(/\s+/).filter(Boolean).every((word) => parts.some((part) => part.startsWith(word)) || name.includes(word));
}
