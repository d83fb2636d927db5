import "$/staff-states.js"; // made by the build
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

const askFor = async (address, body) => {
  let said = {};
  try { said = await (await fetch(address, { method: "POST", body })).json(); } catch { /* offline, or no answer of ours */ }
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

const fieldsOf = (button, wanted) =>
  new URLSearchParams([...new FormData(button.closest("form"))].filter(([name]) => wanted.test(name)));

// Shows in the frame what the server makes of the words in the form
const preview = async button => {
  const body = fieldsOf(button, /^(subject|message)$/);
  for (const each of button.parentElement.children) each.setAttribute("aria-pressed", each === button);
  try {
    const mail = await (await fetch(button.dataset.from, { method: "POST", body })).text();
    document.getElementById(button.dataset.previews).srcdoc = mail;
  } catch {
    toast("The preview can't be loaded right now.", "neg");
  }
};

const handOver = async button => {
  const words = fieldsOf(button, /^(phone-.*|other_number|text)$/);
  try {
    location.href = await askFor(button.dataset.handsOver, words);
  } catch (error) {
    toast(error.message, "neg");
  }
};

const openRow = (row, event) => {
  if (event.target.closest("a, button, dialog") || String(getSelection())) return;
  row.querySelector("a").dispatchEvent(new MouseEvent("click", event));
};

const onClick = event => {
  const on = query => event.target.closest(query);
  const copies = on("[data-copy-from]"), opens = on("[data-opens]"), row = on("tr[data-opens-link]");
  const previews = on("[data-previews]"), handsOver = on("[data-hands-over]");
  if (copies) copyFrom(copies);
  if (previews) preview(previews);
  if (handsOver) handOver(handsOver);
  if (on("[data-closes]")) on("dialog").close();
  if (opens) {
    opens.closest("[popover]")?.hidePopover(); // so that closing the dialog leads back to what opened the menu
    document.getElementById(opens.dataset.opens).showModal();
  }
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

const onToggle = ({ target }) => target.open && target.querySelector?.("[data-previews]")?.click();

const toTheWrong = changes => changes.map(({ target }) => target).find(field => field.ariaInvalid === "true")?.focus();

// Copies links that only the server knows, opens dialogs, makes a whole row follow its link, and goes to a field that
// turned out wrong
export function StaffScript({ unread }) {
  useEffect(() => numbered(unread), [unread]);
  useEffect(() => {
    const wrong = new MutationObserver(toTheWrong);
    wrong.observe(document.body, { subtree: true, attributeFilter: ["aria-invalid"] });
    document.addEventListener("click", onClick);
    document.querySelector(".settings__nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    dispatchEvent(new Event("portal-live")); // the page's own script looks at the new elements
    document.addEventListener("toggle", onToggle, true); // it doesn't bubble
    return () => {
      document.removeEventListener("toggle", onToggle, true);
      wrong.disconnect();
      document.removeEventListener("click", onClick);
    };
  }, []);
  return null;
}
