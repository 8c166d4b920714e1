// The browser of rows: filters, the list, the open row, and the address that says all three.

const FACETS = [
  ["verdict", "Verdict"], ["family", "Family"], ["level", "Level"], ["reason", "Reason"], ["engine", "Engine"],
  ["style", "Style"], ["split", "Split"], ["view", "View"],
];
const IN_NONE = "no other view";

class Browser {
  constructor() {
    this.state = { filters: new Map(), query: "", tokens: 0, sort: "", open: -1 };
    this.list = new List($("scroller"), $("spacer"), (place) => this.openPlace(place, { enter: matchMedia("(max-width: 60rem)").matches }));
    this.selects = new Map();
    this.searching = 0;
    this.ready = false;
  }

  async start() {
    if (!("DecompressionStream" in window)) {
      $("count").textContent = "This browser cannot open compressed rows; a newer one can.";
      return;
    }
    const index = await opened("index");
    this.store = new Store(index);
    this.list.attach(this.store);
    if (!this.store.size) {
      $("count").textContent = "There are no rows.";
      for (const field of $("filters").elements) field.disabled = true;
    }
    this.makeFilters();
    this.ready = true;
    await this.follow();
  }

  // --- filters

  makeFilters() {
    const make = (name, title, values) => {
      const select = h("select", { id: `facet-${name}`, on: { change: () => this.set(name, select.value) } });
      this.selects.set(name, { select, values });
      return h("div", { class: "field" }, h("label", { for: `facet-${name}` }, title), select);
    };
    const shown = FACETS.filter(([name]) => this.store.facets[name].values.length > 1);
    $("facets").append(...shown.map(([name, title]) => make(name, title, this.store.facets[name].values.map(String))));
    if (this.store.published.rows.some((bits) => bits)) $("facets").append(make("in", "Published in", [...this.store.published.values, IN_NONE]));
    $("filters").addEventListener("submit", (event) => {
      event.preventDefault();
      this.set("q", $("query").value.trim());
      $("scroller").focus({ preventScroll: true });
    });
    $("query").addEventListener("search", () => this.set("q", $("query").value.trim()));
    $("tokens").addEventListener("change", () => this.set("tokens", Math.max(0, Math.floor(Number($("tokens").value) || 0))));
    $("sort").addEventListener("change", () => this.set("sort", $("sort").value));
    $("clear").addEventListener("click", () => this.clear());
    $("progress-stop").addEventListener("click", () => this.stopSearch());
    $("scroller").addEventListener("keydown", (event) => this.listKey(event));
  }

  set(name, value) {
    const { state } = this;
    const before = this.address(false);
    if (name === "q") state.query = value;
    else if (name === "tokens") state.tokens = value;
    else if (name === "sort") state.sort = value;
    else if (value === "") state.filters.delete(name);
    else state.filters.set(name, value);
    if (this.address(false) === before) return;
    this.write();
    this.apply();
  }

  clear() {
    Object.assign(this.state, { filters: new Map(), query: "", tokens: 0, sort: "" });
    this.write();
    this.apply();
  }

  // For each facet the values that pass: a set of codes, or null for all.
  wanted() {
    const { store, state } = this;
    return [...this.selects.keys()].map((name) => {
      const value = state.filters.get(name);
      if (name === "in") {
        const bit = store.published.values.indexOf(value);
        const passes = value === undefined ? null : value === IN_NONE ? (bits) => bits === 0 : (bits) => bit >= 0 && (bits & (1 << bit)) !== 0;
        return { name, rows: store.published.rows, passes };
      }
      const { values, rows } = store.facets[name];
      if (value === undefined) return { name, rows, passes: null };
      const codes = new Uint8Array(values.length);
      values.forEach((each, code) => {
        codes[code] = String(each) === value || (value.endsWith("/*") && String(each).startsWith(value.slice(0, -1))) ? 1 : 0;
      });
      return { name, rows, passes: (code) => codes[code] === 1 };
    });
  }

  apply() {
    const { store, state } = this;
    const facets = this.wanted();
    const counts = facets.map(({ name }) => new Int32Array(name === "in" ? 1 << store.published.values.length : store.facets[name].values.length));
    const rows = [];
    for (let row = 0; row < store.size; row += 1) {
      if (store.tokens[row] < state.tokens) continue;
      let failed = -1;
      let failures = 0;
      for (let i = 0; i < facets.length; i += 1) {
        const { passes, rows: codes } = facets[i];
        if (passes !== null && !passes(codes[row])) {
          failures += 1;
          if (failures > 1) break;
          failed = i;
        }
      }
      if (failures === 0) {
        rows.push(row);
        for (let i = 0; i < facets.length; i += 1) counts[i][facets[i].rows[row]] += 1;
      } else if (failures === 1) counts[failed][facets[failed].rows[row]] += 1;
    }
    if (state.sort) {
      const sign = state.sort === "most" ? -1 : 1;
      rows.sort((a, b) => sign * (store.tokens[a] - store.tokens[b]) || a - b);
    }
    this.fillFilters(counts);
    this.matching = rows;
    this.searching += 1;
    if (state.query) this.search(rows, this.searching);
    else {
      $("progress").hidden = true;
      this.showRows(rows);
    }
  }

