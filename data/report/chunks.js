// The rows' chunks: opened one by one when they are needed, and the last ones kept.

const KEPT_CHUNKS = 24;
const REFERENCE = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

async function opened(id) {
  const text = $(id).textContent;
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

class Store {
  constructor(index) {
    this.ids = index.ids;
    this.facets = index.facets;
    this.published = index.published;
    this.tokens = index.tokens;
    this.problem = index.problem;
    this.starts = index.chunks;
    this.kept = new Map();
  }

  get size() {
    return this.ids.length;
  }

  facet(name, row) {
    const facet = this.facets[name];
    return facet.values[facet.rows[row]];
  }

  // The last chunk that starts at or before the number; `part` is 0 for rows, 1 for texts. (A chunk without texts of its
  // own starts where the next one does, and the last of them has the text.)
  chunkOf(wanted, part) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle][part] <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  chunk(number) {
    let found = this.kept.get(number);
    if (found !== undefined) this.kept.delete(number);
    else found = opened(`chunk-${number}`);
    this.kept.set(number, found);
    if (this.kept.size > KEPT_CHUNKS) this.kept.delete(this.kept.keys().next().value);
    return found;
  }

  async text(number) {
    const chunk = this.chunkOf(number, 1);
    return (await this.chunk(chunk)).texts[number - this.starts[chunk][1]];
  }

  async raw(row) {
    const chunk = this.chunkOf(row, 0);
    return (await this.chunk(chunk)).rows[row - this.starts[chunk][0]];
  }

  // The row with its texts in place of their numbers.
  async row(row) {
    const raw = await this.raw(row);
    return { view: raw.view, split: raw.split, published: raw.published, row: await this.whole(raw.row) };
  }

  async whole(value) {
    if (Array.isArray(value)) return Promise.all(value.map((each) => this.whole(each)));
    if (!REFERENCE(value)) return value;
    const names = Object.keys(value);
    if (names.length === 1 && names[0] === "t" && typeof value.t === "number") return this.text(value.t);
    if (names.length === 1 && names[0] === "i" && typeof value.i === "string") return value.i;
    const whole = {};
    for (const name of names) Object.defineProperty(whole, name, { value: await this.whole(value[name]), enumerable: true });
    return whole;
  }
}

// The numbers of the texts in which one searches: what was asked and what was answered, and the id.
const SEARCHED = ["id", "problem_id", "messages", "prompt", "text", "answer", "chosen", "rejected", "reference", "keeper"];

function searched(row, visit) {
  const walk = (value) => {
    if (typeof value === "string") visit(value, -1);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (REFERENCE(value)) {
      if (typeof value.t === "number") visit("", value.t);
      else if ("content" in value) walk(value.content);
    }
  };
  for (const name of SEARCHED) if (name in row) walk(row[name]);
}

// Goes through the chunks that hold these rows and tells of each that matches, in order. Each turn takes one chunk, and
// between turns the page may draw. `keep` says whether the search is still wanted.
async function search(store, rows, query, { found, progress, keep }) {
  const needle = query.toLowerCase();
  const hits = new Map(); // chunk -> set of the texts in it that have the needle
  const scan = async (chunk) => {
    if (!hits.has(chunk)) {
      const { texts } = await store.chunk(chunk);
      const matching = new Set();
      let since = performance.now();
      for (let i = 0; i < texts.length; i += 1) {
        if (texts[i].toLowerCase().includes(needle)) matching.add(i);
        if (i % 16 === 15 && performance.now() - since > 20) {
          await breath();
          since = performance.now();
        }
      }
      hits.set(chunk, matching);
    }
    return hits.get(chunk);
  };
  let matches = [];
  let before = -1;
  let since = performance.now();
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i];
    const chunk = store.chunkOf(row, 0);
    if (chunk !== before || performance.now() - since > 20) {
      if (matches.length) found(matches);
      matches = [];
      progress(i / rows.length);
      await breath();
      if (!keep()) return;
      await scan(chunk);
      before = chunk;
      since = performance.now();
    }
    const raw = await store.raw(row);
    let matched = false;
    const wanted = [];
    searched(raw.row, (text, number) => {
      if (matched) return;
      if (number < 0) matched = text.toLowerCase().includes(needle);
      else wanted.push(number);
    });
    for (const number of wanted) {
      if (matched) break;
      const at = store.chunkOf(number, 1);
      matched = (hits.get(at) ?? (await scan(at))).has(number - store.starts[at][1]);
    }
    if (matched) matches.push(row);
  }
  if (matches.length) found(matches);
  progress(1);
}

const channel = new MessageChannel();
const breaths = [];
channel.port1.onmessage = () => breaths.shift()?.();
const breath = () => new Promise((resolve) => {
  breaths.push(resolve);
  channel.port2.postMessage(null);
});
