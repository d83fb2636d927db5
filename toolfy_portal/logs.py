"""Keeps links, tab ids, cookies and keys out of the logs."""

import logging
import re

_SECRETS = (
    (re.compile(r"(/(?:portal/\w+|p|staff/(?:join|reset|new-email))/)([0-9a-zA-Z]{4})[0-9a-zA-Z]*"), r"\1\2…"),
    (re.compile(r"(token=)[^&\s\"']+"), r"\1…"),
    (re.compile(r"((?:__Host-)?staff=|portal_\w+=)[^;\s\"']+"), r"\1…"),
    (re.compile(r"\b([sr]k_(?:live|test)_|whsec_|re_)\w+"), r"\1…"),
)


def without_secrets(text: str) -> str:
    """Return the text with what opens something shortened to its beginning."""
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


class _Formatter(logging.Formatter):
    """Formats a record whole, traceback included, then takes the secrets out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets."""
        return without_secrets(super().format(record))


def keep_secrets_out(level: int = logging.INFO, file: str | None = None) -> None:
    """Send all logging of this process to standard error (or a file), without secrets."""
    handler = logging.FileHandler(file) if file else logging.StreamHandler()
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("httpx", "stripe", "socketio", "engineio"):
        logging.getLogger(name).setLevel(logging.WARNING)
