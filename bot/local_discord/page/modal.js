// A form that the bot asks to be filled in: checked as Discord's client checks it, sent, kept open when that fails.

import { el, fill, freshId, icon } from "./dom.js";
import { blocks } from "./markdown.js";
import { size } from "./media.js";
import { Select } from "./select.js";

const REQUIRED = "This field is required.";

/** Shows `modal`; `send(fields)` is awaited. `own`: a form of the page itself, not the bot's. Focus goes back afterwards. */
export class Modal {
  #fields = new Map();

  constructor(modal, app, ctx, send, { own = false } = {}) {
    this.modal = modal;
    this.app = app;
    this.ctx = ctx;
    this.send = send;
    this.back = document.activeElement;
    const title = freshId("modal");
    this.trouble = el("p", { class: "modal-trouble", role: "alert", hidden: true });
    this.submitButton = el("button", { class: "button button-1", type: "submit", "aria-label": "Submit", dataset: { testid: "modal-submit" } }, el("span", { class: "button-inside" }, "Submit"), el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
    const body = modal.components.map((component) => this.#part(component));
    this.form = el("form", { novalidate: true, on: { submit: (event) => { event.preventDefault(); this.#submit(); } } },
      el("div", { class: "modal-head" }, el("h2", { id: title }, modal.title), el("button", { class: "tool", type: "button", "aria-label": "Close", on: { click: () => this.close() } }, icon("close"))),
      el("div", { class: "modal-body" }, own ? null : el("p", { class: "modal-notice" }, `This form will be sent to ${app.state.bot.name}. Do not share passwords.`), body, this.trouble),
      el("div", { class: "modal-foot" }, el("button", { class: "button button-2", type: "button", on: { click: () => this.close() } }, "Cancel"), this.submitButton));
    this.element = el("dialog", { class: "modal", "aria-labelledby": title, dataset: { testid: "modal" }, on: { cancel: (event) => { event.preventDefault(); this.close(); }, keydown: (event) => this.#trap(event) } }, this.form);
  }

  show() {
    document.body.append(this.element);
    this.element.showModal();
    const first = this.element.querySelector(".modal-body input:not([type=hidden]), .modal-body textarea, .modal-body [role=combobox]");
    (first ?? this.submitButton).focus();
  }

  close() {
    this.element.close();
    this.element.remove();
    const back = this.back?.isConnected && this.back !== document.body ? this.back : null;
    if (back) back.focus();
    else this.app.focusComposer();
  }

  /** Keep Tab inside the form. */
  #trap(event) {
    if (event.key !== "Tab") return;
    const stops = [...this.element.querySelectorAll("button, input, textarea, a[href], [tabindex='0']")].filter((node) => !node.disabled && node.tabIndex >= 0 && node.getClientRects().length);
    const first = stops[0], last = stops.at(-1);
    if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  }

  #part(component) {
    if (component.type === 10) return el("div", { class: "md" }, blocks(component.content, this.ctx));
    if (component.type === 1) return component.components.map((child) => this.#field(child, child.label, null));
    if (component.type === 18) return this.#field(component.component, component.label, component.description);
    return this.#field(component, component.label ?? component.custom_id, null);
  }

  #field(component, label, description) {
    const ids = { label: freshId("label"), hint: freshId("hint"), error: freshId("error"), input: freshId("field") };
    const made = this.#control(component, label, ids);
    const error = el("p", { class: "field-error", id: ids.error, role: "alert" });
    const required = component.type !== 23 && (component.required ?? true);
    const single = made.input instanceof HTMLInputElement || made.input instanceof HTMLTextAreaElement;
    const caption = el(single ? "label" : "span", { class: "field-label", id: ids.label, for: single ? ids.input : null }, label, required ? el("span", { class: "star", "aria-hidden": "true" }, " *") : null);
    const field = el("div", { class: "field", dataset: { field: component.custom_id } }, caption, description ? el("p", { class: "field-hint", id: ids.hint }, description) : null, made.element, error);
    this.#fields.set(component.custom_id, { component, required, error, ...made, field });
    return field;
  }

  #control(component, label, ids) {
    const described = `${ids.hint} ${ids.error}`;
    switch (component.type) {
      case 4: return textInput(component, ids, described);
      case 3: case 5: case 6: case 7: case 8: {
        const select = new Select({ ...component, disabled: false }, this.ctx, { label, describedBy: described, optional: component.required === false });
        return { element: select.element, input: select.trigger, read: () => select.values(), check: (values, required) => countFault(values.length, component, required, 1, 1) };
      }
      case 19: return fileInput(component, ids, described, label);
      case 21: return radios(component, ids);
      case 22: return boxes(component, ids);
      case 23: return checkbox(component, ids, described, label);
      default: return { element: el("p", { class: "unknown" }, `A field of kind ${component.type} that this page does not know.`), input: null, read: () => undefined, check: () => null };
    }
  }

  async #submit() {
    const values = {};
    let first = null;
    for (const [id, field] of this.#fields) {
      const value = field.read();
      const fault = field.check(value, field.required);
      fill(field.error, fault);
      field.field.classList.toggle("field-bad", Boolean(fault));
      field.input?.setAttribute("aria-invalid", String(Boolean(fault)));
      if (fault) first ??= field;
      values[id] = value;
    }
    if (first) {
      first.input?.focus();
      return;
    }
    this.#busy(true);
    try {
      for (const [id, field] of this.#fields) {
        if (field.component.type !== 19) continue;
        const uploads = [];
        for (const file of values[id]) uploads.push({ upload: await this.app.connection.upload(file) });
        values[id] = uploads;
      }
      for (const id of Object.keys(values)) if (values[id] === undefined) delete values[id];
      await this.send(values);
      this.close();
    } catch (error) {
      fill(this.trouble, error.code === "failed" ? "Something went wrong. Try again." : error.message);
      this.trouble.hidden = false;
    } finally {
      this.#busy(false);
    }
  }

  #busy(busy) {
    this.submitButton.classList.toggle("button-busy", busy);
    this.submitButton.disabled = busy;
    if (busy) this.trouble.hidden = true;
  }
}

function countFault(count, component, required, defaultLeast, defaultMost) {
  const least = component.min_values ?? defaultLeast, most = component.max_values ?? defaultMost;
  if (count === 0) return required ? REQUIRED : null;
  if (count < least) return `Choose at least ${least}.`;
  return count > most ? `Choose at most ${most}.` : null;
}

function textInput(component, ids, described) {
  const long = component.style === 2;
  const counter = el("span", { class: "counter", "aria-hidden": "true" });
  const most = component.max_length ?? 4000;
  const input = el(long ? "textarea" : "input", {
    id: ids.input, class: "text-input", type: long ? null : "text", rows: long ? "5" : null, dir: "auto", autocomplete: "off", placeholder: component.placeholder,
    maxlength: String(most), "aria-required": String(component.required ?? true), "aria-describedby": described, value: component.value ?? "",
    dataset: { testid: `field-${component.custom_id}` }, on: { input: () => count() },
  });
  const count = () => { counter.textContent = String(most - input.value.length); counter.hidden = most >= 4000 && input.value.length < 3000; };
  count();
  return {
    element: el("div", { class: "text-wrap" }, input, counter), input, read: () => input.value,
    check: (value, required) => {
      if (!value) return required ? REQUIRED : null;
      const least = component.min_length ?? 0;
      return value.length < least || value.length > most ? `Must be between ${least} and ${most} in length.` : null;
    },
  };
}

function fileInput(component, ids, described, label) {
  const most = component.max_values ?? 1;
  const list = el("ul", { class: "file-list" });
  let files = [];
  const draw = () => fill(list, files.map((file, index) => el("li", {}, icon("file"), el("span", {}, file.name), el("small", {}, size(file.size)), el("button", { class: "tool", type: "button", "aria-label": `Remove ${file.name}`, on: { click: () => { files.splice(index, 1); draw(); } } }, icon("close")))));
  const input = el("input", {
    id: ids.input, class: "file-input", type: "file", multiple: most > 1, "aria-describedby": described, "aria-label": label, dataset: { testid: `field-${component.custom_id}` },
    on: { change: () => { files = [...(most > 1 ? files : []), ...input.files].slice(0, most); input.value = ""; draw(); } },
  });
  return { element: el("div", {}, input, list), input, read: () => files, check: (value, required) => countFault(value.length, component, required, 1, 1) };
}

function optionRow(type, option, name, group) {
  const hint = freshId("option-hint");
  const input = el("input", { type, name, value: option.value, checked: Boolean(option.default), "aria-describedby": option.description ? hint : null });
  group.push(input);
  return el("label", { class: "choice" }, input, el("span", { class: "option-text" }, el("span", {}, option.label), option.description ? el("small", { id: hint }, option.description) : null));
}

function radios(component, ids) {
  const inputs = [];
  const rows = component.options.map((option) => optionRow("radio", option, ids.input, inputs));
  const element = el("div", { class: "choices", role: "radiogroup", "aria-labelledby": ids.label, "aria-describedby": `${ids.hint} ${ids.error}` }, rows);
  return { element, input: inputs[0], read: () => inputs.find((input) => input.checked)?.value, check: (value, required) => (required && value === undefined ? REQUIRED : null) };
}

function boxes(component, ids) {
  const inputs = [];
  const rows = component.options.map((option) => optionRow("checkbox", option, ids.input, inputs));
  const element = el("div", { class: "choices", role: "group", "aria-labelledby": ids.label, "aria-describedby": `${ids.hint} ${ids.error}` }, rows);
  return { element, input: inputs[0], read: () => inputs.filter((input) => input.checked).map((input) => input.value), check: (value, required) => countFault(value.length, component, required, 1, component.options.length) };
}

function checkbox(component, ids, described, label) {
  const input = el("input", { id: ids.input, type: "checkbox", checked: Boolean(component.default), "aria-label": label, "aria-describedby": described, dataset: { testid: `field-${component.custom_id}` } });
  return { element: el("div", { class: "choice" }, input, el("span", {}, "Yes")), input, read: () => input.checked, check: () => null };
}
