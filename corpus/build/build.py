#!/usr/bin/env python3
"""Rebuilds the PDF files of the sample corpus from the sources in this folder.

Run by hand, never by CI: the PDF files are committed, so that everyone tests with the same bytes.

    python3 corpus/build/build.py              # all
    python3 corpus/build/build.py 358-2017     # only files whose name contains the word

Prerequisites:
  * Python 3.10+ with the packages typst, reportlab, Pillow and numpy
  * LibreOffice Writer (`soffice`), Chromium (`chromium`), qpdf
  * the fonts Liberation Serif and Liberation Sans, for reportlab in FONTS

Determinism: Typst output depends only on the sources and the Typst version, and reportlab is told to write no time.
Each scan is made with the seed and the day in SCANS.
LibreOffice and Chromium write the current time (and LibreOffice a random document id), and qpdf encrypts with a
random key, so those files differ from run to run in these bytes, not in their content.
"""

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent
FONTS = Path("/usr/share/fonts/truetype/liberation")

# target below corpus/ -> (producer, source below build/)
FILES = {
    "ordinances/358-2017.pdf": ("libreoffice", "fodt/358-2017.fodt"),
    "ordinances/181-2019.pdf": ("typst", "typst/181-2019.typ"),
    "ordinances/2743-2019.pdf": ("chromium", "html/2743-2019.html"),
    "ordinances/294-2020.pdf": ("libreoffice+encrypt", "fodt/294-2020.fodt"),
    "ordinances/3310-2021.pdf": ("libreoffice-html", "html/3310-2021.html"),
    "ordinances/1102-2022.pdf": ("chromium", "html/1102-2022.html"),
    "ordinances/3456-2022.pdf": ("typst", "typst/3456-2022.typ"),
    "ordinances/618-2024.pdf": ("libreoffice-tagged", "fodt/618-2024.fodt"),
    "resolutions/XCIX-1495-14.pdf": ("typst", "typst/XCIX-1495-14.typ"),
    "resolutions/XIII-287-19.pdf": ("chromium-outline", "html/XIII-287-19.html"),
    "resolutions/LVII-1624-21.pdf": ("scan", "typst/LVII-1624-21.typ"),
    "resolutions/CVI-2877-23.pdf": ("typst", "typst/CVI-2877-23.typ"),
    "notices/2023-03-20-ochrona-przed-powodzia.pdf": (
        "chromium", "html/2023-03-20-obwieszczenie-ochrona-przed-powodzia.html"),
    "ordinances/1204-2012.pdf": ("scan", "typst/1204-2012.typ"),
    "ordinances/2587-2020.pdf": ("reportlab", "text/2587-2020.txt"),
    "ordinances/905-2021.pdf": ("chromium", "html/905-2021.html"),
    "ordinances/2210-2023.pdf": ("chromium", "html/2210-2023.html"),
    "ordinances/1947-2024.pdf": ("typst", "typst/1947-2024.typ"),
    "ordinances/1540-2025.pdf": ("chromium-outline", "html/1540-2025.html"),
    "ordinances/1540-2025-tekst.html": ("copy", "html/1540-2025.html"),
    "ordinances/1622-2025.pdf": ("reportlab", "text/1622-2025.txt"),
    "ordinances/3120-2025.pdf": ("typst", "typst/3120-2025.typ"),
    "acts/3120-2025-zalacznik-1.pdf": ("typst", "typst/3120-2025-zalacznik-1.typ"),
    "resolutions/XXIII-541-20.pdf": ("typst", "typst/XXIII-541-20.typ"),
    "resolutions/XXXIX-1012-20.pdf": ("typst", "typst/XXXIX-1012-20.typ"),
    "resolutions/XLI-1088-20.pdf": ("typst", "typst/XLI-1088-20.typ"),
    "resolutions/LXII-1790-21.pdf": ("reportlab", "text/LXII-1790-21.txt"),
    "resolutions/LXIX-1988-21.pdf": ("chromium", "html/LXIX-1988-21.html"),
    "resolutions/IX-178-24.pdf": ("reportlab", "text/IX-178-24.txt"),
    "resolutions/XVIII-402-25.pdf": ("chromium", "html/XVIII-402-25.html"),
    "resolutions/dzielnica-IV-XXIV-187-2016.pdf": ("scan", "typst/dzielnica-IV-XXIV-187-2016.typ"),
    "resolutions/dzielnica-VIII-VII-58-2024.pdf": ("reportlab", "text/dzielnica-VIII-VII-58-2024.txt"),
    "resolutions/dzielnica-XII-XXXI-244-2021.pdf": ("chromium", "html/dzielnica-XII-XXXI-244-2021.html"),
    "resolutions/dzielnica-XII-XXXVI-290-2022.pdf": ("typst", "typst/dzielnica-XII-XXXVI-290-2022.typ"),
    "notices/2024-10-04-decyzja-srodowiskowa.pdf": (
        "chromium", "html/2024-10-04-obwieszczenie-decyzja-srodowiskowa.html"),
    "notices/2025-02-10-tekst-jednolity-358-2017.pdf": ("typst", "typst/2025-02-10-tekst-jednolity.typ"),
    "notices/2026-04-15-konsultacje-parku.pdf": ("chromium", "html/2026-04-15-ogloszenie-konsultacje-parku.html"),
}

