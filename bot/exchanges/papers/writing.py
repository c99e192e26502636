"""Papers written as Markdown, HTML, CSV and JSON, with whatever people typed made harmless for each. Pure.

Markdown: CommonMark with tables, as code forges and document tools read it: every sign that could begin markup has a backslash.
HTML: one file without script, without anything that is fetched, fit to be printed on A4. JSON: no invisible sign and nothing
that could end a script stands in it as such. CSV: no cell that a spreadsheet would run.
"""

import csv
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from bot.exchanges.papers.blocks import Block
from bot.language.safe_text import cell, plain

_BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for an older alphabet."""
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>|~&@$^]|(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.")
_BEGINNING: Final = re.compile(r"[#>=+!:-]|[0-9]+(?=[.)])")
_UNSEEN: Final = re.compile(r"[<>&\u007f-\u009f]|[^\x00-\x7f]")
_BAR: Final = 20
_LONG: Final = 20
"""Characters of a word that stay together in a column."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LINES: Final = re.compile(r"\r\n|[\r\n\u2028\u2029]")


# Markdown


def escaped(text: str) -> str:
    """One line of literal text in Markdown: nothing in it is markup, an address or a mention any more."""
    line = _MARKUP.sub(lambda found: "\\" + found[0], plain(text))
    start = _BEGINNING.match(line)
    if start is None:
        return line
    at = start.end() if start[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def markdown(
    title: str, subtitle: str, blocks: Sequence[Block], *, pictures: Sequence[tuple[str, str]] = ()
) -> bytes:
    """A paper as Markdown. `pictures`: (what is to be seen, name of a file beside it), for its end."""
    parts = [f"# {escaped(title)}", escaped(subtitle)]
    for block in blocks:
        parts += _in_markdown(block)
    parts += [f"![{escaped(alt)}]({name})" for alt, name in pictures]
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _in_markdown(block: Block) -> list[str]:
    match block["is"]:
        case "heading":
            return [f"## {escaped(block['text'])}"]
        case "text":
            return _paragraphs(block["text"])
        case "entry":
            return [f"**{escaped(block['title'])}**", *_paragraphs(block["text"])]
        case "links":
            return ["\n".join(f"- **{escaped(block['label'])}:** <{url}>" for url in block["urls"])]
        case "note":
            return [f"*{escaped(block['text'])}*"] if block["text"].strip() else []
        case "facts":
            return ["\n".join(f"- **{escaped(name)}:** {escaped(value)}" for name, value in block["rows"])]
        case "bars":
            rows = [
                [name, f"{_text_bar(value, most)} {shown}".strip()]
                for name, value, most, shown in block["rows"]
            ]
            return [_table(block["head"], rows, ())]
        case _:
            return [_table(block["head"], block["rows"], block["figures"])]


def _paragraphs(text: str) -> list[str]:
    return [escaped(line) for line in _LINES.split(text)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[int]) -> str:
    if not rows:
        return ""
    lines = [
        [escaped(one) for one in head],
        ["---:" if index in figures else "---" for index in range(len(head))],
    ]
    lines += [[escaped(one) for one in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text_bar(value: int, most: int) -> str:
    full = 0 if most <= 0 else min(_BAR, max(0, round(value * _BAR / most)))
    return "█" * full + "░" * (_BAR - full)


# HTML

_STYLE: Final = """
@page{size:A4;margin:18mm 16mm}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic","DejaVu Sans",sans-serif;
color:#15202b;background:#fff;max-width:56rem;margin:0 auto;padding:2.5rem 1.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:0}
.under{color:#50606e;margin:.3rem 0 1.6rem;padding-bottom:1rem;border-bottom:3px solid #1f5fa8}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;color:#174a84}
p{margin:.5rem 0}
.note{color:#50606e;font-size:.85rem}
dl{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.25rem 1.2rem;margin:.6rem 0}
dt{color:#50606e}
dd{margin:0}
table{border-collapse:collapse;width:100%;margin:.7rem 0;font-size:.93rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .55rem;border-bottom:1px solid #d5dde4}
th{border-bottom:2px solid #8a9aa8;font-weight:600}
.wide{overflow-x:auto}
h3{font-size:1rem;margin:1.1rem 0 .3rem}
a{color:#174a84}
.day{white-space:nowrap}
.n{text-align:end;font-variant-numeric:tabular-nums}
.bars td:nth-child(2){width:62%}
.bar{display:flex;align-items:center;gap:.6rem}
svg{width:70%;height:1rem;flex:none}
dd,td,h1{unicode-bidi:plaintext}
dd,p,h1,h3{overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0;font-size:10.5pt}
.wide{overflow:visible}h2,h3{break-after:avoid}tr,dl>*{break-inside:avoid}thead{display:table-header-group}}
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def shown(text: str) -> str:
    """One line of literal text in HTML, in an attribute too."""
    return html.escape(plain(text), quote=True)


def _in_cell(text: str) -> str:
    """The same, and a word that is too long for a column may be broken."""
    return " ".join(_word_in_cell(word) for word in plain(text).split(" "))


def _word_in_cell(word: str) -> str:
    if _DAY.fullmatch(word):
        return f'<span class="day">{word}</span>'  # a browser would break it at its hyphens
    return "<wbr>".join(
        html.escape(word[at : at + _LONG], quote=True) for at in range(0, max(1, len(word)), _LONG)
    )


def page(title: str, subtitle: str, blocks: Sequence[Block], *, language: str) -> bytes:
    """A paper as one HTML file that needs nothing else."""
    body = "\n".join(_in_html(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{shown(language)}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{shown(title)} · {shown(subtitle)}</title><style>{_STYLE}</style></head>\n"
        f'<body><main><h1>{shown(title)}</h1>\n<p class="under">{shown(subtitle)}</p>\n{body}\n</main></body></html>\n'
    ).encode()


def _in_html(block: Block) -> str:
    match block["is"]:
        case "heading":
            return f"<h2>{shown(block['text'])}</h2>"
        case "text":
            return _html_paragraphs(block["text"])
        case "entry":
            return f"<h3>{shown(block['title'])}</h3>{_html_paragraphs(block['text'])}"
        case "links":
            rows = "".join(
                f"<dt>{shown(block['label'])}</dt>"
                f'<dd><a href="{html.escape(url)}" rel="noopener noreferrer">{html.escape(url)}</a></dd>'
                for url in block["urls"]
            )
            return f"<dl>{rows}</dl>"
        case "note":
            return f'<p class="note">{shown(block["text"])}</p>'
        case "facts":
            rows = "".join(f"<dt>{shown(name)}</dt><dd>{shown(value)}</dd>" for name, value in block["rows"])
            return f"<dl>{rows}</dl>" if rows else ""
        case "bars":
            return _bars(block)
        case _:
            return _html_table(block)


def _html_paragraphs(text: str) -> str:
    return "".join(f"<p>{shown(line)}</p>" for line in _LINES.split(text) if line.strip())


def _html_table(block: Block) -> str:
    if not block["rows"]:
        return ""
    figures = set(block["figures"])

    def row(tag: str, cells: Sequence[str]) -> str:
        marks = (' class="n"' if index in figures else "" for index in range(len(cells)))
        made = (f"<{tag}{mark}>{_in_cell(one)}</{tag}>" for mark, one in zip(marks, cells, strict=True))
        return f"<tr>{''.join(made)}</tr>"

    head = row("th", block["head"])
    body = "".join(row("td", one) for one in block["rows"])
    return f'<div class="wide"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def _bars(block: Block) -> str:
    """A chart as a table with a drawn bar in each row: sharp on paper, and read aloud as a table."""
    if not block["rows"]:
        return ""
    names, values = (shown(one) for one in block["head"])
    rows = "".join(
        f'<tr><td>{_in_cell(name)}</td><td><div class="bar">{_drawn(value, most)}<span>{shown(told)}</span></div></td></tr>'
        for name, value, most, told in block["rows"]
    )
    return (
        f'<table class="bars"><thead><tr><th>{names}</th><th>{values}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _drawn(value: int, most: int) -> str:
    width = 0 if most <= 0 else min(100.0, max(0.0, round(value * 100 / most, 2)))
    return (
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" fill="#e3e9ef"/>'
        f'<rect width="{width:g}" height="10" fill="#1f5fa8"/></svg>'
    )


# A picture


def picture(rows: Sequence[tuple[str, int, int, str]]) -> bytes:
    """A chart as SVG, for the Markdown beside it: (name, value, the most that it may be, the value as it is read)."""
    drawn = []
    for index, (name, value, most, told) in enumerate(rows):
        y = index * 32
        width = 0 if most <= 0 else min(300.0, max(0.0, round(value * 300 / most, 2)))
        drawn.append(
            f'<text x="280" y="{y + 21}" text-anchor="end">{shown(name)}</text>'
            f'<rect x="296" y="{y + 6}" width="300" height="20" fill="#e3e9ef"/>'
            f'<rect x="296" y="{y + 6}" width="{width:g}" height="20" fill="#1f5fa8"/>'
            f'<text x="608" y="{y + 21}">{shown(told)}</text>'
        )
    height = 32 * len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {height}" width="680" height="{height}"'
        ' font-family="system-ui,Noto Sans,DejaVu Sans,sans-serif" font-size="14" fill="#15202b">'
        f'<rect width="680" height="{height}" fill="#ffffff"/>{"".join(drawn)}</svg>\n'
    ).encode()


# CSV and JSON


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, and no cell that a spreadsheet would run."""
    made = io.StringIO()
    writer: Any = csv.writer(made, lineterminator="\r\n")
    writer.writerows([cell(one) for one in row] for row in rows)
    return (_BOM + made.getvalue()).encode()


def json_text(value: object) -> bytes:
    """JSON. Signs that are not seen, and < > &, are written as \\u…: the values are the same to whoever reads it."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return (_UNSEEN.sub(_told, text) + "\n").encode("utf-8", "surrogatepass")


def _told(found: re.Match[str]) -> str:
    sign = found[0]
    if sign not in "<>&" and unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return sign
    return json.dumps(sign)[1:-1] if sign not in "<>&" else f"\\u{ord(sign):04x}"
