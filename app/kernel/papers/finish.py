"""The last touches before a PDF is written: it claims PDF/UA-1 beside PDF/A-3a, and header cells say what they head.

WeasyPrint writes one claim only and no scopes; both are added here in its object tree, and veraPDF then passes both.
"""

from __future__ import annotations

from typing import Any

_RDF = 'rdf:Description rdf:about=""'
_SCHEMA = "http://www.aiim.org/pdfa/ns"
# PDF/A wants every property outside its own schemas described; this describes pdfuaid:part.
_EXTENSION = (
    f'<{_RDF} xmlns:pdfaExtension="{_SCHEMA}/extension/" xmlns:pdfaSchema="{_SCHEMA}/schema#"'
    f' xmlns:pdfaProperty="{_SCHEMA}/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_CLAIM = f'<{_RDF} xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'


def finish(document: Any, pdf: Any) -> None:
    """Finisher for `Document.write_pdf(pdf_variant="pdf/a-3a", finisher=finish)`; changes `pdf` in place."""
    _claim_accessibility(pdf)
    _scope_header_cells(pdf)
    _name_each_file_once(pdf)


def _at(pdf: Any, reference: Any) -> Any:
    """The object an indirect reference ("12 0 R") names."""
    return pdf.objects[int(reference.split()[0])]


def _claim_accessibility(pdf: Any) -> None:
    """Put the PDF/UA claim and the description of its schema into the XMP packet."""
    packet = _at(pdf, pdf.catalog["Metadata"])
    addition = f"{_EXTENSION}{_CLAIM}</rdf:RDF>".encode()
    packet.stream[0] = packet.stream[0].replace(b"</rdf:RDF>", addition, 1)


def _scope_header_cells(pdf: Any) -> None:
    """A header cell in a table's head heads its column, any other one its row."""
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            group = _at(pdf, _at(pdf, element["P"])["P"])
            element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def _name_each_file_once(pdf: Any) -> None:
    """The list of associated files names each file twice as WeasyPrint 70.0 writes it; a reader shows them twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
