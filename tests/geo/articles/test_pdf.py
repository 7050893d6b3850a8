"""PDF files, made here by reportlab: paragraphs, columns, running heads; files that can't be read."""

from __future__ import annotations

import zlib
from io import BytesIO

import pypdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from geo import ArticleError
from geo.articles import pdf

TITLE = "Ferry runs aground off Lindø"
STORY = [
    (
        "A ferry with ninety people on board ran aground off Lindø on Sunday evening, and all of them were brought "
        "ashore by fishing boats before midnight. Two were treated for cold."
    ),
    (
        "The harbor master said the buoys had been moved by the storm of the week before. Divers will look at the "
        "hull on Tuesday."
    ),
    "Nobody knows when the line to Sund will run again.",
]


def made(story=STORY, *, columns=1, gap=6, indent=0, furniture=None, **properties):
    """Return a PDF of the title and the story, in one or two columns, with what stands on every page drawn first."""
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, **properties)
    width = 480 / columns
    frames = [Frame(50 + n * width, 60, width - 15, 720) for n in range(columns)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furniture or (lambda *_: None)))
    body = ParagraphStyle("body", fontSize=10, leading=12, spaceAfter=gap, firstLineIndent=indent)
    head = ParagraphStyle("head", fontSize=20, leading=26, spaceAfter=10)
    document.build([Paragraph(TITLE, head), *(Paragraph(text, body) for text in story)])
    return out.getvalue()


def drawn(draw, **options):
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def read(data):
    (document,) = pdf.documents(BytesIO(data), "a.pdf")
    return document.article


def refusal(data):
    with pytest.raises(ArticleError) as caught:
        list(pdf.documents(BytesIO(data), "a.pdf"))
    message = str(caught.value)
    assert message.startswith("a.pdf: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("form", [{}, {"columns": 2}, {"columns": 2, "gap": 0, "indent": 12}])
def test_lines_become_the_paragraphs_they_were(form):
    assert read(made(**form)).text == "\n\n".join([TITLE, *STORY])


def test_a_title_of_two_lines_is_one_paragraph():
    def draw(canvas):
        canvas.setFont("Helvetica", 20)
        canvas.drawString(50, 780, "Ferry runs aground")
        canvas.drawString(50, 754, "in the storm")
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(["All were brought ashore", "by fishing boats", "before midnight."]):
            canvas.drawString(50, 720 - 12 * number, line)

    text = "Ferry runs aground in the storm\n\nAll were brought ashore by fishing boats before midnight."
    assert read(drawn(draw)).text == text


def test_page_numbers_and_running_heads_are_left_out_and_paragraphs_go_on_over_pages():
    def furniture(canvas, document):
        canvas.drawString(50, 810, "The Harbor Daily")
        canvas.drawString(300, 30, f"Page {document.page}")

    towns = ["Sund", "Lindø", "Havn", "Vik", "Nes", "Dal", "Lund", "Berg", "Fors", "Holm", "Sand", "Torp"]
    story = [f"{a}{b.lower()} lies by {b}. {STORY[0]}" for a in towns for b in towns]
    assert read(made(story, furniture=furniture)).text == "\n\n".join([TITLE, *story])


def test_divided_words_are_mended():
    lines = ["The harbor mas-", "ter of Saint-", "Malo said the fer\u00ad", "ry is safe and well-", "Known."]

    def draw(canvas):
        for number, line in enumerate(lines):
            canvas.drawString(50, 780 - 14 * number, line)

    assert read(drawn(draw)).text == "The harbor master of Saint- Malo said the ferry is safe and well- Known."


def test_title_and_authors_that_are_an_articles():
    article = read(made(title="Ferry runs aground", author="Anna Roe and Marc Dupont"))
    assert (article.title, article.byline) == ("Ferry runs aground", ("Anna Roe", "Marc Dupont"))
    assert article.published is None  # the file was made today, but who knows when the article came out


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Microsoft Word - ferry_final2.doc", "admin"),
        ("untitled", "anonymous"),
        ("ferry page.indd", "user 12"),
        ("https://h.example/a b", "a@h.example"),
        ("Ferry", "ROE"),
    ],
)
def test_titles_and_authors_that_programs_write_are_none(title, author):
    article = read(made(title=title, author=author))
    assert (article.title, article.byline) == (None, ())


