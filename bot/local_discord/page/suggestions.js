// The list above the message box: commands, choices, people. It never takes the focus; the input steers it by keys.

import { el, fill, freshId } from "./dom.js";

export class Suggestions {
  #items = []; #cursor = -1; #pick = null; #input = null;

  constructor() {
    this.id = freshId("suggestions");
    this.title = el("div", { class: "suggestions-title" });
    this.list = el("ul", { id: this.id, role: "listbox", "aria-label": "Suggestions" });
    this.element = el("div", { class: "suggestions", hidden: true, dataset: { testid: "suggestions" } }, this.title, this.list);
    // A press on the list must not take the focus from the input.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get open() { return !this.element.hidden; }

  /**
   * Show `items` ({label, description, group, mark, detail}) for `input`; `onPick(item)`. `first`: highlight the first one.
   * `empty`: what to say when there are none.
   */
  show(input, { title, items, onPick, first = true, empty = null, label = "Suggestions" }) {
    this.#items = items;
    this.#pick = onPick;
    this.#input = input;
    this.#cursor = first && items.length ? 0 : -1;
    if (!items.length && empty === null) {
      this.close();
      return;
    }
    fill(this.title, title);
    this.title.hidden = !title;
    this.list.setAttribute("aria-label", label);
    const rows = [];
    let group = null;
    for (const [index, item] of items.entries()) {
      if (item.group && item.group !== group) {
        group = item.group;
        rows.push(el("li", { class: "suggestions-group", role: "presentation" }, group));
      }
      rows.push(el("li", { id: `${this.id}-${index}`, role: "option", "aria-selected": "false", dataset: { index: String(index) }, on: { click: () => this.#choose(index), pointermove: () => this.#move(index) } },
        item.mark?.(), el("span", { class: "option-text" }, el("span", {}, item.label, item.detail ? el("span", { class: "detail" }, item.detail) : null), item.description ? el("small", {}, item.description) : null)));
    }
    fill(this.list, rows, items.length ? null : el("li", { class: "nothing" }, empty));
    this.element.hidden = false;
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-expanded", "true");
    this.#mark();
  }

  close() {
    this.element.hidden = true;
    this.#items = [];
    this.#cursor = -1;
    this.#input?.setAttribute("aria-expanded", "false");
    this.#input?.removeAttribute("aria-activedescendant");
  }

  #choose(index) {
    const item = this.#items[index];
    const pick = this.#pick;
    if (!item) return;
    this.close();
    pick(item);
  }

  #move(index) {
    if (index === this.#cursor) return;
    this.#cursor = index;
    this.#mark();
  }

  #mark() {
    for (const node of this.list.querySelectorAll("[role=option]")) {
      const current = node.dataset.index === String(this.#cursor);
      node.classList.toggle("cursor", current);
      node.setAttribute("aria-selected", String(current));
      if (current) node.scrollIntoView({ block: "nearest" });
    }
    if (this.#cursor >= 0) this.#input.setAttribute("aria-activedescendant", `${this.id}-${this.#cursor}`);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  /** Give the list a key of its input. True when it was used. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const last = this.#items.length - 1;
    if (event.key === "ArrowDown" && last >= 0) this.#move(this.#cursor >= last ? 0 : this.#cursor + 1);
    else if (event.key === "ArrowUp" && last >= 0) this.#move(this.#cursor <= 0 ? last : this.#cursor - 1);
    else if (event.key === "Enter" && !event.shiftKey && this.#cursor >= 0) this.#choose(this.#cursor);
    else if (event.key === "Tab" && !event.shiftKey && this.#cursor >= 0) this.#choose(this.#cursor);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
