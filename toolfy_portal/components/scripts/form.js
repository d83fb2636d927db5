import { useEffect, useRef } from "react";

const FORM = "form[data-watched]";
const held = form => Object.fromEntries(new FormData(form));

// Tells what the `data-watched` form holds as it changes, and lets nobody send it by Enter or leave it without a word
export function FormScript({ rows, onFilled }) {
  const tell = useRef();
  tell.current = onFilled;
  useEffect(() => {
    const form = document.querySelector(FORM);
    if (form) tell.current(held(form));
  }, [rows]);
  useEffect(() => {
    let timer, isChanged = false;
    const onInput = event => {
      const form = event.target.closest(FORM);
      if (!form) return;
      isChanged = true;
      clearTimeout(timer);
      timer = setTimeout(() => tell.current(held(form)), 300);
    };
    const onLeave = event => { if (isChanged) event.preventDefault(); };
    const onClick = event => {
      const link = isChanged && event.target.closest("a[href]:not([href^='#'])");
      if (!link || confirm("Leave without saving?")) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onKey = event => { if (event.key === "Enter" && event.target.matches(`${FORM} input`)) event.preventDefault(); };
    document.addEventListener("keydown", onKey);
    document.addEventListener("input", onInput);
    document.addEventListener("click", onClick, true);
    addEventListener("beforeunload", onLeave);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("input", onInput);
      document.removeEventListener("click", onClick, true);
      removeEventListener("beforeunload", onLeave);
    };
  }, []);
  return null;
}
