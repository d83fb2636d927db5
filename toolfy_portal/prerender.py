"""Build-time plugin: one HTML shell per page that changes with its address, a build for any host, and less code.

React Router prerenders fixed addresses alone; a page like `/portal/invoice/[token]` would get the empty fallback and
load its code in a second hop. The shell has the page's code preloaded, and the site writes the document into it.
Reflex ships things that no page of ours can use, and the build leaves them out: globals for components that arrive as
text to `eval` (our CSP forbids it), emotion, for styles written in Python (ours are plain CSS), a style sheet and a
script that hold up the first paint, cookies of scripts (ours are HttpOnly), and ways to connect other than a websocket.
What every page needs comes in one file; how staff's states begin comes with staff's pages.
"""

import json
import re
from typing import Any

from reflex.utils.prerequisites import get_web_dir
from reflex_base.plugins.base import Plugin

SHELL = "__shell__"
STAFF_STATES = "staff-states.js"  # imported by the script that is on each of staff's pages
_BUILT_HOST = "endpoint.hostname = frontend_hostname;"
_PAGE_HOST = "endpoint.host = window.location.host;"
_RESET = re.compile(r',jsx\("link",\{(?:as:"style",)?href:reflexGlobalStyles[^}]*\},?\)')
_THEME = re.compile(r'jsx\("script",\{\},"\\n// Only run in browser (?:[^"\\]|\\.)*"\),')
_GLOBALS = re.compile(
    r"  useEffect\(\(\) => \{\n    // Make contexts and state objects available globally.*?\}, \[\]\);\n", re.DOTALL
)
_ALL_OF = re.compile(r'^import \* as \w+ from "[^"]+";\n', re.MULTILINE)
_GROUP = """              test: /env.json/,
              name: "reflex-env",
"""
_ONE_BASE = r"""              test: /node_modules|plain-jsx\.js|(?:env|reflex)\.json|\/utils\/(?:helpers\/)?[^/]+$/,
              name: "base",
"""
_STATES = re.compile(r"^export const initialState = (\{.*\})$", re.MULTILINE)
STAFF = "toolfy_portal___pages___staff___"
_ALIASES = "    alias: [\n"
_SMALLER = """      { find: "@emotion/react", replacement: fileURLToPath(new URL("./plain-jsx.js", import.meta.url)) },
      { find: "universal-cookie", replacement: fileURLToPath(new URL("./no-cookies.js", import.meta.url)) },
      { find: "./transports/index.js", replacement: fileURLToPath(new URL("./only-websocket.js", import.meta.url)) },
"""
PLAIN_JSX = """import { createElement } from "react";

export function jsx(type, props, ...children) {
  if (props && props.css) throw new Error("A style written in Python: use a class of our style sheets instead");
  return createElement(type, props, ...children);
}
"""
ONLY_WEBSOCKET = """import { WS } from "./node_modules/engine.io-client/build/esm/transports/websocket.js";

export const transports = { websocket: WS };
"""
NO_COOKIES = """export default class Cookies {
  get() {}
  set() { throw new Error("A cookie written by a page: ours are HttpOnly, and the server's alone"); }
  remove() {}
}
"""


def shell_path(route: str) -> str:
    """Return the address under which a route's shell is built: `/portal/invoice/__shell__`."""
    return "/" if route == "index" else "/" + re.sub(r"\[\w+\]", SHELL, route)


def same_origin(text: str) -> str:
    """Let the page talk to whatever origin served it. Raises RuntimeError if Reflex changed the line this rests on."""
    if _BUILT_HOST not in text and _PAGE_HOST not in text:
        raise RuntimeError("Reflex changed getBackendURL: review prerender.same_origin")
    return text.replace(_BUILT_HOST, _PAGE_HOST)


def without_globals(text: str) -> str:
    """Leave out the globals for evaluated components. Raises RuntimeError if Reflex changed them."""
    if not _GLOBALS.search(text):
        raise RuntimeError("Reflex changed window.__reflex: review prerender.without_globals")
    return _ALL_OF.sub("", _GLOBALS.sub("", text))


