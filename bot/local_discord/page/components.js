// Components V2 and the older action rows, as they come over the wire, into elements.

import { el, icon } from "./dom.js";
import { blocks, inline, jumpTarget } from "./markdown.js";
import { altBadge, fileCard, picture } from "./media.js";
import { Select } from "./select.js";

const STYLE_NAMES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

/** `ctx.act(component, values)` runs a press; `ctx.pending(custom_id)` tells whether one is on its way. */
export function components(list, ctx) {
  return list.map((component) => one(component, ctx));
}

function one(component, ctx) {
  switch (component.type) {
    case 1: return el("div", { class: "row" }, components(component.components, ctx));
    case 2: return button(component, ctx);
    case 3: case 5: case 6: case 7: case 8: return select(component, ctx);
    case 9: return el("div", { class: "section" },
      el("div", { class: "section-text" }, components(component.components, ctx)),
      el("div", { class: "section-side" }, one(component.accessory, ctx)));
    case 10: return el("div", { class: "md text-display", dir: "auto", dataset: { testid: "text" } }, blocks(component.content, ctx));
    case 11: return media(component, ctx, "thumbnail");
    case 12: return el("div", { class: "gallery", dataset: { count: String(component.items.length), testid: "gallery" } },
      component.items.map((item) => media(item, ctx, "gallery-item")));
    case 13: return hidden(component, fileCard(namedFile(component, ctx), ctx));
    case 14: return el("hr", { class: `separator ${component.divider === false ? "separator-blank" : ""} ${component.spacing === 2 ? "separator-large" : ""}` });
    case 17: return container(component, ctx);
    default: return el("div", { class: "unknown" }, `A component of kind ${component.type} that this page does not show yet.`);
  }
}

function container(component, ctx) {
  const colour = component.accent_color;
  const hasBar = colour !== null && colour !== undefined;
  const node = el("div", {
    class: `container ${hasBar ? "container-bar" : ""}`, dataset: { testid: "container" },
    style: hasBar ? { "--bar": `#${colour.toString(16).padStart(6, "0")}` } : {},
  }, components(component.components, ctx));
  return hidden(component, node);
}

/** Behind "Spoiler" until it is asked for. */
function hidden(component, node) {
  if (!component.spoiler) return node;
  const cover = el("button", { class: "spoiler-cover", type: "button", on: { click: () => { cover.remove(); node.inert = false; } } }, "Show spoiler");
  node.inert = true;
  return el("div", { class: "spoiler-block" }, node, cover);
}

function media(item, ctx, extra) {
  const alt = item.description;
  const image = picture(item.media.url, alt, ctx, extra);
  return hidden(item, el("figure", { class: `picture-frame ${extra}-frame`, dataset: { testid: "picture" } }, image,
    alt ? altBadge(alt) : null));
}

function namedFile(component, ctx) {
  const url = component.file.url;
  const name = component.name ?? decodeURIComponent(url.split("/").at(-1).split("?")[0]);
  const known = ctx.message?.attachments.find((file) => file.url === url || file.filename === name);
  return known ?? { url, filename: name, size: component.size };
}

export function emojiMark(emoji) {
  if (!emoji) return null;
  return emoji.id ? el("span", { class: "custom-emoji" }, `:${emoji.name}:`) : el("span", { class: "emoji", "aria-hidden": "true" }, emoji.name);
}

function button(component, ctx) {
  const inside = [emojiMark(component.emoji), component.label ? el("span", {}, component.label) : null];
  const name = component.label ? null : component.emoji?.name ?? "Button";
  if (component.style === 5) {
    const target = jumpTarget(component.url, ctx.state);
    if (target) {
      return el("button", { class: "button button-2", type: "button", disabled: component.disabled, "aria-label": name, on: { click: () => ctx.open(target.channel, target.message) } }, inside);
    }
    const safe = /^https?:\/\//.test(component.url);
    return el("a", {
      class: "button button-2", href: safe && !component.disabled ? component.url : null, target: "_blank", rel: "noopener noreferrer",
      role: "link", "aria-disabled": component.disabled ? "true" : null, "aria-label": name,
    }, inside, icon("open"));
  }
  const pending = ctx.pending(component.custom_id);
  const node = el("button", {
    class: `button button-${component.style ?? 2} ${pending ? "button-busy" : ""}`, type: "button", disabled: component.disabled,
    // While it waits its words are hidden, from screen readers too: the name must not go with them.
    "aria-label": name ?? (pending ? component.label : null), "aria-busy": pending ? "true" : null, dataset: { style: STYLE_NAMES[component.style] ?? "premium", key: component.custom_id },
    on: { click: () => { if (!ctx.pending(component.custom_id)) ctx.act(component, null); } },
  }, el("span", { class: "button-inside" }, inside), el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
  return node;
}

function select(component, ctx) {
  const label = component.placeholder || { 3: "Make a selection", 5: "Select a person", 6: "Select a role", 7: "Select a person or role", 8: "Select a channel" }[component.type];
  const control = new Select(component, ctx, {
    label, disabled: ctx.pending(component.custom_id), onCommit: (values) => ctx.act(component, values),
  });
  control.element.classList.toggle("select-busy", ctx.pending(component.custom_id));
  return control.element;
}

/** First words of a tree of components, for previews. */
export function wordsOf(list) {
  for (const component of list ?? []) {
    if (component.type === 10) return component.content;
    const below = wordsOf(component.components);
    if (below) return below;
  }
  return "";
}

export { blocks, inline };
