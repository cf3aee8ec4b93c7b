#!/usr/bin/env python3
"""Makes the office files of this folder and the text each is known to have.

Needs LibreOffice (`soffice`), python-docx and openpyxl. Each document is a list of blocks, from which both the
file and its known text follow. Run `python3 make.py` in this folder; the files are committed, so that the tests
need none of these programs.
"""

import pathlib
import subprocess
import tempfile
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

HERE = pathlib.Path(__file__).parent

# A piece of a paragraph is a text or one of these pairs: ("ins", t), ("del", t), ("hidden", t), ("sup", t),
# ("struck", t), ("note", t), ("end", t), ("comment", t), ("link", t), ("tab",), ("line",).
# A block is ("h", level, text), ("p", piece...), ("list", [(level, text)...]), ("table", rows), ("box", text).

ACTS = {
    "park": {
        "title": "Regulamin parku Zielona Dolina",
        "header": "Biuletyn gminy nagłówek strony",
        "footer": "Stopka z numerem telefonu",
        "blocks": [
            ("h", 1, "Regulamin parku Zielona Dolina"),
            ("p", "Na podstawie art. 40 ust. 2 pkt 4 ustawy", ("note", "Dz. U. z 2030 r. poz. 1571."),
             " o samorządzie gminnym ustala się, co następuje:"),
            ("list", [(1, "Park jest otwarty przez cały rok."), (1, "Zakazuje się:"),
                      (2, "niszczenia zieleni,"), (2, "rozpalania ognisk, w tym:"),
                      (3, "na trawnikach,"), (3, "przy placach zabaw;"), (2, "wjazdu pojazdów."),
                      (1, "Opłat nie pobiera się.")]),
            ("h", 2, "Przepisy końcowe"),
            ("p", "Wykonanie powierza się ", ("ins", "Dyrektorowi Zarządu Zieleni"),
             ("del", "Naczelnikowi Wydziału"), "."),
            ("p", "Zarządzenie wchodzi w życie z dniem podpisania.", ("hidden", " Wersja robocza nr 7.")),
        ],
    },
    "budget": {
        "title": "Plan wydatków na inwestycje",
        "header": "Projekt",
        "footer": "Strona",
        "blocks": [
            ("h", 1, "Plan wydatków na inwestycje"),
            ("p", "Wydatki w podziale na zadania przedstawia tabela, a źródła opisano w przypisie",
             ("end", "Uchwała budżetowa Rady Miejskiej z dnia 12 grudnia 2030 r."), "."),
            ("table", [["Zadanie", "Dzielnica", "Kwota"], ["Budowa ścieżki rowerowej", "Podgórze", "1 250 000,00 zł"],
                       ["Remont świetlicy", "Bieńczyce", "87 400,50 zł"], ["Łącznie", "", "1 337 400,50 zł"]]),
            ("p", "Zwiększa się kwotę ", ("struck", "90 000"), " na remont świetlicy."),
            ("box", "Ramka z uwagą: środki pochodzą z rezerwy celowej."),
            ("p", "Skarbnik przedstawi sprawozdanie do 31 marca.", ("comment", "sprawdzić termin")),
        ],
    },
    "minutes": {
        "title": "Protokół z posiedzenia komisji",
        "header": "Komisja Infrastruktury",
        "footer": "Protokołowała",
        "blocks": [
            ("h", 1, "Protokół z posiedzenia komisji"),
            ("p", "Posiedzenie otworzyła przewodnicząca o godzinie 17", ("sup", "00"), "."),
            ("list", [(1, "Przyjęcie porządku obrad."), (1, "Dyskusja o przebudowie ulicy Długiej."),
                      (2, "głos mieszkańców,"), (2, "stanowisko zarządcy drogi."), (1, "Sprawy bieżące.")]),
            ("p", "Komisja ", ("del", "odrzuciła"), ("ins", "przyjęła"), " wniosek stosunkiem głosów 7 do 2",
             ("note", "Przy jednym głosie wstrzymującym się."), ", a zmianę art. 21", ("sup", "1"), " odłożono."),
            ("p", "Więcej na stronie ", ("link", "biuletynu informacji"), ".", ("line",), "Ciąg dalszy w czerwcu."),
            ("h", 2, "Lista obecności"),
            ("table", [["Imię i nazwisko", "Podpis"], ["Łucja Żak", "obecna"], ["Świętosław Źdźbło", "nieobecny"]]),
            ("p", ("hidden", "Numery telefonów radnych."), "Na tym posiedzenie zakończono."),
        ],
    },
    "parking": {
        "title": "Zasady parkowania w strefie",
        "header": "Urząd Miasta",
        "footer": "www",
        "blocks": [
            ("h", 1, "Zasady parkowania w strefie"),
            ("p", "Opłata za pierwszą godzinę wynosi 6 zł, za drugą 7 zł", ("note", "Nie dotyczy abonamentów."),
             ", a za trzecią 8 zł", ("note", "Stawki od 1 stycznia 2031 r."), "."),
            ("h", 2, "Abonament"),
            ("list", [(1, "Mieszkaniec składa wniosek wraz z:"), (2, "dowodem rejestracyjnym,"),
                      (2, "oświadczeniem o zamieszkaniu."), (1, "Urząd wydaje abonament w ciągu 7 dni.")]),
            ("p", "Przerwa między listami."),
            ("list", [(1, "Lista druga zaczyna się od nowa."), (1, "I ma dwa punkty.")]),
            ("table", [["Strefa", "Godziny", "Stawka"], ["A", "10–20", "6 zł"], ["B", "10–18", "5 zł"]]),
            ("box", "Wnioski przyjmuje punkt obsługi przy alei Powstania Warszawskiego."),
        ],
    },
    "school": {
        "title": "Ogłoszenie o naborze do przedszkoli",
        "header": "Wydział Edukacji",
        "footer": "Kontakt",
        "blocks": [
            ("h", 1, "Ogłoszenie o naborze do przedszkoli"),
            ("p", "Nabór trwa od 1 marca do 15 kwietnia. ", ("ins", "Wnioski składa się elektronicznie."),
             ("del", "Wnioski składa się w sekretariacie."), ("tab",), "Bezpłatnie."),
            ("h", 2, "Kryteria"),
            ("table", [["Kryterium", "Punkty"], ["Wielodzietność rodziny", "64"],
                       ["Rodzeństwo w tej samej placówce", "32"], ["Zatrudnienie obojga rodziców", "16"]]),
            ("p", "„Przedszkole nad Wisłą” – szczegóły w załączniku…",
             ("end", "Załącznik dostępny w placówkach.")),
            ("list", [(1, "Komisja rozpatruje wnioski."), (1, "Listy ogłasza się 5 maja.")]),
            ("p", "Pytania prosimy kierować do wydziału.", ("comment", "dodać adres")),
        ],
    },
    "tree": {
        "title": "Decyzja w sprawie usunięcia drzew",
        "header": "Znak sprawy",
        "footer": "Pouczenie na odwrocie",
        "blocks": [
            ("h", 1, "Decyzja w sprawie usunięcia drzew"),
            ("p", "Zezwala się na usunięcie 12 drzew o powierzchni korony 45 m", ("sup", "2"), "."),
            ("list", [(1, "Termin usunięcia upływa 28 lutego."), (2, "poza okresem lęgowym,"), (3, "ptaków,"),
                      (3, "nietoperzy;"), (2, "pod nadzorem przyrodnika."), (1, "Nasadzenia zastępcze:")]),
            ("table", [["Gatunek", "Sztuk"], ["lipa drobnolistna", "8"], ["dąb szypułkowy", "4"]]),
            ("p", "Od decyzji służy odwołanie ", ("struck", "w terminie 7 dni"), " w terminie 14 dni",
             ("note", "Art. 129 § 2 Kodeksu postępowania administracyjnego."), ".",
             ("hidden", "Notatka służbowa.")),
            ("box", "Decyzja jest ostateczna z dniem doręczenia."),
        ],
    },
}

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LEVELS = [("§ %d.", "§ %1%.", "1"), ("%d)", "%2%)", "1"), ("%s)", "%3%)", "a")]


