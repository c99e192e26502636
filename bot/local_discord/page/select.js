// The menu component: one or several answers from options, people, roles or channels; in messages and in forms.

import { avatar, el, fill, freshId, icon } from "./dom.js";
import { channelIcon } from "./markdown.js";
import { CATEGORY, THREADS } from "./state.js";

const STRING = 3, USER = 5, ROLE = 6, MENTIONABLE = 7, CHANNEL = 8;
const NOUN = { [STRING]: "an option", [USER]: "a person", [ROLE]: "a role", [MENTIONABLE]: "a person or role", [CHANNEL]: "a channel" };

export function people(ctx) {
  const list = ctx.guild ? ctx.guild.members : [ctx.state.me(), { ...ctx.state.bot, bot: true }];
  return list.map((member) => ({
    value: member.id, label: member.name, description: member.username && member.username !== member.name ? member.username : null,
    mark: () => avatar(member, "avatar-small"),
  }));
}

export function roles(ctx, { everyone = false } = {}) {
  return (ctx.guild?.roles ?? []).filter((role) => everyone || role.id !== ctx.guild.id)
    .sort((a, b) => b.position - a.position)
    .map((role) => ({
      value: role.id, label: `@${role.name.replace(/^@/, "")}`,
      mark: () => el("span", { class: "role-dot", style: role.color ? { "--role": `#${role.color.toString(16).padStart(6, "0")}` } : {} }),
    }));
}

export function channels(ctx, types) {
  const list = [...ctx.state.channels.values()].filter((channel) => channel.guild_id && channel.guild_id === ctx.guild?.id);
  return list.filter((channel) => (types?.length ? types.includes(channel.type) : channel.type !== CATEGORY || false))
    .sort((a, b) => THREADS.includes(a.type) - THREADS.includes(b.type) || (a.position ?? 0) - (b.position ?? 0))
    .map((channel) => ({
      value: channel.id, label: channel.name, mark: () => icon(channelIcon(channel)),
      description: channel.parent_id ? ctx.state.channels.get(channel.parent_id)?.name : null,
    }));
}

export function entityOptions(type, ctx, channelTypes) {
  if (type === USER) return people(ctx);
  if (type === ROLE) return roles(ctx, { everyone: true });
  if (type === MENTIONABLE) return [...people(ctx), ...roles(ctx, { everyone: true })];
  return channels(ctx, channelTypes);
}

function optionsOf(component, ctx) {
  if (component.type !== STRING) return entityOptions(component.type, ctx, component.channel_types);
  return component.options.map((option) => ({
    value: option.value, label: option.label, description: option.description,
    mark: option.emoji ? () => el("span", { class: "option-emoji" }, option.emoji.id ? `:${option.emoji.name}:` : option.emoji.name) : null,
  }));
}

export function chosenAtFirst(component) {
  if (component.type === STRING) return component.options.filter((option) => option.default).map((option) => option.value);
  return (component.default_values ?? []).map((value) => String(value.id));
}

/**
 * A menu. `label` names it for everyone; `onCommit(values)` is called when the choice is final: at once for a single
 * answer, on closing for several. `values()` reads what is chosen now.
 */
export class Select {
  #options; #values; #cursor = 0; #shown = []; #before = []; #outside;