def without_reset(text: str) -> str:
    """Leave out Reflex's style sheet: nothing shows before it has come. Raises RuntimeError if Reflex changed it."""
    text, found = _RESET.subn("", text)
    if found != 2:  # its preload and itself
        raise RuntimeError("Reflex changed app/_document.js: review prerender.without_reset")
    return text.replace('import reflexGlobalStyles from "$/styles/__reflex_global_styles.css?url"\n', "")


def without_theme_script(text: str) -> str:
    """Leave out Reflex's script for themes: ours need none, and so early a script holds up the first paint.

    Raises RuntimeError if Reflex changed it.
    """
    text, found = _THEME.subn("", text)
    if found != 1:
        raise RuntimeError("Reflex changed app/_document.js: review prerender.without_theme_script")
    return text


def split_states(text: str) -> tuple[str, str]:
    """Return the module with staff's states empty, and one that says how they begin: customers never need that.

    The empty ones stay, because a page that takes all states anew has to put them somewhere.
    Raises RuntimeError if Reflex changed the line.
    """
    found = _STATES.search(text)
    if not found:
        raise RuntimeError("Reflex changed utils/context.jsx: review prerender.split_states")
    states: dict[str, dict[str, Any]] = json.loads(found[1])
    staffs = {name: state for name, state in states.items() if STAFF in name}
    others: dict[str, dict[str, Any]] = {name: {} if name in staffs else state for name, state in states.items()}
    added = f'import {{ initialState }} from "$/utils/context";\nObject.assign(initialState, {json.dumps(staffs)});\n'
    return text.replace(found[0], f"export const initialState = {json.dumps(others)}"), added


def smaller_modules(text: str) -> str:
    """Put our own small modules in place of larger ones. Raises RuntimeError if Reflex changed the list of aliases."""
    if _ALIASES not in text:
        raise RuntimeError("Reflex changed vite.config.js: review prerender.smaller_modules")
    return text if _SMALLER in text else text.replace(_ALIASES, _ALIASES + _SMALLER, 1)


def one_base(text: str) -> str:
    """Pack what every page needs into one file: less to ask for. Raises RuntimeError if Reflex changed the packing."""
    if _GROUP not in text and _ONE_BASE not in text:
        raise RuntimeError("Reflex changed vite.config.js: review prerender.one_base")
    return text.replace(_GROUP, _ONE_BASE)


class PrerenderShells(Plugin):
    """Adds the shells to React Router's list, and makes the build independent of host and port."""

    def pre_compile(self, **context: Any) -> None:
        """Register the changes of the generated front end."""
        paths = [shell_path(page.route) for page in context["unevaluated_pages"] if page.route != "404"]

        def more_paths(text: str) -> str:
            config = json.loads(text.removeprefix("export default ").rstrip(";"))
            if config.get("prerender"):
                config["prerender"] = paths
            return f"export default {json.dumps(config)};"

        context["add_modify_task"]("react-router.config.js", more_paths)

        def fewer_states(text: str) -> str:
            shared, staffs = split_states(text)
            if shared != text:  # else they were split already
                (get_web_dir() / STAFF_STATES).write_text(staffs)
            return shared

        context["add_modify_task"]("utils/context.jsx", fewer_states)
        context["add_modify_task"]("utils/state.js", same_origin)
        context["add_modify_task"]("app/root.jsx", without_globals)
        context["add_modify_task"]("app/_document.js", without_reset)
        context["add_modify_task"]("app/_document.js", without_theme_script)
        context["add_modify_task"]("vite.config.js", smaller_modules)
        context["add_modify_task"]("vite.config.js", one_base)
        context["add_save_task"](lambda: ("plain-jsx.js", PLAIN_JSX))
        context["add_save_task"](lambda: ("only-websocket.js", ONLY_WEBSOCKET))
        context["add_save_task"](lambda: ("no-cookies.js", NO_COOKIES))
