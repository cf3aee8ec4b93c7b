#!/usr/bin/env python3
"""Rebuilds the PDF files of the sample corpus from the sources in this folder.

Run by hand, never by CI: the PDF files are committed, so that everyone tests with the same bytes.

    python3 corpus/build/build.py              # all
    python3 corpus/build/build.py 358-2017     # only files whose name contains the word

Prerequisites:
  * Python 3.10+ with the packages typst, Pillow and numpy
  * LibreOffice Writer (`soffice`), Chromium (`chromium`), qpdf, poppler-utils (`pdftoppm`)
  * the fonts Liberation Serif and Liberation Sans

Determinism: Typst output depends only on the sources and the Typst version. The scan is made with a fixed seed.
LibreOffice and Chromium write the current time (and LibreOffice a random document id), and qpdf encrypts with a
random key, so those files differ from run to run in these bytes, not in their content.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent

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
}

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
    import io
    import time
    import numpy as np
    from PIL import Image, ImageFilter
    clean = tmp / "scan.pdf"
    make_typst(source, clean, tmp)
    run("pdftoppm", "-r", "150", "-gray", clean, tmp / "scan")
    rng = np.random.default_rng(1624)
    pages = []
    for n, f in enumerate(sorted(tmp.glob("scan*.pgm"))):
        im = Image.open(f).convert("L")
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
    day = time.struct_time((2021, 5, 7, 9, 0, 0, 4, 127, 0))
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=150, quality=45,
                  title="skan_20210507", creationDate=day, modDate=day)


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
                case "scan":
                    make_scan(src, out, tmp)
        print(f"{target}  {out.stat().st_size // 1024} kB  ({producer})")


if __name__ == "__main__":
    main()
