// One row: prompt, solution, verdict, certificate, and all other fields.

const TITLES = { check: "Check: what the checker decides from", evidence: "Evidence: what it found", passes: "Passes by solver", params: "Formal parameters", measures: "Measures" };
const SAID_ELSEWHERE = new Set(["messages", "prompt", "text", "chosen", "rejected", "reference", "check", "evidence", "passes", "params",
  "measures", "status", "reason", "detail", "answer", "family", "level", "error", "what", "item", "keeper", "score"]);
const JSON_FIELDS = ["check", "evidence", "passes", "params", "measures"];
const LONG_FIELD = 300;
let typeset = true;

function detailNodes(shown, context) {
  const { row } = shown;
  const verdict = context.verdict;
  const title = h("h2", { id: "row-title" }, row.family ? `${row.family}, level ${row.level}` : String(row.id));
  const badge = h("span", { class: `badge ${verdict}` }, `${SIGNS[verdict] ?? "·"} ${verdict}`);
  const tools = h("div", { class: "row-tools" },
    h("button", { type: "button", class: "back", on: { click: context.back } }, "← List"),
    h("button", { type: "button", id: "previous", disabled: !context.previous, on: { click: context.previous ?? (() => {}) }, "aria-label": "Previous row" }, "‹ Previous"),
    h("button", { type: "button", id: "next", disabled: !context.next, on: { click: context.next ?? (() => {}) }, "aria-label": "Next row" }, "Next ›"),
    h("button", { type: "button", id: "typeset", "aria-pressed": String(typeset), on: { click: context.typeset } }, "Typeset"),
    h("a", { id: "permalink", href: context.link }, "Permanent link"),
    h("button", { type: "button", id: "copy-link", on: { click: context.copy } }, "Copy link"));
  return [
    h("header", { class: "row-head" }, tools,
      h("div", { class: "row-title" }, title, badge),
      h("p", { class: "row-sub" }, [row.solver || context.engine, row.style?.replaceAll?.("_", " "), shown.split,
        typeof row.sample_index === "number" ? `sample ${row.sample_index}` : null, context.tokens ? `${number(context.tokens)} tokens` : null]
        .filter(Boolean).join(" · ")),
      siblings(context)),
    ...conversation(row),
    verdictPanel(row, verdict),
    certificate(row),
    otherFields(row, shown),
  ];
}

// All samples of the same problem, each a step away.
function siblings(context) {
  if (context.siblings.length < 2) return null;
  return h("nav", { class: "siblings", "aria-label": "Samples of this problem" }, h("span", {}, "Samples of this problem "),
    context.siblings.map(({ row, verdict, open }, i) => h("button", {
      type: "button", class: `chip ${verdict}`, "aria-current": open ? "true" : null, "aria-label": `sample ${i + 1}: ${verdict}`, title: `sample ${i + 1}: ${verdict}`,
      on: { click: () => context.open(row) },
    }, SIGNS[verdict] ?? "·")));
}

function rendered(text) {
  const said = typeof text === "string" ? text : JSON.stringify(text) ?? "";
  return h("div", { class: "text" }, typeset ? blockNodes(textBlocks(said)) : longText(said));
}

function panel(title, content, kind = "") {
  return h("section", { class: `panel ${kind}` }, h("h3", {}, title), content);
}

function conversation(row) {
  const panels = [];
  const talk = (messages, last, kind) => {
    const users = messages.filter((message) => message?.role === "user").length;
    let asked = 0;
    messages.forEach((message, i) => {
      const role = String(message?.role ?? "");
      const final = i === messages.length - 1 && role === "assistant";
      let title = { system: "System", user: "Prompt", assistant: "Answer", tool: "Tool's output" }[role] ?? role;
      if (role === "user" && users > 1) title = (asked += 1) === 1 ? "Prompt" : "User";
      if (final) title = last;
      const content = rendered(message?.content);
      panels.push(role === "system" ? h("details", { class: "panel" }, h("summary", {}, "System prompt"), content) : panel(title, content, final ? kind : role));
    });
  };
  if (Array.isArray(row.messages)) talk(row.messages, "Solution", "solution");
  if (Array.isArray(row.prompt)) talk(row.prompt, "Prompt", "user");
  else if (typeof row.prompt === "string") panels.push(panel("Prompt", rendered(row.prompt), "user"));
  if (Array.isArray(row.chosen)) talk(row.chosen, "Chosen", "solution");
  if (Array.isArray(row.rejected)) talk(row.rejected, "Rejected", "solution");
  if (typeof row.reference === "string") panels.push(panel("Worked solution", rendered(row.reference), "solution"));
  if (typeof row.text === "string" && row.text) panels.push(panel(row.prompt === undefined || row.what === "problem" ? "Text" : "Solution", rendered(row.text), "solution"));
  return panels;
}

function verdictPanel(row, verdict) {
  const lines = [];
  const line = (name, value, code = false) => {
    if (value !== undefined && value !== null && value !== "") lines.push(h("div", {}, h("dt", {}, name), h("dd", {}, code ? h("code", { class: "answer" }, String(value)) : String(value))));
  };
  line("verdict", verdict);
  line("reason", typeof row.reason === "string" ? row.reason.replaceAll("_", " ") : row.reason);
  line("what", row.what);
  line("item", row.item, true);
  line("keeper", row.keeper, true);
  line("score", row.score);
  line("detail", row.detail);
  line("answer read", row.answer, true);
  line("checker", row.checker ? `${row.checker}${row.checker_version === undefined ? "" : ` v${row.checker_version}`}` : null);
  line("finish", row.finish_reason);
  line("error", row.error);
  return panel("Verdict", h("dl", { class: "fields" }, lines), `verdict ${verdict}`);
}

function certificate(row) {
  const parts = [];
  for (const name of JSON_FIELDS) {
    if (typeof row[name] !== "string" || row[name] === "" || row[name] === "{}") continue;
    let content;
    try {
      content = jsonNode(JSON.parse(row[name]), null, 0);
    } catch {
      content = longText(row[name]); // not JSON, or nested too deeply for a parser
    }
    const raw = h("details", { class: "raw" }, h("summary", {}, "as stored"));
    raw.addEventListener("toggle", () => {
      if (raw.open && raw.children.length === 1) raw.append(longText(row[name]));
    });
    parts.push(h("details", { class: "part", open: name === "check" || name === "evidence" }, h("summary", {}, TITLES[name]), content, raw));
  }
  return parts.length ? h("section", { class: "panel certificate", id: "certificate" }, h("h3", {}, "Certificate"), parts) : null;
}

function otherFields(row, shown) {
  const lines = [["view", shown.view], ["split", shown.split], ["published in", shown.published.join(", ") || "no other view"]];
  for (const [name, value] of Object.entries(row)) {
    if (SAID_ELSEWHERE.has(name) || value === null || value === "") continue;
    lines.push([name.replaceAll("_", " "), typeof value === "object" ? JSON.stringify(value) : String(value)]);
  }
  return h("details", { class: "panel" }, h("summary", {}, "All fields"), h("dl", { class: "fields" },
    lines.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("code", {}, value.length > LONG_FIELD ? `${value.slice(0, LONG_FIELD)}…` : value))))));
}
