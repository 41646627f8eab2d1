"""`python -m kb`: check content, load it into a store, show a page. Changes no content."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from kb import codec, schema
from kb.check import check
from kb.errors import Fault, KbError
from kb.fields import Field
from kb.model import Page
from kb.reader import Reading, read_content
from kb.settings import Settings, read_settings
from kb.store import write_store


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit code: 0 all is well, 1 faults were found, 2 it could not be done."""
    args = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace, Settings], int] = args.run
    try:
        return run(args, read_settings())
    except KbError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kb", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--content", type=Path, help="content folder (default: the checkout's, KB_SEED)")
    common.add_argument("--json", action="store_true", help="print JSON")
    check_ = commands.add_parser("check", parents=[common], help="list every fault of the content")
    check_.set_defaults(run=_check)
    load = commands.add_parser("load", parents=[common], help="load the content into a new store")
    load.add_argument("store", type=Path, help="the store to write; it must not exist yet")
    load.set_defaults(run=_load)
    show = commands.add_parser("show", parents=[common], help="show a page as it was understood, or all fields")
    show.add_argument("page", help="kind and id, such as service/hundesteuer; or fields")
    show.set_defaults(run=_show)
    return parser


def _read(args: argparse.Namespace, settings: Settings) -> tuple[Reading, list[Fault]]:
    reading = read_content(args.content or settings.seed)
    return reading, sorted({*reading.faults, *check(reading.content, date.today(), reading.broken)})


def _check(args: argparse.Namespace, settings: Settings) -> int:
    reading, faults = _read(args, settings)
    errors = [fault for fault in faults if fault.level == "error"]
    if args.json:
        print(json.dumps({"faults": [vars(fault) for fault in faults], "errors": len(errors)}, ensure_ascii=False))
    else:
        for fault in faults:
            print(fault)
        print(f"{_counts(reading)}: {len(errors)} errors, {len(faults) - len(errors)} warnings")
    return 1 if errors else 0


def _counts(reading: Reading) -> str:
    content = reading.content
    return (
        f"{len(content.services)} services, {len(content.offices)} offices, {len(content.situations)} situations, "
        f"{len(content.notices)} notices, {len(content.places)} places"
    )


def _load(args: argparse.Namespace, settings: Settings) -> int:
    reading, faults = _read(args, settings)
    write_store(reading.content, args.store)
    if args.json:
        print(json.dumps({"store": str(args.store), "broken": sorted(reading.broken)}))
    else:
        print(f"{args.store}: {_counts(reading)}" + (f"; left out: {sorted(reading.broken)}" if reading.broken else ""))
    return 1 if any(fault.level == "error" for fault in faults) else 0


def _show(args: argparse.Namespace, settings: Settings) -> int:
    if args.page == "fields":
        print(json.dumps(_fields(), ensure_ascii=False, indent=2) if args.json else fields_page())
        return 0
    content = read_content(args.content or settings.seed).content
    kind, _, page_id = args.page.partition("/")
    kinds = {"service": content.services, "office": content.offices, "situation": content.situations}
    page: Page | None = kinds.get(kind, {}).get(page_id)
    if page is None:
        raise KbError(f"There is no page {args.page}. Name kind and id: service/hundesteuer, office/…, situation/…")
    if args.json:
        print(codec.dump(page))
        return 0
    print(f"{page.title}\n{'=' * len(page.title)}\n")
    for module in page.text.modules:
        print(f"{module.name} ({module.version})\n{module.plain}\n")
    return 0


def _fields() -> dict[str, list[dict[str, object]]]:
    return {kind: [_row(f) for f in table] for kind, table in schema.TABLES.items()}


def _row(field: Field) -> dict[str, object]:
    return {"name": field.name, "required": field.required, "help": field.help, "xzufi": field.xzufi}


def fields_page() -> str:
    """`docs/fields.md`: every front-matter field, made from the schema."""
    lines = ["# Front matter, field by field", "", "Made from `kb/schema.py` with `python -m kb show fields`."]
    for kind, table in schema.TABLES.items():
        lines += ["", f"## {kind}", "", "| field | required | what it is | XZuFi |", "|---|---|---|---|"]
        lines += [f"| `{f.name}` | {'yes' if f.required else ''} | {f.help} | {f.xzufi or ''} |" for f in table]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
