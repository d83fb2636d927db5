"""The e-invoice inside a PDF: the XML as it was written, claimed as Factur-X asks for, in a file that stays PDF/A."""

import io
from dataclasses import replace

import facturx
import pikepdf
import pytest
from lxml import etree

from tests.adapters.test_pdf import AT, INVOICE, pages_of
from tests.adapters.test_pdf_lock import opened
from tests.domain.invoices.test_e_invoicing import billed, line, profile
from toolfy_portal.adapters.e_invoice import NAMESPACE, as_xml, with_claims
from toolfy_portal.adapters.pdf import print_invoice
from toolfy_portal.adapters.pdf_lock import lock
from toolfy_portal.domain.invoices.e_invoicing import e_invoice

LINES = [line(name="Ventil <15 mm> & 🔧\x07")]
NUMBERS = e_invoice(billed(LINES), LINES, profile())
assert NUMBERS is not None
HYBRID = replace(INVOICE, e_invoice=NUMBERS)
PRINTED = print_invoice(HYBRID, AT)


def test_another_reader_finds_the_same_xml() -> None:
    name, xml = facturx.get_facturx_xml_from_pdf(PRINTED, check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml"
    assert xml == as_xml(NUMBERS)
    assert "Ventil <15 mm> & 🔧" in etree.fromstring(xml).itertext()


def test_the_file_is_an_archive_file_with_an_alternative_inside() -> None:
    with pikepdf.open(io.BytesIO(PRINTED)) as document:
        [attached] = document.Root.AF
        assert (attached.AFRelationship, attached.UF) == ("/Alternative", "factur-x.xml")
        assert attached.EF.F.Subtype == "/text/xml"
        with document.open_metadata() as claims:
            assert (claims["pdfaid:part"], claims["pdfaid:conformance"], claims["pdfuaid:part"]) == ("3", "A", "1")
            said = [claims[f"{{{NAMESPACE}}}{name}"] for name in ("DocumentFileName", "DocumentType", "Version")]
            assert said == ["factur-x.xml", "INVOICE", "1.0"]
            assert claims[f"{{{NAMESPACE}}}ConformanceLevel"] == "EN 16931"
        described = etree.fromstring(document.Root.Metadata.read_bytes()).findall(".//{*}schemas/{*}Bag/{*}li")
        assert [schema.findtext("{*}prefix") for schema in described] == ["xmpMM", "pdf", "pdfuaid", "fx"]
        assert len(described[-1].findall(".//{*}Seq/{*}li")) == 4


def test_the_paper_is_the_same_with_and_without() -> None:
    assert pages_of(PRINTED) == pages_of(print_invoice(INVOICE, AT))
    assert print_invoice(HYBRID, AT) == PRINTED
    with pikepdf.open(io.BytesIO(print_invoice(INVOICE, AT))) as document:
        assert "/AF" not in document.Root
        assert NAMESPACE.encode() not in document.Root.Metadata.read_bytes()


def test_a_locked_copy_carries_the_numbers_and_claims_nothing() -> None:
    with opened(lock(PRINTED, "eight-ch"), "eight-ch") as document, document.open_metadata() as claims:
        assert "factur-x.xml" in document.attachments
        assert not [name for name in claims if NAMESPACE in name or "pdfa/ns/id" in name]


def test_metadata_of_another_printer_is_not_patched_blindly() -> None:
    with pytest.raises(ValueError, match="in another way"):
        with_claims("<rdf:RDF></rdf:RDF>")
