// What the page knows: the reader's world as the server told it, in the wire's own shapes, and what was read.

export const TEXT = 0, DM = 1, CATEGORY = 4, ANNOUNCEMENT = 5, FORUM = 15;
export const THREADS = [10, 11, 12];
export const PUBLISHED = 1, EPHEMERAL = 64, LOADING = 128, SUPPRESS_EMBEDS = 4, COMPONENTS_V2 = 32768;

/** Order of two ids: older first. */
export function byAge(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export class State {
  constructor() {
    this.reader = null;
    this.readers = [];
    this.bot = { id: "0", name: "Bot" };
    this.guilds = new Map();
    this.dms = [];
    this.channels = new Map();
    this.users = new Map();
    this.messages = new Map();
    this.complete = new Set();   // channels whose oldest message is here
    this.clock = { now: Date.now(), next_due: null, busy: false, can: {} };
    this.channel = null;
    this.lastRead = {};          // channel → newest message seen by this reader
    this.divider = {};           // channel → where "New" stood when it was opened
    this.notes = new Map();      // message or channel → what the page itself has to say ("This interaction failed")
  }

  takeSnapshot(frame) {
    this.reader = frame.reader;
    this.readers = frame.readers;
    this.bot = frame.bot;
    this.guilds.clear();
    this.channels.clear();
    this.users.clear();
    this.messages.clear();
    this.complete.clear();
    this.divider = {};
    this.notes.clear();
    for (const reader of frame.readers) this.users.set(reader.id, reader);
    this.users.set(frame.bot.id, { ...frame.bot, bot: true });
    for (const guild of frame.guilds) this.takeGuild(guild);
    this.takeDms(frame.dms);
    for (const [channel, list] of Object.entries(frame.messages)) {
      this.messages.set(channel, list);
      for (const message of list) this.#meet(message.author);
    }
    this.complete = new Set(frame.complete);
    this.clock = frame.clock;
    this.#loadRead(frame);
  }

  takeGuild(guild) {
    for (const [id, channel] of this.channels) if (channel.guild_id === guild.id) this.channels.delete(id);
    guild.rolesById = new Map(guild.roles.map((role) => [role.id, role]));
    guild.membersById = new Map(guild.members.map((member) => [member.id, member]));
    this.guilds.set(guild.id, guild);
    for (const channel of guild.channels) this.channels.set(channel.id, channel);
    for (const member of guild.members) if (!this.users.has(member.id)) this.users.set(member.id, member);
  }

  takeDms(dms) {
    this.dms = dms;
    for (const dm of dms) {
      this.channels.set(dm.id, { ...dm, type: DM, name: dm.recipient.name, can_send: true });
      this.users.set(dm.recipient.id, dm.recipient);
    }
  }

  #meet(author) {
    if (!this.users.has(author.id)) this.users.set(author.id, this.asUser(author));
  }

  asUser(author) {
    return { id: author.id, name: author.global_name || author.username, username: author.username, bot: author.bot };
  }

  /** Put a message in its place. True when it is new. */
  takeMessage(message) {
    this.#meet(message.author);
    const list = this.messages.get(message.channel_id) ?? [];
    this.messages.set(message.channel_id, list);
    const at = list.findIndex((other) => other.id === message.id);
    if (at >= 0) {
      list[at] = message;
      return false;
    }
    list.push(message);
    list.sort((a, b) => byAge(a.id, b.id));
    return true;
  }

  dropMessage(channel, id) {
    const list = this.messages.get(channel);
    const at = list?.findIndex((other) => other.id === id) ?? -1;
    if (at >= 0) list.splice(at, 1);
    this.notes.delete(id);
  }

  message(channel, id) { return this.messages.get(channel)?.find((message) => message.id === id); }

  // -- names

  guildOf(channel) { return this.guilds.get(channel?.guild_id) ?? null; }

  /** The person as shown in a guild: nickname first. */
  person(id, guild, fallback) {
    const member = guild?.membersById.get(id);
    const user = member ?? this.users.get(id) ?? (fallback && this.asUser(fallback)) ?? { id, name: "unknown-user" };
    const role = member && this.#highest(guild, member, (r) => r.color);
    return { ...user, member: Boolean(member), colour: role ? `#${role.color.toString(16).padStart(6, "0")}` : null };
  }

  #highest(guild, member, keep) {
    return guild.roles.filter((role) => member.roles.includes(role.id) && keep(role))
      .sort((a, b) => b.position - a.position)[0] ?? null;
  }

  me() { return this.readers.find((reader) => reader.id === this.reader) ?? { id: this.reader, name: "?", zone: "UTC" }; }

  threadsOf(channelId) {
    return [...this.channels.values()].filter((c) => THREADS.includes(c.type) && c.parent_id === channelId);
  }

  // -- read and unread, kept in this tab

  #loadRead(frame) {
    const last = {};
    for (const [channel, list] of Object.entries(frame.messages)) if (list.length) last[channel] = list.at(-1).id;
    const stored = readTab("read") ?? { baseline: last };
    this.read = stored;
    this.lastRead = stored[this.reader] ?? {};
    writeTab("read", stored);
  }

  #readUpTo(channel) {
    const own = this.lastRead[channel] ?? "0";
    const base = this.read.baseline[channel] ?? "0";
    return byAge(own, base) > 0 ? own : base;
  }

  unread(channel) {
    const upTo = this.#readUpTo(channel);
    return (this.messages.get(channel) ?? [])
      .filter((m) => byAge(m.id, upTo) > 0 && m.author.id !== this.reader);
  }

  pings(channel) {
    const guild = this.guildOf(this.channels.get(channel));
    const direct = this.channels.get(channel)?.type === DM;
    return this.unread(channel).filter((m) => direct || this.mentionsMe(m, guild)).length;
  }

  mentionsMe(message, guild) {
    const roles = guild?.membersById.get(this.reader)?.roles ?? [];
    return message.mention_everyone || message.mentions.some((user) => user.id === this.reader)
      || message.mention_roles.some((role) => roles.includes(role));
  }

  markRead(channel) {
    const newest = this.messages.get(channel)?.at(-1)?.id;
    if (!newest || this.lastRead[channel] === newest) return;
    this.lastRead[channel] = newest;
    this.read[this.reader] = this.lastRead;
    writeTab("read", this.read);
  }

  setDivider(channel) {
    const first = this.unread(channel)[0];
    if (first) this.divider[channel] = first.id;
    else delete this.divider[channel];
  }
}

function readTab(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;   // storage switched off: everything counts as read
  }
}

function writeTab(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // storage switched off or full: unread marks last until the page is loaded again
  }
}
