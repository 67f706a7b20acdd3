// Lets the reader choose between light and dark. Without this script the system's choice holds.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = (read) => {
    try { return read(localStorage); } catch { return null; } // storage can be forbidden
  };

  const chosen = stored((storage) => storage.getItem("scheme"));
  if (chosen === "light" || chosen === "dark") root.dataset.scheme = chosen;

  const offer = () => {
    const button = document.querySelector(".scheme");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = root.dataset.scheme || (dark.matches ? "dark" : "light");
      root.dataset.scheme = now === "dark" ? "light" : "dark";
      stored((storage) => storage.setItem("scheme", root.dataset.scheme));
    });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", offer);
  else offer();
})();
