// What the preview says about the page: a small bar, and the findings above it. All text is set as text.
import { look } from "./look.js";

const LEVELS = ["error", "warning", "note"]; // the worst first
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

const host = document.createElement("ssg-preview");
const shadow = host.attachShadow({ mode: "open" });
shadow.adoptedStyleSheets = [look()];

// ── what there is to say ───────────────────────────────────────────────────────────────────────────

let problems = [];    // errors of the site
let findings = [];    // of this page
let shown = null;     // "problems", "findings", or null while the panel is closed
let returnTo = null;  // the element of the page that had the focus before the panel took it

/** Say what the page was made from, and what made it change; ``milliseconds`` is 0 when nothing did. */
export function showFacts(facts, milliseconds) {
  findings = facts.findings;
  bar.status.hidden = !facts.status;
  bar.status.textContent = facts.status;
  bar.status.dataset.status = facts.status;
  const [folder, name] = parted(facts.source);
  bar.folder.textContent = folder;
  bar.name.textContent = name || "made from several files";
  bar.file.title = facts.source;
  const words = facts.words === 1 ? "1 word" : `${facts.words.toLocaleString("en")} words`;
  bar.length.textContent = facts.words ? `${words} · ${facts.minutes} min` : "";
  if (milliseconds) {
    bar.reason.textContent = facts.reason.replace(` of ${facts.source}`, "") || "changed";
    bar.reason.title = facts.reason;
    bar.took.textContent = ` · ${milliseconds} ms`;
  }
  refresh();
}

function parted(source) { // a file that is named by its folder keeps it
  const [, folder, name] = source.match(/^(.*?)([^/]*\/_?index\.[^/]*|[^/]*)$/s);
  return [folder, name];
}

/** Show the site's errors, or close the panel when there are none any more. */
export function showProblems(found) {
  const wasDismissed = stored("ssg:dismissed") === JSON.stringify(found);
  const moved = JSON.stringify(found) !== JSON.stringify(problems);
  problems = found;
  if (!found.length && shown === "problems") close();
  if (found.length && moved && !wasDismissed) open("problems");
  if (!wasDismissed) stored("ssg:dismissed", "");
  refresh();
}

/** Say that the server does not answer, or that it does again. */
export function showAway(isAway) {
  bar.root.toggleAttribute("data-away", isAway);
  bar.away.textContent = isAway ? "The preview server is away. Is ssg serve running?" : "";
}

// ── the bar ────────────────────────────────────────────────────────────────────────────────────────

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const bar = {
  status: make("span", { class: "status", hidden: "" }),
  folder: make("span", { class: "folder" }),
  name: make("span", { class: "name" }),
  length: make("span", { class: "length" }),
  count: make("button", { class: "count", type: "button", hidden: "", "aria-expanded": "false" }),
  reason: make("span", { class: "reason" }),
  took: make("span", { class: "took" }),
  away: make("span", { class: "away", role: "status" }),
  fold: make("button", { class: "fold", type: "button", "aria-controls": "facts" }, make("span", { class: "mark" })),
};
bar.file = make("span", { class: "file" }, bar.folder, bar.name);
bar.news = make("span", { class: "news", role: "status" }, bar.reason, bar.took);
bar.facts = make("div", { class: "facts", id: "facts" },
  bar.status, bar.file, bar.length, bar.count, bar.news, bar.away);
bar.root = make("section", { class: "bar", "aria-label": "Preview" }, bar.fold, bar.facts);

bar.fold.addEventListener("click", () => fold(!bar.facts.hidden));
bar.count.addEventListener("click", () => shown ? dismiss() : open(problems.length ? "problems" : "findings", true));

function fold(folded) {
  bar.facts.hidden = folded;
  bar.root.toggleAttribute("data-folded", folded);
  bar.fold.setAttribute("aria-expanded", String(!folded));
  bar.fold.setAttribute("aria-label", folded ? "Show the preview bar" : "Hide the preview bar");
  bar.fold.title = bar.fold.getAttribute("aria-label");
  stored("ssg:folded", folded ? "yes" : "");
}

