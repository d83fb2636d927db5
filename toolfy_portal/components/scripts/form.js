import { useEffect, useRef } from "react";

const FORM = "form[data-watched]";
const held = form => Object.fromEntries(new FormData(form));

// Lets nobody leave a changed `data-watched` form without a word; where somebody listens to what it holds, tells them as
// it changes, and doesn't send it by Enter
export function FormScript({ rows, onFilled }) {
  const tell = useRef();
  tell.current = onFilled;
  useEffect(() => {
    const form = document.querySelector(FORM);
    if (form) tell.current?.(held(form));
  }, [rows]);
  useEffect(() => {
    let timer, isChanged = false;
    const onInput = event => {
      const form = event.target.closest(FORM);
      if (!form) return;
      isChanged = true;
      clearTimeout(timer);
      timer = setTimeout(() => tell.current?.(held(form)), 300);
    };
    const onLeave = event => { if (isChanged) event.preventDefault(); };
    const onClick = event => {
      const link = isChanged && event.target.closest("a[href]:not([href^='#'])");
      if (!link || confirm("Leave without saving?")) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onKey = event => {
      if (tell.current && event.key === "Enter" && event.target.matches(`${FORM} input`)) event.preventDefault();
    };
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
