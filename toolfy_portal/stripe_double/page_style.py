"""How the hosted checkout page looks: one column on a phone, two on a desk, light or dark as the reader's device is."""

from typing import Final

STYLE: Final = """
:root { --paper: #fff; --side: #f6f8fa; --ink: #1a1f36; --quiet: #545969; --line: #c1c9d2; --wrong: #b3093c;
  --alert: #fff0f4; --band: #ffe08a; --on-band: #4a3800; --link: #0055b3; --mark: #0055b3; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171f; --side: #1c212c; --ink: #f0f2f5; --quiet: #b4bccb; --line: #5b6478; --wrong: #ff9db4;
    --alert: #3a1722; --band: #4a3a08; --on-band: #ffe9a8; --link: #8cc4ff; --mark: #8cc4ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
.band { position: sticky; top: 0; z-index: 1; margin: 0; padding: .5rem 1rem; text-align: center; font-weight: 600;
  background: var(--band); color: var(--on-band); }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
h1, h2, h3 { margin: 0 0 1rem; line-height: 1.25; }
h2 { font-size: 1.25rem; }
h3 { margin: 0 0 .5rem; font-size: 1rem; }
.quiet { display: block; font-size: 1rem; font-weight: 500; color: var(--quiet); }
.amount { display: block; font-size: 2.25rem; font-variant-numeric: tabular-nums; }
a { color: var(--link); }
.back { margin: 0 0 1rem; }
.back a { display: inline-block; padding: .25rem 0; }
.lines { margin: 0 0 2rem; padding: 0; list-style: none; }
.lines li { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem 0;
  border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
.lines span:last-child { white-space: nowrap; }
form { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; }
.number, .name, .alert, form button { grid-column: 1 / -1; }
.ways { border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
.ways details + details { border-top: 1px solid var(--line); }
.ways details[open] > :not(summary) { margin: 0 1rem 1.25rem; }
summary { display: flex; align-items: center; gap: .75rem; min-height: 3.5rem; padding: .75rem 1rem;
  font-weight: 600; list-style: none; cursor: pointer; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; flex: none; box-sizing: border-box; width: 1.25rem; height: 1.25rem;
  border: 1.5px solid var(--quiet); border-radius: 50%; }
details[open] > summary::before { border: .4375rem solid var(--mark); }
summary:hover { background: var(--side); }
summary:focus-visible { outline-offset: -3px; border-radius: .75rem; }
.hint { margin-left: auto; font-size: .875rem; font-weight: 400; color: var(--quiet); text-align: right; }
fieldset { grid-column: 1 / -1; min-width: 0; margin: 0; padding: 0; border: 0; }
legend { margin-bottom: .25rem; padding: 0; font-weight: 500; }
.accounts label { display: flex; align-items: center; gap: .75rem; margin: 0; padding: .625rem .75rem; cursor: pointer;
  border: 1px solid var(--line); border-top-width: 0; }
.accounts legend + label { border-top-width: 1px; border-radius: .5rem .5rem 0 0; }
.accounts label:last-of-type { border-radius: 0 0 .5rem .5rem; }
.accounts[aria-invalid] label { border-color: var(--wrong); }
.accounts small { display: block; font-size: .8125rem; font-weight: 400; color: var(--quiet);
  font-variant-numeric: tabular-nums; }
.terms { grid-column: 1 / -1; margin: 0; font-size: .875rem; color: var(--quiet); }
.tick { grid-column: 1 / -1; display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; margin: 0; }
[type=radio], [type=checkbox] { flex: none; width: 1.25rem; height: 1.25rem; min-height: 0; accent-color: var(--mark); }
.alone { display: block; }
label { display: block; margin-bottom: .25rem; font-weight: 500; }
input { width: 100%; min-height: 3rem; padding: .5rem .75rem; font: inherit; font-variant-numeric: tabular-nums;
  color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: .5rem; }
input::placeholder { color: var(--quiet); opacity: 1; }
input[aria-invalid] { border: 2px solid var(--wrong); }
.problem { display: block; margin-top: .25rem; font-size: .875rem; color: var(--wrong); }
.alert { margin: 0; padding: .75rem 1rem; border-left: 4px solid var(--wrong); border-radius: .25rem;
  background: var(--alert); font-weight: 600; }
form button, .onward { min-height: 3rem; padding: .75rem 1.25rem; font: inherit; font-weight: 600;
  color: var(--on-fill); background: var(--fill); border: 1px solid var(--line); border-radius: .5rem;
  cursor: pointer; }
.onward { display: inline-block; text-decoration: none; }
form button:hover, .onward:hover { filter: brightness(.93); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
aside { margin-top: 1.5rem; padding: 1rem; border-radius: .5rem; background: var(--side); font-size: .9375rem; }
aside ul { margin: 0 0 .5rem; padding: 0; list-style: none; }
aside li { display: grid; grid-template-columns: auto 1fr; align-items: baseline; gap: .5rem; padding: .125rem 0;
  font-size: .875rem; }
aside code { white-space: nowrap; }
aside p { margin: 0; color: var(--quiet); }
code { font: 600 1em ui-monospace, "Liberation Mono", Menlo, monospace; }
@media (min-width: 52rem) {
  main { padding-top: 3rem; }
  .columns { display: grid; grid-template-columns: 1fr 1fr; gap: 6rem; }
  body:has(.columns) { background: linear-gradient(90deg, var(--side) 50%, var(--paper) 50%); } }
"""
