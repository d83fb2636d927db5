"""Uploads: refused before they are read, streamed, looked at, and gone again when they can't be used."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import delete, select
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.world import PASSWORD
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.runtime import staff_cookie
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.imports import uploads
from toolfy_portal.domain.imports.models import ImportUpload, UploadState
from toolfy_portal.domain.sign_in import staff
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.site import uploads as site
from toolfy_portal.site.routes import guarded

FILES = Path(__file__).parents[1] / "data" / "imports"
ORIGIN = {"Origin": "http://localhost:8000"}
JSON = {**ORIGIN, "Accept": "application/json"}
GOOD = (FILES / "zoho_contacts.csv").read_bytes()


@pytest.fixture
def client(world) -> TestClient:
    for tenant in (world.a, world.b):
        with begin(tenant.system) as uow:
            uow.change(delete(ImportUpload))
    routes = [
        Route("/staff/import/upload", site.upload, methods=["POST"]),
        Route("/staff/import/{upload_id}/errors.csv", guarded(site.errors_csv)),
    ]
    client = TestClient(Starlette(routes=routes), base_url="http://localhost:8000", follow_redirects=False)
    client.cookies.set(staff_cookie(), staff.sign_in(world.a.email, PASSWORD))
    return client


def send(client, content: bytes = GOOD, name: str = "contacts.csv", headers=JSON):
    return client.post("/staff/import/upload", files={"file": (name, content, "text/csv")}, headers=headers)


def kept(access) -> list[ImportUpload]:
    with reading(access) as uow:
        return list(uow.all(select(ImportUpload)))


def on_disk(world) -> list[Path]:
    return list(world.portal.settings.data_dir.glob("uploads/*"))


def test_a_file_arrives_whole_and_private(client, world):
    answer = send(client, name="../../etc/passwd.csv")
    assert (answer.status_code, answer.json()) == (200, {})
    (upload,) = kept(world.a.staff)
    (path,) = on_disk(world)
    assert path.name == f"{upload.id}.csv"
    assert path.read_bytes() == GOOD
    assert path.stat().st_mode & 0o777 == 0o600
    assert (upload.file_name, upload.label, upload.size) == ("passwd.csv", "Zoho Invoice: contacts", len(GOOD))
    assert (upload.preview["records"], upload.preview["first"][0]["name"]) == (5, "Avengers")
    assert kept(world.b.staff) == []


def test_a_plain_form_goes_on_to_the_page(client):
    answer = send(client, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/import")


BAD = {
    "a PDF": (b"%PDF-1.7", "This is a PDF, not a CSV."),
    "empty": (b"", "This file is empty."),
    "columns": (b"Colour,Size\nred,1\n", "We don't recognise the columns of this file: Colour, Size."),
    "encoding": (GOOD + b"Jos\xc3\xa9 \x81\n", "Line 7 holds characters that are neither UTF-8 nor Windows-1252."),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cant_be_read_is_a_sentence_and_leaves_nothing(client, world, kind):
    content, told = BAD[kind]
    answer = send(client, content)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(told)
    page = send(client, content, headers=ORIGIN)
    assert page.status_code == 422
    assert told.replace("'", "&#39;") in page.text
    assert (kept(world.a.staff), on_disk(world)) == ([], [])


def test_a_broken_date_is_told_before_the_import(client, world):
    header = b"Client,Email,Invoice Number,Amount,Paid,Status,Invoice Date,Due Date,Item Product,Item Notes,Item Cost,"
    row = "Ana,a@x.example,N-1,£1.00,£0.00,Sent,2026-13-45,,Visit,,1.00,1\n"
    assert send(client, header + b"Item Quantity\n" + row.encode()).status_code == 200
    (upload,) = kept(world.a.staff)
    assert (upload.preview["records"], upload.preview["failed"]) == (0, 1)
    assert "2026-13-45" in upload.preview["errors"][0]["message"]


class Unread:
    """A body that must not be touched."""

    def __iter__(self):
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    ("headers", "status", "told"),
    [
        ({"Content-Length": "2000000000"}, 413, "This file is too large."),
        ({"Origin": "https://evil.example"}, 403, "another site"),
        ({"Cookie": "none=1"}, 401, "Please sign in again."),
    ],
)
def test_refused_before_it_is_read(client, world, headers, status, told):
    if "Cookie" in headers:
        client.cookies.clear()
    answer = client.post("/staff/import/upload", content=Unread(), headers={"Content-Length": "9", **JSON, **headers})
    assert answer.status_code == status
    assert told in answer.json()["error"]
    assert on_disk(world) == []


def test_technicians_are_refused_before_the_file_is_read(client, world):
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    answer = client.post("/staff/import/upload", content=Unread(), headers={"Content-Length": "9", **JSON})
    assert (answer.status_code, on_disk(world)) == (403, [])


def test_a_file_that_grows_beyond_the_limit_is_cut_off(client, world, monkeypatch):
    monkeypatch.setattr(site, "LARGEST_FILE", 1000)
    assert send(client).status_code == 413
    assert on_disk(world) == []


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--b--']
)
def test_a_request_without_a_file(client, world, body):
    headers = {**JSON, "Content-Type": "multipart/form-data; boundary=b"}
    assert client.post("/staff/import/upload", content=body, headers=headers).status_code == 422
    assert on_disk(world) == []


def test_another_file_takes_the_place_of_the_first(client, world):
    send(client)
    send(client, (FILES / "zoho_invoices.csv").read_bytes(), "invoices.csv")
    assert [upload.state for upload in sorted(kept(world.a.staff), key=lambda each: each.id)] == ["closed", "uploaded"]
    assert len(on_disk(world)) == 1


def start(access) -> str:
    with begin(access) as uow:
        return uploads.claim(uow)


def test_errors_can_be_downloaded_by_who_imported(client, world):
    header = b"Client,Email,Invoice Number,Amount,Paid,Status,Invoice Date,Due Date,Item Product,Item Notes,Item Cost,"
    row = "=HYPERLINK(1),a@x.example,N-1,£1.00,£0.00,Sent,2026-13-45,,Visit,,1.00,1\n"
    send(client, header + b"Item Quantity\n" + row.encode())
    upload_id = start(world.a.staff)
    uploads.run(world.a.staff, world.portal.settings.data_dir, upload_id)
    answer = client.get(f"/staff/import/{upload_id}/errors.csv")
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert lines[0].endswith("Row,Problem,Start of the row")
    assert "2026-13-45" in lines[1]
    assert "'=HYPERLINK" in lines[1]
    colleague = replace(world.a.staff, staff_id="stf_somebody_else")
    with begin(colleague) as uow, pytest.raises(NotFound):
        uploads.find(uow, upload_id)
    client.cookies.set(staff_cookie(), staff.sign_in(world.b.email, PASSWORD))
    assert client.get(f"/staff/import/{upload_id}/errors.csv").status_code == 404


def test_a_days_old_file_is_swept(client, world):
    send(client)
    (path,) = on_disk(world)
    uploads.sweep(world.portal.settings.data_dir, path.stat().st_mtime + 86_000)
    assert path.exists()
    uploads.sweep(world.portal.settings.data_dir, path.stat().st_mtime + 86_500)
    assert not path.exists()
    upload_id = start(world.a.staff)
    uploads.run(world.a.staff, world.portal.settings.data_dir, upload_id)
    (upload,) = kept(world.a.staff)
    assert (upload.state, upload.failure) == (
        UploadState.FAILED,
        "This file was removed after a day. Please choose it again.",
    )
