import { useEffect } from "react";

let timer;

const toast = (words, tone) => {
  const place = document.querySelector("[data-toast]");
  const box = document.createElement("div");
  box.className = `toast toast--${tone}`;
  box.textContent = words;
  place.replaceChildren(box);
  clearTimeout(timer);
  timer = setTimeout(() => place.replaceChildren(), 4000);
};

const askFor = async address => {
  let said = {};
  try { said = await (await fetch(address, { method: "POST" })).json(); } catch { /* offline, or no answer of ours */ }
  if (!said.link) throw new Error(said.error ?? "That didn't work. Please try again in a moment.");
  return said.link;
};

const put = async link => {
  try {
    // Safari lets a page write only inside the click itself: it takes the promise
    const text = link.then(words => new Blob([words], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
  } catch {
    const words = await link;
    try { await navigator.clipboard.writeText(words); } catch { prompt("Copy this link", words); }
  }
};

const copyFrom = async button => {
  if (button.matches("[aria-busy]")) return;
  button.setAttribute("aria-busy", true);
  try {
    await put(askFor(button.dataset.copyFrom));
    toast("Link copied", "pos");
  } catch (error) {
    toast(error.message, "neg");
  }
  button.removeAttribute("aria-busy");
};

const openRow = (row, event) => {
  if (event.target.closest("a, button, dialog") || String(getSelection())) return;
  row.querySelector("a").dispatchEvent(new MouseEvent("click", event));
};

const onClick = event => {
  const on = query => event.target.closest(query);
  const copies = on("[data-copy-from]"), opens = on("[data-opens]"), row = on("tr[data-opens-link]");
  if (copies) copyFrom(copies);
  if (on("[data-closes]")) on("dialog").close();
  if (opens) document.getElementById(opens.dataset.opens).showModal();
  if (row) openRow(row, event);
  if (on("[popover] a")) on("[popover]").hidePopover();
};

// the number of unread alerts before the page's own title, whichever the page sets
const numbered = unread => {
  const show = () => {
    const own = document.title.replace(/^\(\d+\) /, ""), title = unread ? `(${unread}) ${own}` : own;
    if (document.title !== title) document.title = title;
  };
  const changed = new MutationObserver(show);
  changed.observe(document.head, { subtree: true, childList: true, characterData: true });
  show();
  return () => changed.disconnect();
};

const toTheWrong = changes => changes.map(({ target }) => target).find(field => field.ariaInvalid === "true")?.focus();

// Copies links that only the server knows, opens dialogs, makes a whole row follow its link, and goes to a field that
// turned out wrong
export function StaffScript({ unread }) {
  useEffect(() => numbered(unread), [unread]);
  useEffect(() => {
    const wrong = new MutationObserver(toTheWrong);
    wrong.observe(document.body, { subtree: true, attributeFilter: ["aria-invalid"] });
    document.addEventListener("click", onClick);
    dispatchEvent(new Event("portal-live")); // the page's own script looks at the new elements
    return () => {
      wrong.disconnect();
      document.removeEventListener("click", onClick);
    };
  }, []);
  return null;
}