  constructor(component, ctx, { label, onCommit, disabled = false, describedBy = null, optional = false }) {
    this.component = component;
    this.onCommit = onCommit;
    this.least = optional ? 0 : component.min_values ?? 1;
    this.most = component.max_values ?? 1;
    this.#options = optionsOf(component, ctx);
    this.#values = chosenAtFirst(component);
    const list = freshId("options");
    this.text = el("span", { class: "select-text" });
    this.trigger = el("button", {
      class: "select-trigger", type: "button", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-controls": list, "aria-label": label, disabled: disabled || component.disabled, "aria-describedby": describedBy,
      dataset: { testid: "select", key: component.custom_id },
      on: { click: () => (this.open ? this.close() : this.show()), keydown: (event) => this.#triggerKey(event) },
    }, this.text, icon("down"));
    const searchable = component.type !== STRING || this.#options.length > 12;
    this.search = searchable ? el("input", {
      class: "select-search", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": list, autocomplete: "off",
      "aria-label": `Search ${label}`, placeholder: "Search", on: { input: () => this.#draw(), keydown: (event) => this.#key(event) },
    }) : null;
    this.list = el("ul", {
      id: list, role: "listbox", "aria-label": label, tabindex: "-1", "aria-multiselectable": this.most > 1 ? "true" : null,
      on: { keydown: (event) => this.#key(event) },
    });
    this.footer = this.most > 1 ? el("div", { class: "select-foot" }) : null;
    this.popup = el("div", { class: "select-popup", popover: "manual" }, this.search, this.list, this.footer);
    this.element = el("div", { class: "select" }, this.trigger, this.popup);
    this.#outside = (event) => { if (!this.element.contains(event.target)) this.close(); };
    this.#label();
  }

  get open() { return this.trigger.getAttribute("aria-expanded") === "true"; }
  values() { return [...this.#values]; }

  #label() {
    const chosen = this.#values.map((value) => this.#options.find((option) => option.value === value)).filter(Boolean);
    this.text.classList.toggle("select-empty", !chosen.length);
    fill(this.text, chosen.length
      ? chosen.map((option) => el("span", { class: "select-chip" }, option.mark?.(), option.label))
      : this.component.placeholder || `Select ${NOUN[this.component.type]}`);
    this.trigger.setAttribute("aria-valuetext", chosen.map((option) => option.label).join(", "));
  }

  show() {
    this.#before = this.values();
    this.trigger.setAttribute("aria-expanded", "true");
    if (this.search) this.search.value = "";
    this.popup.showPopover();
    this.#place();
    this.#draw(true);
    (this.search ?? this.list).focus({ preventScroll: true });
    document.addEventListener("pointerdown", this.#outside, true);
  }

  /** Close; `commit` false throws the changes away (Escape). */
  close({ commit = true, focus = false } = {}) {
    if (!this.open) return;
    document.removeEventListener("pointerdown", this.#outside, true);
    this.trigger.setAttribute("aria-expanded", "false");
    if (this.popup.isConnected) this.popup.hidePopover();
    if (!commit) this.#values = this.#before;
    this.#label();
    if (focus) this.trigger.focus();
    const changed = JSON.stringify(this.#before) !== JSON.stringify(this.#values);
    if (!commit || !changed) return;
    if (this.#values.length >= this.least) this.onCommit?.(this.values());
  }

  #place() {
    const box = this.trigger.getBoundingClientRect();
    const room = innerHeight - box.bottom - 12;
    const above = room < 220 && box.top > room;
    const set = (key, value) => this.popup.style.setProperty(key, value);
    set("left", `${Math.max(6, Math.min(box.left, innerWidth - Math.max(box.width, 220) - 6))}px`);
    set("width", `${Math.max(box.width, 220)}px`);
    set("top", above ? "auto" : `${box.bottom + 4}px`);
    set("bottom", above ? `${innerHeight - box.top + 4}px` : "auto");
    set("max-height", `${Math.min(340, above ? box.top - 12 : room)}px`);
  }

  #draw(first = false) {
    const query = (this.search?.value ?? "").toLowerCase();
    this.#shown = this.#options.filter((option) => `${option.label} ${option.description ?? ""}`.toLowerCase().includes(query));
    const chosen = this.#shown.findIndex((option) => this.#values.includes(option.value));
    if (first) this.#cursor = Math.max(0, chosen);
    this.#cursor = Math.min(this.#cursor, Math.max(0, this.#shown.length - 1));
    const full = this.most > 1 && this.#values.length >= this.most;
    fill(this.list, this.#shown.map((option, index) => {
      const selected = this.#values.includes(option.value);
      return el("li", {
        id: `${this.list.id}-${index}`, role: "option", "aria-selected": String(selected), class: index === this.#cursor ? "cursor" : "",
        "aria-disabled": full && !selected ? "true" : null, dataset: { value: option.value },
        on: { click: () => this.#pick(index), pointermove: () => this.#move(index) },
      }, option.mark ? option.mark() : null,
      el("span", { class: "option-text" }, el("span", {}, option.label), option.description ? el("small", {}, option.description) : null),
      this.most > 1 ? el("span", { class: `box ${selected ? "box-on" : ""}` }, selected ? icon("check") : null) : selected ? icon("check") : null);
    }), this.#shown.length ? null : el("li", { class: "nothing" }, "Nothing found"));
    if (this.footer) {
      const bounds = this.least === this.most ? `exactly ${this.most}` : `${this.least} to ${this.most}`;
      fill(this.footer, el("span", {}, `${this.#values.length} chosen, ${bounds} allowed`),
        el("button", { class: "button button-1 button-small", type: "button", disabled: this.#values.length < this.least, on: { click: () => this.close({ focus: true }) } }, "Done"));
    }
    this.#mark();
  }

  #mark() {
    for (const [index, node] of [...this.list.children].entries()) node.classList.toggle("cursor", index === this.#cursor);
    const current = this.#shown.length ? `${this.list.id}-${this.#cursor}` : "";
    (this.search ?? this.list).setAttribute("aria-activedescendant", current);
    this.list.children[this.#cursor]?.scrollIntoView({ block: "nearest" });
  }

  #move(index) {
    if (index === this.#cursor) return;
    this.#cursor = index;
    this.#mark();
  }

  #pick(index) {
    const option = this.#shown[index];
    if (!option) return;
    const has = this.#values.includes(option.value);
    if (this.most === 1) {
      this.#values = has && this.least === 0 ? [] : [option.value];
      this.close({ focus: true });
      return;
    }
    if (has) this.#values = this.#values.filter((value) => value !== option.value);
    else if (this.#values.length < this.most) this.#values = [...this.#values, option.value];
    this.#label();
    this.#draw();
  }

  #triggerKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.show();
  }

  #key(event) {
    const last = this.#shown.length - 1;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) this.#move(step > 0 ? Math.min(last, this.#cursor + step) : Math.max(0, this.#cursor + step));
    else if (event.key === "Home") this.#move(0);
    else if (event.key === "End") this.#move(last);
    else if (event.key === "Enter" || (event.key === " " && !this.search)) this.#pick(this.#cursor);
    else if (event.key === "Escape") this.close({ commit: false, focus: true });
    else if (event.key === "Tab") {
      if (this.footer && !event.shiftKey) return;   // on to "Done"
      this.close({ focus: true });
      return;
    } else if (!this.search && event.key.length === 1) {
      const at = this.#shown.findIndex((option) => option.label.toLowerCase().startsWith(event.key.toLowerCase()));
      if (at >= 0) this.#move(at);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
