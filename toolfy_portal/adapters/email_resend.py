"""E-mail by Resend, and what it tells of messages later."""

import base64
from collections.abc import Mapping
from typing import Any

import resend
from resend.exceptions import RateLimitError, ResendError
from resend.http_client_requests import RequestsClient

from toolfy_portal.adapters.email import Attachment, Email, SendError, one_line
from toolfy_portal.adapters.email_news import MailNews, Outcome, UnsignedNews

_TAG = "message"  # comes back with each webhook
_TIMEOUT = 15  # seconds
_OUTCOMES = {
    "email.delivered": Outcome.DELIVERED,
    # whoever opens or clicks has got it; more it doesn't mean: mail scanners do both
    "email.opened": Outcome.DELIVERED,
    "email.clicked": Outcome.DELIVERED,
    "email.bounced": Outcome.BOUNCED,
    "email.suppressed": Outcome.BOUNCED,
    "email.complained": Outcome.BOUNCED,
    "email.failed": Outcome.BOUNCED,
}
_WHY = {
    "email.suppressed": "mail to this address came back before, so it was not sent",
    "email.complained": "it was marked as spam",
    "email.failed": "the mail service could not send it",
    "NoEmail": "there is no such address",
    "General": "their mail server refused it",
    "Suppressed": "mail to this address came back before, so it was not sent",
    "OnAccountSuppressionList": "mail to this address came back before, so it was not sent",
    "MailboxFull": "their mailbox is full",
    "MessageTooLarge": "it is too large for their mailbox",
    "ContentRejected": "their mail server refused what it says",
    "AttachmentRejected": "their mail server refused the attached file",
}


class ResendSender:
    """Sends through Resend's API. api_base: another server that speaks it; empty for Resend itself.

    per_second: Resend takes 5 a second of a team, and refuses more.
    """

    captures = False

    def __init__(self, api_key: str, api_base: str = "", per_second: float = 4) -> None:
        resend.api_key = api_key
        resend.default_http_client = RequestsClient(timeout=_TIMEOUT)
        self.per_second = per_second
        if api_base:
            resend.api_url = api_base

    def send(self, message: Email) -> str:
        """Deliver once per `message.id`; a repeat within 24 hours is recognised by Resend. Raises SendError."""
        params: Any = {
            "from": one_line(message.sender),
            "to": [one_line(message.to)],
            "subject": one_line(message.subject),
            "text": message.text,
            "html": message.html,
            "tags": [{"name": _TAG, "value": message.id}],
        }
        if message.reply_to:
            params["reply_to"] = one_line(message.reply_to)
        if message.attachments:
            params["attachments"] = [_attached(file) for file in message.attachments]
        try:
            answer = resend.Emails.send(params, {"idempotency_key": f"msg:{message.id}"})
            return str(answer["id"])
        except ResendError as error:
            status = int(error.code) if str(error.code).isdigit() else 500
            busy = error.error_type == "concurrent_idempotent_requests"  # an earlier try is still under way
            again = busy or isinstance(error, RateLimitError) or status >= 500  # HTTP server errors
            raise SendError(str(error), again=again) from error
        except (KeyError, TypeError) as error:  # an answer without an id: the same again tells it
            raise SendError("The mail service gave an answer that we can't read.", again=True) from error


class ResendNews:
    """Reads Resend's webhooks. secret: the endpoint's, `whsec_…`."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def read(self, body: bytes, headers: Mapping[str, str]) -> MailNews | None:
        """Return what became of a message; None for news of other things. Raises UnsignedNews unless Resend wrote it.

        Signed as by Svix, within 5 minutes: https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests.
        """
        signed = {name: headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")}
        try:
            asked: Any = {"payload": body.decode(), "headers": signed, "webhook_secret": self._secret}
            told: Any = resend.Webhooks.verify(asked)
            kind, data = str(told["type"]), dict(told["data"])
        except (ValueError, KeyError, TypeError) as error:
            raise UnsignedNews(str(error)) from error
        if kind not in _OUTCOMES:
            return None
        return MailNews(_tag(data.get("tags")), str(data.get("email_id", "")), _OUTCOMES[kind], _why(kind, data))


def _attached(file: Attachment) -> dict[str, str]:
    # as text: a list of bytes takes more than a second a megabyte
    sent = {"filename": file.name, "content": base64.b64encode(file.data).decode(), "content_type": file.media_type}
    return sent | ({"content_id": file.content_id} if file.content_id else {})


def _tag(tags: Any) -> str:
    """Return our message's id. Webhooks have tags as an object, the API as a list of names and values."""
    if isinstance(tags, list):
        tags = {tag.get("name"): tag.get("value") for tag in tags if isinstance(tag, dict)}  # pyright: ignore
    return str(tags.get(_TAG, "")) if isinstance(tags, dict) else ""  # pyright: ignore


def _why(kind: str, data: dict[str, Any]) -> str:
    if _OUTCOMES[kind] is Outcome.DELIVERED:
        return ""
    bounce: Any = data.get("bounce")
    detail = str(bounce.get("subType")) if isinstance(bounce, dict) else ""  # pyright: ignore
    return _WHY.get(kind) or _WHY.get(detail, _WHY["General"])
