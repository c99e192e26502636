// A small menu at a point or below a control: arrow keys, Escape, and the focus goes back.

import { avatar, el } from "./dom.js";

let current = null;

/** `entries`: {label, run, mark, head}. `at`: a rectangle or {x, y}. `top`: something above the entries. */
export function openMenu(entries, at, back, { label, top = null }) {
  current?.close();
  const items = [];
  const rows = entries.map((entry) => {
    if (entry.head) return el("div", { class: "menu-head", role: "presentation" }, entry.head);
    const item = el("button", {
      class: "menu-item", type: "button", role: entry.checked === undefined ? "menuitem" : "menuitemradio", tabindex: "-1",
      "aria-checked": entry.checked === undefined ? null : String(entry.checked), on: { click: () => { menu.close(); entry.run(); } },
    }, entry.mark ?? null, el("span", { class: "option-text" }, el("span", {}, entry.label), entry.description ? el("small", {}, entry.description) : null));
    items.push(item);
    return item;
  });
  const element = el("div", { class: "menu", popover: "manual", dataset: { testid: "menu" } }, top, el("div", { role: "menu", "aria-label": label }, rows));
  const outside = (event) => { if (!element.contains(event.target)) menu.close(false); };
  const menu = {
    close(focus = true) {
      if (current !== menu) return;
      current = null;
      document.removeEventListener("pointerdown", outside, true);
      element.remove();
      back?.setAttribute?.("aria-expanded", "false");
      if (focus && back?.isConnected) back.focus({ preventScroll: true });
    },
  };
  element.addEventListener("keydown", (event) => {
    const index = items.indexOf(document.activeElement);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined && items.length) items[(to + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") menu.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  current = menu;
  document.body.append(element);
  element.showPopover();
  const { width, height } = element.getBoundingClientRect();
  const x = at.left ?? at.x, y = at.bottom ?? at.y;
  const top2 = y + height + 8 > innerHeight ? Math.max(8, (at.top ?? y) - height - 4) : y + 4;
  element.style.setProperty("left", `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`);
  element.style.setProperty("top", `${top2}px`);
  back?.setAttribute?.("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  if (items.length) items[0].focus();
  else {
    element.tabIndex = -1;
    element.focus();
  }
  return menu;
}

/** The card above a person's menu. */
export function profileCard(person, guild, time) {
  const roles = (guild?.membersById.get(person.id)?.roles ?? []).map((id) => guild.rolesById.get(id)).filter(Boolean);
  return el("div", { class: "profile" }, avatar(person, "avatar-large"), el("div", { class: "profile-name" }, person.name, person.bot ? el("span", { class: "app-badge" }, "APP") : null),
    person.zone ? el("div", { class: "profile-zone" }, `${person.zone} · ${time.inZone(time.now(), person.zone)}`) : null,
    roles.length ? el("div", { class: "tags" }, roles.map((role) => el("span", { class: "tag" }, el("span", { class: "role-dot", style: role.color ? { "--role": `#${role.color.toString(16).padStart(6, "0")}` } : {} }), role.name))) : null);
}
