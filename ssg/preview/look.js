// How the preview's bar and its findings look: quiet, in the page's own scheme, out of reach of its styles.

const STYLES = `
:host {
  all: initial !important;
  color-scheme: inherit !important;
  --paper: light-dark(#fff, #211f1d);
  --raised: light-dark(#f5f4f1, #2b2826);
  --ink: light-dark(#1d1b19, #ece9e4);
  --soft: light-dark(#5c5853, #b3aea7);
  --line: light-dark(#1d1b1924, #ffffff24);
  --error: light-dark(#b3201b, #ff8b80);
  --warning: light-dark(#855400, #e6b455);
  --note: light-dark(#1f5fa8, #8cbcf2);
  --good: light-dark(#2c7a4b, #74c596);
  --shadow: light-dark(#0000001f, #00000080);
  font: 13px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif !important;
  color: var(--ink) !important;
  position: fixed !important; z-index: 2147483647 !important; left: 12px !important; bottom: 12px !important;
  width: calc(100vw - 24px) !important; max-height: calc(100vh - 24px) !important;
  display: flex !important; flex-direction: column !important; align-items: flex-start !important; gap: 10px !important;
  pointer-events: none !important;
}
@media print { :host { display: none !important; } }

[hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
code, pre, kbd, .file, .place { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }

.bar, .panel {
  pointer-events: auto; background: var(--paper); border: 1px solid var(--line);
  box-shadow: 0 1px 2px var(--shadow), 0 6px 24px var(--shadow);
}
.bar {
  flex: none; max-width: 100%; min-height: 34px; display: flex; align-items: center;
  border-radius: 17px; font-variant-numeric: tabular-nums;
}
.facts { display: flex; align-items: baseline; gap: 4px 14px; min-width: 0; padding: 6px 16px 6px 0; }
.facts > * { flex: none; white-space: nowrap; }
.facts > :empty { display: none; }

.fold {
  flex: none; width: 34px; height: 34px; align-self: flex-start;
  display: grid; place-items: center; border-radius: 17px;
}
.mark { width: 9px; height: 9px; border-radius: 50%; background: var(--good); transition: background 120ms; }
[data-level="error"] .mark { background: var(--error); }
[data-level="warning"] .mark { background: var(--warning); }
[data-away] .mark { background: none; border: 2px solid var(--soft); }

.status {
  align-self: center; padding: 0 7px; border-radius: 9px; border: 1px solid currentColor;
  line-height: 18px; font-size: 12px; font-weight: 600; color: var(--warning);
}
.status[data-status="scheduled"] { color: var(--note); }
.file { display: flex; flex: 0 1 auto; min-width: 0; font-size: 12px; }
.folder { color: var(--soft); overflow: hidden; text-overflow: ellipsis; flex: 0 1000 auto; min-width: 0; }
.name { overflow: hidden; text-overflow: ellipsis; flex: 0 1 auto; min-width: 0; }
.length, .news { color: var(--soft); }
.news { display: flex; white-space: pre; flex: 0 10 auto; min-width: 0; }
.reason { overflow: hidden; text-overflow: ellipsis; flex: 0 1 auto; min-width: 0; }
.count { font-weight: 600; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px; }
.count:hover { text-decoration-color: currentColor; }
[data-level="error"] .count { color: var(--error); }
[data-level="warning"] .count { color: var(--warning); }
[data-level="note"] .count { color: var(--note); }
.away { color: var(--error); font-weight: 600; }
[data-away] :is(.length, .news, .count) { display: none; }

.panel {
  width: min(760px, 100%); max-height: 70vh; min-height: 0; overflow: auto; overscroll-behavior: contain;
  padding: 0 20px 8px; border-radius: 12px; border-top: 3px solid var(--line);
}
.panel:focus { outline: none; }
.panel[data-level="error"] { border-top-color: var(--error); }
.panel[data-level="warning"] { border-top-color: var(--warning); }
header {
  position: sticky; top: 0; display: flex; justify-content: space-between; align-items: flex-start; gap: 16px;
  padding: 14px 0 10px; background: inherit;
}
h2 { margin: 0; font-size: 16px; line-height: 1.3; font-weight: 650; }
.panel[data-level="error"] h2 { color: var(--error); }
.hint { margin: 2px 0 0; color: var(--soft); }
.hint:empty { display: none; }
.hide {
  flex: none; display: flex; gap: 8px; align-items: center; padding: 4px 10px;
  border: 1px solid var(--line); border-radius: 8px;
}
.hide:hover { background: var(--raised); }
kbd { font-size: 11px; color: var(--soft); }

.findings { margin: 0; padding: 0; list-style: none; }
.finding { padding: 14px 0; border-top: 1px solid var(--line); }
.finding p { margin: 0; overflow-wrap: anywhere; }
.message { font-size: 15px; font-weight: 600; }
.origin { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; color: var(--soft); font-size: 12px; }
.origin .level { font-weight: 600; color: var(--note); }
[data-level="error"] > .origin .level { color: var(--error); }
[data-level="warning"] > .origin .level { color: var(--warning); }
.place { overflow-wrap: anywhere; color: var(--ink); }
pre {
  margin: 10px 0 0; padding: 10px 12px; overflow-x: auto; border-radius: 8px; background: var(--raised);
  font-size: 12px; line-height: 1.5; tab-size: 2;
}
.finding .help { margin-top: 8px; color: var(--soft); }
.help::before { content: "help: "; font-weight: 600; color: var(--good); }

@media (max-width: 640px) {
  :host { left: 8px !important; bottom: 8px !important; width: calc(100vw - 16px) !important; }
  .bar:not([data-folded]) { width: 100%; }
  .facts { flex-wrap: wrap; flex: 1; row-gap: 0; padding-right: 12px; }
  .file { flex: 1 1 calc(100% - 90px); }
  .folder { display: none; }
  .news { flex: 1 1 18ch; }
  .panel { padding: 0 14px 6px; max-height: none; }
}
@media (pointer: coarse) { .fold, .count, .hide { min-height: 44px; } .fold { min-width: 44px; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) { .mark { forced-color-adjust: none; } }
`;

/** Return the style sheet: one that a Content-Security-Policy without inline styles lets pass. */
export function look() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  return sheet;
}
