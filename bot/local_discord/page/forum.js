// A forum channel: its posts as cards, filtered by tag.

import { avatar, el, fill, icon } from "./dom.js";
import { summary } from "./messages.js";
import { Modal } from "./modal.js";
import { byAge } from "./state.js";

export class Forum {
  #tag = null; #channel = null;

  constructor(app) {
    this.app = app;
    this.element = el("div", { class: "forum", dataset: { testid: "forum" } });
  }

  show(channel) {
    if (this.#channel?.id !== channel.id) this.#tag = null;
    this.#channel = channel;
    this.draw();
  }

  /** The form for a new post: a title, tags, and the first message. */
  #write(channel) {
    const { app } = this;
    const options = (channel.available_tags ?? []).map((tag) => ({ label: tag.name, value: tag.id }));
    const field = (label, component) => ({ type: 18, label, component });
    const form = {
      title: `New post in ${channel.name}`, components: [
        field("Title", { type: 4, custom_id: "name", style: 1, min_length: 1, max_length: 100 }),
        options.length ? field("Tags", { type: 3, custom_id: "tags", options, min_values: 0, max_values: Math.min(5, options.length), required: false, placeholder: "Choose tags" }) : null,
        field("Message", { type: 4, custom_id: "content", style: 2, min_length: 1, max_length: 2000 }),
      ].filter(Boolean),
    };
    const ctx = { state: app.state, time: app.time, guild: app.state.guildOf(channel), message: null, open: () => {} };
    const send = async (fields) => {
      const { thread } = await app.ask("post", { channel: channel.id, ...fields });
      setTimeout(() => app.openSoon(thread));
    };
    new Modal(form, app, ctx, send, { own: true }).show();
  }

  draw() {
    const { state, time } = this.app;
    const channel = this.#channel;
    if (!channel) return;
    const tags = channel.available_tags ?? [];
    const chip = (id, name) => el("button", { class: "tag tag-button", type: "button", "aria-pressed": String(this.#tag === id), on: { click: () => { this.#tag = this.#tag === id ? null : id; this.draw(); } } }, name);
    const posts = state.threadsOf(channel.id).filter((post) => !this.#tag || (post.applied_tags ?? []).includes(this.#tag))
      .sort((a, b) => byAge(b.last_message_id ?? b.id, a.last_message_id ?? a.id));
    const line = (post) => {
      const messages = state.messages.get(post.id) ?? [];
      const owner = state.person(post.owner_id, state.guildOf(channel), messages[0]?.author);
      const last = messages.at(-1);
      const unread = state.unread(post.id).length > 0;
      return el("li", {}, el("button", { class: `post ${unread ? "post-unread" : ""}`, type: "button", dataset: { testid: "post" }, on: { click: () => this.app.open(post.id) } },
        el("span", { class: "tags" }, (post.applied_tags ?? []).map((id) => tags.find((tag) => tag.id === id)).filter(Boolean).map((tag) => el("span", { class: "tag" }, tag.emoji_name ? `${tag.emoji_name} ` : "", tag.name))),
        el("span", { class: "post-title" }, post.name, unread ? el("span", { class: "badge-new" }, "New") : null),
        messages[0] ? el("span", { class: "post-words" }, avatar(owner, "avatar-tiny"), el("b", {}, `${owner.name}: `), summary(messages[0])) : null,
        el("span", { class: "post-foot" }, icon("forum", "icon-inline"), ` ${messages.length === 2 ? "1 reply" : `${Math.max(0, messages.length - 1)} replies`}`, last ? ` · ${time.relative(Date.parse(last.timestamp))}` : "", post.thread_metadata?.archived ? " · archived" : "", post.thread_metadata?.locked ? " · locked" : "")));
    };
    const write = el("button", { class: "button button-1", type: "button", dataset: { testid: "new-post" }, on: { click: () => this.#write(channel) } }, icon("plus"), "New post");
    fill(this.element, channel.can_send ? el("div", { class: "forum-head" }, write) : null, tags.length ? el("div", { class: "tags forum-tags", role: "group", "aria-label": "Filter by tag" }, tags.map((tag) => chip(tag.id, `${tag.emoji_name ? `${tag.emoji_name} ` : ""}${tag.name}`))) : null,
      channel.topic ? el("p", { class: "forum-topic" }, channel.topic) : null,
      posts.length ? el("ul", { class: "posts" }, posts.map(line)) : el("p", { class: "forum-empty" }, this.#tag ? "No post has this tag." : "No posts yet."));
  }
}
