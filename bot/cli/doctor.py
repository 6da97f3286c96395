"""`footnote doctor`: looks for what a newcomer gets wrong."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from bot.doctor.doctor import examine
from bot.doctor.finding import Finding
from bot.doctor.setting import check_fault
from bot.render.printable import json_line, written_out
from bot.settings import SettingsFault, load_settings


async def doctor(*, online: bool, as_json: bool, **flags: Any) -> bool:
    """Tell a line for each thing that was looked at; returns whether nothing is wrong."""
    findings: list[Finding] = []
    try:
        settings = load_settings(**flags)
    except SettingsFault as fault:
        findings.append(check_fault(fault))
        if not as_json:
            _say(findings[-1])
    else:
        async for finding in examine(settings, dt.datetime.now(dt.UTC), online=online):
            findings.append(finding)
            if not as_json:
                _say(finding)
    well = all(finding.level != "wrong" for finding in findings)
    if as_json:
        checks = [asdict(finding) for finding in findings]
        print(json_line({"ok": well, "checks": checks}))  # noqa: T201
    return well


def _say(finding: Finding) -> None:
    cure = f". {finding.cure}" if finding.cure else ""
    line = f"{finding.level:<8} {finding.name}: {finding.told.rstrip('.')}{cure}"
    print(written_out(line), flush=True)  # noqa: T201
