(() => {
  const root = document.documentElement, all = query => [...document.querySelectorAll(query)];
  const say = words => all("[data-announce]").forEach(place => place.textContent = words);

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
    // no file goes to a program that follows each link
    if (on('a[href^="?"]')) event.isTrusted ? on('[href="?pdf"]') && tell("downloaded") : event.preventDefault();
    if (on("[data-theme-toggle]")) switchTheme();
    if (button) copy(button.dataset);
    // the server's page and the live one carry the same ids: go to the one that shows
    const target = link && all(link.hash).find(place => place.getClientRects().length);
    if (target) event.preventDefault(), target.focus(), target.scrollIntoView();
  });

  // A program that presses every button starts nothing: a form goes out within a second of a touch or key, and says so.
  // An impatient finger starts one checkout
  addEventListener("submit", event => {
    const form = event.target, button = form.querySelector("button"), guarded = form.matches("[data-human]");
    if (!guarded && !form.matches('[action^="?"]')) return;
    if (button.matches("[aria-busy]") || !(performance.now() - touched < 1000)) return event.preventDefault();
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="pressed" value="1">');
    if (!guarded) return;
    button.setAttribute("aria-busy", true);
    say(button.innerText);
  });
  addEventListener("pageshow", () => all("[aria-busy]").forEach(button => button.removeAttribute("aria-busy")));

  // A page was opened if this runs; a person viewed it: a second in sight, and a sign of life; and is there until it is hidden
  let left, since, alive, ran, told, touched, beat;
  const tell = what => all("[data-counts-views]").length && navigator.sendBeacon("?" + what);
  const look = () => {
    const now = performance.now();
    if (document.hidden) {
      if (told) tell("left"), clearInterval(beat);
      return left = since = alive = told = 0;
    }
    ran = ran || tell("opened");
    if (since) left -= now - since;
    else left = 1000;
    since = now;
    if (left > 0) setTimeout(look, left);
    else if (alive && !told && (told = tell("viewed"))) beat = setInterval(() => tell("here"), 20000);
  };
  const notice = event => { if (event.isTrusted) alive = touched = performance.now(), look(); };
  ["pointerdown", "click", "keydown", "touchstart", "wheel"].forEach(kind => addEventListener(kind, notice, { capture: true, passive: true }));
  document.addEventListener("visibilitychange", look);
  look();
})();
