import { useEffect } from "react";

const put = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const tell = (zone, words, error, part) => {
  const bar = zone.querySelector("[data-upload-bar]");
  zone.querySelector("[data-upload-words]").textContent = words;
  zone.querySelector("[data-upload-error]").textContent = error;
  bar.hidden = part === null;
  bar.firstElementChild.style.width = `${part ?? 0}%`;
};

const answerOf = request => {
  try { return JSON.parse(request.responseText); } catch { /* no answer of ours */ }
  return { error: request.status ? "That didn't work. Please try again in a moment." : "The connection was lost. Please try again." };
};

const send = (zone, file) => {
  if (!file || zone.matches("[aria-busy]")) return;
  if (file.size > zone.dataset.most) return tell(zone, "", "That file is too large. Please choose a picture of 2 MB or less.", null);
  const request = new XMLHttpRequest();
  zone.setAttribute("aria-busy", "true");
  tell(zone, `Uploading ${file.name}`, "", 0);
  request.upload.onprogress = event => tell(zone, `Uploading ${file.name}`, "", event.loaded * 100 / event.total);
  request.upload.onload = () => tell(zone, "Making it small and safe…", "", 100);
  request.onloadend = () => {
    const { id, error = "" } = answerOf(request);
    zone.removeAttribute("aria-busy");
    tell(zone, id ? file.name : "", error, null);
    if (id) put(zone.querySelector("[data-kept]"), id);
  };
  request.open("POST", zone.dataset.picture);
  request.send(file);
};

const zoneOf = event => event.target.closest?.("[data-picture]");

const onClick = event => {
  const zone = zoneOf(event);
  if (event.target.closest("[data-chooses]")) zone.querySelector("input[type=file]").click();
  if (event.target.closest("[data-removes]")) {
    tell(zone, "", "", null);
    put(zone.querySelector("[data-kept]"), "");
    zone.querySelector("[data-chooses]").focus();
  }
};

const onChange = event => {
  if (!event.target.matches("[data-picture] input[type=file]")) return;
  send(zoneOf(event), event.target.files[0]);
  event.target.value = "";
};

const onDragOver = event => { if (zoneOf(event)) event.preventDefault(); };

const onDrop = event => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  send(zone, event.dataTransfer.files[0]);
};

const match = colour => document.querySelectorAll("[data-colour]").forEach(field => {
  if (field.type === "radio") field.checked = field.value === colour;
  else if (/^#[0-9a-f]{6}$/.test(colour)) field.value = colour;
});

// the picker and the swatches write into the field with the colour
const onInput = event => {
  const { target } = event;
  if (target.matches("[data-colour]")) put(document.querySelector("input[name=accent]"), target.value);
  if (target.name === "accent") match(target.value.toLowerCase());
  if (target.matches("input[type=range]")) place(document.querySelector("[data-focus]"));
};

const ranges = () => ["across", "down"].map(name => document.querySelector(`input[name=${name}]`));

const place = picture => {
  const [across, down] = ranges().map(range => range.value);
  picture.style.setProperty("--across", `${across}%`);
  picture.style.setProperty("--down", `${down}%`);
};

const onPoint = event => {
  const picture = event.target.closest?.("[data-focus]");
  if (!picture || !event.buttons) return;
  event.preventDefault();
  const box = picture.getBoundingClientRect(), part = (at, from, size) => Math.round(Math.min(Math.max((at - from) / size, 0), 1) * 100);
  const [across, down] = ranges();
  across.value = part(event.clientX, box.left, box.width);
  put(down, part(event.clientY, box.top, box.height));
};

// a frame that goes to its address by itself would make each change a step for the Back button
const show = frame => frame.contentWindow.location.replace(frame.dataset.src);

const LISTENERS = {
  click: onClick, change: onChange, dragover: onDragOver, drop: onDrop, input: onInput,
  pointerdown: onPoint, pointermove: onPoint,
};

export function BrandingScript() {
  useEffect(() => {
    const shown = new MutationObserver(changes => changes.forEach(({ target }) => show(target)));
    shown.observe(document.body, { subtree: true, attributeFilter: ["data-src"] });
    document.querySelectorAll("iframe[data-src]").forEach(show);
    for (const [name, listener] of Object.entries(LISTENERS)) document.addEventListener(name, listener);
    return () => {
      shown.disconnect();
      for (const [name, listener] of Object.entries(LISTENERS)) document.removeEventListener(name, listener);
    };
  }, []);
  return null;
}
