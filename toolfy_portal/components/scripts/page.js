(() => {
  const root = document.documentElement, all = query => [...document.querySelectorAll(query)];
  const say = words => all("[data-announce]").forEach(place => place.textContent = words);

  // Reflex opens what it can't draw itself in a new tab: a page that has to be left is left in its own
  window.open = address => location.assign(address);

  const device = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : device.matches;
  const showTheme = () => all("[data-theme-toggle]").forEach(toggle => toggle.setAttribute("aria-pressed", isDark()));
  const switchTheme = () => {
    const theme = root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `portal_theme=${theme};path=/;max-age=31536000;samesite=lax`;
    showTheme();
  };
  addEventListener("portal-live", showTheme);
  device.addEventListener("change", showTheme);
  showTheme();

  const copyOld = text => {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };
  const copy = async data => {
    const text = data.copy;
    try { await navigator.clipboard.writeText(text); } catch { if (!copyOld(text)) return; }
    data.copied = "";
    say("Copied");
    setTimeout(() => { delete data.copied; say(""); }, 2000);
  };

  addEventListener("click", event => {
    const on = query => event.target.closest(query), button = on("[data-copy]"), link = on('a[href^="#"]');
    if (on("[data-theme-toggle]")) switchTheme();
    if (button) copy(button.dataset);
    // the server's page and the live one carry the same ids: go to the one that shows
    const target = link && all(link.hash).find(place => place.getClientRects().length);
    if (target) event.preventDefault(), target.focus(), target.scrollIntoView();
  });

  // a program that presses every button starts no checkout, and an impatient finger starts one
  addEventListener("submit", event => {
    if (!event.target.matches("[data-human]")) return;
    const button = event.target.querySelector("button");
    if (button.matches("[aria-busy]") || !alive) return event.preventDefault();
    button.setAttribute("aria-busy", true);
    say(button.innerText);
  });
  addEventListener("pageshow", () => all("[aria-busy]").forEach(button => button.removeAttribute("aria-busy")));

  // a person looked: a second in view, and a sign of life
  let left = 1000, since = 0, alive, told;
  const look = () => {
    const now = performance.now();
    if (since) left -= now - since;
    since = document.hidden ? 0 : now;
    if (left > 0) since && setTimeout(look, left);
    else if (alive && !told && all("[data-counts-views]").length) told = navigator.sendBeacon("?viewed");
  };
  const notice = event => { if (event.isTrusted) alive = true, look(); };
  ["pointerdown", "click", "keydown", "touchstart", "wheel"].forEach(kind => addEventListener(kind, notice, { capture: true, passive: true }));
  document.addEventListener("visibilitychange", look);
  look();
})();
