// Guilds, channels, direct messages, members, and who you are.

import { avatar, el, fill, icon } from "./dom.js";
import { channelIcon } from "./markdown.js";
import { openMenu } from "./menu.js";
import { CATEGORY, DM, FORUM, THREADS, byAge } from "./state.js";

function badge(count) {
  return count ? el("span", { class: "badge", "aria-hidden": "true" }, count > 99 ? "99+" : String(count)) : null;
}

export class Sidebar {
  constructor(app) {
    this.app = app;
    this.rail = document.getElementById("rail");
    this.channels = document.getElementById("channels");
    this.persona = document.getElementById("persona");
    this.members = document.getElementById("members");
    this.channels.addEventListener("keydown", (event) => this.#keys(event));
  }

  draw() {
    const focus = document.activeElement?.closest?.("#rail, #channels, #persona") ? document.activeElement.dataset.key : null;
    this.#drawRail();
    this.#drawChannels();
    this.#drawPersona();
    this.#drawMembers();
    if (focus) document.querySelector(`#rail [data-key="${focus}"], #channels [data-key="${focus}"], #persona [data-key="${focus}"]`)?.focus();
  }

  #drawRail() {
    const { state } = this.app;
    const here = state.channels.get(state.channel);
    const button = (key, name, active, unread, pings, inside, run) => el("button", {
      class: `guild ${active ? "guild-active" : ""}`, type: "button", "aria-label": `${name}${pings ? `, ${pings} mentions` : unread ? ", unread" : ""}`, title: name,
      "aria-current": active ? "true" : null, dataset: { key }, on: { click: run },
    }, unread && !active ? el("span", { class: "pill", "aria-hidden": "true" }) : null, inside, badge(pings));
    const sum = (ids, count) => ids.reduce((total, id) => total + count(id), 0);
    const dmIds = state.dms.map((dm) => dm.id);
    const unread = (id) => state.unread(id).length;
    fill(this.rail, button("dms", "Direct messages", here?.type === DM, sum(dmIds, unread), sum(dmIds, (id) => state.pings(id)), icon("at"), () => this.app.open(state.dms[0]?.id)),
      el("hr", { class: "rail-line" }),
      [...state.guilds.values()].map((guild) => {
        const ids = guild.channels.map((channel) => channel.id);
        const initials = guild.name.split(/\s+/).map((word) => [...word][0]).join("").slice(0, 3);
        return button(guild.id, guild.name, here?.guild_id === guild.id, sum(ids, unread), sum(ids, (id) => state.pings(id)), el("span", { "aria-hidden": "true" }, initials), () => this.app.open(this.firstChannel(guild)));
      }));
  }

  firstChannel(guild) {
    const known = this.app.lastIn[guild.id];
    if (known && this.app.state.channels.has(known)) return known;
    return this.#tree(guild).flatMap((group) => group.channels)[0]?.id;
  }

