// Pictures and files. The page loads nothing from elsewhere: a remote picture is named, not fetched.

import { el, icon } from "./dom.js";
import { link } from "./markdown.js";

const PICTURE = /^image\/(png|jpeg|gif|webp|avif)$/;
const PICTURE_NAME = /\.(png|jpe?g|gif|webp|avif)$/i;

/** The address on this server of a file of the virtual Discord, or null for a remote one. */
export function localUrl(url, ctx) {
  if (!url) return null;
  if (url.startsWith("attachment://")) {
    const name = url.slice("attachment://".length);
    const found = ctx.message?.attachments.find((file) => file.filename === name);
    return found ? localUrl(found.url, ctx) : null;
  }
  const parsed = new URL(url, document.baseURI);
  if (parsed.origin === location.origin) return parsed.href;
  const prefix = ctx.state.cdn;
  if (prefix && url.startsWith(prefix)) return new URL(`page/cdn${url.slice(prefix.length)}`, document.baseURI.split("#")[0]).href;
  return null;
}

export function picture(url, alt, ctx, extra = "") {
  const local = localUrl(url, ctx);
  const text = alt || "Picture without a description";
  if (!local) {
    const name = /^https?:/.test(url ?? "") ? new URL(url).hostname : "unknown place";
    return el("span", { class: `picture picture-away ${extra}`, role: "img", "aria-label": `${text} (not loaded)` },
      icon("file"), el("span", {}, text), el("small", {}, `not loaded from ${name}`));
  }
  const image = el("img", { class: `picture ${extra}`, src: local, alt: text, loading: "lazy", decoding: "async" });
  image.addEventListener("load", () => image.dispatchEvent(new CustomEvent("grown", { bubbles: true })));
  return image;
}

/** The mark of a picture that has a description; pressed, it shows it to those who see the picture too. */
export function altBadge(text) {
  const words = el("span", { class: "alt-words", hidden: true }, text);
  const badge = el("button", { class: "alt-badge", type: "button", title: text, "aria-label": "Description", "aria-expanded": "false", on: { click: () => {
    words.hidden = !words.hidden;
    badge.setAttribute("aria-expanded", String(!words.hidden));
  } } }, "ALT");
  return el("figcaption", { class: "alt" }, words, badge);
}

export function isPicture(file) {
  return file.content_type ? PICTURE.test(file.content_type.split(";")[0]) : PICTURE_NAME.test(file.filename);
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

/** A file as a card with its name, size and a way to save it. */
export function fileCard(file, ctx) {
  const local = localUrl(file.url, ctx);
  return el("div", { class: "file-card", dataset: { testid: "file" } }, icon("file"),
    el("div", { class: "file-text" },
      local ? el("a", { href: local, download: file.filename, rel: "noopener" }, file.filename) : link(file.url, [file.filename]),
      el("small", {}, file.size === undefined ? "" : size(file.size))));
}

/** What is attached to a message, apart from what its components already show. */
export function attachments(message, ctx) {
  if (!message.attachments.length || message.flags & 32768) return null;
  return el("div", { class: "attachments" }, message.attachments.map((file) => (
    isPicture(file)
      ? el("figure", { class: "picture-frame", dataset: { testid: "picture" } }, picture(file.url, file.description || file.filename, ctx),
        file.description ? altBadge(file.description) : null)
      : fileCard(file, ctx))));
}

export function embed(data, ctx, blocks, inline) {
  const fields = (data.fields ?? []).map((field) => el("div", { class: `embed-field ${field.inline ? "embed-inline" : ""}` },
    el("div", { class: "embed-name" }, inline(field.name, ctx)), el("div", { class: "md" }, blocks(field.value, ctx))));
  const stamp = data.timestamp ? ctx.time.stamp(Date.parse(data.timestamp)) : null;
  const footer = [data.footer?.text, stamp].filter(Boolean).join(" • ");
  const colour = typeof data.color === "number" ? `#${data.color.toString(16).padStart(6, "0")}` : null;
  return el("article", { class: "embed", style: colour ? { "--bar": colour } : {}, dataset: { testid: "embed" } },
    el("div", { class: "embed-body" },
      data.author ? el("div", { class: "embed-author" }, data.author.url ? link(data.author.url, [data.author.name]) : data.author.name) : null,
      data.title ? el("div", { class: "embed-title" }, data.url ? link(data.url, inline(data.title, ctx)) : inline(data.title, ctx)) : null,
      data.description ? el("div", { class: "md" }, blocks(data.description, ctx)) : null,
      fields.length ? el("div", { class: "embed-fields" }, fields) : null,
      data.image ? picture(data.image.url, data.image.description || "Embed picture", ctx) : null,
      footer ? el("div", { class: "embed-footer" }, footer) : null),
    data.thumbnail ? picture(data.thumbnail.url, data.thumbnail.description || "Embed thumbnail", ctx, "thumbnail") : null);
}
