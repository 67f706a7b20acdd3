// One built page becomes the next in place. What a reader or a script has changed since stays, unless the build
// itself changed it: three versions are merged, the page as built, as it is built now, and as it stands.
import { Idiomorph } from "./idiomorph.js";

const SHEETS_AT_MOST = 2000;
const STATEFUL = "details, video, audio, iframe, input, textarea, select, object, canvas, dialog";
const NAME = "ssg-preview:"; // ids while a patch is made: elements of one id are one for idiomorph
const RUNS = /^$|^(module|importmap|speculationrules)$|(java|ecma|j|live)script/i; // types of scripts; others are data

let page = null;           // the page as built, parsed; null while it is not known
let exact = false;         // every element of the built page is known: one that is not is a script's
let built = new WeakMap(); // element that stands → the element of the built page that it was made from

// ── reading ────────────────────────────────────────────────────────────────────────────────────────

/** Return {document, page, version} of a served page, without what the preview adds; null for any other text. */
export function read(text) {
  const parsed = new DOMParser().parseFromString(withoutHeadNoscript(text), "text/html");
  const tag = [...parsed.querySelectorAll('script[src^="/__ssg/client.js"]')].at(-1);
  if (!tag) return null;
  const { page, version } = tag.dataset;
  tag.remove();
  // The parser has scripts off and makes elements of what stands in the page as text.
  for (const element of parsed.querySelectorAll("noscript")) element.textContent = element.innerHTML;
  return { document: parsed, page, version };
}

function withoutHeadNoscript(text) { // with scripts off, an <img> in there would end the head
  const start = text.search(/<body\b/i);
  const head = start < 0 ? "" : text.slice(0, start);
  return head.replace(/(<noscript\b[^>]*>)[^]*?(?=<\/noscript\b)/gi, "$1") + text.slice(head.length);
}

/** Remember what the standing page was built from. ``elements`` are those that stood before most scripts ran. */
export function remember(text, version, elements) {
  const known = read(text);
  if (page || known?.version !== version) return;
  page = known.document;
  exact = pair(elements, [...page.querySelectorAll("*")]);
  if (!exact) pairAlike(document.documentElement, page.documentElement);
}

function pair(standing, made) {
  const alike = standing.length === made.length && standing.every((element, at) => element.tagName === made[at].tagName);
  if (alike) standing.forEach((element, at) => built.set(element, made[at]));
  return alike;
}

function pairAlike(element, made) { // as deep as both have the same children; among others, those that are equal
  built.set(element, made);
  const standing = [...element.children], rest = [...made.children];
  if (standing.length === rest.length && standing.every((child, at) => child.tagName === rest[at].tagName)) {
    return standing.forEach((child, at) => pairAlike(child, rest[at]));
  }
  for (const child of standing) {
    const at = rest.findIndex((other) => isFrame(child, other) || same(child, other));
    if (at >= 0) pairAlike(child, rest.splice(at, 1)[0]);
  }
}

function isFrame(element, other) {
  return element.tagName === other.tagName && /^(HEAD|BODY)$/.test(element.tagName);
}

function same(element, other) { // isEqualNode does not look into templates
  const inner = (node) => [...node.querySelectorAll("template")].map((template) => template.innerHTML).join("\0");
  return element.isEqualNode(other) && inner(element) === inner(other)
    && (element.localName !== "template" || element.innerHTML === other.innerHTML);
}

// ── deciding ───────────────────────────────────────────────────────────────────────────────────────

/** Say whether the standing page can become the next one in place: its scripts have to be those that ran. */
export function canBecome(next) {
  const before = page ?? document;
  return scripts(before) === scripts(next.document)
    && before.body.id === next.document.body.id
    && !next.document.querySelector("template[shadowrootmode]"); // the parser makes no shadow roots
}

function scripts(of) {
  const running = [...of.querySelectorAll("script")].filter((script) => RUNS.test(script.type));
  return running.map((script) => script.outerHTML).join("\n");
}

// ── merging ────────────────────────────────────────────────────────────────────────────────────────

/** Make the standing page the next one. Waits for new style sheets first, and changes everything at once then. */
export async function become(next) {
  const before = page;
  page = next.document;
  const head = planHead(document.head, page.head);
  await load(head);
  keepFocus(() => {
    mergeAttributes(document.documentElement, before?.documentElement, page.documentElement);
    mergeAttributes(document.head, before?.head, page.head);
    mergeHead(head);
    mergeBody(document.body, page.body);
  });
}

