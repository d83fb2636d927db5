"""Sending e-mail: the promise, and the embedded default that keeps every message as a file."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol


class SendError(Exception):
    """The message didn't go out. `again`: trying later may help."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail. content_id: the HTML shows it as `cid:…`; empty: it hangs on the mail."""

    name: str
    media_type: str
    data: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Email:
    """One message to one person. id: also the idempotency key."""

    id: str
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


class EmailSender(Protocol):
    """Sends e-mail."""

    captures: bool
    """Whether messages are kept instead of sent."""
    per_second: float
    """How many it may send, all processes together; 0: as many as it can."""

    def send(self, message: Email) -> str:
        """Deliver once per `message.id`, return the provider's id. Raises SendError."""
        ...


class MailFolder:
    """Embedded default: no network; each message becomes a file, `<id>.eml`."""

    captures = True
    per_second = 0.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Email) -> str:
        """Write the message into the folder. Raises SendError if it can't be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{message.id}.eml").write_bytes(as_mime(message).as_bytes())
        except UnicodeError as error:
            raise SendError(UNSENDABLE, again=False) from error
        except OSError as error:
            raise SendError("The mail folder can't be written.", again=True) from error
        return message.id


UNSENDABLE = "The message has characters that no mail can carry."


def one_line(text: str) -> str:
    """Return the text of a header: a name with a line break must not begin a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def as_mime(message: Email) -> EmailMessage:
    """Return the message as RFC 5322 has it: text and HTML, pictures beside the HTML (RFC 2387), files after both."""
    mime = EmailMessage(policy=SMTP)
    mime["From"], mime["To"] = one_line(message.sender), one_line(message.to)
    mime["Subject"] = one_line(message.subject)
    if message.reply_to:
        mime["Reply-To"] = one_line(message.reply_to)
    mime.set_content(message.text)
    mime.add_alternative(message.html, subtype="html")
    _, html = mime.iter_parts()
    for file in message.attachments:
        main, _, sub = file.media_type.partition("/")
        if file.content_id:
            html.add_related(file.data, main, sub, cid=f"<{file.content_id}>", disposition="inline", filename=file.name)  # pyright: ignore
    for file in message.attachments:
        main, _, sub = file.media_type.partition("/")
        if not file.content_id:
            mime.add_attachment(file.data, main, sub, filename=one_line(file.name))
    return mime
