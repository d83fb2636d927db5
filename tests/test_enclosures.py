"""What mails carry: the document's PDF and the logo, made when they are sent."""

import io
from dataclasses import dataclass

from PIL import Image

from tests.domain.test_sending_documents import send
from tests.world import World
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.files.models import StoredFile
from toolfy_portal.enclosures import enclose


@dataclass
class Shelf:
    """A storage that keeps one picture."""

    picture: bytes

    def get(self, name: str) -> bytes | None:
        return self.picture if name == "a" * 64 else None

    def keep(self, name: str, data: bytes) -> None:
        pass


def test_the_pdf_and_the_logo_as_png(world: World) -> None:
    webp = io.BytesIO()
    Image.new("RGB", (64, 64), "#1f6b4a").save(webp, "WEBP")
    world.portal.files = Shelf(webp.getvalue())  # pyright: ignore[reportAttributeAccessIssue]
    with begin(world.a.system) as uow:
        assert uow.get(StoredFile, str(profile(uow).branding.logo_id)).sha256 == "a" * 64
    message = send(world)
    pdf, logo = enclose(world.a.system, message, message.html(running().keys))
    assert (pdf.data[:5], pdf.media_type, pdf.name.endswith(".pdf"), pdf.content_id) == (
        b"%PDF-",
        "application/pdf",
        True,
        "",
    )
    assert (logo.data[:4], logo.media_type, logo.content_id) == (b"\x89PNG", "image/png", "logo")


def test_without_a_pdf_there_is_none(world: World) -> None:
    message = send(world, attaches_pdf=False)
    assert enclose(world.a.system, message, "<p>no picture</p>") == ()
