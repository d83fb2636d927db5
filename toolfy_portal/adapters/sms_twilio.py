"""Text messages by Twilio. Source: https://www.twilio.com/docs/messaging/api/message-resource."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import httpx

from toolfy_portal.adapters.email import SendError
from toolfy_portal.adapters.sms import Forged, TextMessage, TextReply, TextStatus

API = "https://api.twilio.com"
_TIMEOUT = 20.0  # seconds
# Codes that say what is wrong with the number: https://www.twilio.com/docs/api/errors
_WORDS = {
    21211: "That isn't a number that exists.",
    21408: "Texts to that country are switched off at Twilio.",
    21610: "They answered STOP. Texts reach them again once they answer START.",
    21614: "That number can't receive texts.",
    30003: "The phone can't be reached.",
    30005: "That isn't a number that exists.",
    30006: "That number can't receive texts.",
    30007: "The network took it for spam.",
}


class TwilioSender:
    """Sends through Twilio's API. api_base: another server that speaks it; callback: where Twilio tells what became."""

    captures = False

    def __init__(self, account_sid: str, auth_token: str, sender: str, callback: str, api_base: str = "") -> None:
        self._auth = (account_sid, auth_token)
        self._sender, self._callback = sender, callback
        self._url = f"{api_base or API}/2010-04-01/Accounts/{account_sid}/Messages.json"

    def send(self, message: TextMessage) -> str:
        """Hand the message over, return its SID. Raises SendError.

        Twilio knows no idempotency keys: a lost answer is not tried again by itself, or the text might come twice.
        """
        form = {"To": message.to, "From": self._sender, "Body": message.text}
        if self._callback.startswith("https://"):  # Twilio refuses an address that it can't reach
            form["StatusCallback"] = self._callback
        try:
            answer = httpx.post(self._url, data=form, auth=self._auth, timeout=_TIMEOUT)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise SendError("Twilio can't be reached.", again=True) from error
        except httpx.HTTPError as error:
            raise SendError("Twilio gave no answer: it may have been sent.", again=False) from error
        said = _said(answer)
        if answer.is_success and "sid" in said:
            return str(said["sid"])
        raise _refused(answer.status_code, said)

    def read(self, address: str, form: Mapping[str, str], signature: str) -> TextStatus | TextReply | None:
        """Return what a webhook of Twilio's tells. Raises Forged unless X-Twilio-Signature is Twilio's.

        It is HMAC-SHA1 over the address and the sorted form: https://www.twilio.com/docs/usage/webhooks/webhooks-security
        """
        signed = address + "".join(f"{name}{form[name]}" for name in sorted(form))
        digest = hmac.digest(self._auth[1].encode(), signed.encode(), hashlib.sha1)
        if not hmac.compare_digest(base64.b64encode(digest), signature.encode()):
            raise Forged
        status, sid = form.get("MessageStatus"), form.get("MessageSid", "")
        if status in {"undelivered", "failed"}:
            return TextStatus(sid, error=_words_for(form.get("ErrorCode"), "The network didn't deliver it."))
        if status == "delivered":
            return TextStatus(sid, is_delivered=True)
        return None if status else TextReply(form.get("From", ""), form.get("Body", ""))


def _said(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return cast(dict[str, Any], said) if isinstance(said, dict) else {}


def _words_for(code: object, usual: str) -> str:
    """Return what an error code of Twilio's means, in plain words."""
    return _WORDS.get(int(str(code)), usual) if str(code).isdigit() else usual


def _refused(status: int, said: Mapping[str, Any]) -> SendError:
    again = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return SendError(_words_for(said.get("code"), f"Twilio says: {said.get('message', status)}"), again=again)
