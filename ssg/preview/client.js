// The preview in the browser: hears what moved on the site, and brings this page up to date.
(() => {
  const SEATS = 4; // tabs that listen all the time: a browser has six connections to a host, and pages need some
  const PEEK_EVERY = 1000, PEEK_AT_MOST = 3000, AWAY_AFTER = 2000, RETRY_AT_MOST = 5000;
  const FETCH_AT_MOST = 20000, BUILT_AT_MOST = 200;

  const tag = document.currentScript;
  const client = new URL(tag.src).searchParams.get("v");
  const own = { page: tag.dataset.page, version: tag.dataset.version };
  tag.remove(); // what stays is the page as it was built

  const modules = Promise.all(["patch", "overlay"].map((name) => import(`/__ssg/${name}.js?v=${client}`)));
  const patching = modules.then(([patch]) => patch, () => null); // null: the server went away while the page loaded
  const overlay = (show) => modules.then(([, module]) => show(module), () => {});
  const built = asBuilt();

  // ── this page, brought up to date ──────────────────────────────────────────────────────────────

  let latest = null, wanted = null, working = false;

  function take(news) { // what comes while an update is under way waits for it; of several the last one counts
    latest = news;
    wanted = { news, came: performance.now() };
    if (!working) work();
  }

  async function work() {
    working = true;
    while (wanted) {
      const { news, came } = wanted;
      wanted = null;
      try {
        await answer(news, came);
      } catch {
        setTimeout(() => session && news === latest && take(news), PEEK_EVERY); // the connection failed on the way
      }
    }
    working = false;
  }

  async function answer(news, came) {
    const before = own.version;
    if (news.client !== client) return reload(news);
    if (news.version !== before) await update(news);
    const took = own.version === before ? 0 : news.milliseconds + performance.now() - came;
    overlay((module) => module.showFacts(news, Math.round(took)));
  }

  async function update(news) {
    if (isGone(news.version) || isGone(own.version)) return reload(news);
    const headers = { "Ssg-Preview": "1" }, signal = AbortSignal.timeout(FETCH_AT_MOST);
    const reply = await fetch(here(), { headers, signal, cache: "no-store" });
    if (reply.status >= 500) return; // the page stays as it is, and the overlay says why
    if (reply.redirected) return location.replace(reply.url + location.hash);
    const [text, patch] = await Promise.all([reply.text(), patching, built]);
    const next = patch?.read(text);
    if (next?.page !== own.page || !patch.canBecome(next)) return reload(news);
    await patch.become(next).catch((error) => { console.error(error); reload(news); });
    own.version = document.documentElement.dataset.ssgVersion = next.version;
    document.dispatchEvent(new CustomEvent("ssg:updated", { detail: { version: next.version } }));
  }

  function asBuilt() { // the bytes that this very page was made of, from the browser's cache
    if (isGone(own.version)) return null;
    const elements = [...document.querySelectorAll("*")]; // as parsed, before scripts that come later change them
    const cached = fetch(here(), { headers: { "Ssg-Preview": "1" }, cache: "force-cache" });
    const known = Promise.all([patching, cached.then((reply) => reply.text())])
      .then(([patch, text]) => patch.remember(text, own.version, elements))
      .catch(() => {}); // without them a patch keeps less of what scripts have changed
    return Promise.race([known, pause(BUILT_AT_MOST)]);
  }

  function reload(news) { // once for each aim: whatever goes wrong, no page reloads for ever
    const aim = `${own.page} ${news.version} ${news.client}`;
    if (stored((storage) => storage.getItem("ssg:reload")) === aim) return;
    stored((storage) => storage.setItem("ssg:reload", aim));
    location.reload();
  }

  function arrived() {
    const aim = stored((storage) => storage.getItem("ssg:reload"));
    if (aim === `${own.page} ${own.version} ${client}`) stored((storage) => storage.removeItem("ssg:reload"));
    document.documentElement.dataset.ssgVersion = own.version;
  }

  function stored(use) {
    try { return use(sessionStorage); } catch { return null; } // storage can be forbidden
  }

  function isGone(version) {
    return version.startsWith("404");
  }

  function here() {
    return location.href.replace(/#.*$/s, "");
  }

  function pause(milliseconds, signal) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
    });
  }

  // ── the stream of events ───────────────────────────────────────────────────────────────────────

  let session = null; // while the tab is looked at
  let away = 0;       // the timer that says so when the server does not come back

  function wake() {
    if (session || document.hidden) return;
    session = new AbortController();
    listen(session.signal);
  }

  function sleep() {
    session?.abort();
    session = null;
    clearTimeout(away);
    away = 0;
  }

  async function listen(signal) {
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, RETRY_AT_MOST)) {
      const leave = await takeSeat();
      const opened = !signal.aborted && await stream(signal, !leave);
      leave?.();
      if (opened) wait = 500;
      await pause(leave ? wait : PEEK_EVERY, signal);
    }
  }

  async function takeSeat() { // returns how to leave it, or null when all are taken
    if (!navigator.locks) return () => {}; // by plain HTTP from another machine nobody can count
    for (let seat = 0; seat < SEATS; seat++) {
      const leave = await new Promise((answer) => {
        const hold = (lock) => lock ? new Promise((release) => answer(release)) : answer(null);
        navigator.locks.request(`ssg-preview-${seat}`, { ifAvailable: true }, hold).catch(() => answer(() => {}));
      });
      if (leave) return leave;
    }
    return null;
  }

  function stream(signal, peek) { // ends when the server refuses, the tab is left, or a peek has seen all
    return new Promise((ended) => {
      const asked = new URLSearchParams({ ...own, client, follow: "1" });
      const source = new EventSource(`${location.origin}/__ssg/events?${asked}`);
      let opened = false, knowsProblems = false;
      const end = () => { source.close(); ended(opened); };
      const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));

      source.onopen = () => { opened = true; knowsProblems = false; found(); };
      source.onerror = () => {
        lost();
        if (source.readyState === EventSource.CLOSED) end(); // refused: it does not try again by itself
      };
      on("problems", (problems) => {
        knowsProblems = true;
        overlay((module) => module.showProblems(problems));
      });
      on("page", (news) => {
        take(news);
        if (!knowsProblems) setTimeout(() => knowsProblems || overlay((module) => module.showProblems([])), 200);
        if (peek) setTimeout(end, 300);
      });
      on("files", async ({ addresses }) => (await patching)?.loadAnew(addresses));
      on("go", ({ address }) => go(address));
      if (peek) setTimeout(end, PEEK_AT_MOST);
      signal.addEventListener("abort", end, { once: true });
    });
  }

  function lost() {
    away ||= setTimeout(() => overlay((module) => module.showAway(true)), AWAY_AFTER);
  }

  function found() {
    clearTimeout(away);
    away = 0;
    overlay((module) => module.showAway(false));
  }

  function go(address) {
    if (document.hidden || !/^\/(?![/\\])/.test(address)) return;
    const target = new URL(address, location.origin);
    if (target.origin === location.origin && target.pathname !== location.pathname) location.assign(target);
  }

  // ── start ──────────────────────────────────────────────────────────────────────────────────────

  arrived();
  document.addEventListener("visibilitychange", () => document.hidden ? sleep() : wake());
  addEventListener("pagehide", sleep); // a page with an open stream is not kept for the back button
  addEventListener("pageshow", wake);
  wake();
})();