  #tree(guild) {
    const sorted = (list) => list.sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || byAge(a.id, b.id));
    const plain = guild.channels.filter((channel) => !THREADS.includes(channel.type) && channel.type !== CATEGORY);
    const groups = [{ name: null, id: null, channels: sorted(plain.filter((channel) => !channel.parent_id)) }];
    for (const category of sorted(guild.channels.filter((channel) => channel.type === CATEGORY))) {
      groups.push({ name: category.name, id: category.id, channels: sorted(plain.filter((channel) => channel.parent_id === category.id)) });
    }
    return groups.filter((group) => group.channels.length);
  }

  #drawChannels() {
    const { state } = this.app;
    const here = state.channels.get(state.channel);
    const scroll = this.channels.querySelector(".channel-scroll")?.scrollTop ?? 0;
    if (!here || here.type === DM) {
      fill(this.channels, el("div", { class: "guild-name" }, el("h1", {}, "Direct messages")), el("div", { class: "channel-scroll" }, el("ul", {}, state.dms.map((dm) => this.#entry({ ...state.channels.get(dm.id) }, false)))));
      return;
    }
    const guild = state.guilds.get(here.guild_id);
    fill(this.channels, el("div", { class: "guild-name" }, el("h1", {}, guild.name)),
      el("div", { class: "channel-scroll" }, this.#tree(guild).map((group) => el("section", {},
        group.name ? el("h2", { class: "category" }, group.name) : null,
        el("ul", {}, group.channels.map((channel) => [this.#entry(channel, false), ...this.#threads(channel)]))))));
    this.channels.querySelector(".channel-scroll").scrollTop = scroll;
  }

  #threads(channel) {
    const { state } = this.app;
    return state.threadsOf(channel.id).filter((thread) => !thread.thread_metadata?.archived
      && (channel.type !== FORUM || thread.id === state.channel || state.unread(thread.id).length))
      .sort((a, b) => byAge(b.id, a.id)).slice(0, 12).map((thread) => this.#entry(thread, true));
  }

  #entry(channel, nested) {
    const { state } = this.app;
    const forumUnread = channel.type === FORUM ? state.threadsOf(channel.id).some((thread) => state.unread(thread.id).length) : false;
    const unread = state.unread(channel.id).length > 0 || forumUnread;
    const pings = state.pings(channel.id);
    const active = channel.id === state.channel;
    return el("li", { class: nested ? "nested" : "" }, el("button", {
      class: `channel ${active ? "channel-active" : ""} ${unread && !active ? "channel-unread" : ""}`, type: "button", "aria-current": active ? "page" : null,
      "aria-label": `${channel.name}${pings ? `, ${pings} mentions` : unread ? ", unread" : ""}`, dataset: { key: channel.id, testid: `channel-${channel.name}` }, on: { click: () => this.app.open(channel.id) },
    }, unread && !active ? el("span", { class: "pill", "aria-hidden": "true" }) : null,
    channel.type === DM ? avatar(channel.recipient, "avatar-small") : icon(channelIcon(channel)), el("span", { class: "channel-text" }, channel.name),
    channel.type !== DM && !nested && channel.can_send === false ? icon("lock", "icon-lock") : null, badge(pings)));
  }

  /** Up and down walk through the channels. */
  #keys(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = [...this.channels.querySelectorAll(".channel")];
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length].focus();
  }

  #drawPersona() {
    const { state, time } = this.app;
    const me = state.me();
    const button = el("button", {
      class: "persona-button", type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `You are: ${me.name}. Switch person`, dataset: { key: "persona", testid: "persona" },
      on: { click: () => this.app.openPersonas(button) },
    }, avatar(me), el("span", { class: "persona-text" }, el("span", { class: "persona-you" }, "You are: ", el("b", {}, me.name)),
      el("small", {}, [me.zone.replaceAll("_", " "), " · ", el("span", { class: "persona-time" }, time.inZone(time.now(), me.zone))])), icon("down"));
    fill(this.persona, button);
  }

  tick() {
    const { state, time } = this.app;
    const node = this.persona.querySelector(".persona-time");
    if (node && state.reader) node.textContent = time.inZone(time.now(), state.me().zone);
  }

  personaMenu(anchor) {
    const { state, time } = this.app;
    openMenu(state.readers.map((reader) => ({
      label: reader.name, checked: reader.id === state.reader, mark: avatar(reader, "avatar-small"),
      description: [reader.note, reader.zone.replaceAll("_", " "), time.inZone(time.now(), reader.zone)].filter(Boolean).join(" · "), run: () => this.app.become(reader.id),
    })), anchor.getBoundingClientRect(), anchor, { label: "You are" });
  }

  #drawMembers() {
    const { state } = this.app;
    const guild = state.guildOf(state.channels.get(state.channel));
    document.body.classList.toggle("has-members", Boolean(guild));
    if (!guild) {
      fill(this.members);
      return;
    }
    const groups = new Map();
    const hoisted = guild.roles.filter((role) => role.hoist).sort((a, b) => b.position - a.position);
    for (const member of guild.members) {
      const role = hoisted.find((each) => member.roles.includes(each.id));
      const name = role?.name ?? (member.bot ? "Apps" : "Members");
      groups.set(name, [...(groups.get(name) ?? []), member]);
    }
    const order = [...hoisted.map((role) => role.name), "Members", "Apps"].filter((name) => groups.has(name));
    fill(this.members, order.map((name) => el("section", {}, el("h2", { class: "category" }, `${name} — ${groups.get(name).length}`),
      el("ul", {}, groups.get(name).sort((a, b) => a.name.localeCompare(b.name)).map((member) => {
        const person = state.person(member.id, guild);
        return el("li", {}, el("button", {
          class: "member", type: "button", on: { click: (event) => this.app.openPerson(member.id, event.currentTarget), contextmenu: (event) => { event.preventDefault(); this.app.openPerson(member.id, event.currentTarget); } },
        }, avatar(person, "avatar-small"), el("span", { class: "member-name", dataset: { coloured: person.colour ? "1" : "0" }, style: person.colour ? { "--role": person.colour } : {} }, person.name), person.bot ? el("span", { class: "app-badge" }, "APP") : null));
      })))));
  }
}
