// On the page that is served while the first build is running: how far it is, and the site when it is there.
(() => {
  const AGAIN_AFTER = 1000;
  const [bar, far, then] = ["progress", "#far", "#then"].map((name) => document.querySelector(name));

  const source = new EventSource("/__ssg/events?page=&version=");
  source.addEventListener("progress", (event) => {
    const { done, total, said } = JSON.parse(event.data);
    bar.max = total;
    bar.value = done;
    far.textContent = said;
  });
  source.addEventListener("error", () => { // the preview ends the stream when the site is there
    source.close();
    arrive();
  });

  async function arrive() { // not before somebody answers: the browser's own page for no answer never looks again
    const reply = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (reply) return location.reload();
    then.textContent = "The preview server is away. Is ssg serve running?";
    setTimeout(arrive, AGAIN_AFTER);
  }
})();
