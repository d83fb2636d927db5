"""Lays a letter out as HTML for mail programs, and as plain text. MJML knows the tables that Outlook needs.

A letter refers to no host but ours: no web fonts, and the logo travels inside the mail (`cid:logo`), so that it shows
where pictures from elsewhere are blocked, and no picture tells that a mail was opened.
"""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from mjml import mjml2html

LOGO = "logo"  # the content id of the logo
_DARK_RULES = "@media (prefers-color-scheme: dark)"  # as in letter.mjml


@dataclass(frozen=True, slots=True)
class Look:
    """The business's colours as `#rrggbb`: the button and its label, light and dark, and the line over the card."""

    accent: str
    fill: str
    label: str
    dark_fill: str
    dark_label: str


@dataclass(frozen=True, slots=True)
class Button:
    """Where the letter leads. url: empty in a preview without a link."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says, in order. Each text may hold anything: it is escaped.

    preview: what mail programs show beside the subject. amount: what it is about, with its label and a line below.
    paragraphs may hold line breaks. note: a block of its own below the button.
    """

    language: str
    business: str
    look: Look
    has_logo: bool
    subject: str
    preview: str
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    amount: tuple[str, str, str] | None = None
    facts: tuple[tuple[str, str], ...] = ()
    button: Button | None = None
    note: str = ""
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A letter as it is sent."""

    subject: str
    text: str
    html: str


def lay_out(letter: Letter) -> LaidOut:
    """Return the letter as HTML and text. Takes well under a millisecond."""
    words: dict[str, Any] = asdict(letter)
    marked_up, plain = _templates()
    return LaidOut(letter.subject, plain.render(words), mjml2html(marked_up.render(words)))


def in_theme(html: str, theme: str) -> str:
    """Return a mail as a device with that theme shows it; anything but "light" and "dark" leaves it to the device."""
    media = {"light": "@media not all", "dark": "@media all"}.get(theme)
    return html.replace(_DARK_RULES, media) if media else html


@cache
def _templates() -> tuple[Template, Template]:
    folder = FileSystemLoader(Path(__file__).parent / "mail_templates")
    html = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    text = html.overlay(autoescape=False)  # plain text
    return html.get_template("letter.mjml"), text.get_template("letter.txt")
