"""Calls the program `prevalence` and reads its JSON. Python 3.10 or later, standard library only.

    from prevalence import call
    result = call("mse", "lists.csv", "--method", "stepwise", "--interval", "wald")
    result.headline.value, result.headline.interval

The program is the one that the environment variable PREVALENCE_PROGRAM names, else the one on the PATH, else the one
that was built in this source tree.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCE_TREE = Path(__file__).resolve().parent.parent
REFUSED = 3


class ProgramError(RuntimeError):
    """The program ended with a code that is neither 0 nor that of a refused estimate."""

    def __init__(self, arguments: Sequence[str], code: int, message: str) -> None:
        super().__init__(f"prevalence {' '.join(arguments)}: exit code {code}\n{message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Interval:
    """An interval; `upper` is None where it has no upper end."""

    kind: str
    level: float
    lower: float
    upper: float | None


@dataclass(frozen=True)
class Estimate:
    """One estimate. `value` is None where it was refused, and then `refusal` says by which rule and why."""

    quantity: str
    unit: str
    method: str
    value: float | None
    standard_error: float | None
    interval: Interval | None
    domain: dict[str, str] = field(default_factory=dict)
    refusal: tuple[str, str] | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What a command printed with --format json."""

    study: str
    settings: dict[str, Any]
    estimates: list[Estimate]
    verdicts: list[dict[str, Any]]
    record: dict[str, Any]

    @property
    def headline(self) -> Estimate:
        """The first estimate, which is the one to quote."""
        return self.estimates[0]

    def with_method(self, words: str) -> list[Estimate]:
        """The estimates whose method holds these words."""
        return [estimate for estimate in self.estimates if words in estimate.method]


def program() -> str:
    """The path of the program.

    Raises FileNotFoundError where there is none.
    """
    named = os.environ.get("PREVALENCE_PROGRAM") or shutil.which("prevalence")
    built = [SOURCE_TREE / ".build" / kind / "prevalence" for kind in ("release", "debug")]
    found = named or next((str(path) for path in built if path.exists()), None)
    if found is None:
        raise FileNotFoundError("there is no program; build it with 'swift build -c release', or set PREVALENCE_PROGRAM")
    return found


def run(*arguments: str | Path, accept: Iterable[int] = (0,)) -> str:
    """Runs a command and returns what it printed.

    Raises ProgramError where it ends with a code that is not accepted.
    """
    words = [str(argument) for argument in arguments]
    ended = subprocess.run(
        [program(), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if ended.returncode not in set(accept):
        raise ProgramError(words, ended.returncode, ended.stderr.strip())
    return ended.stdout


def call(*arguments: str | Path) -> Result:
    """Runs a command that estimates, and reads its result. A refused estimate is a result and no error."""
    return read(json.loads(run(*arguments, "--format", "json", accept=(0, REFUSED))))


def read(record: dict[str, Any]) -> Result:
    """A result from its JSON.

    Raises ValueError where the JSON is of another version.
    """
    if record.get("schemaVersion") != 1:
        raise ValueError(f"this helper reads schema version 1, not {record.get('schemaVersion')!r}")
    return Result(
        study=record["study"],
        settings=record["settings"],
        estimates=[_estimate(item) for item in record["estimates"]],
        verdicts=record.get("verdicts", []),
        record=record,
    )


def read_edition(folder: str | Path) -> dict[str, Result]:
    """The results of an edition that `prevalence run` wrote, by the name of the estimation."""
    record = json.loads((Path(folder) / "estimates.json").read_text(encoding="utf-8"))
    version = {"schemaVersion": record["schemaVersion"]}
    return {item["name"]: read({**item, **version, "study": item["kind"]}) for item in record["estimations"]}


def _estimate(item: dict[str, Any]) -> Estimate:
    interval = item.get("interval")
    refused = item.get("refused")
    return Estimate(
        quantity=item["quantity"],
        unit=item["unit"],
        method=item["method"],
        value=item.get("value"),
        standard_error=item.get("standardError"),
        interval=None
        if interval is None
        else Interval(interval["kind"], interval["level"], interval["lower"], interval["upper"]),
        domain={label["variable"]: label["value"] for label in item.get("domain", [])},
        refusal=None if refused is None else (refused["code"], refused["reason"]),
        warnings=[(warning["code"], warning["message"]) for warning in item.get("diagnostics", [])],
        notes=item.get("provenance", {}).get("notes", []),
    )


def rounded(number: float | None, figures: int = 3) -> str:
    """A number for people, with no more figures than an estimate supports."""
    if number is None:
        return "none"
    if number == 0:
        return "0"
    shown = float(f"{number:.{figures}g}")
    return f"{shown:,.0f}" if abs(shown) >= 10 ** (figures - 1) else f"{shown:,}"


def sentence(estimate: Estimate) -> str:
    """An estimate in words, never without what is known of its uncertainty."""
    if estimate.refusal is not None:
        return f"{estimate.quantity}: refused ({estimate.refusal[0]}), {estimate.refusal[1]}"
    interval = estimate.interval
    if interval is None:
        return f"{estimate.quantity}: {rounded(estimate.value)} {estimate.unit}; nothing can be said of its uncertainty"
    end = "or more" if interval.upper is None else f"to {rounded(interval.upper)}"
    return (
        f"{estimate.quantity}: {rounded(estimate.value)} {estimate.unit} "
        f"({interval.level:.0%} interval {rounded(interval.lower)} {end}; {interval.kind})"
    )


def table(estimates: Iterable[Estimate]) -> str:
    """Estimates as a table in Markdown."""
    lines = ["| Method | Part | Estimate | Interval | Level |", "| :-- | :-- | --: | --: | --: |"]
    for estimate in estimates:
        interval = estimate.interval
        if estimate.refusal is not None:
            shown, span, level = f"refused ({estimate.refusal[0]})", "", ""
        elif interval is None:
            shown, span, level = rounded(estimate.value), "not known", ""
        else:
            end = "or more" if interval.upper is None else f"to {rounded(interval.upper)}"
            shown, span, level = rounded(estimate.value), f"{rounded(interval.lower)} {end}", f"{interval.level:.0%}"
        part = ", ".join(estimate.domain.values()) or "all"
        lines.append("| " + " | ".join(_cell(text) for text in (estimate.method, part, shown, span, level)) + " |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
