"""Build-time plugin: one HTML shell per page that changes with its address, a build for any host, and less code.

React Router prerenders fixed addresses alone; a page like `/portal/invoice/[token]` would get the empty fallback and
load its code in a second hop. The shell has the page's code preloaded, and the site writes the document into it.
Reflex ships two things that no page of ours can use: globals for components that arrive as text to `eval` (our CSP
forbids it), and emotion, for styles written in Python (ours are plain CSS). Both are left out of the build.
"""

import json
import re
from typing import Any

from reflex_base.plugins.base import Plugin

SHELL = "__shell__"
_BUILT_HOST = "endpoint.hostname = frontend_hostname;"
_PAGE_HOST = "endpoint.host = window.location.host;"
_GLOBALS = re.compile(
    r"  useEffect\(\(\) => \{\n    // Make contexts and state objects available globally.*?\}, \[\]\);\n", re.DOTALL
)
_ALL_OF = re.compile(r'^import \* as \w+ from "[^"]+";\n', re.MULTILINE)
_ALIASES = "    alias: [\n"
_PLAIN_JSX = """      { find: "@emotion/react", replacement: fileURLToPath(new URL("./plain-jsx.js", import.meta.url)) },
"""
PLAIN_JSX = """import { createElement } from "react";

export function jsx(type, props, ...children) {
  if (props && props.css) throw new Error("A style written in Python: use a class of our style sheets instead");
  return createElement(type, props, ...children);
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


def plain_jsx(text: str) -> str:
    """Build elements with React itself. Raises RuntimeError if Reflex changed the list of aliases."""
    if _ALIASES not in text:
        raise RuntimeError("Reflex changed vite.config.js: review prerender.plain_jsx")
    return text if _PLAIN_JSX in text else text.replace(_ALIASES, _ALIASES + _PLAIN_JSX, 1)


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
        context["add_modify_task"]("utils/state.js", same_origin)
        context["add_modify_task"]("app/root.jsx", without_globals)
        context["add_modify_task"]("vite.config.js", plain_jsx)
        context["add_save_task"](lambda: ("plain-jsx.js", PLAIN_JSX))
