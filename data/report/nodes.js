// Nodes of the page. Data reaches it as text nodes and attributes only; nothing here, or anywhere, parses markup.

const MATHML = "http://www.w3.org/1998/Math/MathML";
const $ = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");

function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "on") for (const [event, action] of Object.entries(value)) node.addEventListener(event, action);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function mathNode(tree) {
  if (typeof tree === "string") return document.createTextNode(tree);
  const node = document.createElementNS(MATHML, tree[0]);
  for (const [name, value] of Object.entries(tree[1])) node.setAttribute(name, value);
  for (const child of tree[2]) node.append(mathNode(child));
  return node;
}

function spanNodes(spans) {
  return spans.map((span, i) => {
    if (span.kind === "math") {
      if (span.tree === null) return h("code", { class: "tex", title: "shown as written: not all of this formula is known" }, span.source);
      const node = mathNode(span.tree);
      node.setAttribute("alttext", span.source);
      return span.display ? h("span", { class: "display" }, node) : node;
    }
    if (span.kind === "code") return h("code", {}, span.text);
    if (span.kind === "strong") return h("strong", {}, span.text);
    // A display stands on lines of its own; the breaks around it are its margins.
    let { text } = span;
    if (spans[i + 1]?.display) text = text.replace(/\n *$/, "");
    if (spans[i - 1]?.display) text = text.replace(/^ *\n/, "");
    return document.createTextNode(text);
  });
}

function blockNodes(blocks) {
  return blocks.map((block) => {
    if (block.kind === "code") {
      return h("figure", { class: "code" }, block.language ? h("figcaption", {}, block.language) : null, h("pre", { tabindex: 0 }, h("code", {}, block.text)));
    }
    if (block.kind === "table") {
      const cell = (tag) => (spans, i) => h(tag, { class: block.aligned[i] ?? "left" }, spanNodes(spans));
      return h("div", { class: "scroll" }, h("table", { class: "of-text" },
        h("thead", {}, h("tr", {}, block.head.map(cell("th")))),
        h("tbody", {}, block.rows.map((row) => h("tr", {}, row.map(cell("td")))))));
    }
    if (block.kind === "plain") return longText(block.text);
    return h("div", { class: "prose" }, spanNodes(block.spans));
  });
}

// A text as it is written; of a long one the beginning, and the rest on request.
const FIRST_PART = 20_000;
function longText(text) {
  const pre = h("pre", { class: "source", tabindex: 0 }, text.slice(0, FIRST_PART));
  if (text.length <= FIRST_PART) return pre;
  const more = h("button", { type: "button", on: { click: () => {
    pre.textContent = text;
    more.remove();
  } } }, `Show all ${number(text.length)} characters`);
  return h("div", {}, pre, more);
}

// JSON as a tree that can be folded; what is inside is made when it is opened.
const ENTRIES = 100;
function jsonNode(value, name, depth) {
  const label = name === null ? null : h("span", { class: "json-name" }, `${name}: `);
  if (value === null || typeof value !== "object") {
    const said = typeof value === "string" ? value : JSON.stringify(value);
    const kind = value === null ? "null" : typeof value;
    const leaf = h("span", { class: `json-${kind}` }, said.length > FIRST_PART ? "" : said);
    const long = said.length > FIRST_PART ? longText(said) : null;
    return h("div", { class: typeof value === "string" && said.includes("\n") ? "json-leaf lines" : "json-leaf" }, label, leaf, long);
  }
  const entries = Array.isArray(value) ? value.map((each, i) => [i, each]) : Object.entries(value);
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  if (!entries.length) return h("div", { class: "json-leaf" }, label, h("span", { class: "json-null" }, size));
  const flat = Array.isArray(value) && value.every((each) => each === null || typeof each !== "object");
  if (flat && JSON.stringify(value).length < 100) return h("div", { class: "json-leaf" }, label, h("span", { class: "json-flat" }, JSON.stringify(value)));
  const inside = h("div", { class: "json-inside" });
  let made = 0;
  const fill = () => {
    for (const [key, each] of entries.slice(made, made + ENTRIES)) inside.append(jsonNode(each, String(key), depth + 1));
    made += ENTRIES;
    if (made < entries.length) {
      const more = h("button", { type: "button", on: { click: () => {
        more.remove();
        fill();
      } } }, `${number(entries.length - made)} more`);
      inside.append(more);
    }
  };
  const node = h("details", { class: "json" }, h("summary", {}, label, h("span", { class: "json-size" }, size)), inside);
  node.addEventListener("toggle", () => {
    if (node.open && !made) fill();
  });
  node.fill = () => {
    if (!made) fill();
  };
  if (depth < 1) {
    fill();
    node.open = true;
  }
  return node;
}

// Opens every level, as far as a page can bear it.
const OPENED = 400;
function openAll(root) {
  const waiting = [...root.querySelectorAll("details")];
  if (root.matches("details")) waiting.unshift(root);
  let opened = 0;
  while (waiting.length && opened < OPENED) {
    const node = waiting.shift();
    node.fill?.();
    node.open = true;
    opened += 1;
    if (node.matches(".json")) for (const inner of node.querySelectorAll("details")) if (!inner.open) waiting.push(inner);
  }
}
