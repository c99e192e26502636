// Puts the page together: the world as the server tells it, the reader's place in it, and what each click does.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { el, fill, icon } from "./dom.js";
import { Forum } from "./forum.js";
import { Interactions } from "./interactions.js";
import { channelIcon } from "./markdown.js";
import { openMenu, profileCard } from "./menu.js";
import { MessageList, summary } from "./messages.js";
import { Sidebar } from "./sidebar.js";
import { FORUM, State, THREADS } from "./state.js";
import { ReaderTime } from "./time.js";
import { Topbar } from "./topbar.js";

class App {
  #names = ""; #told = null; #target = null;

  constructor() {
    this.state = new State();
    this.state.local = new Map();
    this.time = new ReaderTime();
    this.lastIn = {};
    this.interactions = new Interactions(this);
    this.pending = this.interactions.pending;
    this.view = document.getElementById("view");
    this.heading = document.getElementById("heading");
    this.banner = document.getElementById("banner");
    this.live = document.getElementById("live");
    this.messages = new MessageList(this);
    this.forum = new Forum(this);
    this.sidebar = new Sidebar(this);
    this.topbar = new Topbar(this);
    this.composer = new Composer(document.getElementById("composer"), this);
    this.connection = new Connection({ hello: () => ({ type: "hello", reader: this.hash().as }), onPush: (frame) => this.#take(frame), onState: (state) => this.#connected(state) });
    document.getElementById("scrim").addEventListener("click", () => this.toggleDrawer(false));
    addEventListener("hashchange", () => this.#hashMoved());
    addEventListener("keydown", (event) => { if (event.key === "Escape" && document.body.classList.contains("drawer-open")) this.toggleDrawer(false); });
    document.addEventListener("visibilitychange", () => this.#markRead());
    setInterval(() => { this.topbar.tick(); this.sidebar.tick(); this.time.tick(); }, 1000);
    this.composer.show(null);
    this.connection.open();
  }

  ask(type, body) { return this.connection.ask(type, body); }

  // -- where we are: #as=<reader>&in=<channel>

  hash() { return Object.fromEntries(new URLSearchParams(location.hash.slice(1))); }

  #setHash(as, channel) {
    const wanted = `#${new URLSearchParams({ as, ...(channel ? { in: channel } : {}) })}`;
    if (location.hash !== wanted) history.replaceState(null, "", wanted);
  }

  #hashMoved() {
    const { as, in: channel } = this.hash();
    if (as && as !== this.state.reader) this.connection.say({ type: "hello", reader: as });
    else if (channel && channel !== this.state.channel && this.state.channels.has(channel)) this.open(channel);
  }

  become(reader) {
    this.#setHash(reader, this.state.channel);
    this.connection.say({ type: "hello", reader });
  }

  // -- what the server says

  #connected(state) {
    if (state === "lost") {
      this.interactions.forget();
      this.tell("Connection lost. Trying again…", true);
      document.body.dataset.ready = "no";
    } else this.tell(null);
  }

  #take(frame) {
    switch (frame.type) {
      case "snapshot": this.#snapshot(frame); break;
      case "guild": this.state.takeGuild(frame.guild); this.#structure(); break;
      case "guild_gone": this.state.guilds.delete(frame.id); this.#structure(); break;
      case "history": this.#history(frame); break;
      case "message": this.#message(frame.message); break;
      case "message_gone": this.state.dropMessage(frame.channel, frame.id); this.redrawMessage({ channel_id: frame.channel }); break;
      case "interaction": this.interactions.take(frame); break;
      case "clock": this.#clock(frame.clock); break;
      default: break;
    }
  }

