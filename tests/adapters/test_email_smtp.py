"""Mail by SMTP, spoken with a small server."""

import email
import socketserver
import threading
from collections.abc import Iterator
from email.policy import default

import pytest

from tests.adapters.test_email import message
from toolfy_portal.adapters.email import Attachment, SendError
from toolfy_portal.adapters.email_smtp import SmtpSender


class Server:
    """Says what it is told to; keeps what it was sent."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.heard: list[str] = []
        self.mails: list[bytes] = []
        told = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.say(told.says.get("hello", "220 ready"))
                while line := self.rfile.readline().decode().strip():
                    told.heard.append(line)
                    word = line.split()[0].upper()
                    if word == "DATA":
                        self.say("354 go on")
                        body = b""
                        while not body.endswith(b"\r\n.\r\n"):
                            body += self.rfile.readline()
                        told.mails.append(body)
                    self.say(told.says.get(word, "250 fine"))
                    if word == "QUIT":
                        return

            def say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

        self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.url = f"smtp://127.0.0.1:{self.tcp.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.tcp.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.tcp.shutdown()
    made.tcp.server_close()


def test_the_message_arrives_whole_with_its_files(server: Server) -> None:
    files = (
        Attachment("logo.png", "image/png", b"\x89PNG", "logo"),
        Attachment("Ré 1.pdf", "application/pdf", b"%PDF"),
    )
    sent_as = SmtpSender(server.url).send(message(attachments=files))
    assert sent_as == "<out_1@fernhill.example>"
    mail = email.message_from_bytes(server.mails[0], policy=default)
    assert (mail["Message-ID"], mail["To"], bool(mail["Date"])) == (sent_as, "hannah@mail.example", True)
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert parts["image/png"]["Content-ID"] == "<logo>"
    assert parts["image/png"].get_content_disposition() == "inline"
    assert parts["application/pdf"].get_filename() == "Ré 1.pdf"
    assert parts["application/pdf"].get_content() == b"%PDF"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["multipart/alternative", "application/pdf"]
    assert "rcpt TO:<hannah@mail.example>" in " ".join(server.heard)


@pytest.mark.parametrize(
    ("word", "says", "again"),
    [
        ("RCPT", "550 no such mailbox", False),
        ("RCPT", "451 try later", True),
        ("DATA", "554 looks like spam", False),
        ("MAIL", "421 too busy", True),
        ("hello", "554 go away", False),
    ],
)
def test_refusals_say_whether_to_try_again(server: Server, word: str, says: str, again: bool) -> None:
    server.says[word] = says
    with pytest.raises(SendError) as failed:
        SmtpSender(server.url).send(message())
    assert failed.value.again is again
    assert says.split(maxsplit=1)[1] in str(failed.value)


def test_a_message_that_was_taken_is_sent_however_the_server_takes_leave(server: Server) -> None:
    server.says["QUIT"] = "500 what?"
    assert SmtpSender(server.url).send(message()) == "<out_1@fernhill.example>"


def test_a_password_is_not_sent_in_the_clear(server: Server) -> None:
    with pytest.raises(SendError) as failed:
        SmtpSender(server.url.replace("//", "//me:secret@")).send(message())
    assert not failed.value.again
    assert not [line for line in server.heard if line.startswith("AUTH")]


def test_no_connection_is_tried_again() -> None:
    with pytest.raises(SendError) as failed:
        SmtpSender("smtp://127.0.0.1:9").send(message())
    assert failed.value.again


@pytest.mark.parametrize("url", ["mail.example:25", "http://mail.example", "smtp://", "smtps://"])
def test_another_address_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_SMTP_URL"):
        SmtpSender(url)
