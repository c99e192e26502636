// The message list of one channel.

import { append, avatar, el, fill, icon } from "./dom.js";
import { components, wordsOf } from "./components.js";
import { blocks, inline, plainText } from "./markdown.js";
import { attachments, embed } from "./media.js";
import { EPHEMERAL, LOADING, PUBLISHED, SUPPRESS_EMBEDS, THREADS, byAge } from "./state.js";

const GROUP_MS = 7 * 60 * 1000;
const SYSTEM = { 6: "pinned a message to this channel.", 7: "joined the guild.", 12: "added a channel to follow.", 18: "started a thread:" };

/** What a message says, in a few plain words: for announcements and reply previews. */
export function summary(message) {
  const text = message.content || wordsOf(message.components) || message.embeds[0]?.title || message.embeds[0]?.description || "";
  const words = plainText(text);
  if (words) return words.length > 140 ? `${words.slice(0, 139)}…` : words;
  return message.attachments.length ? `${message.attachments.length} file(s)` : "a message";
}

export class MessageList {
  #channel = null; #nodes = new Map(); #atEnd = true; #size = "";

  /** `app` gives state, time and what a click does. */
  constructor(app) {
    this.app = app;
    this.list = el("ol", { class: "messages", "aria-label": "Messages", dataset: { testid: "messages" } });
    this.start = el("div", { class: "start" });
    this.element = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Message history" }, this.start, this.list);
    this.jump = el("button", { class: "jump", type: "button", hidden: true, on: { click: () => this.toEnd() } }, "Newest messages", icon("down"));
    this.wrap = el("div", { class: "scroller-wrap" }, this.element, this.jump);
    this.element.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.element;
      const size = `${scrollHeight} ${clientHeight}`;
      const resized = size !== this.#size;
      this.#size = size;
      if (resized && this.#atEnd) {
        this.toEnd();   // a picture arrived or the message box grew; nobody scrolled
        return;
      }
      this.#atEnd = scrollHeight - scrollTop - clientHeight < 60;
      this.jump.hidden = this.#atEnd;
    }, { passive: true });
    this.element.addEventListener("grown", () => { if (this.#atEnd) this.toEnd(); });
    const size = new ResizeObserver(() => { if (this.#atEnd) this.toEnd(); });
    size.observe(this.element);
    size.observe(this.list);
  }

  toEnd() {
    const { scrollHeight, clientHeight } = this.element;
    this.#size = `${scrollHeight} ${clientHeight}`;
    this.element.scrollTop = scrollHeight;
    this.#atEnd = true;
    this.jump.hidden = true;
  }

  show(channel) {
    this.#channel = channel;
    this.#nodes.clear();
    this.list.replaceChildren();
    this.draw();
    this.toEnd();
  }

  /** Bring the list in line with the state; `changed` is the one message that must be built again. */
  draw(changed = null) {
    const { state, time } = this.app;
    const channel = this.#channel;
    if (!channel) return;
    const all = [...(state.messages.get(channel.id) ?? []), ...(state.local?.get(channel.id) ?? [])].sort((a, b) => byAge(a.id, b.id));
    const held = this.#atEnd;
    const focus = document.activeElement?.dataset?.key;
    const focusIn = document.activeElement?.closest?.("[data-message]")?.dataset.message;
    this.#drawStart(channel);
    const wanted = [];
    let previous = null;
    for (const message of all) {
      const ms = Date.parse(message.timestamp);
      const newDay = !previous || time.dayKey(Date.parse(previous.timestamp)) !== time.dayKey(ms);
      const isNew = state.divider[channel.id] === message.id;
      if (newDay || isNew) {
        wanted.push(this.#node(`line-${message.id}-${newDay}-${isNew}`, () => el("li", { class: `line ${isNew ? "line-new" : ""}`, role: "separator" },
          newDay ? el("span", {}, time.day(ms)) : null, isNew ? el("b", {}, "New") : null)));
      }
      const grouped = !newDay && !isNew && previous.author.id === message.author.id && ms - Date.parse(previous.timestamp) < GROUP_MS
        && [0, 20].includes(message.type) && !message.message_reference && !message.interaction_metadata && !(message.flags & EPHEMERAL)
        && !(previous.flags & EPHEMERAL) && [0, 19, 20].includes(previous.type);
      if (changed === message.id || this.#nodes.get(message.id)?.grouped !== grouped) this.#nodes.delete(message.id);
      wanted.push(this.#node(message.id, () => Object.assign(this.#message(message, grouped), { grouped })));
      previous = message;
    }
    const keep = new Set(wanted);
    for (const [key, node] of this.#nodes) if (!keep.has(node)) this.#nodes.delete(key);
    for (const node of [...this.list.children]) if (!keep.has(node)) node.remove();
    for (const [index, node] of wanted.entries()) {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    }
    if (held) this.toEnd();
    if (focus && focusIn && !document.activeElement?.dataset?.key) {
      this.#nodes.get(focusIn)?.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    }
  }

  #node(key, make) {
    if (!this.#nodes.has(key)) this.#nodes.set(key, make());
    return this.#nodes.get(key);
  }

  #drawStart(channel) {
    const { state } = this.app;
    const older = state.complete.has(channel.id) ? null : el("button", {
      class: "button button-2", type: "button", on: { click: () => this.app.older(channel.id) },
    }, "Show older messages");
    const name = channel.type === 1 ? channel.name : THREADS.includes(channel.type) ? channel.name : `#${channel.name}`;
    const tags = (channel.applied_tags ?? []).map((id) => state.channels.get(channel.parent_id)?.available_tags?.find((tag) => tag.id === id)).filter(Boolean);
    fill(this.start, older ?? [
      el("h2", {}, name), tags.length ? el("div", { class: "tags" }, tags.map((tag) => el("span", { class: "tag" }, tag.emoji_name ? `${tag.emoji_name} ` : "", tag.name))) : null,
      el("p", {}, channel.type === 1 ? `Your direct messages with ${channel.name}.` : channel.topic || (THREADS.includes(channel.type) ? "The beginning of this thread." : "The beginning of this channel.")),
    ]);
  }

  context(message) {
    const { app } = this;
    const channel = app.state.channels.get(message.channel_id);
    return {
      state: app.state, time: app.time, guild: app.state.guildOf(channel), message, everyone: message.mention_everyone,
      open: (id, target) => app.open(id, target), openPerson: (id, anchor) => app.openPerson(id, anchor), runCommand: (name) => app.runCommand(name),
      pending: (id) => app.pending.has(`${message.id}:${id}`), act: (component, values) => app.press(message, component, values),
    };
  }

  #message(message, grouped) {
    const { app } = this;
    const ctx = this.context(message);
    const ms = Date.parse(message.timestamp);
    const person = app.state.person(message.author.id, ctx.guild, message.author);
    if (message.type in SYSTEM) return this.#system(message, person, ctx, ms);
    const ephemeral = Boolean(message.flags & EPHEMERAL);
    const mine = app.state.mentionsMe(message, ctx.guild) && message.author.id !== app.state.reader;
    const name = el("button", { class: "author", type: "button", style: person.colour ? { "--role": person.colour } : {}, dataset: { coloured: person.colour ? "1" : "0" }, on: { click: (event) => app.openPerson(person.id, event.currentTarget) } }, person.name);
    const stamp = el("time", { class: "when", datetime: message.timestamp, title: time(app, ms) }, grouped ? app.time.hour(ms) : app.time.stamp(ms));
    const head = grouped ? null : el("div", { class: "head" }, name, person.bot ? el("span", { class: "app-badge" }, "APP") : null, stamp);
    const node = el("li", {
      class: `message ${grouped ? "message-grouped" : ""} ${ephemeral ? "message-ephemeral" : ""} ${mine ? "message-mention" : ""}`,
      dataset: { message: message.id, testid: "message" }, tabindex: "-1",
      on: { contextmenu: (event) => { event.preventDefault(); app.openMessageMenu(message, { x: event.clientX, y: event.clientY }, node); } },
    },
    el("div", { class: "gutter" }, grouped ? stamp : el("button", { class: "face", type: "button", "aria-label": `Profile of ${person.name}`, on: { click: (event) => app.openPerson(person.id, event.currentTarget) } }, avatar(person))),
    el("div", { class: "content" }, this.#above(message, ctx), head, this.#body(message, ctx, app), this.#below(message, ctx, ephemeral)),
    el("div", { class: "tools" }, el("button", { class: "tool", type: "button", "aria-label": "More: apps and copying", "aria-haspopup": "menu", dataset: { testid: "message-menu" }, on: { click: (event) => app.openMessageMenu(message, event.currentTarget.getBoundingClientRect(), event.currentTarget) } }, icon("more"))));
    return node;
  }

  #system(message, person, ctx, ms) {
    const thread = message.type === 18 ? ctx.state.channels.get(message.message_reference?.channel_id ?? message.id) : null;
    return el("li", { class: "message message-system", dataset: { message: message.id, testid: "message" }, tabindex: "-1" },
      el("div", { class: "gutter" }, icon(message.type === 18 ? "thread" : "forward")),
      el("div", { class: "content" }, el("b", {}, person.name), " ", SYSTEM[message.type], " ",
        thread ? el("button", { class: "mention", type: "button", on: { click: () => ctx.open(thread.id) } }, thread.name) : message.type === 18 ? el("b", {}, message.content) : null,
        " ", el("time", { class: "when", datetime: message.timestamp, title: time(this.app, ms) }, this.app.time.stamp(ms))));
  }

  #above(message, ctx) {
    const meta = message.interaction_metadata;
    const replied = message.referenced_message;
    if (replied && [0, 19, 20].includes(message.type) && !(meta && replied.id === message.id)) {
      const person = ctx.state.person(replied.author.id, ctx.guild, replied.author);
      return el("div", { class: "reply" }, icon("reply", "icon-inline"), el("b", {}, person.name), " ", el("button", { class: "reply-text", type: "button", on: { click: () => ctx.open(replied.channel_id, replied.id) } }, summary(replied)));
    }
    if (!meta?.user || meta.type !== 2) return null;
    const person = ctx.state.person(String(meta.user.id), ctx.guild, meta.user);
    return el("div", { class: "reply" }, icon("slash", "icon-inline"), el("b", {}, person.name), " used ", el("span", { class: "reply-command" }, meta.name ? `${meta.command_type > 1 ? "" : "/"}${meta.name}` : "a command"));
  }

  #body(message, ctx, app) {
    const out = [];
    if (message.flags & LOADING) {
      out.push(el("div", { class: "thinking", role: "status" }, el("span", { class: "dots" }, el("i"), el("i"), el("i")), ` ${ctx.state.person(message.author.id, ctx.guild, message.author).name} is thinking…`));
    }
    if (message.content) out.push(el("div", { class: "md", dir: "auto", dataset: { testid: "content" } }, blocks(message.content, ctx)));
    out.push(attachments(message, ctx));
    if (!(message.flags & SUPPRESS_EMBEDS)) out.push(message.embeds.map((data) => embed(data, ctx, blocks, inline)));
    if (message.components.length) out.push(el("div", { class: "components" }, components(message.components, ctx)));
    if (message.edited_timestamp) out.push(el("small", { class: "edited", title: time(app, Date.parse(message.edited_timestamp)) }, "(edited)"));
    if (message.flags & PUBLISHED) out.push(el("small", { class: "published", title: "Sent on to the servers that follow this channel", dataset: { testid: "published" } }, icon("forward", "icon-inline"), "Published"));
    if (message.poll) out.push(el("div", { class: "unknown" }, `Poll: ${message.poll.question?.text ?? ""} (polls are not drawn on this page)`));
    return out;
  }

  #below(message, ctx, ephemeral) {
    const out = [];
    if (message.reactions?.length) {
      out.push(el("div", { class: "reactions", role: "list" }, message.reactions.map((reaction) => el("span", { class: `reaction ${reaction.me ? "reaction-me" : ""}`, role: "listitem" }, reaction.emoji.id ? `:${reaction.emoji.name}:` : reaction.emoji.name, ` ${reaction.count}`))));
    }
    const thread = ctx.state.channels.get(message.id);
    if (thread && thread.parent_id === message.channel_id) {
      out.push(el("button", { class: "thread-card", type: "button", on: { click: () => ctx.open(thread.id) } }, icon("thread"), el("b", {}, thread.name), el("span", {}, `${thread.message_count === 1 ? "1 message" : `${thread.message_count ?? 0} messages`} ›`)));
    }
    const note = this.app.state.notes.get(message.id);
    if (note) out.push(el("div", { class: "failed", role: "alert", dataset: { testid: "failed" } }, icon("warning", "icon-inline"), note));
    if (ephemeral) {
      out.push(el("div", { class: "only-you", dataset: { testid: "ephemeral" } }, icon("eye", "icon-inline"), "Only you can see this • ", el("button", { class: "link-button", type: "button", on: { click: () => this.app.dismiss(message) } }, "Dismiss message")));
    }
    return append(el("div", { class: "below" }), out);
  }

  /** Scroll to a message and mark it for a moment. */
  reveal(id) {
    const node = this.#nodes.get(id);
    if (!node) return false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("message-found");
    node.focus({ preventScroll: true });
    setTimeout(() => node.classList.remove("message-found"), 2000);
    return true;
  }
}

function time(app, ms) { return app.time.full(ms); }
