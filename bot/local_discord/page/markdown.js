// Discord's markdown into elements. A small parser: blocks first, then inline rules tried at each position.
// `ctx`: {state, guild, time, everyone, open(channelId), runCommand(name), masked}.

import { el, icon } from "./dom.js";
import { ANNOUNCEMENT, FORUM, THREADS } from "./state.js";

const DEPTH = 8;
const JUMP = /^https:\/\/(?:[a-z]+\.)?discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?$/;

const RULES = [
  [/\\([^0-9A-Za-z\s])/y, (m) => m[1]],
  [/(`{1,2})([^`]|[^`][\s\S]*?[^`])\1(?!`)/y, (m) => el("code", {}, m[2].replace(/^ (.*`.*) $/, "$1"))],
  [/<t:(-?\d{1,14})(?::([tTdDfFsSR]))?>/y, (m, ctx) => ctx.time.element(Number(m[1]), m[2]) ?? m[0]],
  [/<@!?(\d{1,20})>/y, (m, ctx) => userMention(m[1], ctx)],
  [/<@&(\d{1,20})>/y, (m, ctx) => roleMention(m[1], ctx)],
  [/<#(\d{1,20})>/y, (m, ctx) => channelMention(m[1], ctx)],
  [/<\/([^:<>]{1,100}):(\d{1,20})>/y, (m, ctx) => commandMention(m[1], ctx)],
  [/<id:(customize|browse|guide|home)>/y, (m) => el("span", { class: "mention" }, m[1] === "customize" ? "Channels & Roles" : m[1] === "browse" ? "Browse Channels" : "Server Guide")],
  [/<(a?):(\w{2,32}):(\d{1,20})>/y, (m) => el("span", { class: "custom-emoji", role: "img", "aria-label": `:${m[2]}:` }, `:${m[2]}:`)],
  [/@(everyone|here)\b/y, (m, ctx) => (ctx.everyone ? el("span", { class: "mention mention-me" }, m[0]) : m[0])],
  [/\[((?:\\.|[^[\]\\\n]){1,400})\]\(<?(https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+(["'])([^"'\n]*)\3)?\)/y,
    (m, ctx, depth) => link(m[2], inline(m[1], ctx, depth + 1), m[4] ?? m[2])],
  [/<(https?:\/\/[^\s<>]+)>/y, (m, ctx) => plainLink(m[1], ctx)],
  [/https?:\/\/[^\s<]*[^\s<.,:;"'\])*_~|]/y, (m, ctx) => plainLink(m[0], ctx)],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, (m, ctx, depth) => el("strong", {}, inline(m[1], ctx, depth + 1))],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, (m, ctx, depth) => el("u", {}, inline(m[1], ctx, depth + 1))],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])+?)\*(?!\*)/y, (m, ctx, depth) => (/\s$/.test(m[1]) ? null : el("em", {}, inline(m[1], ctx, depth + 1)))],
  [/_((?:__|\\[\s\S]|[^_\\])+?)_(?![\p{L}\p{N}_])/uy, (m, ctx, depth, before) => (/[\p{L}\p{N}_]$/u.test(before) ? null : el("em", {}, inline(m[1], ctx, depth + 1)))],
  [/~~([\s\S]+?)~~/y, (m, ctx, depth) => el("s", {}, inline(m[1], ctx, depth + 1))],
  [/\|\|([\s\S]+?)\|\|/y, (m, ctx, depth) => spoiler(inline(m[1], ctx, depth + 1))],
];
const PLAIN = /[^\\`<@[h*_~|]+|[\s\S]/y;

/** Inline markdown: a list of nodes and strings. */
export function inline(text, ctx, depth = 0) {
  if (depth > DEPTH) return [text];
  const out = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const hit = match(text, at, ctx, depth);
    if (hit === null) {
      PLAIN.lastIndex = at;
      const run = PLAIN.exec(text)[0];
      plain += run;
      at += run.length;
      continue;
    }
    if (typeof hit.node === "string") plain += hit.node;
    else {
      if (plain) out.push(plain);
      plain = "";
      out.push(hit.node);
    }
    at += hit.length;
  }
  if (plain) out.push(plain);
  return out;
}

function match(text, at, ctx, depth) {
  if (!"\\`<@[h*_~|".includes(text[at])) return null;
  for (const [rule, make] of RULES) {
    rule.lastIndex = at;
    const found = rule.exec(text);
    if (!found) continue;
    const node = make(found, ctx, depth, text.slice(Math.max(0, at - 2), at));
    if (node !== null) return { node, length: found[0].length };
  }
  return null;
}

function spoiler(children) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler", "aria-expanded": "false" },
    el("span", { class: "spoiler-text" }, children));
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("spoiler-open")) return;
    event.preventDefault();
    node.classList.add("spoiler-open");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
    node.removeAttribute("aria-expanded");
    node.removeAttribute("tabindex");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", show);
  return node;
}

/** A web link: http and https only, everything else stays text. */
export function link(url, children, title) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return el("span", {}, children);
  }
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return el("span", {}, children);
  return el("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer", title }, children);
}

/** The channel that a message or channel address of Discord points at, if this reader sees it here. */
export function jumpTarget(url, state) {
  const found = JUMP.exec(url);
  return found && state.channels.has(found[1]) ? { channel: found[1], message: found[2] ?? null } : null;
}

function plainLink(url, ctx) {
  const target = jumpTarget(url, ctx.state);
  if (!target) return link(url, [url]);
  return channelMention(target.channel, ctx, target.message);
}

function userMention(id, ctx) {
  const person = ctx.state.person(id, ctx.guild);
  if (person.name === "unknown-user") return el("span", { class: "mention" }, "@unknown-user");
  return el("button", {
    class: `mention ${id === ctx.state.reader ? "mention-me" : ""}`, type: "button",
    on: { click: (event) => ctx.openPerson?.(id, event.currentTarget) },
  }, `@${person.name}`);
}

function roleMention(id, ctx) {
  const role = ctx.guild?.rolesById.get(id);
  const mine = ctx.guild?.membersById.get(ctx.state.reader)?.roles.includes(id);
  const colour = role?.color ? { "--role": `#${role.color.toString(16).padStart(6, "0")}` } : {};
  return el("span", { class: `mention ${role?.color ? "mention-role" : ""} ${mine ? "mention-me" : ""}`, style: colour },
    role ? `@${role.name}` : "@unknown-role");
}

export function channelIcon(channel) {
  if (channel.type === ANNOUNCEMENT) return "megaphone";
  if (channel.type === FORUM) return "forum";
  if (channel.type === 1) return "at";
  return THREADS.includes(channel.type) ? "thread" : "hash";
}

function channelMention(id, ctx, message = null) {
  const channel = ctx.state.channels.get(id);
  if (!channel) return el("span", { class: "mention" }, "# No access");
  return el("button", { class: "mention", type: "button", on: { click: () => ctx.open(id, message) } },
    icon(channelIcon(channel), "icon-inline"), channel.name, message ? " › message" : null);
}

function commandMention(name, ctx) {
  return el("button", { class: "mention", type: "button", on: { click: () => ctx.runCommand?.(name) } }, `/${name}`);
}

// -- blocks

const FENCE = /^```(?:([\w+.#-]{1,20})\n)?\n?([\s\S]*?)\n?```/;
const LIST = /^( *)([-*]|\d{1,9}\.) +(.*)$/;

/** A whole text as a list of block elements. */
export function blocks(text, ctx, depth = 0) {
  const out = [];
  let rest = text;
  let paragraph = "";
  const flush = () => {
    const body = paragraph.replace(/\n$/, "");
    if (body.trim()) out.push(el("p", { dir: "auto" }, inline(body, ctx)));
    paragraph = "";
  };
  while (rest) {
    const fence = rest.startsWith("```") ? FENCE.exec(rest) : null;
    if (fence && fence[2]) {
      flush();
      out.push(el("pre", { tabindex: "0" }, el("code", { dataset: { language: fence[1] ?? "" } }, fence[2])));
      rest = rest.slice(fence[0].length).replace(/^\n/, "");
      continue;
    }
    const end = rest.indexOf("\n");
    const line = end < 0 ? rest : rest.slice(0, end);
    const after = end < 0 ? "" : rest.slice(end + 1);
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    const small = /^-# +(.+)$/.exec(line);
    if (heading) {
      flush();
      // The page's own headings end at level 2; a message's begin below them.
      out.push(el("h3", { class: `md-h${heading[1].length}`, "aria-level": String(heading[1].length + 2), dir: "auto" }, inline(heading[2], ctx)));
      rest = after;
    } else if (small) {
      flush();
      out.push(el("p", { class: "md-small", dir: "auto" }, inline(small[1], ctx)));
      rest = after;
    } else if (line.startsWith(">>> ") && depth === 0) {
      flush();
      out.push(el("blockquote", {}, blocks(rest.slice(4), ctx, depth + 1)));
      rest = "";
    } else if (/^> /.test(line) && depth === 0) {
      flush();
      const lines = [];
      while (/^> /.test(rest)) {
        const stop = rest.indexOf("\n");
        lines.push((stop < 0 ? rest : rest.slice(0, stop)).slice(2));
        rest = stop < 0 ? "" : rest.slice(stop + 1);
      }
      out.push(el("blockquote", {}, blocks(lines.join("\n"), ctx, depth + 1)));
    } else if (LIST.test(line)) {
      flush();
      const lines = [];
      for (;;) {
        const stop = rest.indexOf("\n");
        const item = LIST.exec(stop < 0 ? rest : rest.slice(0, stop));
        if (!item) break;
        lines.push({ indent: item[1].length, mark: item[2], text: item[3] });
        rest = stop < 0 ? "" : rest.slice(stop + 1);
        if (!rest) break;
      }
      while (lines.length) out.push(list(lines, ctx, 0));
    } else {
      const fenceInside = line.indexOf("```");
      if (fenceInside > 0 && FENCE.test(rest.slice(fenceInside))) {
        paragraph += `${rest.slice(0, fenceInside)}\n`;
        rest = rest.slice(fenceInside);
      } else {
        paragraph += `${line}\n`;
        rest = after;
      }
    }
  }
  flush();
  return out;
}

/** Takes the lines of one list off the front of `lines`, nested ones with it. */
function list(lines, ctx, depth) {
  const { indent, mark } = lines[0];
  const ordered = /\d/.test(mark);
  const node = el(ordered ? "ol" : "ul", { start: ordered ? Number.parseInt(mark, 10) : null, dir: "auto" });
  while (lines.length && lines[0].indent >= indent) {
    if (lines[0].indent > indent + 1 && depth < DEPTH && node.lastChild) {
      node.lastChild.append(list(lines, ctx, depth + 1));
      continue;
    }
    if (/\d/.test(lines[0].mark) !== ordered) break;
    node.append(el("li", {}, inline(lines.shift().text, ctx)));
  }
  return node;
}

/** A text's plain words, for previews and announcements. */
export function plainText(text) {
  return text.replace(/<t:\d+(?::\w)?>/g, "…").replace(/<[@#/][^>]*>/g, "…").replace(/[*_~`|#>]+/g, "").replace(/\s+/g, " ").trim();
}
