// The page around it: the two views, the theme, keys, tables that sort, printing.

const browser = new Browser();

function showView() {
  const rows = location.hash === "#rows" || location.hash.includes("=");
  $("rows").hidden = !rows;
  $("overview").hidden = rows;
  document.body.classList.toggle("rows-shown", rows);
  for (const [id, current] of [["to-rows", rows], ["to-overview", !rows]]) {
    if (current) $(id).setAttribute("aria-current", "page");
    else $(id).removeAttribute("aria-current");
  }
  if (rows) browser.list.later();
}

addEventListener("hashchange", () => {
  showView();
  if (browser.ready && (location.hash === "#rows" || location.hash.includes("=")) && location.hash !== browser.written) {
    if (location.hash === "#rows" && browser.written) history.replaceState(null, "", browser.written);
    else browser.follow();
  }
  if (location.hash === "#overview") scrollTo(0, 0);
  else if (!location.hash.includes("=")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
});

// --- theme

const THEMES = ["auto", "light", "dark"];
function setTheme(theme) {
  if (theme === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  $("theme").replaceChildren(h("span", { class: "wide" }, "Theme: "), theme);
  $("theme").setAttribute("aria-label", `Theme: ${theme}`);
  try {
    localStorage.setItem("provender-report-theme", theme);
  } catch {
    // a page without storage keeps the theme until it is closed
  }
}
function storedTheme() {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem("provender-report-theme")) ?? "auto";
  } catch {
    return "auto";
  }
}
const theme = () => document.documentElement.getAttribute("data-theme") ?? "auto";
const nextTheme = () => setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
setTheme(storedTheme());
$("theme").addEventListener("click", nextTheme);

// --- filters are folded where there is no room for them

$("more").addEventListener("click", () => {
  const open = $("filters").classList.toggle("open");
  $("more").setAttribute("aria-expanded", String(open));
});

// --- keys

$("help-open").addEventListener("click", () => $("help").showModal());
// The event of a changed address comes later, and a key pressed until then is already meant for the new view.
const go = (hash) => {
  location.hash = hash;
  showView();
};
const KEYS = {
  j: () => browser.move(1),
  k: () => browser.move(-1),
  "/": () => $("query").focus(),
  f: () => {
    if ($("more").offsetParent !== null && $("more").getAttribute("aria-expanded") === "false") $("more").click();
    ($("facets").querySelector("select") ?? $("query")).focus();
  },
  x: () => browser.clear(),
  m: () => browser.toggleTypeset(),
  e: () => browser.toggleCertificate(),
  c: () => browser.shown && browser.copy(),
  Enter: () => browser.shown && browser.enter(),
};
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || $("help").open) return;
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  const rows = !$("rows").hidden && browser.ready;
  if (event.key === "Escape" && rows) {
    if (typing) $("scroller").focus();
    else browser.leave();
    return;
  }
  if (typing) return;
  if (event.key === "?") $("help").showModal();
  else if (event.key === "t") nextTheme();
  else if (event.key === "o") go("#overview");
  else if (event.key === "r") go("#rows");
  else if (event.key === "Enter" && event.target !== document.body) return; // it is the button's or the link's
  else if (rows && Object.hasOwn(KEYS, event.key)) KEYS[event.key]();
  else return;
  event.preventDefault();
});

// --- tables that sort: by numbers where a cell has one, else by text

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.textContent.trim() || body.rows.length < 2) return;
    const button = h("button", { type: "button", class: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === (head.classList.contains("n") ? "descending" : "ascending");
      const direction = head.classList.contains("n") !== down ? "descending" : "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction);
      const key = (row) => {
        const cell = row.cells[column];
        const said = cell.dataset.sort ?? cell.textContent.replace(/,/g, "");
        const value = parseFloat(said);
        return head.classList.contains("n") ? (Number.isNaN(value) ? -Infinity : value) : cell.textContent;
      };
      const sign = direction === "ascending" ? 1 : -1;
      const sorted = [...body.rows].map((row) => [key(row), row]);
      sorted.sort(([a], [b]) => sign * (typeof a === "number" ? a - b || 0 : a.localeCompare(b, "en", { numeric: true })));
      body.append(...sorted.map(([, row]) => row));
    });
  });
}

// --- printing shows what is folded

const folded = [];
addEventListener("beforeprint", () => {
  for (const node of document.querySelectorAll("#overview details, #detail details")) {
    if (node.open || node.closest("[hidden]")) continue;
    node.open = true;
    folded.push(node);
  }
});
addEventListener("afterprint", () => {
  for (const node of folded.splice(0)) node.open = false;
});

showView();
if (location.hash === "#overview") scrollTo(0, 0);
if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => browser.start());
else browser.start();
