"""E-mail: files by default, Resend with a key; nothing a person typed becomes a header."""

import email
import json
import threading
from collections.abc import Iterator
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from toolfy_portal.adapters.email import Attachment, Email, MailFolder, SendError, as_mime
from toolfy_portal.adapters.email_resend import ResendSender


def message(**changes: Any) -> Email:
    usual = {
        "id": "out_1",
        "sender": "Fernhill <portal@fernhill.example>",
        "to": "hannah@mail.example",
        "reply_to": "hello@fernhill.example",
        "subject": "Receipt for invoice INV-1042",
        "text": "Thank you. £120.00\n",
        "html": "<p>Thank you. £120.00</p>",
    }
    return Email(**{**usual, **changes})


def read_back(data: bytes) -> Any:
    return email.message_from_bytes(data, policy=default)


def test_the_folder_keeps_the_whole_message(tmp_path: Path) -> None:
    assert MailFolder(tmp_path / "mail").send(message()) == "out_1"
    kept = read_back((tmp_path / "mail" / "out_1.eml").read_bytes())
    assert (kept["To"], kept["Reply-To"]) == ("hannah@mail.example", "hello@fernhill.example")
    assert kept.get_body(("plain",)).get_content().strip() == "Thank you. £120.00"
    assert kept.get_body(("html",)).get_content().strip() == "<p>Thank you. £120.00</p>"


def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file is in the way")
    with pytest.raises(SendError) as failed:
        MailFolder(tmp_path / "mail").send(message())
    assert failed.value.again


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\u2028", "\x85", "\x00"])
@pytest.mark.parametrize("header", ["subject", "to", "sender", "reply_to"])
def test_a_name_cannot_begin_a_header_of_its_own_a77(ending: str, header: str) -> None:
    hostile = f"{getattr(message(), header)}{ending}Bcc: thief@evil.example"
    raw = as_mime(message(**{header: hostile})).as_bytes()
    parsed = read_back(raw)
    assert parsed["Bcc"] is None
    assert sorted(parsed.keys()) == sorted(read_back(as_mime(message()).as_bytes()).keys())
    assert b"\nBcc:" not in raw


def test_names_in_any_script_are_encoded() -> None:
    assert (
        read_back(as_mime(message(subject="Quittung für Jürgen 山田 🔧")).as_bytes())["Subject"]
        == "Quittung für Jürgen 山田 🔧"
    )


def test_a_message_no_mail_can_carry_fails_for_good(tmp_path: Path) -> None:
    with pytest.raises(SendError) as failed:
        MailFolder(tmp_path).send(message(text="\udc80"))
    assert not failed.value.again


class Api:
    """A small server that speaks Resend's API and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.kind = 200, json.dumps({"id": "re_1"}), "application/json"
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                api.asked.append((self.path, dict(self.headers), body))
                self.send_response(api.status)
                self.send_header("Content-Type", api.kind)
                self.end_headers()
                self.wfile.write(api.body.encode())

            def log_message(self, *_words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_resend_gets_the_message_with_its_id_as_idempotency_key(api: Api) -> None:
    sender = ResendSender("re_key", api.url)
    assert sender.send(message()) == "re_1"
    assert sender.send(message()) == "re_1"
    paths, headers, bodies = zip(*api.asked, strict=True)
    assert paths == ("/emails", "/emails")
    assert [each["Idempotency-Key"] for each in headers] == ["msg:out_1", "msg:out_1"]
    assert headers[0]["Authorization"] == "Bearer re_key"
    assert bodies[0] == {
        "from": "Fernhill <portal@fernhill.example>",
        "to": ["hannah@mail.example"],
        "reply_to": "hello@fernhill.example",
        "subject": "Receipt for invoice INV-1042",
        "text": "Thank you. £120.00\n",
        "html": "<p>Thank you. £120.00</p>",
        "tags": [{"name": "message", "value": "out_1"}],
    }


def test_resend_gets_no_line_breaks_in_headers_a77(api: Api) -> None:
    ResendSender("re_key", api.url).send(
        message(subject="Hi\r\nBcc: thief@evil.example", to="a@b.example\nc@d.example")
    )
    assert api.asked[0][2]["subject"] == "Hi Bcc: thief@evil.example"
    assert api.asked[0][2]["to"] == ["a@b.example c@d.example"]


@pytest.mark.parametrize(
    ("status", "name", "again"),
    [
        (429, "rate_limit_exceeded", True),
        (429, "daily_quota_exceeded", True),
        (500, "application_error", True),
        (503, "service_unavailable", True),
        (409, "concurrent_idempotent_requests", True),
        (409, "invalid_idempotent_request", False),
        (422, "validation_error", False),
        (401, "missing_api_key", False),
        (403, "invalid_api_key", False),
        (404, "not_found", False),
    ],
)
def test_resends_refusals_say_whether_to_try_again(api: Api, status: int, name: str, again: bool) -> None:
    api.status, api.body = status, json.dumps({"statusCode": status, "name": name, "message": "no"})
    with pytest.raises(SendError) as failed:
        ResendSender("re_key", api.url).send(message())
    assert failed.value.again is again


@pytest.mark.parametrize("status", [200, 502])
def test_a_web_page_instead_of_an_answer_is_tried_again(api: Api, status: int) -> None:
    api.status, api.body, api.kind = status, "<html>Welcome</html>", "text/html"
    with pytest.raises(SendError) as failed:
        ResendSender("re_key", api.url).send(message())
    assert failed.value.again


def test_no_connection_is_tried_again(api: Api) -> None:
    api.server.server_close()
    with pytest.raises(SendError) as failed:
        ResendSender("re_key", "http://127.0.0.1:9").send(message())
    assert failed.value.again


def test_resend_gets_files_as_text_and_pictures_with_their_id(api: Api) -> None:
    files = (Attachment("logo.png", "image/png", b"\x89PNG", "logo"), Attachment("1.pdf", "application/pdf", b"%PDF"))
    ResendSender("re_key", api.url).send(message(attachments=files))
    assert api.asked[0][2]["attachments"] == [
        {"filename": "logo.png", "content": "iVBORw==", "content_type": "image/png", "content_id": "logo"},
        {"filename": "1.pdf", "content": "JVBERg==", "content_type": "application/pdf"},
    ]


def test_an_answer_without_an_id_is_tried_again(api: Api) -> None:
    api.body = "{}"
    with pytest.raises(SendError) as failed:
        ResendSender("re_key", api.url).send(message())
    assert failed.value.again
