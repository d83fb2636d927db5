"""E-mail by any SMTP server.

SMTP knows no idempotency: if a server took a message and the line broke before it said so, the message goes out again,
under the same Message-ID, by which many mail programs show it once.
"""

import contextlib
import smtplib
import ssl
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

from toolfy_portal.adapters.email import UNSENDABLE, Email, SendError, as_mime, one_line

_TIMEOUT = 15  # seconds
_LATER = range(400, 500)  # RFC 5321: transient
_PORTS = {"smtp": 587, "smtps": 465}


class SmtpSender:
    """Sends through `smtp://user:password@host:port` (STARTTLS where it is offered) or `smtps://…` (TLS at once).

    Raises ValueError for an address of another form.
    """

    captures = False
    per_second = 0.0

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("PORTAL_SMTP_URL is smtp://user:password@host:port, or smtps://… for TLS at once")
        self._is_tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, message: Email) -> str:
        """Hand the message over and return its Message-ID. Raises SendError."""
        try:
            mime = as_mime(message)
            domain = parseaddr(message.sender)[1].rpartition("@")[2] or self._host
            mime["Message-ID"], mime["Date"] = f"<{message.id}@{domain}>", formatdate()
            server = self._connected()
            with contextlib.closing(server):
                server.send_message(mime, to_addrs=[one_line(message.to)])
                with contextlib.suppress(OSError, smtplib.SMTPException):  # it is sent, however they take leave
                    server.quit()
        except UnicodeError as error:
            raise SendError(UNSENDABLE, again=False) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise SendError(_said(code, words), again=code in _LATER) from error
        except smtplib.SMTPResponseException as error:
            raise SendError(_said(error.smtp_code, error.smtp_error), again=error.smtp_code in _LATER) from error
        except smtplib.SMTPNotSupportedError as error:
            raise SendError(f"The mail server can't take this message: {error}", again=False) from error
        except (OSError, smtplib.SMTPException) as error:  # no connection, or it broke
            raise SendError(f"The mail server can't be reached: {error}", again=True) from error
        return str(mime["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT)
        try:
            server.ehlo()
            if not self._is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
                self._log_in(server, is_safe=True)
            else:
                self._log_in(server, is_safe=self._is_tls)
        except BaseException:
            server.close()
            raise
        return server

    def _log_in(self, server: smtplib.SMTP, *, is_safe: bool) -> None:
        if not self._user:
            return
        if not is_safe:
            raise SendError("The mail server offers no encryption, so the password was not sent to it.", again=False)
        server.login(self._user, self._password)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"The mail server said {code}: {' '.join(text.split())}"
