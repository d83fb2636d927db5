import { useEffect } from "react";

const tell = (form, words, error, part) => {
  const bar = form.querySelector("[data-upload-bar]");
  form.querySelector("[data-upload-words]").textContent = words;
  form.querySelector("[data-upload-error]").textContent = error;
  bar.hidden = part === null;
  bar.firstElementChild.style.width = `${part ?? 0}%`;
};

const sentence = request => {
  try { return JSON.parse(request.responseText).error; } catch { /* no answer of ours */ }
  return request.status ? "That didn't work. Please try again in a moment." : "The connection was lost. Please try again.";
};

const send = form => {
  const file = form.elements.file.files[0];
  if (!file || form.matches("[aria-busy]")) return;
  const request = new XMLHttpRequest();
  const finish = error => {
    form.removeAttribute("aria-busy");
    form.reset();
    tell(form, "", error, null);
  };
  form.setAttribute("aria-busy", "true");
  tell(form, `Uploading ${file.name}`, "", 0);
  request.upload.onprogress = event => tell(form, `Uploading ${file.name}`, "", event.loaded * 100 / event.total);
  request.upload.onload = () => tell(form, "Looking through the file…", "", 100);
  request.onload = () => finish(request.status === 200 ? "" : sentence(request));
  request.onerror = () => finish(sentence(request));
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
};

const formOf = event => event.target.closest?.("form[data-upload]");

const onSubmit = event => {
  const form = formOf(event);
  if (!form) return;
  event.preventDefault();
  send(form);
};

const onChange = event => { const form = formOf(event); if (form) send(form); };

const onDragOver = event => { if (formOf(event)) event.preventDefault(); };

const onDrop = event => {
  const form = formOf(event);
  if (!form) return;
  event.preventDefault();
  if (form.matches("[aria-busy]") || !event.dataTransfer.files.length) return;
  form.elements.file.files = event.dataTransfer.files;
  send(form);
};

const LISTENERS = { submit: onSubmit, change: onChange, dragover: onDragOver, drop: onDrop };

// Sends the file of a `data-upload` form and tells how far it is; the page itself is told by the server
export function UploadScript() {
  useEffect(() => {
    for (const [name, listener] of Object.entries(LISTENERS)) document.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(LISTENERS)) document.removeEventListener(name, listener);
    };
  }, []);
  return null;
}