def markers(items):
    """Returns the marker of each item as a program counts them."""
    counts, found = [0, 0, 0], []
    for level, _ in items:
        counts[level - 1] += 1
        for deeper in range(level, 3):
            counts[deeper] = 0
        number = counts[level - 1]
        form = LEVELS[level - 1][0]
        found.append(form % (chr(96 + number) if "%s" in form else number))
    return found


def known(blocks):
    """Returns the text that a reader of the document sees."""
    lines, notes, counted = [], [], {"note": 0, "end": 0}
    for block in blocks:
        if block[0] in ("h", "box"):
            lines.append(block[-1])
        elif block[0] == "table":
            lines += ["\t".join(cell for cell in row if cell) for row in block[1]]
        elif block[0] == "list":
            lines += [f"{marker} {text}" for marker, (_, text) in zip(markers(block[1]), block[1])]
        else:
            line = ""
            for piece in block[1:]:
                if isinstance(piece, str):
                    line += piece
                elif piece[0] == "sup" and line[-1:].isdigit():
                    line += piece[1].translate(RAISED)
                elif piece[0] in ("ins", "sup", "struck", "link"):
                    line += piece[1]
                elif piece[0] in ("tab", "line"):
                    line += " "
                elif piece[0] in ("note", "end"):
                    counted[piece[0]] += 1
                    number = counted[piece[0]]
                    notes.append(f"{number if piece[0] == 'note' else 'i' * number} {piece[1]}")
            lines.append(line)
    return "\n\n".join(lines + notes) + "\n"


NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
                         ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
                         ("meta", "meta")]
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"' \
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'


def flat(act):
    """Returns an act as one OpenDocument file, for LibreOffice to convert."""
    changes, body, count = [], [], [0]

    def change(kind, text):
        count[0] += 1
        name = f"ct{count[0]}"
        content = f"<text:p>{escape(text)}</text:p>" if kind == "deletion" else ""
        info = "<office:change-info><dc:creator>A</dc:creator><dc:date>2031-01-02T10:00:00</dc:date></office:change-info>"
        changes.append(f'<text:changed-region xml:id="{name}" text:id="{name}"><text:{kind}>{info}{content}'
                       f"</text:{kind}></text:changed-region>")
        return name

    def piece(part):
        if isinstance(part, str):
            return escape(part)
        kind, text = part[0], escape(part[1]) if len(part) > 1 else ""
        if kind == "ins":
            name = change("insertion", part[1])
            return f'<text:change-start text:change-id="{name}"/>{text}<text:change-end text:change-id="{name}"/>'
        if kind == "del":
            return f'<text:change text:change-id="{change("deletion", part[1])}"/>'
        if kind in ("note", "end"):
            count[0] += 1
            which = "footnote" if kind == "note" else "endnote"
            return (f'<text:note text:id="n{count[0]}" text:note-class="{which}"><text:note-citation>1'
                    f"</text:note-citation><text:note-body><text:p>{text}</text:p></text:note-body></text:note>")
        if kind == "comment":
            return (f"<office:annotation><dc:creator>A</dc:creator><dc:date>2031-01-02T10:00:00</dc:date>"
                    f"<text:p>{text}</text:p></office:annotation>")
        if kind == "link":
            return f'<text:a xlink:type="simple" xlink:href="https://bip.example/">{text}</text:a>'
        if kind in ("tab", "line"):
            return "<text:tab/>" if kind == "tab" else "<text:line-break/>"
        return f'<text:span text:style-name="{kind}">{text}</text:span>'

    def items(found, level):
        """Writes the items at the front of a list that are at a level or deeper."""
        written = ""
        while found and found[0][0] >= level:
            if found[0][0] > level:
                written += f"<text:list-item><text:list>{items(found, level + 1)}</text:list></text:list-item>"
                continue
            text = found.pop(0)[1]
            inner = f"<text:p>{escape(text)}</text:p>"
            if found and found[0][0] > level:
                inner += f"<text:list>{items(found, level + 1)}</text:list>"
            written += f"<text:list-item>{inner}</text:list-item>"
        return written

    for block in act["blocks"]:
        if block[0] == "h":
            body.append(f'<text:h text:style-name="Heading_20_{block[1]}" text:outline-level="{block[1]}">'
                        f"{escape(block[2])}</text:h>")
        elif block[0] == "p":
            body.append(f"<text:p>{''.join(piece(part) for part in block[1:])}</text:p>")
        elif block[0] == "list":
            body.append(f'<text:list text:style-name="L">{items(list(block[1]), 1)}</text:list>')
        elif block[0] == "table":
            rows = "".join(
                "<table:table-row>" + "".join(
                    f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                    for cell in row) + "</table:table-row>" for row in block[1])
            columns = len(block[1][0])
            count[0] += 1
            body.append(f'<table:table table:name="T{count[0]}"><table:table-column '
                        f'table:number-columns-repeated="{columns}"/>{rows}</table:table>')
        elif block[0] == "box":
            body.append('<text:p><draw:frame text:anchor-type="paragraph" svg:width="8cm"><draw:text-box '
                        f'fo:min-height="1cm"><text:p>{escape(block[1])}</text:p></draw:text-box></draw:frame></text:p>')
    levels = "".join(
        f'<text:list-level-style-number text:level="{at}" loext:num-list-format="{template}" '
        f'style:num-prefix="{template.split("%")[0]}" style:num-suffix="{template[-1]}" style:num-format="{form}"/>'
        for at, (_, template, form) in enumerate(LEVELS, 1))
    tracked = f'<text:tracked-changes text:track-changes="true">{"".join(changes)}</text:tracked-changes>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{escape(act["title"])}</dc:title></office:meta>
