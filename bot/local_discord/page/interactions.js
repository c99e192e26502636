// What the reader started and the bot has yet to answer: commands, presses, forms.

import { Modal } from "./modal.js";
import { EPHEMERAL, LOADING } from "./state.js";

const SHOW_WAITING_MS = 350;

export class Interactions {
  #watched = new Map(); #early = new Map(); #serial = 0;

  constructor(app) {
    this.app = app;
    this.pending = new Set();
  }

  /** The connection is gone or the reader changed: nothing more will be heard. */
  forget() {
    for (const watcher of this.#watched.values()) watcher({ state: "failed" });
    this.#watched.clear();
    this.#early.clear();
    this.pending.clear();
  }

  /** A state pushed by the server. */
  take(frame) {
    if (frame.state === "waiting") return;
    const watcher = this.#watched.get(frame.id);
    if (watcher) {
      this.#watched.delete(frame.id);
      watcher(frame);
      return;
    }
    // It may have overtaken the answer that names it.
    this.#early.set(frame.id, frame);
    if (this.#early.size > 50) this.#early.delete(this.#early.keys().next().value);
  }

  #outcome(id) {
    const early = this.#early.get(id);
    this.#early.delete(id);
    return early ? Promise.resolve(early) : new Promise((resolve) => this.#watched.set(id, resolve));
  }

  /** Run a command. Resolves once Discord took it; the bot's answer comes as messages. */
  async command(type, { label, ...body }) {
    const { interaction } = await this.app.ask(type, body);
    this.#follow(interaction, body.channel, label);
  }

  async #follow(id, channel, label) {
    const timer = setTimeout(() => this.#say(channel, `waiting-${id}`, "", LOADING, label), SHOW_WAITING_MS);
    const outcome = await this.#outcome(id);
    clearTimeout(timer);
    this.unsay(channel, `waiting-${id}`);
    if (outcome.state === "failed") this.#say(channel, `failed-${id}`, "The application did not respond", EPHEMERAL, label);
    else this.#modal(outcome, channel, null);
  }

  /** Press a button or choose in a menu. */
  async press(message, component, values) {
    const { app } = this;
    const key = `${message.id}:${component.custom_id}`;
    this.pending.add(key);
    app.state.notes.delete(message.id);
    app.redrawMessage(message);
    try {
      const body = { channel: message.channel_id, message: message.id, custom_id: component.custom_id };
      const { interaction } = values === null ? await app.ask("press", body) : await app.ask("select", { ...body, values });
      const outcome = await this.#outcome(interaction);
      if (outcome.state === "failed") app.state.notes.set(message.id, "This interaction failed");
      else this.#modal(outcome, message.channel_id, message);
    } catch (error) {
      app.state.notes.set(message.id, error.message);
    } finally {
      this.pending.delete(key);
      app.redrawMessage(message);
    }
  }

  #modal(outcome, channelId, message) {
    if (outcome.response !== "modal" || !outcome.modal) return;
    const { app } = this;
    const channel = app.state.channels.get(channelId);
    const ctx = { state: app.state, time: app.time, guild: app.state.guildOf(channel), message, everyone: false, open: () => {}, pending: () => false };
    new Modal(outcome.modal, app, ctx, async (fields) => {
      const { interaction } = await app.ask("submit", { interaction: outcome.id, fields });
      const end = await this.#outcome(interaction);
      if (end.state === "failed") throw { code: "failed", message: "Something went wrong. Try again." };
    }).show();
  }

  // -- what the page itself says in a channel

  #say(channel, id, content, flags, label) {
    const { state, time } = this.app;
    const list = state.local.get(channel) ?? [];
    state.local.set(channel, list);
    this.#serial += 1;
    const snowflake = (BigInt(Math.max(0, time.now() - 1420070400000)) << 22n) + BigInt(this.#serial);
    list.push({
      id: String(snowflake), local: id, channel_id: channel, author: { id: state.bot.id, username: state.bot.name, bot: true }, content, flags, type: 0,
      interaction_metadata: { type: 2, user: { id: state.reader, username: state.me().name }, name: label.replace(/^\//, ""), command_type: label.startsWith("/") ? 1 : 2 },
      timestamp: new Date(time.now()).toISOString(), edited_timestamp: null, mentions: [], mention_roles: [], mention_everyone: false, attachments: [], embeds: [], components: [],
    });
    this.app.redrawMessage({ channel_id: channel });
  }

  unsay(channel, id) {
    const list = this.app.state.local.get(channel) ?? [];
    const at = list.findIndex((message) => message.local === id);
    if (at < 0) return;
    list.splice(at, 1);
    this.app.redrawMessage({ channel_id: channel });
  }
}
