// Builds the page's elements. Data becomes text nodes and attributes, never markup: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";
let serial = 0;

/** A fresh id, for aria references. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/**
 * Make an element. `props`: class, text, dataset, on (listeners), style (CSS custom properties), aria-… and other
 * attributes; false, null and undefined leave an attribute out. Children: nodes, strings, nested lists, null.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, call] of Object.entries(value)) node.addEventListener(event, call);
    else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else if (name === "value" || name === "checked" || name === "indeterminate") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  megaphone: "M4 10v4h3l8 4V6L7 10H4Zm3 4 1.5 5H11l-1.2-4M18 9.5a4 4 0 0 1 0 5",
  forum: "M4 5h13v9H9l-4 3v-3H4V5Zm16 4v8h-1v2.5L15.5 17H11",
  thread: "M8 4 7 9M16 4l-3 16M5 9h9M4 15h6M15 13h6M15 17h4",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5v-9Z",
  at: "M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a8.5 8.5 0 1 0-3.5 6.9",
  menu: "M4 7h16M4 12h16M4 17h16",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9a6.5 6.5 0 0 1 13 0M16 4.5a3.3 3.3 0 0 1 0 6.2M18.5 14.500a6.400 6.400 0 0 1 3 5.500",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.500l3.500 2",
  forward: "M5 6l7 6-7 6V6Zm8 0 7 6-7 6V6Z",
  restart: "M19 8a8 8 0 1 0 1 6M20 4v5h-5",
  sun: "M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600 19 19M19 5l-1.400 1.400M6.400 17.600 5 19",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-4 16-4.500-6.500L4 12Zm7.500 1.500L20 4",
  down: "M6 9l6 6 6-6",
  check: "M5 12.500 10 17 19 7",
  file: "M6 3h8l4 4v14H6V3Zm8 0v4h4",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  open: "M14 5h5v5M19 5l-8 8M11 6H5v13h13v-6",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  slash: "M15.500 5 8.500 19M4 4h16v16H4V4Z",
  reply: "M4 20v-6a6 6 0 0 1 6-6h10M15 4l5 4-5 4",
  warning: "M12 4 2.500 20h19L12 4Zm0 6v5M12 17.500h.01",
  apps: "M5 5h5v5H5V5Zm9 0h5v5h-5V5ZM5 14h5v5H5v-5Zm9 0h5v5h-5v-5Z",
  calendar: "M5 6h14v14H5V6Zm0 5h14M9 3v4M15 3v4",
};

/** A line icon; decoration only, so the control around it needs its own name. */
export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Round initials on a colour that follows from the id. */
export function avatar(user, extra = "") {
  const letters = [...(user?.name ?? "?").trim().matchAll(/(?:^|[\s_-])(\p{L}|\p{N})/gu)].map((m) => m[1]);
  const text = (letters.length > 1 ? letters[0] + letters.at(-1) : letters[0] ?? "?").toUpperCase();
  const hue = Number(BigInt(user?.id ?? 0) >> 22n) * 47 % 360;
  return el("span", {
    class: `avatar ${user?.bot ? "avatar-bot" : ""} ${extra}`, "aria-hidden": "true", style: { "--hue": String(hue) },
  }, text);
}