# scan -> (seed, day of scanning)
SCANS = {"LVII-1624-21": (1624, (2021, 5, 7)), "1204-2012": (1204, (2012, 10, 22)),
         "dzielnica-IV-XXIV-187-2016": (187, (2016, 3, 21))}

# Tasks that fit a park, a square or a river bank as well; all others need a street or an estate.
OPEN_AIR = {
    "Budowa ogrodu deszczowego", "Dosadzenie drzew i krzewów", "Modernizacja placu zabaw", "Ustawienie ławek z oparciami",
    "Piknik rodzinny", "Zajęcia sportowe dla dzieci i młodzieży", "Stojaki rowerowe i stacja naprawy rowerów",
    "Dodatkowe patrole straży miejskiej w porze nocnej", "Budki lęgowe i poidła dla ptaków",
    "Koncert plenerowy i wystawa historyczna",
}
OPEN_PLACE = re.compile(r"^(w parku|nad |na Błoniach|na Plantach|na bulwarze|na placu|na Rynku|na Białych)")
DEADLINES = ["31 maja 2023 r.", "30 czerwca 2023 r.", "31 sierpnia 2023 r.", "30 września 2023 r.", "31 października 2023 r.",
             "30 listopada 2023 r."]
TASKS_PER_DISTRICT = 18


def amount(zl):
    return f"{zl:,}".replace(",", "\u00a0")


def register():
    """The register of tasks: place, text and sum are chosen by index arithmetic, hence always the same."""
    data = json.loads((HERE / "data/zadania.json").read_text(encoding="utf-8"))
    types = data["typy"]
    steps = [5, 7, 9, 11, 15, 17]  # coprime with the number of types: no type twice in a district
    districts, total = [], 0
    for i, d in enumerate(data["dzielnice"]):
        tasks, sum_d = [], 0
        for k in range(TASKS_PER_DISTRICT):
            t = types[(3 * i + k * steps[i % len(steps)]) % len(types)]
            places = d["miejsca"] if t["t"] in OPEN_AIR else [p for p in d["miejsca"] if not OPEN_PLACE.match(p)]
            place = places[(k * 3 + i) % len(places)]
            reserve = k >= TASKS_PER_DISTRICT - 2
            zl = t["kwota"] * 1000 + ((i * 37 + k * 53) % 40 - 15) * 100
            pool = "" if t.get("roboty", True) else "_zajec"  # building works, or activities and purchases
            reasons, terms = data["uzasadnienia" + pool], data["wykonanie" + pool]
            opis = " ".join([t["o"][(i + k) % 2], reasons[(7 * i + 3 * k) % len(reasons)], terms[(3 * i + 7 * k) % len(terms)]])
            tasks.append({
                "nr": k + 1,
                "tytul": f"{t['t']} {place}" + (" (zadanie rezerwowe)" if reserve else ""),
                "opis": opis, "jednostka": t["j"], "kwota": amount(zl),
                "termin": DEADLINES[(i + 5 * k) % len(DEADLINES)],
            })
            sum_d += zl
        total += sum_d
        districts.append({"nr": d["nr"], "nazwa": d["nazwa"], "wstep": d["wstep"], "zadania": tasks, "suma": amount(sum_d)})
    return {"dzielnice": districts, "liczba": sum(len(d["zadania"]) for d in districts), "suma": amount(total)}