def locked(password):
    writer = pypdf.PdfWriter(clone_from=BytesIO(made()))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")  # noqa: S106
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_is_only_locked_against_changes_is_read():
    assert read(locked("")).text.startswith(TITLE)


def test_a_pdf_with_a_password_is_told():
    assert "password" in refusal(locked("secret"))


def test_a_scanned_page_is_told_to_need_ocr():
    import PIL.Image

    picture = ImageReader(PIL.Image.new("L", (60, 80), 200))
    assert "ocrmypdf" in refusal(drawn(lambda canvas: canvas.drawImage(picture, 0, 0, 600, 800)))
    assert "ocrmypdf" in refusal(drawn(lambda canvas: canvas.showPage()))


@pytest.mark.parametrize("in_form", [False, True])
def test_a_scanned_page_among_others_is_told_and_a_blank_one_is_not(in_form):
    import PIL.Image

    picture = ImageReader(PIL.Image.new("L", (60, 80), 200))

    def draw(canvas):
        canvas.drawString(50, 780, STORY[2])
        canvas.showPage()
        canvas.showPage()  # blank
        for _ in range(2):
            if in_form:
                canvas.beginForm(f"scan {_}")
            canvas.drawImage(picture, 0, 0, 600, 800)
            if in_form:
                canvas.endForm()
                canvas.doForm(f"scan {_}")
            canvas.showPage()
        canvas.drawImage(picture, 0, 0, 60, 80)
        canvas.drawString(50, 780, STORY[2])

    story, scans = pdf.documents(BytesIO(drawn(draw)), "a.pdf")
    assert story.article.text.count(STORY[2]) == 2
    assert str(scans.error) == "a.pdf: pages 3, 4 have no text layer; run OCR first, e.g. ocrmypdf"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"plain words", "no PDF"),
        (b"%PDF-1.7\n", "cut off"),
        (b"%PDF-1.7\n%%EOF", "cut off"),
        (b"%PDF-1.7\nxref\n0 99999999\ntrailer <</Size 9 /Root 1 0 R>>\nstartxref\n9\n%%EOF", "cut off"),
        (made()[:900], "cut off"),
    ],
)
def test_what_is_no_whole_pdf_is_told(data, word):
    assert word in refusal(data)


def with_pages(*contents, packed=False):
    """Return a PDF whose pages have these content streams, written by hand."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(contents)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for n, content in enumerate(contents):
        box = "/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>"
        objects[10 + 2 * n] = f"<</Type/Page/Parent 2 0 R{box}/Contents {11 + 2 * n} 0 R>>".encode()
        kind = b"/Filter/FlateDecode" if packed else b""
        data = content if isinstance(content, bytes) else content.encode()
        objects[11 + 2 * n] = b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), kind, data)
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % item for item in places.items())
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, start)
    return bytes(out)


SHOWN = "BT /F 10 Tf 50 700 Td (All were brought ashore.) Tj ET"


def test_a_bomb_in_a_stream_is_not_unpacked():
    """300 MB of blanks in 300 kB, as the only page and beside a good one."""
    bomb = zlib.compress(b" " * 300_000_000)
    assert "too large" in refusal(with_pages(bomb, packed=True))
    good, bad = pdf.documents(BytesIO(with_pages(zlib.compress(SHOWN.encode()), bomb, packed=True)), "a.pdf")
    assert good.article.text == "All were brought ashore."
    assert str(bad.error).startswith("a.pdf: page 2 of the PDF is broken or too large")


def test_too_many_pages_or_characters_are_told(monkeypatch):
    assert "1001 pages" in refusal(with_pages(*["" for _ in range(1001)]))
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 1000)
    assert "characters" in refusal(with_pages(*[SHOWN] * 100))


def test_too_many_drawing_commands_are_told():
    """Pages that draw without end, though each alone is under pypdf's limits and packed into few bytes."""
    lines = zlib.compress(SHOWN.encode() + b" q Q" * 2_000 + b" " * 9_000_000)
    assert "drawing commands" in refusal(with_pages(*[lines] * 3, packed=True))


def test_pages_that_are_all_the_same_are_kept():
    assert read(with_pages(*[SHOWN] * 5)).text.count("All were brought ashore.") == 5


def test_a_file_over_the_limit_is_told():
    assert "100 MB" in refusal(b"%PDF-1.7" + bytes(100_000_000))


def test_nothing_is_logged(capfd):
    refusal(made()[:900])
    assert capfd.readouterr() == ("", "")
