// Full text search without a server: docs/search.md says how. Words are cut as in Python.
const form = document.querySelector(".search-form");
const { elements: { q: field }, dataset: says } = form;
const { lang } = document.documentElement;
const [status, list, more] = ["status", "results", "more"].map((name) => document.querySelector(`.search-${name}`));

const LETTER = "[\\p{L}\\p{N}\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u0610-\\u061a\\u064b-\\u065f\\u0900-\\u0dff]";
const WORD = new RegExp(`${LETTER}+(?:[-.]\\p{Nd}${LETTER}*)*(?:\\+\\+|#)?`, "gu");
const PAIRED = /[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;
const KATAKANA = /[\u30a1-\u30fa\u30fc-\u30ff]+/g;
const STOP = new Set(says.stop.split(" "));

const fold = (text) => text.replace(/[^ı]+/g, (part) => part.toUpperCase().toLowerCase()).replace(/ς/g, "σ");
const folded = (text) => fold(fold(text).normalize("NFKC"));
const isPaired = (word) => word.search(PAIRED) === 0;
const stem = (word) => !/^[a-z]+$/.test(word) ? word
  : (/(ss|us|is|news)$/.test(word) ? word : word.replace(/(?<=..)ies$|(?<=.)(ss|ch|sh)es$|(?<=..)(x)es$|(?<=...)s$/, (end, one, other) => end === "ies" ? "y" : one || other || ""))
    .replace(/(?<=...)ing$|(?<=....)ed$/, "\n").replace(/([^lsz])\1\n|\n/, "$1").replace(/(?<=....)e$/, "");
const spellings = (word) => [word, ...word.split("-")].filter((part) => !STOP.has(part) && ([...part].length > 1 || isPaired(part))).map(stem);
const pairs = (run) => run[1] ? run.slice(1).map((letter, at) => run[at] + letter).filter((pair) => !/^[\u3041-\u309f]+$/.test(pair)) : run;
const split = (line) => (line.match(WORD) || []).map(spellings);
const cut = (text) => {
  const line = folded(text);
  const spaced = line.replace(PAIRED, " ").replace(KATAKANA, " $& ").replace(/_/g, " ");
  return [split(spaced), (line.match(PAIRED) || []).flatMap((run) => pairs([...run])).flatMap(split).flat()];
};
export const terms = (text) => [...new Set(cut(text).flat(2))];

const unitsOf = (text, open) => {
  const [words, runs] = cut(text);
  const units = words.filter(([term]) => term).map(([term]) => ({ term }));
  const typed = folded(text).match(/[^\s"]*$/)[0];
  if (open && typed && units.length && spellings(typed)[0] === units.at(-1).term) units.at(-1).typed = typed;
  return [...units, ...runs.map((term) => ({ term, typed: [...term][1] ? "" : term }))];
};
export const parse = (query) => {
  const asked = { units: [], without: [], phrases: [] };
  for (const [whole, minus, phrase] of query.replace(/[“”„«»「」]/g, '"').matchAll(/(-?)"([^"]*)"?|\S+/g)) {
    const not = minus || /^-./.test(whole);
    asked[not ? "without" : "units"].push(...unitsOf(phrase ?? whole.replace(/^-/, ""), phrase == null && !not && query.endsWith(whole)));
    if (phrase && !not) asked.phrases.push(folded(phrase).trim());
  }
  return asked;
};
// "fundin" means "fund" as well: "funding".
const matches = ({ term, typed }, word) => word === term ? 1
  : typed && (word.startsWith(typed) || typed.startsWith(word) && /^(i|in|e|ie)$/.test(typed.slice(word.length))) ? 0.7 : 0;

const kept = new Map();
const get = (url, how) => {
  if (!kept.has(url)) {
    kept.set(url, fetch(url).then((answer) => answer.ok ? answer[how]() : Promise.reject()));
    kept.get(url).catch(() => kept.delete(url));
  }
  return kept.get(url);
};
export const shardOf = (term) => {
  let sum = -1;
  for (const byte of new TextEncoder().encode([...term].slice(0, isPaired(term) ? 1 : 4).join(""))) {
    sum ^= byte;
    for (let bit = 8; bit; bit--) sum = sum >>> 1 ^ (sum & 1 && 0xedb88320);
  }
  return (~sum >>> 16) * says.splits >>> 16;
};
const scan = (bytes, units, found) => {
  const word = new Uint8Array(512);
  let at = 0;
  const number = () => {
    let value = 0, shift = 0;
    do value += (bytes[at] & 127) << shift, shift += 7; while (bytes[at++] > 127);
    return value;
  };
  while (at < bytes.length) {
    const shared = bytes[at++], rest = bytes[at++];
    word.set(bytes.subarray(at, at += rest), shared);
    const end = number() + at;
    const text = new TextDecoder().decode(word.subarray(0, shared + rest));
    const fits = units.map((unit, place) => [found[place], matches(unit, text)]).filter(([, share]) => share);
    for (let post = -1; fits[0] && at < end;) {
      const value = number();
      post += (value >> 3) + 1;
      for (const [levels, share] of fits) levels.set(post, Math.max(levels.get(post) || 0, ((value & 7) + 1) * share));
    }
    at = end;
  }
};
const lookUp = (units) => Promise.all(Array.from({ length: says.segments }, async (_, segment) => {
  const found = units.map(() => new Map());
  await Promise.all([...new Set(units.map(({ term }) => shardOf(term)))].map(async (part) => {
    scan(new Uint8Array(await get(`${says.index}${segment}-${part}.bin`, "arrayBuffer")), units, found);
  }));
  return found;
}));
const rank = async ({ units, without }) => {
  const found = await lookUp([...units, ...without]);
  // The first letters of a word name no shard yet.
  if (units[1] && units.at(-1).typed?.length < 4 && found.every((maps) => !maps[units.length - 1].size)) {
    units.pop();
    for (const maps of found) maps.splice(units.length, 1);
  }
  const rare = units.map((_, at) => Math.log(1 + 1.5 * says.posts / (1 + found.reduce((sum, maps) => sum + maps[at].size, 0))));
  const hits = found.flatMap((maps, segment) => {
    const scores = new Map();
    rare.forEach((weight, at) => maps[at].forEach((level, post) => {
      const [words, score] = scores.get(post) || [0, 0];
      scores.set(post, [words + 1, score + weight * level]);
    }));
    // Newer posts have higher numbers.
    return [...scores].filter(([post]) => !maps.slice(units.length).some((map) => map.has(post)))
      .map(([post, [words, score]]) => ({ segment, post, words, score: score * (1 + 0.2 * post * says.segments / says.posts) }));
  });
  const all = hits.filter(({ words }) => words === units.length);
  return [(all[0] ? all : hits).sort((a, b) => b.words - a.words || b.score - a.score || b.post - a.post || a.segment - b.segment), all[0]];
};

const hit = async ({ segment, post }) => (await get(`${says.index}${segment}-${post >> 5}.json`, "json"))[post & 31];
const textOf = async (url) => (await get(says.base + (url.endsWith("/") ? `${url}index` : url.replace(/\.\w*$/, "")) + ".md", "text")).slice(0, 1e5)
  .replace(/^---\n[^]*?\n---\n/, "").replace(/^(```|~~~)[^]*?^\1.*|^\[[^\]]*\]:.*|^\s*(:::.*|[-|: ]+)$|<[^>]*>|!\[[^\]]*\]\([^)]*\)|\[\^\w+\]/gm, " ")
  .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/^\s*([#>*+-]+|\d+\.) |[*`|]/gm, "").replace(/\s+/g, " ");
const marksOf = (line, units) => {
  const marks = [...line.replace(PAIRED, (run) => " ".repeat(run.length)).matchAll(WORD)]
    .filter(([word]) => spellings(folded(word)).some((term) => units.some((unit) => matches(unit, term))))
    .map(({ index, 0: word }) => [index, index + word.length]);
  for (const { term } of units) if (/[\u0e00-\u1fff\u2e80-\uffff]/.test(term))
    for (let at = -1; (at = line.indexOf(term, at + 1)) >= 0;) marks.push([at, at + term.length]);
  return marks.sort(([a], [b]) => a - b);
};
const print = (element, line, units) => {
  let at = 0;
  for (const [start, end] of marksOf(line, units)) if (end > at) {
    const mark = document.createElement("mark");
    mark.textContent = line.slice(Math.max(start, at), end);
    element.append(line.slice(at, start), mark);
    at = end;
  }
  element.append(line.slice(at));
};
const excerpt = (line, units) => {
  const marks = marksOf(line, units).slice(0, 300);
    const [, start] = marks.reduce((best, [from]) => {
    const words = new Set(marks.filter(([at]) => at >= from && at < from + 160).map(([at, end]) => folded(line.slice(at, end)))).size;
    return words > best[0] ? [words, from] : best;
  }, [0, 0]);
  const from = start < 60 ? 0 : start - 60 + line.slice(start - 60, start).indexOf(" ") + 1;
  const part = line.slice(from, from + 230);
  return (from ? "… " : "") + (line.length > from + 230 ? part.replace(/\s\S{0,20}$/, "") + " …" : part);
};
const item = ([title, url, date, section], units) => {
  const row = document.createElement("li");
  const add = (to, name, textContent = "", className = "") => to.appendChild(Object.assign(document.createElement(name), { textContent, className }));
  const facts = add(row, "p", "", "search-facts");
  if (section) add(facts, "span", `${section} `, "label");
  add(facts, "time", new Date(date.slice(0, 10)).toLocaleDateString(lang, { dateStyle: "long", timeZone: "UTC" })).dateTime = date;
  const link = add(add(row, "h2"), "a");
  link.href = says.base + url;
  print(link, title, units);
  const words = add(row, "p", "", "search-excerpt");
  textOf(url).then((line) => print(words, excerpt(line, units), units), () => words.remove());
  return row;
};

let turn = 0;
const say = (text) => { status.textContent = text; };
const show = async (now, hits, units, from) => {
  const items = (await Promise.all(hits.slice(from, from + 10).map(hit))).map((row) => item(row, units));
  if (now !== turn) return;
  if (!from) list.replaceChildren();
  list.append(...items);
  more.hidden = hits.length <= from + 10;
  more.onclick = () => show(now, hits, units, from + 10).then(() => list.children[from + 10].querySelector("a").focus(), () => say(says.error));
};
const search = async () => {
  const now = ++turn;
  const asked = parse(field.value);
  try {
    let [hits, all] = asked.units[0] ? await rank(asked) : [[]];
    if (asked.phrases[0]) {
      const texts = await Promise.all(hits.slice(0, 50).map(async (found) => {
        const [title, url] = await hit(found);
        return folded(`${title} ${await textOf(url)}`);
      }));
      hits = hits.filter((_, at) => asked.phrases.every((phrase) => texts[at]?.includes(phrase)));
    }
    await show(now, hits, asked.units, 0);
    if (now !== turn) return;
    const count = (hits[1] ? says.other : says.one).replace("{count}", hits.length.toLocaleString(lang));
    say(!field.value.trim() ? "" : !hits[0] ? says.none : all ? count : `${says.any} ${count}`);
  } catch {
    if (now !== turn) return;
    list.replaceChildren();
    more.hidden = true;
    say(says.error);
  }
};
const go = (how) => {
  const text = field.value.trim();
  history[how](null, "", location.pathname + (text && `?q=${encodeURIComponent(text)}`));
  search();
};
const come = () => {
  field.value = new URLSearchParams(location.search).get("q") || "";
  search();
};
let waiting;
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(go, 120, "replaceState");
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  go("pushState");
});
addEventListener("popstate", come);
addEventListener("keydown", (event) => {
  const { key, target } = event;
  const places = [field, ...list.querySelectorAll("a")], at = places.indexOf(target);
  const next = { ArrowDown: places[at + 1], ArrowUp: places[at - 1], "/": at ? field : null, Escape: field }[key];
  if (!next || at < 0 && key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  next.focus();
  if (key === "Escape") {
    field.value = "";
    go("replaceState");
  }
});
come();
field.focus();