  fillFilters(counts) {
    const { store, state } = this;
    [...this.selects].forEach(([name, { select, values }], i) => {
      const value = state.filters.get(name) ?? "";
      const option = (text, of, count) => {
        const node = h("option", { value: of }, count === null ? text : `${text} (${number(count)})`);
        node.disabled = count === 0 && of !== value;
        return node;
      };
      const numbers = name === "in"
        ? [...values.slice(0, -1).map((_, bit) => counts[i].reduce((sum, count, bits) => sum + (bits & (1 << bit) ? count : 0), 0)), counts[i][0]]
        : [...counts[i]];
      const options = values.map((each, code) => option(name === "reason" ? each.replaceAll("_", " ") || "none" : each || "none", each, numbers[code]));
      select.replaceChildren(option("all", "", null));
      if (name === "family") {
        const domains = new Map();
        values.forEach((each, code) => {
          const domain = each.includes("/") ? each.slice(0, each.indexOf("/")) : "";
          if (!domains.has(domain)) domains.set(domain, []);
          domains.get(domain).push(code);
        });
        for (const [domain, codes] of domains) {
          if (!domain) select.append(...codes.map((code) => options[code]));
          else select.append(h("optgroup", { label: domain }, codes.length > 1 ? option(`all of ${domain}`, `${domain}/*`, codes.reduce((sum, code) => sum + numbers[code], 0)) : null, codes.map((code) => options[code])));
        }
      } else select.append(...options);
      if (value && ![...select.options].some((each) => each.value === value)) select.append(option(`${value} (not here)`, value, null));
      select.value = value;
      select.classList.toggle("set", value !== "");
    });
    $("query").value = state.query;
    $("tokens").value = state.tokens || "";
    $("sort").value = state.sort;
  }

  showRows(rows) {
    this.list.show(rows, this.state.open);
    if (this.list.active >= 0) this.list.mark(this.list.active);
    else $("scroller").scrollTop = 0;
    this.count();
    this.links();
  }

  count(more = "") {
    const found = this.list.rows.length;
    $("count").textContent = `${number(found)} of ${number(this.store.size)} rows${more}`;
  }

  // --- search

  async search(rows, run) {
    const began = [];
    this.list.show(began, -1);
    this.count();
    $("progress").hidden = false;
    const { query } = this.state;
    const ids = this.store.ids;
    const byId = query.length >= 6 ? rows.filter((row) => ids[row].startsWith(query.slice(0, 12).toLowerCase())) : [];
    const texts = byId.length ? byId : rows;
    let said = 0;
    await search(this.store, texts, query, {
      found: (matches) => {
        for (const row of matches) began.push(row);
        if (this.list.active < 0 && began.includes(this.state.open)) this.list.active = began.indexOf(this.state.open);
        this.list.grown();
      },
      progress: (part) => {
        const now = performance.now();
        if (now - said < 60 && part < 1) return;
        said = now;
        $("progress-bar").value = part;
        $("progress-text").textContent = `${Math.floor(100 * part)} % searched, ${number(began.length)} found`;
      },
      keep: () => run === this.searching,
    });
    if (run !== this.searching) return;
    $("progress").hidden = true;
    this.count();
    this.links();
  }

  stopSearch() {
    this.searching += 1;
    $("progress").hidden = true;
    this.count(", search stopped");
  }

  // --- the open row

  async openPlace(place, { enter = false } = {}) {
    if (place < 0 || place >= this.list.rows.length) return;
    this.list.mark(place);
    await this.open(this.list.rows[place], { enter });
  }

  async open(row, { enter = false } = {}) {
    const { store, state } = this;
    state.open = row;
    if (this.list.rows[this.list.active] !== row) this.list.mark(this.list.rows.indexOf(row));
    let shown;
    try {
      shown = await store.row(row);
    } catch (error) {
      $("detail").replaceChildren(h("p", { class: "note" }, `This row cannot be opened: ${error.message}`));
      return;
    }
    if (state.open !== row) return;
    this.shown = shown;
    this.write();
    this.draw();
    $("detail").scrollTop = 0;
    if (enter) this.enter();
  }

