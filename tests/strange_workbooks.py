"""Workbooks and text files as strangers and accidents make them, each from a number alone.

`strange_workbook(seed)` is a good workbook with one or several things done to it: to its archive,
to the XML of its parts, to its bytes. `same_workbook(seed)` is written in another way and says the
same. `strange_text(seed)` is a table as text. A longer run takes more seeds.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

Parts = dict[str, bytes]
Mutator = Callable[[random.Random, str], str]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
TITLE = "Needs"
ROWS = [
    ["area", "good", "truckloads_per_day", "note"],
    ["north", "food", 8, "counted in March"],
    ["south", "food", 5.5],
    [None, "cement", 3],
]
"""What the good workbook holds."""
_LARGE = ("1048576", "1048577", "900000000", "16777216", "99999999999999999999", "0", "-1", "4e9")
_FAR = (
    "XFD1048576",
    "XFE1",
    "ZZZ9",
    "A1048577",
    "AAAAAAAA1",
    "A0",
    "1A",
    "$A$1",
    "a1",
    "",
    "B2:C3",
)


def good_parts() -> Parts:
    """Parts of a good workbook of one sheet, with shared texts and a style."""
    texts = ["area", "good", "truckloads_per_day", "note", "north", "food", "cement"]

    def shared(reference: str, text: str) -> str:
        return f'<c r="{reference}" t="s"><v>{texts.index(text)}</v></c>'

    head = "".join(shared(f"{'ABCD'[at]}1", str(word)) for at, word in enumerate(ROWS[0]))
    rows = (
        f'<row r="1" spans="1:4">{head}</row>'
        f'<row r="2" spans="1:4">{shared("A2", "north")}{shared("B2", "food")}'
        '<c r="C2" s="1"><v>8</v></c>'
        '<c r="D2" t="inlineStr"><is><t>counted in March</t></is></c></row>'
        f'<row r="3"><c r="A3" t="str"><f>"south"</f><v>south</v></c>{shared("B3", "food")}'
        '<c r="C3"><v>5.5</v></c></row>'
        f'<row r="4">{shared("B4", "cement")}<c r="C4"><v>3</v></c></row>'
    )
    top = '<?xml version="1.0" encoding="UTF-8"?>'
    listed = "".join(f"<si><t>{text}</t></si>" for text in texts)
    told = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_KINDS}/officeDocument" Target="{WORKBOOK}"/></Relationships>',
        WORKBOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>'
        f'<sheet name="{TITLE}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(
                [
                    ("worksheet", "worksheets/sheet1.xml"),
                    ("sharedStrings", "sharedStrings.xml"),
                    ("styles", "styles.xml"),
                ],
                1,
            )
        )
        + "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{listed}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="2"/></cellXfs></styleSheet>',
        SHEET: f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:D4"/><cols><col min="1" max="2" '
        f'width="9"/></cols><sheetData>{rows}</sheetData></worksheet>',
    }
    return {name: (top + text).encode() for name, text in told.items()}


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


# ---- The same, written in another way ------------------------------------------------------------

_ATTRIBUTES = re.compile(r' ([\w:]+)="([^"]*)"')


def same_workbook(seed: int) -> bytes:
    """The good workbook in other quotes, orders, prefixes, encodings and packing."""
    draw = random.Random(seed)
    parts = good_parts()
    for name in parts:
        text = parts[name].decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
        if draw.random() < 0.5:
            text = re.sub(r"<[^/?][^>]*>", lambda tag: _shuffled(draw, tag[0]), text)
        if draw.random() < 0.5:
            text = _ATTRIBUTES.sub(r" \1='\2'", text)
        if draw.random() < 0.3:
            text = re.sub(r"(</?)(\w)", r"\1z:\2", text)
            text = text.replace("xmlns='", "xmlns:z='").replace('xmlns="', 'xmlns:z="')
        if draw.random() < 0.3:
            text = re.sub(r"(<(?:\w+:)?(?:c|row) )", r"\1 \n\t ", text)
        if draw.random() < 0.3:
            text = text.replace("><", ">\n<!-- r='XFD1048576' <c r=\"A9\"> -->\n<")
        if draw.random() < 0.3 and name == SHEET:
            text = re.sub(r" spans=(['\"])[0-9:]*\1", "", text)
        encoding = draw.choice(["utf-8", "utf-16", "utf-8-sig"])
        if draw.random() < 0.5:
            told = "UTF-16" if encoding == "utf-16" else "utf-8"
            text = f"<?xml version='1.0' encoding='{told}' standalone='yes'?>\n{text}"
        parts[name] = text.encode(encoding)
    names = list(parts)
    draw.shuffle(names)
    method = draw.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    return packed({name: parts[name] for name in names}, method)


def _shuffled(draw: random.Random, tag: str) -> str:
    found = [each[0] for each in _ATTRIBUTES.finditer(tag)]
    draw.shuffle(found)
    drawn = iter(found)
    return _ATTRIBUTES.sub(lambda _: next(drawn), tag)


# ---- What is done to the XML of a part -----------------------------------------------------------


def _doctype(draw: random.Random, text: str) -> str:
    entity = draw.choice(
        [
            '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
            '<!ENTITY a SYSTEM "file:///etc/hostname">',
            '<!ENTITY % a SYSTEM "http://localhost:1/a.dtd">%a;',
            "",
        ]
    )
    return text.replace("?>", f"?><!DOCTYPE x [{entity}]>", 1).replace("<v>8", "<v>&a;&b;")


def _number(draw: random.Random, text: str) -> str:
    found = list(re.finditer(r'(?<=")-?[0-9]+(?=")|(?<=<v>)[0-9.]+(?=<)', text))
    if not found:
        return text
    at = draw.choice(found)
    value = draw.choice([*_LARGE, "nan", "inf", "1e400", "1_0", "٣", "x" * 99, "9" * 5000, ""])
    return text[: at.start()] + value + text[at.end() :]


def _reference(draw: random.Random, text: str) -> str:
    found = list(re.finditer(r'(?<= r=")[A-Z]+[0-9]+(?=")', text))
    if not found:
        return text
    at = draw.choice(found)
    return text[: at.start()] + draw.choice(_FAR) + text[at.end() :]


def _far_row(draw: random.Random, text: str) -> str:
    row, column = draw.choice(_LARGE), draw.choice(["A", "XFD", "AA"])
    cell = f"<v>{draw.random()}</v>"
    kind = draw.choice(["", " t='e'", " t='s'", " t='str'", " t='d'", " t='b'", " t='q'"])
    one = f"<row spans='1:3' r='{row}'><c s='0' r='{column}{row}'{kind}>{cell}</c></row>"
    return text.replace("</sheetData>", f"{one}</sheetData>")


def _deep(draw: random.Random, text: str) -> str:
    name, times = draw.choice(["a", "c", "row", "v", "is", "t", "r", "sheetData"]), 20_000
    at = draw.choice(["<sheetData>", "<row r=", "<si>", "<sheets>", "<cellXfs>", "</c>"])
    return text.replace(at, f"{f'<{name}>' * times}{f'</{name}>' * times}{at}", 1)


def _tag(draw: random.Random, text: str) -> str:
    """Take away, double, rename or cut a tag."""
    found = list(re.finditer(r"<[^?>]+>", text))
    if not found:
        return text
    at, other = draw.choice(found), draw.choice(found)
    new = draw.choice(["", at[0] * 2, other[0], at[0][:-1], f"</{at[0][1:]}", "<![CDATA[ <c> ]]>"])
    return text[: at.start()] + new + text[at.end() :]


def _merged(draw: random.Random, text: str) -> str:
    ranges = draw.choice([["A1:XFD1048576"] * 50, ["C2:C4"], ["A2:A99999999"], ["x"], ["B9:A1"]])
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return text.replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")


def _names(draw: random.Random, text: str) -> str:
    what = draw.choice(["attributes", "elements", "prefixes"])
    each = range(12_000)
    if what == "attributes":
        return text.replace("<sheetData", "<sheetData " + " ".join(f"a{n}='1'" for n in each))
    if what == "elements":
        return text.replace("<sheetData>", "".join(f"<e{n}/>" for n in each) + "<sheetData>")
    return text.replace("<sheetData", "<sheetData " + " ".join(f"xmlns:p{n}='u'" for n in each))


def _long(draw: random.Random, text: str) -> str:
    many = "x" * 1_200_000
    return draw.choice(
        [
            lambda: text.replace("<v>8", f"<v>{many}"),
            lambda: text.replace("<sheetData>", f"<sheetData a='{many}'>"),
            lambda: text.replace("<sheetData>", f"<!--{many}--><sheetData>"),
            lambda: text.replace("counted in March", many),
            lambda: text.replace("<v>8", f"<f>{many}</f><v>"),
        ]
    )()


def _encoding(draw: random.Random, text: str) -> str:
    return text.replace(
        "UTF-8", draw.choice(["cp037", "utf-7", "none", "UTF-16", "latin-1", "x" * 500])
    )


def _letters(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text))
    return (
        text[:at]
        + draw.choice(["\x00", "\x1b", "￾", "&", "<", '"', "_x0000_", "_xD800_"])
        + text[at:]
    )


def _hidden(draw: random.Random, text: str) -> str:
    text = text.replace("<row ", f'<row hidden="{draw.choice(["1", "true", "x"])}" ')
    return text.replace("<col ", '<col hidden="1" ')


MUTATORS: tuple[Mutator, ...] = (
    _doctype, _number, _number, _reference, _far_row, _deep, _tag, _tag, _merged, _names, _long,
    _encoding, _letters, _letters, _hidden,
)  # fmt: skip


# ---- What is done to the archive -----------------------------------------------------------------


def _patched(content: bytes, offset: int, form: str, value: int) -> bytes:
    """An archive with a field of one entry in its list of parts changed."""
    at = content.rfind(b"PK\x01\x02")
    return (
        content[: at + offset]
        + struct.pack(form, value)
        + content[at + offset + struct.calcsize(form) :]
    )


def _archive(draw: random.Random, parts: Parts) -> bytes:
    good = packed(parts)
    kind = draw.randrange(9)
    if kind == 0:  # encrypted
        return _patched(good, 8, "<H", 1)
    if kind == 1:  # packed in another way
        return _patched(good, 10, "<H", draw.choice([1, 12, 14, 99]))
    if kind == 2:  # states another size than it has
        offset = draw.choice([20, 24])
        return _patched(good, offset, "<I", draw.choice([0, 1, 10**6, 2**31, 2**32 - 1]))
    if kind == 3:  # a link
        return _patched(good, 38, "<I", 0o120777 << 16)
    if kind == 4:  # a place that is not there
        return _patched(good, 42, "<I", draw.randrange(2**32))
    if kind == 5:  # two of one name, or of one that leads out
        name = draw.choice([SHEET, SHEET.upper(), "/" + SHEET, "../x.xml", "xl/../../x"])
        return _with(parts, name)
    if kind == 6:  # unpacks to very many times its size
        return packed({**parts, SHEET: parts[SHEET].replace(b"<v>", b"<v>" + b" " * 400_000)})
    if kind == 7:  # lists more than it has
        at = good.rfind(b"PK\x05\x06")
        return (
            good[: at + 12]
            + struct.pack("<I", draw.choice([0, 2**31, 2**32 - 1]))
            + good[at + 16 :]
        )
    return packed({**parts, **{f"x/{n}": b"" for n in range(10_001)}}, zipfile.ZIP_STORED)


def _with(parts: Parts, name: str) -> bytes:
    """A workbook with a part more, which may bear a name that another has."""
    unused = "y" * len(name)
    return packed({**parts, unused: b"<a/>"}).replace(unused.encode(), name.encode())


def strange_workbook(seed: int) -> bytes:
    """The good workbook with things done to it that `seed` draws."""
    draw = random.Random(seed)
    parts = good_parts()
    way = draw.random()
    if way < 0.15:
        return _archive(draw, parts)
    if way < 0.3:
        content = bytearray(packed(parts, draw.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])))
        for _ in range(draw.randint(1, 5)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        return bytes(content[: draw.choice([len(content), draw.randrange(len(content))])])
    for _ in range(draw.choice([1, 1, 2, 3])):
        name = draw.choice([SHEET] * 4 + list(parts))
        if draw.random() < 0.05:
            del parts[name]
            break
        text = draw.choice(MUTATORS)(draw, parts[name].decode("utf-8", "surrogatepass"))
        parts[name] = text.encode("utf-8", "surrogatepass")
    return packed(parts)


# ---- Tables as text ------------------------------------------------------------------------------

_TEXTS = (
    "area;good;truckloads_per_day;note\nnorth;food;8;counted\nsouth;food;5,5;\n;cement;3;\n",
    "area;good;from;to;truckloads_per_day;tonnes_per_month\nnorth;food;;2024-03-09;;310\n"
    "north;food;2024-03-10;2024-04-01;8;\n;cement;;;3;\n",
)


def strange_text(seed: int) -> bytes:
    """A table of needs as text, with things done to it that `seed` draws."""
    draw = random.Random(seed)
    text = _TEXTS[seed % 2].replace(";", draw.choice(";,\t"))
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(text) + 1)
        put = draw.choice(
            ['"', '""', "\x00", "\r", "\n", "\r\n", ";" * 30, "," * 20_000, "\t", "\ufeff",
             "x" * 1_100_000,
             "\n" * 3_000, "1.234", "1,234", "1.234,5", "١٠", "٫", "‏", "\x1b[2J", "e" * 50, "1e999",
             "-", "=1", "2024-03-10", "\u2028", "́", "'"]
        )  # fmt: skip
        text = text[:at] + put + text[at:]
    content = text.encode(draw.choice(["utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-32"]))
    if draw.random() < 0.3:
        at = draw.randrange(len(content) + 1)
        content = content[:at] + bytes([draw.randrange(256)]) + content[at:]
    return content