  #clock(clock) {
    const day = this.time.dayKey(this.time.now());
    this.state.clock = clock;
    this.time.setNow(clock.now);
    this.topbar.draw();
    this.sidebar.tick();
    this.time.tick();
    if (day !== this.time.dayKey(this.time.now())) this.#rebuild();   // "today" has moved
  }

  #snapshot(frame) {
    const same = frame.reader === this.state.reader;
    this.interactions.forget();
    this.state.cdn = frame.cdn;
    this.state.takeSnapshot(frame);
    if (!same) {
      this.state.local.clear();
      this.live.replaceChildren();
    }
    const me = this.state.me();
    this.time.setReader(me.zone, me.locale);
    this.time.setNow(frame.clock.now);
    this.#names = this.#namesNow();
    this.topbar.draw();
    const wanted = [this.hash().in, this.state.channel].find((id) => this.state.channels.has(id));
    const guild = [...this.state.guilds.values()][0];
    this.open(wanted ?? (guild && this.sidebar.firstChannel(guild)) ?? this.state.dms[0]?.id, null, !same);
    document.body.dataset.ready = "yes";
    document.body.dataset.reader = frame.reader;
  }

  #namesNow() {
    return JSON.stringify([...this.state.guilds.values()].map((guild) => [guild.roles, guild.members, guild.channels.map((c) => [c.id, c.name, c.available_tags])]));
  }

  #structure() {
    if (this.#target && this.state.channels.has(this.#target)) {
      this.open(this.#target);
      this.#target = null;
      return;
    }
    const channel = this.state.channels.get(this.state.channel);
    if (!channel) {
      const guild = [...this.state.guilds.values()][0];
      this.open((guild && this.sidebar.firstChannel(guild)) ?? this.state.dms[0]?.id);
      return;
    }
    const names = this.#namesNow();
    if (names !== this.#names) this.#rebuild();
    this.#names = names;
    this.sidebar.draw();
    this.#drawHeading(channel);
    this.composer.refresh(channel);
    this.#refreshView(channel);
  }

  #rebuild() {
    const channel = this.state.channels.get(this.state.channel);
    if (channel && channel.type !== FORUM) this.messages.show(channel);
    else this.forum.draw();
  }

  #refreshView(channel, changed = null) {
    if (channel.type === FORUM) this.forum.show(channel);
    else this.messages.draw(changed);
  }

  #message(message) {
    const fresh = this.state.takeMessage(message);
    if (message.channel_id === this.state.channel) {
      if (fresh && message.author.id !== this.state.reader) {
        const person = this.state.person(message.author.id, this.state.guildOf(this.state.channels.get(message.channel_id)), message.author);
        this.live.append(el("p", {}, `${person.name}: ${summary(message)}`));
        while (this.live.children.length > 5) this.live.firstChild.remove();
      }
      this.#markRead();
    }
    this.redrawMessage(message);
  }

  #history(frame) {
    for (const message of frame.messages) this.state.takeMessage(message);
    if (frame.complete) this.state.complete.add(frame.channel);
    if (frame.channel === this.state.channel) this.#markRead();
    this.redrawMessage({ channel_id: frame.channel });
  }

  /** Draw again what shows this message: its list, its forum, the marks in the sidebar. */
  redrawMessage(message) {
    const here = this.state.channels.get(this.state.channel);
    if (here && here.id === message.channel_id) this.#refreshView(here, message.id ?? null);
    else if (here?.type === FORUM) this.forum.draw();
    this.sidebar.draw();
  }

  #markRead() {
    const { channel } = this.state;
    if (channel && document.visibilityState === "visible") this.state.markRead(channel);
  }

  // -- going places

  open(id, message = null, refocus = true) {
    const channel = this.state.channels.get(id);
    if (!channel) {
      fill(this.heading);
      fill(this.view, el("p", { class: "forum-empty" }, "There is nothing here that you can see."));
      this.state.channel = null;
      this.composer.show(null);
      this.sidebar.draw();
      return;
    }
    const moved = this.state.channel !== id;
    this.state.channel = id;
    if (channel.guild_id) this.lastIn[channel.guild_id] = id;
    this.#setHash(this.state.reader, id);
    this.state.setDivider(id);
    this.#markRead();
    this.#drawHeading(channel);
    if (channel.type === FORUM) {
      fill(this.view, this.forum.element);
      this.forum.show(channel);
      this.composer.show(null);
    } else {
      if (this.view.firstChild !== this.messages.wrap) fill(this.view, this.messages.wrap);
      this.messages.show(channel);
      if (moved || refocus) this.composer.show(channel);
      else this.composer.refresh(channel);
    }
    this.sidebar.draw();
    this.toggleDrawer(false);
    if (message) this.messages.reveal(message);
    else if (refocus && matchMedia("(pointer: fine)").matches) this.composer.focus();
  }

  /** Go to a channel that the server has just made and will tell of in a moment. */
  openSoon(id) {
    if (this.state.channels.has(id)) this.open(id);
    else this.#target = id;
  }

  #drawHeading(channel) {
    const parent = THREADS.includes(channel.type) ? this.state.channels.get(channel.parent_id) : null;
    fill(this.heading, parent ? el("button", { class: "crumb", type: "button", on: { click: () => this.open(parent.id) } }, icon(channelIcon(parent), "icon-inline"), parent.name) : null,
      parent ? el("span", { class: "crumb-sep", "aria-hidden": "true" }, "›") : null,
      el("h2", { class: "heading-name" }, icon(channelIcon(channel), "icon-inline"), channel.name),
      channel.topic ? el("span", { class: "topic", title: channel.topic }, channel.topic) : null,
      channel.can_send === false ? el("span", { class: "tag" }, "read only for you") : null);
    document.title = `${channel.type === 1 ? "@" : parent ? "" : "#"}${channel.name} · Local Discord`;
  }

  async older(channel) {
    const first = this.state.messages.get(channel)?.[0]?.id;
    const { messages, complete } = await this.ask("older", { channel, before: first ?? null });
    for (const message of messages) this.state.takeMessage(message);
    if (complete) this.state.complete.add(channel);
    this.messages.draw();
    if (first) this.messages.reveal(first);
  }

  focusComposer() { this.composer.focus(); }

  // -- what people do

  press(message, component, values) { return this.interactions.press(message, component, values); }
  command(body) { return this.interactions.command("command", body); }

  runCommand(name) {
    this.composer.startCommand(name);
  }

  async dismiss(message) {
    if (message.local) this.interactions.unsay(message.channel_id, message.local);
    else await this.#try(this.ask("dismiss", { channel: message.channel_id, message: message.id }));
    this.focusComposer();
  }

  async #try(promise) {
    try {
      return await promise;
    } catch (error) {
      this.tell(error.message);
      return null;
    }
  }

  async #apps(kind, channel, target) {
    const found = await this.#try(this.ask("commands", { channel, kind }));
    const entries = (found?.commands ?? []).map((command) => ({
      label: command.name, mark: icon("apps"),
      run: () => this.#try(this.interactions.command(kind === 2 ? "on_user" : "on_message", { channel, command: command.id, name: command.name, target, label: command.name })),
    }));
    return entries.length ? [{ head: "Apps" }, ...entries] : [];
  }

  async openMessageMenu(message, at, back) {
    if (message.local) return;
    const apps = await this.#apps(3, message.channel_id, message.id);
    const text = message.content || summary(message);
    openMenu([...apps, { head: "Message" }, { label: "Copy text", mark: icon("file"), run: () => this.#copy(text) }, { label: "Copy message ID", mark: icon("hash"), run: () => this.#copy(message.id) }], at, back, { label: "Message" });
  }

  async openPerson(id, anchor) {
    const channel = this.state.channels.get(this.state.channel);
    const guild = this.state.guildOf(channel);
    const reader = this.state.readers.find((each) => each.id === id);
    const person = { ...reader, ...this.state.person(id, guild) };
    const apps = channel ? await this.#apps(2, channel.id, id) : [];
    const dm = this.state.dms.find((each) => each.recipient.id === id);
    const entries = [...apps, dm ? { label: `Message ${person.name}`, mark: icon("at"), run: () => this.open(dm.id) } : null, { label: "Copy user ID", mark: icon("hash"), run: () => this.#copy(id) }].filter(Boolean);
    openMenu(entries, anchor.getBoundingClientRect(), anchor, { label: person.name, top: profileCard(person, guild, this.time) });
  }

  openPersonas(anchor) { this.sidebar.personaMenu(anchor); }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.tell("Copied.");
    } catch {
      this.tell("The browser did not allow copying.");
    }
  }

  // -- the page itself

  /** A line at the top: gone by itself unless it `stays`. */
  tell(text, stays = false) {
    clearTimeout(this.#told);
    this.banner.hidden = !text;
    fill(this.banner, text);
    if (text && !stays) this.#told = setTimeout(() => { this.banner.hidden = true; }, 6000);
  }

  toggleDrawer(open = !document.body.classList.contains("drawer-open")) {
    const was = document.body.classList.contains("drawer-open");
    document.body.classList.toggle("drawer-open", open);
    document.getElementById("scrim").hidden = !open;
    this.topbar.menu.setAttribute("aria-expanded", String(open));
    if (open) (document.querySelector("#channels .channel-active") ?? document.querySelector("#channels button"))?.focus();
    else if (was) this.topbar.menu.focus();
  }

  toggleMembers() {
    const hidden = document.body.classList.toggle("no-members");
    this.topbar.people.setAttribute("aria-pressed", String(!hidden));
  }

  toggleTheme() {
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark", true);
    this.topbar.drawTheme();
  }
}

function setTheme(theme, keep = false) {
  document.documentElement.dataset.theme = theme;
  if (!keep) return;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // storage switched off: the choice lasts until the page is loaded again
  }
}

function firstTheme() {
  try {
    const kept = localStorage.getItem("theme");
    if (kept === "dark" || kept === "light") return kept;
  } catch {
    // storage switched off
  }
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

setTheme(firstTheme());
new App();
