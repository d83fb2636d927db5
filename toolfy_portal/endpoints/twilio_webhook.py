"""Twilio's webhook: what became of a text, and what somebody answered."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from toolfy_portal.adapters.sms import Forged
from toolfy_portal.bootstrap import portal
from toolfy_portal.domain.notifications import text_reports

_NO_ANSWER = "<Response/>"  # TwiML: text nothing back


def twilio_webhook(request: Request) -> Response:
    """POST `/hooks/twilio`, its form in `request.state.form`: 200 once it is on disk, 401 if it isn't Twilio's."""
    form = {name: value for name, value in request.state.form.items() if isinstance(value, str)}
    address = portal().settings.public_url + request.url.path
    try:
        told = portal().texts.read(address, form, request.headers.get("x-twilio-signature", ""))
    except Forged:
        return PlainTextResponse("the signature isn't right", 401)
    if told is not None:
        text_reports.take(told)
    return Response(_NO_ANSWER, media_type="text/xml")
