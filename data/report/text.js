// A prompt or a solution as blocks: code in fences, simple tables, and text with formulas and code in it. Whatever is not
// recognised stays as it was written, character by character. Work is bounded by the caps and by the text's length.

const TYPESET_LENGTH = 60_000;
const FORMULAS = 600;
const INLINE_LENGTH = 1000;
const LINE_LENGTH = 2000;
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`\n]{0,60})$/;

function textBlocks(source) {
  if (source.length > TYPESET_LENGTH) return [{ kind: "plain", text: source }];
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  const budget = { formulas: FORMULAS };
  let text = [];
  const flush = () => {
    const joined = text.join("\n").replace(/^\n+|\n+$/g, "");
    if (joined) blocks.push({ kind: "text", spans: textSpans(joined, budget) });
    text = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const fence = lines[i].length < 100 ? FENCE.exec(lines[i]) : null;
    if (fence !== null) {
      const close = closingFence(lines, i + 1, fence[1]);
      flush();
      blocks.push({ kind: "code", language: fence[2].trim(), text: lines.slice(i + 1, close).join("\n") });
      i = close;
    } else if (isTable(lines, i)) {
      flush();
      const aligned = tableCells(lines[i + 1]).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left"));
      const rows = [];
      const head = tableCells(lines[i]).map((cell) => textSpans(cell, budget));
      for (i += 2; i < lines.length && lines[i].includes("|") && lines[i].length < LINE_LENGTH; i += 1) {
        rows.push(tableCells(lines[i]).map((cell) => textSpans(cell, budget)));
      }
      i -= 1;
      blocks.push({ kind: "table", aligned, head, rows });
    } else text.push(lines[i]);
  }
  flush();
  return blocks;
}

function closingFence(lines, from, fence) {
  for (let i = from; i < lines.length; i += 1) {
    const line = lines[i].trim();
    if (line.length >= fence.length && line === fence[0].repeat(line.length)) return i;
  }
  return lines.length;
}

function isTable(lines, i) {
  const under = lines[i + 1];
  if (!lines[i].includes("|") || under === undefined || !under.includes("-") || lines[i].length > LINE_LENGTH || under.length > LINE_LENGTH) return false;
  const dashes = tableCells(under);
  return dashes.length >= 2 && dashes.every((cell) => /^:?-+:?$/.test(cell)) && tableCells(lines[i]).length === dashes.length;
}

function tableCells(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split("|").map((cell) => cell.trim());
}

// Spans of running text: {kind: "text" | "code" | "strong" | "math", …}; a formula has its tree, or null and its source.
function textSpans(text, budget) {
  const spans = [];
  const none = new Set(); // closing marks that do not come any more
  let start = 0;
  let i = 0;
  const put = (from, to, span) => {
    if (from > start) spans.push({ kind: "text", text: text.slice(start, from) });
    spans.push(span);
    start = to;
    i = to;
  };
  const formula = (open, close, display) => {
    if (budget.formulas <= 0 || none.has(close)) return false;
    const from = i + open.length;
    const to = text.indexOf(close, from);
    if (to < 0) {
      none.add(close);
      return false;
    }
    const source = text.slice(from, to);
    if (to === from || to - from > MATH_LENGTH || (!display && (to - from > INLINE_LENGTH || source.includes("\n\n")))) return false;
    budget.formulas -= 1;
    put(i, to + close.length, { kind: "math", display, source: text.slice(i, to + close.length), tree: mathTree(source, display) });
    return true;
  };
  while (i < text.length) {
    const sign = text[i];
    if (sign === "\\") {
      if (text[i + 1] === "(" && formula("\\(", "\\)", false)) continue;
      if (text[i + 1] === "[" && formula("\\[", "\\]", true)) continue;
      if (text.startsWith("\\boxed{", i) && budget.formulas > 0) {
        const to = boxEnd(text, i + 7);
        if (to > 0) {
          budget.formulas -= 1;
          const source = text.slice(i, to);
          put(i, to, { kind: "math", display: false, source, tree: mathTree(source, false) ?? null });
          continue;
        }
      }
      i += 2;
    } else if (sign === "$") {
      if (text[i + 1] === "$") {
        if (formula("$$", "$$", true)) continue;
        i += 2;
        continue;
      }
      const to = dollarEnd(text, i);
      if (to > 0 && budget.formulas > 0) {
        budget.formulas -= 1;
        const source = text.slice(i + 1, to);
        put(i, to + 1, { kind: "math", display: false, source: text.slice(i, to + 1), tree: mathTree(source, false) });
      } else i += 1;
    } else if (sign === "`") {
      let ticks = 1;
      while (ticks < 3 && text[i + ticks] === "`") ticks += 1;
      const mark = "`".repeat(ticks);
      const line = text.indexOf("\n", i);
      const to = text.slice(i + ticks, Math.min(line < 0 ? text.length : line, i + INLINE_LENGTH)).indexOf(mark);
      if (to > 0) put(i, i + 2 * ticks + to, { kind: "code", text: text.slice(i + ticks, i + ticks + to) });
      else i += ticks;
    } else if (sign === "*" && text[i + 1] === "*" && !/[\w*)\]}]/.test(text[i - 1] ?? " ") && /[^\s*]/.test(text[i + 2] ?? " ")) {
      const inside = /^[^*\n]{1,200}(?=\*\*(?![\w*]))/.exec(text.slice(i + 2, i + 210));
      if (inside !== null && !/\s$/.test(inside[0])) put(i, i + 4 + inside[0].length, { kind: "strong", text: inside[0] });
      else i += 2;
    } else i += 1;
  }
  if (start < text.length) spans.push({ kind: "text", text: text.slice(start) });
  return spans;
}

function boxEnd(text, from) {
  let open = 1;
  for (let i = from; i < text.length && i < from + INLINE_LENGTH; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "{") open += 1;
    else if (text[i] === "}") {
      open -= 1;
      if (open === 0) return i + 1;
    }
  }
  return -1;
}

// Two words side by side, or one between what are no operators.
const PROSE = /[A-Za-z]{3,}[ ,;:]+(?:[a-z]+[ ,;:]+)*[A-Za-z]{3,}|[\w.,;] +(?!(?:mod|div) )[A-Za-z]{3,} +[\w\\]/;

// Where the formula ends that a dollar sign opens; -1 where it is money. As pandoc has it: no space inside of either
// sign and no digit after the closing one; and no prose between them.
function dollarEnd(text, from) {
  if (/\s/.test(text[from + 1] ?? " ")) return -1;
  const limit = Math.min(text.length, from + INLINE_LENGTH);
  for (let i = from + 1; i < limit; i += 1) {
    if (text[i] === "\n") return -1;
    if (text[i] === "\\") i += 1;
    else if (text[i] === "$") {
      if (/\s/.test(text[i - 1]) || /\d/.test(text[i + 1] ?? " ")) return -1;
      const inside = text.slice(from + 1, i).replace(/\\(?:text\w*|mbox|operatorname)\s*\{[^{}]*\}/g, " ").replace(/\\[A-Za-z]+/g, " ");
      return PROSE.test(inside) ? -1 : i;
    }
  }
  return -1;
}
