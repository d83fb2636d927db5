"""The look's pictures on their way in, and drafts on their way to be looked at."""

import io
from urllib.parse import urlencode

import pytest
from PIL import Image
from sqlmodel import select
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.world import PASSWORD
from toolfy_portal.core.access import Role
from toolfy_portal.core.runtime import staff_cookie
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.files.models import FileKind, StoredFile
from toolfy_portal.domain.sign_in import staff
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.site import branding as site
from toolfy_portal.site.routes import guarded

ORIGIN = {"Origin": "http://localhost:8000"}
UP = "/staff/settings/branding/{}"
GPS = 34853  # the EXIF tag


def encoded(kind: str = "PNG", **how) -> bytes:
    to = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(to, kind, **how)
    return to.getvalue()


@pytest.fixture
def client(world) -> TestClient:
    routes = [
        Route("/staff/settings/branding/preview", guarded(site.preview)),
        Route("/staff/settings/branding/{picture}", site.take_picture, methods=["POST"]),
    ]
    client = TestClient(Starlette(routes=routes), base_url="http://localhost:8000", follow_redirects=False)
    client.cookies.set(staff_cookie(), staff.sign_in(world.a.email, PASSWORD))
    return client


def send(client, data: bytes, picture: str = "logo", headers=ORIGIN):
    return client.post(UP.format(picture), content=data, headers=headers)


def stored(world, file_id: str) -> StoredFile:
    with reading(world.a.staff) as uow:
        return uow.get(StoredFile, file_id)


def count(world) -> int:
    with reading(world.a.staff) as uow:
        return len(uow.all(select(StoredFile.id)))


@pytest.mark.parametrize(("picture", "kind"), [("logo", FileKind.LOGO), ("cover", FileKind.COVER)])
def test_a_picture_arrives_clean_and_changes_nothing_yet(client, world, picture, kind):
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (51.0, 27.0, 14.0)}
    answer = send(client, encoded("JPEG", exif=exif) + b"<script>alert(1)</script>", picture)
    assert answer.status_code == 200
    kept = stored(world, answer.json()["id"])
    data = world.portal.files.get(kept.sha256)
    assert (kept.kind, kept.width) == (kind, 300)
    assert b"script" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


def test_what_is_no_picture_is_a_sentence_and_leaves_nothing(client, world):
    before = count(world)
    for data, told in ((b"<svg/>", "PNG or JPEG"), (b"", "empty"), (encoded()[:-900], "damaged")):
        answer = send(client, data)
        assert answer.status_code == 422
        assert told in answer.json()["error"]
    assert count(world) == before


class Unread:
    """A body that must not be touched."""

    def __iter__(self):
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Length": "10000000"}, 413),
        ({"Origin": "https://evil.example"}, 403),
        ({"Cookie": "none=1"}, 401),
    ],
)
def test_refused_before_it_is_read(client, headers, status):
    if "Cookie" in headers:
        client.cookies.clear()
    answer = client.post(UP.format("logo"), content=Unread(), headers={"Content-Length": "9", **ORIGIN, **headers})
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


def test_more_than_was_announced_is_cut_off(client):
    def chunks():
        for _ in range(5):
            yield b"\x89PNG" * 250_000

    assert client.post(UP.format("logo"), content=chunks(), headers=ORIGIN).status_code == 413


def test_technicians_neither_send_nor_look(client, world):
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    assert send(client, encoded()).status_code == 403
    assert look(client).status_code == 403


def test_no_other_kind_of_picture(client):
    assert send(client, encoded(), "cover_phone").status_code == 404


def look(client, **asked: str):
    usual = {"accent": "1f5c45", "focus": "50% 50%", "logo": "", "cover": "", "show": "phone", "theme": "light"}
    return client.get("/staff/settings/branding/preview?" + urlencode(usual | asked))


def test_a_draft_is_looked_at_in_a_frame_where_nothing_runs(client, world):
    logo, cover = send(client, encoded()).json()["id"], send(client, encoded(), "cover").json()["id"]
    page = look(client, accent="ffcc00", logo=logo, cover=cover, focus="10% 20%", theme="dark")
    assert page.status_code == 200
    assert 'data-theme="dark"' in page.text
    assert "--brand:#ffcc00" in page.text
    assert f'src="/brand/{logo}"' in page.text
    assert f'src="/brand/{cover}"' in page.text
    assert "--cover-focus:10% 20%" in page.text
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert page.headers["x-frame-options"] == "SAMEORIGIN"


def test_the_draft_of_the_pdf_and_of_a_message(client, world):
    logo = send(client, encoded()).json()["id"]
    pdf, mail = look(client, accent="ffcc00", logo=logo, show="pdf"), look(client, accent="ffcc00", show="mail")
    assert pdf.headers["content-type"].startswith("image/svg+xml")
    assert "#ffcc00" in pdf.text
    assert "<image" in pdf.text
    assert "<image" not in look(client, show="pdf").text
    assert "#ffcc00" in mail.text
    assert "Business A" in mail.text


def test_drafts_are_checked(client, world):
    theirs = {"logo": world_logo(world)}
    for asked in ({"accent": "red;}"}, {"focus": "0;x:y"}, theirs, {"cover": "nothing"}):
        assert look(client, **asked).status_code in (404, 422)
    client.cookies.clear()
    assert look(client).status_code == 303


def world_logo(world) -> str:
    with reading(world.b.staff) as uow:
        return uow.first(select(StoredFile.id)) or ""