function refresh() {
  const all = problems.length ? problems : findings;
  bar.count.hidden = !all.length;
  bar.count.textContent = counted(all);
  bar.count.setAttribute("aria-expanded", String(shown !== null));
  bar.root.dataset.level = worst(all);
  if (shown === "findings" && !findings.length) close();
  if (shown) fill();
}

function worst(all) {
  return LEVELS.find((level) => all.some((found) => found.level === level)) ?? "";
}

function counted(all) {
  const numbers = LEVELS.map((level) => [all.filter((found) => found.level === level).length, level]);
  const words = numbers.map(([number, level]) => number && `${number} ${level}${number > 1 ? "s" : ""}`);
  return words.filter(Boolean).join(", ");
}

// ── the findings ───────────────────────────────────────────────────────────────────────────────────

const panel = {
  title: make("h2", { id: "title" }),
  hint: make("p", { class: "hint", id: "hint" }),
  hide: make("button", { class: "hide", type: "button" }, "Hide", make("kbd", {}, "Esc")),
  list: make("ol", { class: "findings" }),
};
panel.root = make("section", { class: "panel", tabindex: "-1", "aria-labelledby": "title", "aria-describedby": "hint" },
  make("header", {}, make("div", {}, panel.title, panel.hint), panel.hide), panel.list);
panel.hide.addEventListener("click", dismiss);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown && !event.defaultPrevented && !event.isComposing) dismiss();
});

function open(what, asked = false) {
  shown = what;
  panel.root.setAttribute("role", what === "problems" ? "alertdialog" : "dialog");
  fill();
  bar.count.setAttribute("aria-expanded", "true");
  if (panel.root.isConnected) return;
  const active = document.activeElement;
  returnTo = active === host ? null : active;
  shadow.prepend(panel.root);
  // Whoever is typing goes on typing: an alert is read out without the focus as well.
  if (asked || !active?.matches(TYPING)) panel.root.focus({ preventScroll: true });
}

function close() {
  const hadFocus = panel.root.contains(shadow.activeElement);
  shown = null;
  panel.root.remove();
  bar.count.setAttribute("aria-expanded", "false");
  if (!hadFocus) return;
  if (returnTo?.isConnected) returnTo.focus({ preventScroll: true });
  else if (!bar.count.hidden && !bar.facts.hidden) bar.count.focus({ preventScroll: true });
}

function dismiss() {
  if (shown === "problems") stored("ssg:dismissed", JSON.stringify(problems));
  close();
}

function fill() {
  const all = shown === "problems" ? problems : findings;
  panel.root.dataset.level = worst(all);
  panel.title.textContent = shown === "problems" ? counted(all) : `${counted(all)} on this page`;
  panel.hint.textContent = shown !== "problems" || isUnmade() ? "" : "What you see is the last good build.";
  panel.list.replaceChildren(...all.map(item));
}

function isUnmade() { // a page that was never good: its version is all zeros
  return /^0+$/.test(document.documentElement.dataset.ssgVersion);
}

function item(found) {
  const place = [found.file, found.line, found.column].filter(Boolean).join(":");
  const parts = [
    make("p", { class: "message" }, found.message),
    make("p", { class: "origin" },
      make("span", { class: "level" }, found.level), make("code", {}, found.code), make("span", { class: "place" }, place)),
    found.frame ? make("pre", { tabindex: "0", role: "group", "aria-label": "Source" }, found.frame) : "",
    found.help ? make("p", { class: "help" }, found.help) : "",
  ];
  return make("li", { class: "finding", "data-level": found.level }, ...parts.filter(Boolean));
}

// ── start ──────────────────────────────────────────────────────────────────────────────────────────

function stored(key, value) {
  try {
    return value === undefined ? sessionStorage.getItem(key) : sessionStorage.setItem(key, value);
  } catch {
    return null; // storage can be forbidden
  }
}

shadow.append(bar.root);
host.setAttribute("lang", "en");
host.setAttribute("dir", "ltr");
bar.root.hidden = window.top !== window; // in a frame of another page there is no room
fold(stored("ssg:folded") === "yes");
document.documentElement.append(host);
