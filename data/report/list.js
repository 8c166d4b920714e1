// The list of rows: only those in sight are nodes, however many there are.

const OVERSCAN = 6;
const SNIPPET = 160;
const SIGNS = { accepted: "✓", rejected: "✕", undecided: "?", dropped: "–" };

class List {
  constructor(scroller, spacer, choose) {
    this.scroller = scroller;
    this.spacer = spacer;
    this.choose = choose;
    this.rows = [];
    this.nodes = new Map();
    this.active = -1;
    this.asked = 0;
    scroller.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(scroller);
    spacer.addEventListener("click", (event) => {
      const node = event.target.closest("[role=option]");
      if (node !== null) choose(Number(node.dataset.place));
    });
  }

  attach(store) {
    this.store = store;
    this.height = parseFloat(getComputedStyle(document.documentElement).fontSize) * 3.6;
  }

  later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  // Shows these rows; the open one stays marked if it is among them.
  show(rows, open) {
    this.rows = rows;
    this.active = rows.indexOf(open);
    for (const node of this.nodes.values()) node.remove();
    this.nodes.clear();
    this.spacer.style.height = `${rows.length * this.height}px`;
    this.later();
  }

  grown() {
    this.spacer.style.height = `${this.rows.length * this.height}px`;
    for (const node of this.nodes.values()) node.setAttribute("aria-setsize", String(this.rows.length));
    this.later();
  }

  mark(place, { scroll = true } = {}) {
    this.nodes.get(this.active)?.setAttribute("aria-selected", "false");
    this.active = place;
    this.nodes.get(place)?.setAttribute("aria-selected", "true");
    if (scroll && place >= 0) this.reveal(place);
    if (place >= 0) this.scroller.setAttribute("aria-activedescendant", `row-${place}`);
    else this.scroller.removeAttribute("aria-activedescendant");
    this.draw();
  }

  reveal(place) {
    const top = place * this.height;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + this.height > scrollTop + clientHeight) this.scroller.scrollTop = top + this.height - clientHeight;
  }

  get page() {
    return Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 1);
  }

  draw() {
    if (this.store === undefined || this.scroller.clientHeight === 0) return;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.height) - OVERSCAN);
    const last = Math.min(this.rows.length, Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / this.height) + OVERSCAN);
    for (const [place, node] of this.nodes) {
      if (place < first || place >= last) {
        node.remove();
        this.nodes.delete(place);
      }
    }
    for (let place = first; place < last; place += 1) if (!this.nodes.has(place)) this.add(place);
    this.askForSnippets();
  }

  add(place) {
    const row = this.rows[place];
    const { store } = this;
    const verdict = store.facet("verdict", row);
    const level = store.facet("level", row);
    const reason = String(store.facet("reason", row)).replaceAll("_", " ");
    const told = verdict === "accepted" ? "" : reason || verdict;
    const cost = store.tokens[row] ? `${number(store.tokens[row])} tokens` : store.facet("engine", row);
    const node = h("div", {
      role: "option", id: `row-${place}`, class: "row", "aria-selected": String(place === this.active),
      "aria-posinset": place + 1, "aria-setsize": this.rows.length, "data-place": place,
    },
    h("span", { class: `sign ${verdict}`, "aria-hidden": "true" }, SIGNS[verdict] ?? "·"),
    h("span", { class: "row-name" }, h("b", {}, store.facet("family", row) || store.facet("view", row)), level ? ` · level ${level}` : "",
      h("span", { class: "unseen" }, ` ${verdict}`)),
    h("span", { class: `row-told ${verdict}` }, told),
    h("span", { class: "row-text" }, "\u00a0"),
    h("span", { class: "row-cost" }, cost));
    node.style.transform = `translateY(${place * this.height}px)`;
    node.style.height = `${this.height}px`;
    this.spacer.append(node);
    this.nodes.set(place, node);
  }

  // The beginnings of the prompts in sight, a moment after the list stands still.
  askForSnippets() {
    const asked = (this.asked += 1);
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      for (const [place, node] of [...this.nodes]) {
        if (node.dataset.said) continue;
        const said = await beginning(this.store, this.rows[place]);
        if (asked !== this.asked) return;
        node.dataset.said = "1";
        node.querySelector(".row-text").textContent = said || "\u00a0";
      }
    }, 40);
  }
}

async function beginning(store, row) {
  const { row: raw } = await store.raw(row);
  const asked = Array.isArray(raw.messages) ? raw.messages.find((message) => message?.role === "user")?.content : raw.prompt ?? raw.text;
  const text = typeof asked === "string" ? asked : asked ? await store.whole(asked) : "";
  return typeof text === "string" ? text.slice(0, SNIPPET).replace(/\s+/g, " ") : "";
}