  draw() {
    const { store, state, shown } = this;
    const row = state.open;
    const place = this.list.active;
    const step = (by) => (place >= 0 && place + by >= 0 && place + by < this.list.rows.length ? () => this.openPlace(place + by) : null);
    const focused = $("detail").contains(document.activeElement) ? document.activeElement.id : null;
    $("detail").replaceChildren(...detailNodes(shown, {
      verdict: store.facet("verdict", row),
      engine: store.facet("engine", row),
      tokens: store.tokens[row],
      previous: step(-1),
      next: step(1),
      siblings: this.siblings(row),
      link: `#${this.address(true)}`,
      open: (other) => this.open(other),
      back: () => this.leave(),
      typeset: () => this.toggleTypeset(),
      copy: () => this.copy(),
    }).filter(Boolean));
    document.body.classList.add("row-open");
    if (focused !== null) {
      const again = focused ? $(focused) : null;
      (again === null || again.disabled ? $("detail") : again).focus({ preventScroll: true });
    }
    this.links();
  }

  siblings(row) {
    const { problem } = this.store;
    let first = row;
    while (first > 0 && problem[first - 1] === problem[row]) first -= 1;
    const found = [];
    for (let each = first; each < problem.length && problem[each] === problem[row] && found.length < 64; each += 1) {
      found.push({ row: each, verdict: this.store.facet("verdict", each), open: each === row });
    }
    return found;
  }

  toggleTypeset() {
    typeset = !typeset;
    if (this.shown) this.draw();
  }

  enter() {
    $("detail").focus({ preventScroll: true });
    if (matchMedia("(max-width: 60rem)").matches) {
      document.body.classList.add("in-row");
      window.scrollTo(0, 0);
    }
  }

  leave() {
    document.body.classList.remove("in-row");
    $("scroller").focus({ preventScroll: true });
    this.list.later();
  }

  async copy() {
    const link = location.href.split("#")[0] + `#${this.address(true)}`;
    const button = $("copy-link");
    try {
      await navigator.clipboard.writeText(link);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed here: use the link";
    }
    setTimeout(() => (button.textContent = "Copy link"), 2000);
  }

  toggleCertificate() {
    const part = $("certificate");
    if (part === null) return;
    if ([...part.querySelectorAll("details")].some((each) => !each.open)) openAll(part);
    else for (const each of part.querySelectorAll("details")) each.open = false;
  }

  // --- keys

  move(by) {
    const { active, rows } = this.list;
    if (!rows.length) return;
    this.openPlace(Math.min(rows.length - 1, Math.max(0, active < 0 ? (by > 0 ? 0 : rows.length - 1) : active + by)));
  }

  listKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: this.list.page, PageUp: -this.list.page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      event.preventDefault();
      if (this.list.active < 0 && event.key === "End") this.openPlace(this.list.rows.length - 1);
      else this.move(steps[event.key]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.list.active < 0) this.move(1);
      this.enter();
    }
  }

  // --- the address

  address(withRow) {
    const { state, store } = this;
    const said = new URLSearchParams();
    for (const [name, value] of state.filters) said.set(name, value);
    if (state.query) said.set("q", state.query);
    if (state.tokens) said.set("tokens", String(state.tokens));
    if (state.sort) said.set("sort", state.sort);
    if (withRow && state.open >= 0 && this.shown) said.set("row", `${store.facet("view", state.open)}/${this.shown.row.id}`);
    const text = said.toString().replaceAll("%2F", "/").replaceAll("%2A", "*");
    return text || "rows";
  }

  write() {
    this.written = `#${this.address(true)}`;
    try {
      if (location.hash !== this.written) history.replaceState(null, "", this.written);
    } catch {
      // some browsers refuse when a key is held down; the next row says it again
    }
    this.links();
  }

  links() {
    $("permalink-filter").href = `#${this.address(false)}`;
    const link = $("permalink");
    if (link) link.href = `#${this.address(true)}`;
  }

  // Takes the state from the address.
  async follow() {
    const said = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
    const { state } = this;
    state.filters = new Map([...this.selects.keys()].filter((name) => said.get(name)).map((name) => [name, said.get(name)]));
    state.query = said.get("q") ?? "";
    state.tokens = Math.max(0, Math.floor(Number(said.get("tokens")) || 0));
    state.sort = ["most", "least"].includes(said.get("sort")) ? said.get("sort") : "";
    this.apply();
    const wanted = said.get("row");
    if (wanted === null) return;
    const row = await this.find(wanted);
    if (row >= 0) await this.open(row, { enter: matchMedia("(max-width: 60rem)").matches });
    else $("detail").replaceChildren(h("p", { class: "note" }, `This page has no row ${wanted}.`));
  }

  async find(wanted) {
    const cut = wanted.indexOf("/");
    const view = wanted.slice(0, cut);
    const id = wanted.slice(cut + 1);
    const { store } = this;
    let tried = 0;
    for (let row = 0; row < store.size && tried < 64; row += 1) {
      if (store.ids[row] !== [...id].slice(0, 12).join("") || (cut >= 0 && store.facet("view", row) !== view)) continue;
      tried += 1;
      const raw = await store.raw(row);
      if (String(await store.whole(raw.row.id)) === id) return row;
    }
    return -1;
  }
}
