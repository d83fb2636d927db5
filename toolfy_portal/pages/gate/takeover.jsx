import { useLayoutEffect } from "react";

const live = () => dispatchEvent(new Event("portal-live")); // the page's script looks at the new elements and theme

// The server's first HTML stands outside React's tree; it goes once the live page shows, or when React leaves the page.
// So does the style with the brand's colours, which follows what the business saves.
export function Takeover({ live: isLive, css, appearance }) {
  useLayoutEffect(() => {
    const boot = document.querySelector("portal-boot");
    if (isLive) {
      boot?.remove();
      live();
    }
    return () => boot?.remove();
  }, [isLive]);
  useLayoutEffect(() => {
    const style = document.getElementById("brand"), { dataset } = document.documentElement;
    if (!isLive || !style) return;
    if (style.textContent !== css) style.textContent = css;
    if (document.cookie.includes("portal_theme=")) return; // who chose for themselves
    if (appearance === "auto") delete dataset.theme;
    else dataset.theme = appearance;
    live();
  }, [isLive, css, appearance]);
  return null;
}