<office:styles>
<style:style style:name="Standard" style:family="paragraph" style:class="text"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"/>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="2"/>
<text:notes-configuration text:note-class="footnote" style:num-format="1"/>
<text:notes-configuration text:note-class="endnote" style:num-format="i"/>
</office:styles>
<office:automatic-styles>
<style:style style:name="hidden" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="sup" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="struck" style:family="text"><style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/></style:style>
<text:list-style style:name="L">{levels}</text:list-style>
<style:page-layout style:name="pl"><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">
<style:header><text:p>{escape(act["header"])}</text:p></style:header>
<style:footer><text:p>{escape(act["footer"])}</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{tracked}{"".join(body)}</office:text></office:body>
</office:document>
"""


def convert(source, kind, target):
    """Has LibreOffice convert a file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
             "--outdir", folder, str(source)], check=True, stdout=subprocess.DEVNULL)
        (pathlib.Path(folder) / f"{source.stem}.{kind.split(':')[0]}").replace(target)


def revised(kind, text):
    """Returns a tracked change of Word."""
    tag = "delText" if kind == "del" else "t"
    return parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1" w:author="A" w:date="2031-01-02T10:00:00Z"><w:r>'
                     f'<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r></w:{kind}>')


def word(act):
    """Returns an act as python-docx writes it; its notes are left out, as the library has none."""
    made = docx.Document()
    made.core_properties.title = act["title"]
    section = made.sections[0]
    section.header.paragraphs[0].text = act["header"]
    section.footer.paragraphs[0].text = act["footer"]
    for block in act["blocks"]:
        if block[0] == "h":
            made.add_heading(block[2], block[1])
        elif block[0] == "list":
            for marker, (level, text) in zip(markers(block[1]), block[1]):
                made.add_paragraph(f"{marker}\t{text}")
        elif block[0] == "table":
            table = made.add_table(rows=0, cols=len(block[1][0]))
            for row in block[1]:
                for cell, text in zip(table.add_row().cells, row):
                    cell.text = text
        elif block[0] == "box":
            inner = (f'<w:txbxContent><w:p><w:r><w:t>{escape(block[1])}</w:t></w:r></w:p></w:txbxContent>')
            made.add_paragraph()._p.append(parse_xml(
                f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                f'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
                f'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps">'
                f"<w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>"
                f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
                f"</mc:AlternateContent></w:r>"))
        else:
            paragraph = made.add_paragraph()
            for part in block[1:]:
                if isinstance(part, str):
                    paragraph.add_run(part)
                elif part[0] in ("ins", "del"):
                    paragraph._p.append(revised(*part))
                elif part[0] in ("tab", "line"):
                    run = paragraph.add_run()
                    run.add_tab() if part[0] == "tab" else run.add_break()
                elif part[0] in ("hidden", "sup", "struck", "link"):
                    run = paragraph.add_run(part[1])
                    run.font.hidden = part[0] == "hidden" or None
                    run.font.superscript = part[0] == "sup" or None
                    run.font.strike = part[0] == "struck" or None
    return made


