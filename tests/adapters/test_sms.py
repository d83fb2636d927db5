"""Text messages: files by default, Twilio with an account; its webhooks are believed by their signature alone."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from toolfy_portal.adapters.email import SendError
from toolfy_portal.adapters.sms import Forged, TextFolder, TextMessage, TextReply, TextStatus
from toolfy_portal.adapters.sms_twilio import TwilioSender

MESSAGE = TextMessage("out_1", "+447700900482", "Invoice INV-1042: http://localhost/p/k7m2abcdefgh")
CALLBACK = "https://portal.example/hooks/twilio"


class Twilio(ThreadingHTTPServer):
    """Answers as it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: tuple[int, Any] = (201, {"sid": "SM1"})
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Twilio

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.asked.append((self.path, self.headers["authorization"], form))
        status, said = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with Twilio() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def sender(twilio: Twilio | None = None, callback: str = CALLBACK) -> TwilioSender:
    return TwilioSender("AC1", "token", "+15005550006", callback, twilio.url if twilio else "http://127.0.0.1:1")


def test_the_folder_keeps_the_whole_text(tmp_path: Path) -> None:
    assert TextFolder(tmp_path / "texts").send(MESSAGE) == "out_1"
    assert (tmp_path / "texts" / "out_1.txt").read_text() == f"To: {MESSAGE.to}\n\n{MESSAGE.text}\n"
    with pytest.raises(Forged):
        TextFolder(tmp_path).read(CALLBACK, {"From": MESSAGE.to, "Body": "STOP"}, "")


def test_twilio_gets_one_form_and_tells_its_id(twilio: Twilio) -> None:
    assert sender(twilio).send(MESSAGE) == "SM1"
    [(path, authorization, form)] = twilio.asked
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert authorization == f"Basic {base64.b64encode(b'AC1:token').decode()}"
    assert form == {"To": MESSAGE.to, "From": "+15005550006", "Body": MESSAGE.text, "StatusCallback": CALLBACK}


def test_an_address_that_twilio_cant_reach_is_not_told_to_it(twilio: Twilio) -> None:
    sender(twilio, "http://localhost:8000/hooks/twilio").send(MESSAGE)
    assert "StatusCallback" not in twilio.asked[0][2]


@pytest.mark.parametrize(
    ("answer", "words", "again"),
    [
        ((400, {"code": 21211, "message": "The 'To' number is not valid"}), "isn't a number that exists", False),
        ((400, {"code": 21610}), "answered STOP", False),
        ((400, {"code": 99999, "message": "Something new"}), "Twilio says: Something new", False),
        ((401, {"code": 20003, "message": "Authenticate"}), "Twilio says: Authenticate", False),
        ((429, {"code": 20429, "message": "Too many"}), "Too many", True),
        ((500, b"<html>"), "Twilio says: 500", True),
        ((503, []), "Twilio says: 503", True),
        ((200, b"not json"), "Twilio says: 200", False),
    ],
)
def test_a_refusal_is_told_in_words(twilio: Twilio, answer: Any, words: str, again: bool) -> None:
    twilio.answer = answer
    with pytest.raises(SendError, match=words) as refused:
        sender(twilio).send(MESSAGE)
    assert refused.value.again is again


def test_a_twilio_that_isnt_there_is_tried_again() -> None:
    with pytest.raises(SendError, match="can't be reached") as refused:
        sender().send(MESSAGE)
    assert refused.value.again


def signed(form: dict[str, str], address: str = CALLBACK, token: str = "token") -> str:
    text = address + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def test_the_signature_is_the_one_of_twilios_own_example() -> None:
    """https://www.twilio.com/docs/usage/webhooks/webhooks-security has the address, the form and the token."""
    form = {"CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030"}
    form["To"] = "+18005551212"
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    example = TwilioSender("AC1", "12345", "+15005550006", CALLBACK)
    assert isinstance(example.read(address, form, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="), TextReply)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"MessageSid": "SM1", "MessageStatus": "delivered"}, TextStatus("SM1", is_delivered=True)),
        (
            {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"},
            TextStatus("SM1", error="The phone can't be reached."),
        ),
        (
            {"MessageSid": "SM1", "MessageStatus": "failed"},
            TextStatus("SM1", error="The network didn't deliver it."),
        ),
        ({"MessageSid": "SM1", "MessageStatus": "sent"}, None),
        ({"MessageSid": "SM2", "From": MESSAGE.to, "Body": "Stop"}, TextReply(MESSAGE.to, "Stop")),
    ],
)
def test_what_twilio_tells(form: dict[str, str], told: object) -> None:
    assert sender().read(CALLBACK, form, signed(form)) == told
    for wrong in ("", signed(form, token="other"), signed(form, address="https://other.example/"), "é"):
        with pytest.raises(Forged):
            sender().read(CALLBACK, form, wrong)
    with pytest.raises(Forged):
        sender().read(CALLBACK, form | {"MessageSid": "SM9"}, signed(form))
