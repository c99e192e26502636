// A slash command being filled in: its options as chips, each with an input of its kind, checked before it is sent.

import { el, fill, freshId, icon } from "./dom.js";
import { channels, people, roles } from "./select.js";

export const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, ATTACHMENT = 11;
const KIND = { [STRING]: "text", [INTEGER]: "whole number", [BOOLEAN]: "true or false", [USER]: "person", [CHANNEL]: "channel", [ROLE]: "role", [MENTIONABLE]: "person or role", [NUMBER]: "number", [ATTACHMENT]: "file" };
const DEBOUNCE_MS = 220;

/** The invocable leaves of commands: {command, path, name, description, options}. */
export function leaves(commands) {
  const out = [];
  const visit = (command, node, path) => {
    const below = (node.options ?? []).filter((option) => option.type === 1 || option.type === 2);
    if (!below.length) out.push({ command, path, name: [command.name, ...path].join(" "), description: node.description, options: node.options ?? [] });
    for (const child of below) visit(command, child, [...path, child.name]);
  };
  for (const command of commands) visit(command, command, []);
  return out.sort((a, b) => a.name.localeCompare(b.name));
}

export class CommandLine {
  #fields = new Map(); #serial = 0;

  /** `host`: {app, ctx, suggestions, submit(options), cancel()} */
  constructor(leaf, host) {
    this.leaf = leaf;
    this.host = host;
    this.chips = el("span", { class: "chips" });
    this.more = el("button", { class: "chip-more", type: "button", dataset: { testid: "more-options" }, on: { click: () => this.#offerMore() } });
    this.error = el("div", { class: "command-error", role: "alert", hidden: true });
    this.element = el("div", { class: "command-line", role: "group", "aria-label": `Command /${leaf.name}`, dataset: { testid: "command-line" } },
      el("span", { class: "command-name" }, `/${leaf.name}`), this.chips, this.more);
    for (const option of leaf.options.filter((each) => each.required)) this.#add(option);
    this.#drawMore();
  }

  focus() {
    const first = [...this.#fields.values()].find((field) => !field.filled()) ?? [...this.#fields.values()][0];
    if (first) first.input.focus();
    else this.host.focusSend();
  }

  #rest() { return this.leaf.options.filter((option) => !this.#fields.has(option.name)); }

  #drawMore() {
    const rest = this.#rest();
    this.more.hidden = !rest.length;
    fill(this.more, icon("plus", "icon-inline"), `${rest.length} optional`);
  }

  #offerMore() {
    this.more.focus();
    this.host.suggestions.show(this.more, {
      title: "Optional", label: "Optional options", items: this.#rest().map((option) => ({ label: option.name, description: option.description, option })),
      onPick: (item) => { this.#add(item.option).input.focus(); this.#drawMore(); },
    });
    this.more.onkeydown = (event) => this.host.suggestions.key(event);
    this.more.onblur = () => this.host.suggestions.close();
  }

  #add(option) {
    const errorId = freshId("chip-error");
    const input = option.type === ATTACHMENT ? this.#fileInput(option, errorId) : el("input", {
      class: "chip-input", type: "text", role: this.#listed(option) ? "combobox" : null, "aria-expanded": this.#listed(option) ? "false" : null, "aria-autocomplete": this.#listed(option) ? "list" : null,
      autocomplete: "off", spellcheck: "false", "aria-label": option.name, "aria-required": option.required ? "true" : null, "aria-describedby": errorId, size: "1",
      inputmode: option.type === INTEGER ? "numeric" : option.type === NUMBER ? "decimal" : null, dataset: { testid: `option-${option.name}` },
    });
    const error = el("span", { class: "chip-error", id: errorId });
    const chip = el("span", { class: "chip" }, el("span", { class: "chip-name", "aria-hidden": "true" }, option.name), input, error);
    const field = { option, input, chip, error, value: undefined, filled: () => field.value !== undefined || (input.type !== "file" && input.value !== "") };
    this.#fields.set(option.name, field);
    this.chips.append(chip);
    chip.addEventListener("click", () => input.focus());
    input.addEventListener("focus", () => this.#suggest(field));
    input.addEventListener("blur", () => { this.host.suggestions.close(); clearTimeout(field.timer); });
    input.addEventListener("keydown", (event) => this.#key(event, field));
    if (input.type !== "file") {
      input.addEventListener("input", () => { field.value = undefined; this.#fault(field, ""); this.#fit(input); this.#suggest(field); });
      this.#fit(input);
    }
    return field;
  }

  #fileInput(option, errorId) {
    return el("input", { class: "chip-file", type: "file", "aria-label": option.name, "aria-describedby": errorId, dataset: { testid: `option-${option.name}` } });
  }

  #fit(input) { input.style.setProperty("--width", `${Math.max(4, Math.min(60, [...input.value].length + 1))}ch`); }

  #listed(option) { return Boolean(option.choices?.length || option.autocomplete || [BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE].includes(option.type)); }

  #candidates(option) {
    const { ctx } = this.host;
    if (option.choices?.length) return option.choices.map((choice) => ({ label: choice.name, value: choice.value }));
    if (option.type === BOOLEAN) return [{ label: "True", value: true }, { label: "False", value: false }];
    if (option.type === USER) return people(ctx);
    if (option.type === ROLE) return roles(ctx, { everyone: true });
    if (option.type === MENTIONABLE) return [...people(ctx), ...roles(ctx, { everyone: true })];
    if (option.type === CHANNEL) return channels(ctx, option.channel_types);
    return null;
  }

  #suggest(field) {
    const { option, input } = field;
    const title = el("span", {}, el("b", {}, option.name), ` ${option.description}`, option.required ? "" : " (optional)");
    const pick = (item) => {
      field.value = item.value;
      input.value = item.label;
      field.shown = item.label;
      this.#fit(input);
      this.#fault(field, "");
      this.#next(field);
    };
    if (option.autocomplete) {
      this.#live(field, title, pick);
      return;
    }
    const all = this.#candidates(option);
    if (all === null) {
      this.host.suggestions.show(input, { title, items: [], onPick: pick, empty: `Type a ${KIND[option.type]}${this.#bounds(option)}.`, label: option.name });
      return;
    }
    const query = field.value === undefined ? input.value.toLowerCase().replace(/^[@#]/, "") : "";
    const items = all.filter((item) => `${item.label} ${item.description ?? ""}`.toLowerCase().includes(query)).slice(0, 100);
    this.host.suggestions.show(input, { title, items, onPick: pick, empty: "Nothing matches.", label: option.name });
  }

  #live(field, title, pick) {
    clearTimeout(field.timer);
    this.#serial += 1;
    const serial = this.#serial;
    const { input, option } = field;
    if (!this.host.suggestions.open) this.host.suggestions.show(input, { title, items: [], onPick: pick, empty: "Loading…", label: option.name });
    field.timer = setTimeout(async () => {
      let choices = [];
      let empty = "No suggestions.";
      try {
        choices = await this.host.autocomplete(this.leaf, this.values(), option.name, input.value);
      } catch (error) {
        empty = error.code === "failed" ? "Loading suggestions failed." : error.message;
      }
      if (serial !== this.#serial || document.activeElement !== input) return;
      const items = choices.map((choice) => ({ label: choice.name, value: choice.value }));
      this.host.suggestions.show(input, { title, items, onPick: pick, empty, first: items.length > 0 && field.value === undefined, label: option.name });
    }, DEBOUNCE_MS);
  }

  #bounds(option) {
    const lo = option.min_value ?? option.min_length, hi = option.max_value ?? option.max_length;
    const unit = option.type === STRING ? " characters" : "";
    if (lo !== undefined && hi !== undefined) return ` (${lo} to ${hi}${unit})`;
    if (lo !== undefined) return ` (at least ${lo}${unit})`;
    return hi !== undefined ? ` (at most ${hi}${unit})` : "";
  }

  #next(field) {
    const list = [...this.#fields.values()];
    const next = list.slice(list.indexOf(field) + 1).find((other) => !other.filled()) ?? list.find((other) => other.option.required && !other.filled());
    if (next) next.input.focus();
  }

  #key(event, field) {
    if (this.host.suggestions.key(event)) return;
    const list = [...this.#fields.values()];
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.host.cancel();
    } else if (event.key === "Backspace" && field.input.value === "" && field.value === undefined) {
      event.preventDefault();
      if (!field.option.required) {
        field.chip.remove();
        this.#fields.delete(field.option.name);
        this.#drawMore();
        this.focus();
      } else if (list[0] === field) this.host.cancel();
      else list[list.indexOf(field) - 1].input.focus();
    }
  }

  #fault(field, text) {
    fill(field.error, text);
    field.chip.classList.toggle("chip-bad", Boolean(text));
    field.input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  /** What has been typed so far, unchecked: for autocomplete. */
  values() {
    const out = {};
    for (const [name, field] of this.#fields) {
      if (field.input.type === "file") continue;
      const [value, fault] = this.#read(field);
      if (!fault && value !== undefined) out[name] = value;
    }
    return out;
  }

  #read(field) {
    const { option, input } = field;
    if (option.type === ATTACHMENT) return input.files.length ? [input.files[0], null] : [undefined, option.required ? "Choose a file." : null];
    const text = input.value;
    if (field.value !== undefined) return [field.value, null];
    if (text === "") return [undefined, option.required ? "This option is required. Specify a value." : null];
    const candidates = option.autocomplete ? null : this.#candidates(option);
    if (candidates) {
      const wanted = text.toLowerCase();
      const found = candidates.filter((item) => [wanted, `@${wanted}`].includes(item.label.toLowerCase()) || `#${item.label}`.toLowerCase() === wanted);
      return found.length === 1 ? [found[0].value, null] : [undefined, `Choose a ${KIND[option.type]} from the list.`];
    }
    if (option.type === INTEGER || option.type === NUMBER) {
      const pattern = option.type === INTEGER ? /^-?\d{1,15}$/ : /^-?\d+(\.\d+)?$/;
      const value = Number(text.trim());
      if (!pattern.test(text.trim())) return [undefined, `Enter a ${KIND[option.type]}.`];
      if (value < (option.min_value ?? -Infinity) || value > (option.max_value ?? Infinity)) return [undefined, `Out of range${this.#bounds(option)}.`];
      return [value, null];
    }
    const length = [...text].length;
    if (length < (option.min_length ?? 0) || length > (option.max_length ?? 6000)) return [undefined, `Must be${this.#bounds(option).replace(/[()]/g, "")}.`];
    return [text, null];
  }

  /** Check everything; show what is wrong or hand the values on. */
  submit() {
    const out = {};
    let first = null;
    for (const [name, field] of this.#fields) {
      const [value, fault] = this.#read(field);
      this.#fault(field, fault ?? "");
      if (fault) first ??= field;
      else if (value !== undefined) out[name] = value;
    }
    if (first) {
      first.input.focus();
      return;
    }
    this.host.suggestions.close();
    this.host.submit(out);
  }

  /** The server's refusal: beside its option when it names one. */
  refuse({ field, message }) {
    const at = this.#fields.get(field);
    if (at) {
      this.#fault(at, message);
      at.input.focus();
      return true;
    }
    return false;
  }
}
