"""E-mail by Resend."""

from typing import Any

import resend
from resend.exceptions import RateLimitError, ResendError

from toolfy_portal.adapters.email import Email, SendError, one_line


class ResendSender:
    """Sends through Resend's API. api_base: another server that speaks it; empty for Resend itself."""

    captures = False

    def __init__(self, api_key: str, api_base: str = "") -> None:
        resend.api_key = api_key
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
        }
        if message.reply_to:
            params["reply_to"] = one_line(message.reply_to)
        try:
            answer = resend.Emails.send(params, {"idempotency_key": f"msg:{message.id}"})
        except ResendError as error:
            status = int(error.code) if str(error.code).isdigit() else 500
            busy = error.error_type == "concurrent_idempotent_requests"  # an earlier try is still under way
            again = busy or isinstance(error, RateLimitError) or status >= 500  # HTTP server errors
            raise SendError(str(error), again=again) from error
        return str(answer["id"])
