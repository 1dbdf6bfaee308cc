"""Makes the workbooks of tests/data/workbooks: `pip install openpyxl==3.1.5 odfpy`, then `python3 tests/data/make_workbooks.py`."""
import datetime, io, os, zipfile
import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableRow, TableCell
from odf.text import P

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "workbooks")
os.makedirs(HERE, exist_ok=True)
OFFICES = ["Stroud", "Gloucester", "Cheltenham"]
GRADES = ["Good", "Requires improvement", "Inad", "Outstanding", "Good", "Not graded"]
QUESTIONS = ["Start time", "Completion time", "Email", "Name", "1. What was the date of the audit?",
             "2. Which office does the team belong to?", "3. What is the child's case number?",
             "4. What overall grade do you give the work?", "5. What went well?"]


def day(at):
    return datetime.date(2024, 1 + at % 12, 1 + at % 28)


def forms(epoch=None):
    """As Microsoft Forms writes it: questions as header, one sheet beside two that hold no audits, one of them hidden."""
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    notes = book.active
    notes.title = "Read me"
    notes["A1"] = "Exported by hand"
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    hidden.append(["Office"])
    sheet = book.create_sheet("Form responses")
    sheet.append(QUESTIONS)
    for at in range(60):
        moment = datetime.datetime.combine(day(at), datetime.time(10, at))
        sheet.append([moment, moment, f"a{at}@example.org", f"Auditor {at}", day(at), OFFICES[at % 3], 100000 + at,
                      GRADES[at % 6], "The worker visited often, and it shows in what the child said to them."])
    return book


def edges():
    """Titles above the header, a blank first column, numbers, truth, an error, a formula, dates as text, blank rows, a far cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Audits"
    sheet["B1"] = "Audits of the county"
    sheet.merge_cells("B1:F1")
    for column, name in zip("BCDEF", ["Audit ID", "Audit date", "Office", "Overall grade", "Checked"]):
        sheet[f"{column}3"] = name
    for row, (id_, date, office, grade, checked) in enumerate([
            (1, "02/04/2024", "Stroud", "Good", True),
            (2.5, datetime.date(2024, 4, 30), "Stroud", "Inadequate", False),
            (3, 45383, "Gloucester", "#N/A", None),
            (None, None, None, None, None),
            (4, datetime.datetime(2024, 5, 2, 9, 30), "Gloucester", "RI", None)], start=4):
        for column, value in zip("BCDEF", [id_, date, office, grade, checked]):
            sheet[f"{column}{row}"] = value
    sheet["E6"].data_type = "e"
    sheet["XFD1048576"] = "far"
    return book


def ods():
    document = OpenDocumentSpreadsheet()
    table = Table(name="Audits")
    header = TableRow()
    for name in ["Audit date", "Office", "Overall grade", "Score"]:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=name))
        header.addElement(cell)
    table.addElement(header)
    for at in range(12):
        row = TableRow()
        row.addElement(TableCell(valuetype="date", datevalue=day(at).isoformat()))
        for text in (OFFICES[at % 3], GRADES[at % 6]):
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        row.addElement(TableCell(valuetype="float", value=at / 4))
        table.addElement(row)
    repeated = TableRow(numberrowsrepeated=1000)
    repeated.addElement(TableCell(numbercolumnsrepeated=1000))
    table.addElement(repeated)
    document.spreadsheet.addElement(table)
    return document


forms().save(os.path.join(HERE, "forms.xlsx"))
forms(CALENDAR_MAC_1904).save(os.path.join(HERE, "forms_1904.xlsx"))
edges().save(os.path.join(HERE, "edges.xlsx"))
ods().save(os.path.join(HERE, "audits.ods"))
with zipfile.ZipFile(os.path.join(HERE, "letter.docx"), "w") as archive:
    archive.writestr("word/document.xml", "<w:document/>")
whole = open(os.path.join(HERE, "forms.xlsx"), "rb").read()
open(os.path.join(HERE, "cut.xlsx"), "wb").write(whole[: len(whole) // 2])
open(os.path.join(HERE, "password.xlsx"), "wb").write(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