function keepFocus(change) {
  const focused = document.activeElement;
  const { selectionStart, selectionEnd } = focused ?? {};
  change();
  if (!focused?.isConnected || focused === document.body || focused === document.activeElement) return;
  focused.focus({ preventScroll: true });
  if (selectionStart != null) focused.setSelectionRange(selectionStart, selectionEnd);
}

function mergeAttributes(element, before, after) {
  const names = new Set([before, after].flatMap((one) => one ? one.getAttributeNames() : []));
  for (const name of names) {
    const value = after.getAttribute(name);
    if (before && before.getAttribute(name) === value) continue;
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
  built.set(element, after);
}

// ── the head: a list, in which what is equal stays where it is ─────────────────────────────────────

function planHead(head, next) {
  const made = (element) => built.get(element) ?? (exact ? null : element); // null: a script put it there
  const standing = [...head.children].filter(made);
  let from = 0;
  const plan = [...next.children].map((child) => {
    const at = standing.findIndex((old, at) => at >= from && same(made(old), child));
    if (at < 0) return { child, element: document.importNode(child, true), isNew: true };
    from = at + 1;
    return { child, element: standing[at], isNew: false };
  });
  const kept = new Set(plan.map(({ element }) => element));
  const sheets = plan.filter(({ element, isNew }) => isNew && element.relList?.contains("stylesheet"));
  return { head, plan, sheets, stale: standing.filter((old) => !kept.has(old)) };
}

async function load({ head, plan, sheets }) { // beside the old ones, for no medium: nothing shows of them yet
  if (!sheets.length) return;
  const loading = sheets.map(({ element }) => new Promise((done) => { element.onload = element.onerror = done; }));
  for (const { element } of sheets) element.media = "not all";
  place(head, plan, sheets);
  await Promise.race([Promise.all(loading), new Promise((done) => setTimeout(done, SHEETS_AT_MOST))]);
}

function mergeHead({ head, plan, sheets, stale }) {
  for (const { child, element } of sheets) {
    if (child.hasAttribute("media")) element.media = child.media;
    else element.removeAttribute("media");
  }
  place(head, plan, plan);
  for (const old of stale) old.remove();
  for (const { child, element } of plan) built.set(element, child);
}

function place(head, plan, wanted) {
  let previous = null;
  for (const entry of plan) {
    const { element } = entry;
    if (!element.isConnected && !wanted.includes(entry)) continue;
    if (!element.isConnected) previous ? previous.after(element) : head.prepend(element);
    previous = element;
  }
}

// ── the body: a tree, in which what is equal is not touched ────────────────────────────────────────

function mergeBody(body, next) {
  const strangers = new Set(exact ? [...body.children].filter((child) => !built.has(child)) : []);
  const moved = new Map(); // element of the page as it was built → the equal one of the next
  nameStrangers(strangers);
  nameTwins(body, next);
  nameEqual(body, next);
  Idiomorph.morph(body, next, { restoreFocus: false, head: { style: "none" }, callbacks: merging(strangers, moved) });
  for (const element of [body, ...body.querySelectorAll("*")]) {
    const after = moved.get(built.get(element));
    if (after) built.set(element, after);
  }
  for (const part of [body, next]) {
    for (const element of part.querySelectorAll(`[id^="${NAME}"]`)) element.removeAttribute("id");
  }
}

function merging(strangers, moved) {
  const coming = [], successors = new WeakMap();
  return {
    beforeNodeMorphed(old, fresh) {
      const before = built.get(old);
      if (!before || !same(before, fresh)) return void successors.set(old, fresh);
      const after = [fresh, ...fresh.querySelectorAll("*")];
      [before, ...before.querySelectorAll("*")].forEach((element, at) => moved.set(element, after[at]));
      return false;
    },
    afterNodeMorphed(old, fresh) {
      if (old.nodeType === Node.ELEMENT_NODE) built.set(old, fresh);
    },
    beforeAttributeUpdated(name, old) {
      const before = built.get(old), after = successors.get(old);
      return !before || !after || before.getAttribute(name) !== after.getAttribute(name);
    },
    beforeNodeAdded(fresh) {
      coming.push(fresh);
    },
    afterNodeAdded(added) {
      const fresh = coming.pop();
      if (added.nodeType !== Node.ELEMENT_NODE) return;
      built.set(added, fresh); // and all below, unless the element has changed itself on arrival
      pair([...added.querySelectorAll("*")], [...fresh.querySelectorAll("*")]);
    },
    beforeNodeRemoved: (old) => !strangers.has(old),
  };
}

function nameStrangers(strangers) { // a dialog that a script has put here stays, and stands for nothing of the page
  let number = 0;
  for (const element of strangers) {
    if (!element.hasAttribute("id")) element.setAttribute("id", `${NAME}stranger-${number++}`);
  }
}

function nameTwins(body, next) { // what holds state of its own is found again wherever it stands now
  const free = [...next.querySelectorAll(STATEFUL)].filter((element) => !element.hasAttribute("id"));
  let number = 0;
  for (const element of body.querySelectorAll(STATEFUL)) {
    const before = element.hasAttribute("id") ? null : built.get(element);
    const at = before ? free.findIndex((other) => same(before, other)) : -1;
    if (at < 0) continue;
    const id = `${NAME}twin-${number++}`;
    for (const twin of [element, before, ...free.splice(at, 1)]) twin.id = id;
  }
}

let names = 0;

// What is equal among the children stays, whatever comes before it: a paragraph added at the top must not push all texts
// on by one element each, or the browser could not hold in its place what is being read.
function nameEqual(element, next) {
  const free = new Map(), rest = []; // of the next page, by their HTML; of the standing one
  for (const child of next.children) {
    const html = child.outerHTML, alike = free.get(html);
    if (alike) alike.push(child);
    else free.set(html, [child]);
  }
  for (const child of element.children) {
    const before = built.get(child), twin = before && free.get(before.outerHTML)?.shift();
    if (twin) nameAlike(child, before, twin);
    else if (before) rest.push(child);
  }
  const others = new Set([...free.values()].flat());
  for (const child of rest) {
    const other = [...others].find((other) => other.localName === child.localName && other.id === child.id);
    if (other && others.delete(other)) nameEqual(child, other);
  }
  for (const other of [...others].reverse()) addInPlace(element, other);
}

function nameAlike(...elements) {
  if (elements.some((element) => element.hasAttribute("id"))) return; // found again by that
  for (const element of elements) element.id = `${NAME}equal-${names}`;
  names += 1;
}

// Idiomorph would take all that follows out and put it back, for the sake of the line ends between.
function addInPlace(element, fresh) {
  const isThere = ({ id }) => id && document.getElementById(id);
  const follower = fresh.nextElementSibling, place = follower && isThere(follower);
  if (place?.parentNode !== element || [fresh, ...fresh.querySelectorAll("[id]")].some(isThere)) return;
  const added = document.importNode(fresh, true);
  place.before(added, ...textAfter(fresh));
  built.set(added, fresh);
  pair([...added.querySelectorAll("*")], [...fresh.querySelectorAll("*")]);
  nameAlike(added, fresh);
}

function textAfter(element) {
  const text = element.nextSibling;
  return text?.nodeType === Node.TEXT_NODE ? [text.data] : [];
}

// ── files whose address stays when their bytes change ──────────────────────────────────────────────

let times = 0;

/** Load pictures, media and style sheets of these addresses anew. */
export function loadAnew(addresses) {
  const paths = new Set(addresses.map((address) => new URL(address, location.origin).pathname));
  times += 1;
  const renewed = (address) => {
    const url = new URL(address, document.baseURI);
    if (url.origin !== location.origin || !paths.has(url.pathname)) return address;
    url.searchParams.set("ssg", times);
    return url.pathname + url.search + url.hash;
  };
  for (const sheet of document.querySelectorAll('link[rel~="stylesheet"][href]')) renewSheet(sheet, renewed);
  for (const name of ["src", "poster", "srcset"]) {
    for (const element of document.querySelectorAll(`:is(img, source, video, audio, track)[${name}]`)) {
      const value = element.getAttribute(name);
      const fresh = name === "srcset" ? value.replace(/[^\s,](\S*[^\s,])?/g, renewed) : renewed(value);
      if (fresh !== value) element.setAttribute(name, fresh);
    }
  }
}

function renewSheet(sheet, renewed) {
  const href = sheet.getAttribute("href"), fresh = renewed(href);
  if (fresh === href) return;
  const next = sheet.cloneNode();
  next.setAttribute("href", fresh);
  next.onload = next.onerror = () => sheet.remove();
  if (built.has(sheet)) built.set(next, built.get(sheet));
  sheet.after(next);
}
