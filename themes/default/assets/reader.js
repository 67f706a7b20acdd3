// What a page offers beyond reading: a head that comes back, a marker in the contents, side notes, copying.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const made = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });

  const copyOnClick = (button, text, copied) => button.addEventListener("click", async () => {
    const label = button.textContent;
    try { await navigator.clipboard.writeText(text()); } catch { return; } // copying can be forbidden
    button.textContent = copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });

  // The head is away while the reader goes down, and its last line is there when the reader goes up.
  const bar = () => {
    const head = document.querySelector(".masthead");
    if (!head) return;
    const measure = () => {
      const last = head.querySelector(".menu") || head;
      head.style.setProperty("--lift", `${Math.max(0, last.getBoundingClientRect().top - head.getBoundingClientRect().top)}px`);
    };
    let before = scrollY;
    const look = () => {
      const far = scrollY > head.offsetHeight;
      if (!far || Math.abs(scrollY - before) > 8) {
        head.classList.toggle("masthead--away", far && scrollY > before);
        before = scrollY;
      }
    };
    measure();
    head.classList.add("masthead--bar");
    addEventListener("resize", measure);
    addEventListener("scroll", look, { passive: true });
  };

  // The heading that was passed last is the one being read.
  const marker = () => {
    let waiting = false;
    const mark = () => {
      waiting = false;
      const links = all(".contents a");
      const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
      const passed = headings.filter((heading) => heading && heading.getBoundingClientRect().top < innerHeight / 3).length - 1;
      links.forEach((link, number) => {
        if (number === passed) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      });
    };
    addEventListener("scroll", () => {
      if (!waiting) requestAnimationFrame(mark);
      waiting = true;
    }, { passive: true });
    mark();
  };

  const sideNotes = (story) => {
    if (!story.classList.contains("story--side-notes") || story.querySelector(".side-note")) return;
    for (const reference of all(".footnote-ref", story)) {
      const link = reference.querySelector("a");
      const note = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!note || !note.closest(".footnotes") || note.querySelector("pre, table, figure, ul, ol")) continue;
      const aside = made("span", "side-note", "");
      aside.setAttribute("role", "note");
      aside.append(made("span", "side-note-number", link.textContent), " ");
      for (const part of note.children) aside.append(...[...part.cloneNode(true).childNodes].filter((node) => !node.matches?.(".footnote-backref")));
      reference.after(aside);
    }
    const kept = all(".footnotes li", story).length > all(".side-note", story).length;
    story.classList.toggle("story--noted", !kept);
    if (kept) all(".side-note", story).forEach((aside) => aside.remove());
  };

  const copying = (story) => {
    for (const block of all(".prose pre", story)) {
      if (block.parentElement.classList.contains("code-frame")) continue;
      const frame = made("div", "code-frame", "");
      const button = made("button", "copy", story.dataset.copy);
      button.type = "button";
      copyOnClick(button, () => block.textContent, story.dataset.copied);
      block.replaceWith(frame);
      frame.append(block, button);
    }
    for (const button of all(".share-copy:not([data-ready])", story)) {
      button.dataset.ready = "";
      copyOnClick(button, () => button.dataset.text, story.dataset.copied);
    }
  };

  const dress = () => {
    for (const story of all(".story")) {
      sideNotes(story);
      copying(story);
    }
  };
  bar();
  marker();
  dress();
  document.addEventListener("ssg:updated", dress);
})();