def run(*cmd):
    p = subprocess.run([str(c) for c in cmd], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if p.returncode:
        sys.exit(f"{cmd[0]} failed ({p.returncode}):\n{p.stdout}")


def tool(*names):
    for n in names:
        if shutil.which(n):
            return n
    sys.exit(f"not found: {' or '.join(names)}")


def make_typst(source, target, tmp):
    import typst
    folder = tmp / "typst"
    if not folder.exists():
        shutil.copytree(HERE / "typst", folder)
        (folder / "rejestr.json").write_text(json.dumps(register(), ensure_ascii=False), encoding="utf-8")
    typst.compile(str(folder / source.name), output=str(target), root=str(folder))


def make_libreoffice(source, target, tmp, mode=""):
    options = {"ExportBookmarks": {"type": "boolean", "value": "true"},
               "UseTaggedPDF": {"type": "boolean", "value": "true" if mode == "tagged" else "false"}}
    out = tmp / "lo"
    out.mkdir(exist_ok=True)
    infilter = ["--infilter=HTML (StarWriter)"] if mode == "html" else []
    run(tool("soffice", "libreoffice"), f"-env:UserInstallation={(tmp / 'lo-profile').as_uri()}", "--headless", *infilter,
        "--convert-to", "pdf:writer_pdf_Export:" + json.dumps(options), "--outdir", out, source)
    shutil.move(out / (source.stem + ".pdf"), target)


def make_chromium(source, target, tmp, outline=False):
    run(tool("chromium", "chromium-browser", "google-chrome"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
        "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={tmp / 'chromium'}", "--no-pdf-header-footer",
        *(["--generate-pdf-document-outline"] if outline else []), f"--print-to-pdf={target}", source.as_uri())


def make_scan(source, target, tmp):
    """Renders the act, turns and soils the pages, and stores them as grey JPEG images without any text."""
    import numpy as np
    import typst
    from PIL import Image, ImageFilter
    seed, (year, month, day) = SCANS[source.stem]
    rng = np.random.default_rng(seed)
    rendered = typst.compile(str(HERE / "typst" / source.name), format="png", ppi=150, root=str(HERE / "typst"))
    pages = []
    for n, page in enumerate(rendered if isinstance(rendered, list) else [rendered]):
        im = Image.open(io.BytesIO(page)).convert("L")
        im = im.rotate([0.8, -0.6, 0.5][n % 3], resample=Image.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
        a = np.asarray(im, dtype=np.float32)
        h, w = a.shape
        shade = np.linspace(-6, 6, w)[None, :] + np.linspace(4, -8, h)[:, None]  # uneven lamp
        a = 18 + a * 0.88 + shade + rng.normal(0, 3.0, a.shape)
        for _ in range(40):  # dust
            y, x = int(rng.integers(0, h - 3)), int(rng.integers(0, w - 3))
            a[y:y + 2, x:x + 2] = 90
        buf = io.BytesIO()
        Image.fromarray(np.clip(a, 0, 255).astype(np.uint8)).save(buf, "JPEG", quality=45)
        pages.append(Image.open(io.BytesIO(buf.getvalue())))
    stamp = time.struct_time((year, month, day, 9, 0, 0, 0, 1, 0))
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=150, quality=45,
                  title=f"skan_{year}{month:02}{day:02}", creationDate=stamp, modDate=stamp)


# the mark at the start of a line -> the name of its style
MARKS = {"^": "head", "-": "day", ">": "point", ">>": "letter", "/": "signed"}


def blocks(source):
    """The lines of a text source with the style of each; lines of a table are joined into one list."""
    rows = []
    for line in [*source.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            yield "table", rows
            rows = []
        mark, _, rest = line.partition(" ")
        if line:
            yield (MARKS[mark], rest) if mark in MARKS else ("body", line)


def make_reportlab(source, target):
    """Sets a text source: no outline, no structure, only lines of text and a table with a grid."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table
    for face in ["Regular", "Bold"]:
        pdfmetrics.registerFont(TTFont(face, str(FONTS / f"LiberationSerif-{face}.ttf")))
    plain = ParagraphStyle("body", fontName="Regular", fontSize=11.5, leading=15, spaceAfter=5)
    styles = {
        "body": plain,
        "head": ParagraphStyle("head", plain, fontName="Bold", fontSize=12.5, alignment=1),
        "day": ParagraphStyle("day", plain, alignment=1),
        "point": ParagraphStyle("point", plain, leftIndent=34, firstLineIndent=-16),
        "letter": ParagraphStyle("letter", plain, leftIndent=56, firstLineIndent=-16),
        "signed": ParagraphStyle("signed", plain, alignment=2, spaceBefore=24),
    }
    cell = ParagraphStyle("cell", plain, spaceAfter=0)

    def table(rows):
        grid = [[Paragraph(text, cell) for text in row] for row in rows]
        return Table(grid, style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])

    def note(canvas, _):
        canvas.setFont("Regular", 8)
        canvas.drawString(62, 40, "Dokument przykładowy projektu Skorowidz, bez mocy prawnej")

    story = [table(what) if style == "table" else Paragraph(what, styles[style]) for style, what in blocks(source)]
    heading = [what for style, what in blocks(source) if style in ("head", "day")]
    document = BaseDocTemplate(str(target), pagesize=A4, title=" ".join(heading[:4]), invariant=1)
    frame = Frame(62, 62, A4[0] - 124, A4[1] - 124, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=note))
    document.build(story)


def main():
    wanted = sys.argv[1:]
    for target, (producer, source) in FILES.items():
        if wanted and not any(w in target for w in wanted):
            continue
        out, src = CORPUS / target, HERE / source
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as t:
            tmp = Path(t)
            match producer:
                case "typst":
                    make_typst(src, out, tmp)
                case "libreoffice":
                    make_libreoffice(src, out, tmp)
                case "libreoffice-html":
                    make_libreoffice(src, out, tmp, "html")
                case "libreoffice-tagged":
                    make_libreoffice(src, out, tmp, "tagged")
                case "libreoffice+encrypt":
                    make_libreoffice(src, tmp / "plain.pdf", tmp)
                    # empty user password: opens without asking; the owner password only restricts changes
                    run("qpdf", "--encrypt", "", "wlasciciel", "256", "--modify=none", "--", tmp / "plain.pdf", out)
                case "chromium":
                    make_chromium(src, out, tmp)
                case "chromium-outline":
                    make_chromium(src, out, tmp, outline=True)
                case "reportlab":
                    make_reportlab(src, out)
                case "copy":
                    shutil.copyfile(src, out)
                case "scan":
                    make_scan(src, out, tmp)
        print(f"{target}  {out.stat().st_size // 1024} kB  ({producer})")


if __name__ == "__main__":
    main()