def without_notes(blocks):
    """Returns blocks without what python-docx cannot write."""
    def keep(part):
        return isinstance(part, str) or part[0] not in ("note", "end")
    return [(block[0], *filter(keep, block[1:])) if block[0] == "p" else block for block in blocks]


SHEETS = {
    "spending": {
        "Wydatki": [["Zadanie", "Kwota"], ["Łączka nad Wisłą", 1250.5], ["Oświetlenie", 300], ["Udział", 0.125]],
        "Terminy": [["Etap", "Dzień"], ["Przetarg", "2031-05-03"], ["Odbiór", "2031-11-30"]],
    },
    "schools": {"Placówki": [["Szkoła", "Uczniów"], ["Nr 7 im. Żeromskiego", 412], ["Nr 12 przy Świętej Anny", 98]]},
    "rota": {"Dyżury": [["Radna", "Godzina"], ["Źdźbło", "17:00"], ["Ślusarczyk", "18:30"]]},
}


def workbook(sheets):
    """Returns a workbook, with a hidden sheet that is not part of the known text."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    cell.number_format = "0.0%" if cell.value < 1 else '#,##0.00 "zł"'
    hidden = made.create_sheet("Ukryty")
    hidden.append(["tajne"])
    hidden.sheet_state = "hidden"
    return made


def known_sheets(sheets):
    """Returns the text of a workbook as Excel shows it in Polish."""
    def shown(value):
        if isinstance(value, float):
            return f"{value * 100:.1f}%".replace(".", ",") if value < 1 else f"{value:,.2f} zł".translate({44: " ", 46: ","})
        return str(value)
    return "\n\n".join(
        "\n".join([name, ""] + ["\t".join(map(shown, row)) for row in rows]) for name, rows in sheets.items()) + "\n"


def main():
    for name, act in ACTS.items():
        (HERE / f"{name}.txt").write_text(known(act["blocks"]))
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / f"{name}.fodt"
            source.write_text(flat(act))
            for kind in ["odt", "docx:MS Word 2007 XML", "rtf", "doc:MS Word 97"]:
                ending = kind.split(":")[0]
                if ending != "doc" or name == "park":
                    convert(source, kind, HERE / f"{name}.{ending}")
        blocks = without_notes(act["blocks"])
        (HERE / f"python-{name}.txt").write_text(known(blocks))
        word({**act, "blocks": blocks}).save(HERE / f"python-{name}.docx")
    for name, sheets in SHEETS.items():
        (HERE / f"{name}.txt").write_text(known_sheets(sheets))
        workbook(sheets).save(HERE / f"{name}.xlsx")
        for kind in ["ods", "xls:MS Excel 97"]:
            convert(HERE / f"{name}.xlsx", kind, HERE / f"{name}.{kind.split(':')[0]}")


if __name__ == "__main__":
    main()
