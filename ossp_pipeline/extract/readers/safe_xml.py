"""No XML of a spreadsheet may declare a document type, so no entity is declared: nothing expands, nothing is fetched.

Neither format uses one, and parsers have been made to read files or to use up all memory by them. XML that we parse
ourselves is refused by the parser. XML that a library parses is searched before the library gets it.
"""

from xml.parsers import expat

from ossp_pipeline.errors import DeliveryRefused


def new_parser() -> expat.XMLParserType:
    """A parser that raises DeliveryRefused for a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def declares_document_type(content: bytes) -> bool:
    """Whether XML declares a document type or an entity, in any encoding of one or more bytes a letter."""
    letters = content.replace(b"\x00", b"")
    return b"<!DOCTYPE" in letters or b"<!ENTITY" in letters


def _refuse_document_type(*_: object) -> None:
    raise DeliveryRefused(
        "E-NOTDATA", "the workbook's XML declares a document type", "ask for a workbook saved by a spreadsheet program"
    )
