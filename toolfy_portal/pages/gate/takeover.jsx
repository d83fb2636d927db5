import { useLayoutEffect } from "react";

// The server's first HTML stands outside React's tree; it goes once the live page shows, or when React leaves the page.
export function Takeover({ live }) {
  useLayoutEffect(() => {
    const boot = document.querySelector("portal-boot");
    if (live) {
      boot?.remove();
      dispatchEvent(new Event("portal-live")); // the page's script looks at the new elements
    }
    return () => boot?.remove();
  }, [live]);
  return null;
}
