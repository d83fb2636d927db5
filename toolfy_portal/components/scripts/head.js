(mode => {
  const root = document.documentElement, device = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    let theme;
    try { theme = localStorage["portal-theme"]; } catch {}
    if (theme !== "light" && theme !== "dark") theme = mode;
    root.dataset.theme = theme === "auto" ? (device.matches ? "dark" : "light") : theme;
  };
  show();
  device.onchange = show;
})
