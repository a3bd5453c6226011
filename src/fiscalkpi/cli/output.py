"""What all commands share: exit codes, widths, writing, and telling what is wrong."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from fiscalkpi._messages import wording
from fiscalkpi.actuals import ActualsError
from fiscalkpi.display import WIDTH, visible
from fiscalkpi.errors import FiscalKpiError
from fiscalkpi.serialize import to_dict

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from fiscalkpi.provenance import Finding

DONE, REFUSED, PROBLEMS, INTERRUPTED, CLOSED = 0, 2, 3, 130, 141
"""Exit codes; what they mean stands with the command."""


def label_of(code: str, locale: str, /, **params: object) -> str:
    """Return the wording of a label."""
    return wording("labels", code, locale, params)


def finding_dicts(findings: Iterable[Finding], locale: str) -> list[dict[str, Any]]:
    """Return findings as dicts, each with its message."""
    return [{**to_dict(finding), "message": finding.message(locale)} for finding in findings]


def width_of(args: argparse.Namespace) -> int:
    """Return the columns asked for, those of the terminal, or else the common width."""
    if args.width is not None:
        return int(args.width)
    if getattr(args, "output", None) is None and sys.stdout.isatty():
        with suppress(OSError):
            # not shutil's: that asks the environment first
            return os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH
    return WIDTH


def write(result: str | bytes, path: str | None = None, sources: Iterable[str] = ()) -> None:
    """Write to a file or the standard output: text as that can show it, bytes as they are."""
    if path is not None:
        if os.path.exists(path) and any(os.path.samefile(path, source) for source in sources):
            raise FileExistsError(errno.EEXIST, "", path)  # writing it would destroy what was read
        with open(path, "wb") as file:
            file.write(result.encode(errors="replace") if isinstance(result, str) else result)
    elif isinstance(result, bytes) and hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(result)
    else:
        print_to(result if isinstance(result, str) else result.decode(), sys.stdout)


def print_to(text: str, stream: TextIO) -> None:
    """Print a text; what the stream cannot show becomes a question mark."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, errors="replace").decode(encoding))


def tell(error: FiscalKpiError | OSError, locale: str) -> int:
    """Say on the standard error what is wrong, where, and the way out; return the exit code."""
    cause = error.__cause__
    if isinstance(cause, OSError):  # the words of the system are in one language; ours are in both
        error = cause
    if isinstance(error, FiscalKpiError):
        code, words = error.code, error.render(locale)
    else:
        code = _OS_PROBLEMS.get(error.errno or 0, "cli.file")
        said = (error.strerror or type(error).__name__) if code == "cli.file" else label_of(code, locale)
        name = "-" if error.filename is None else str(error.filename)
        words = label_of("cli.file", locale, path=name, problem=said)
    print_to(f"{label_of('cli.error', locale, code=code)}\n{visible(words)}\n", sys.stderr)
    return PROBLEMS if isinstance(error, ActualsError) else REFUSED


_OS_PROBLEMS = {
    errno.ENOENT: "cli.no-file",
    errno.EISDIR: "cli.folder",
    errno.EACCES: "cli.no-permission",
    errno.EPERM: "cli.no-permission",
    errno.EEXIST: "cli.same-file",
}


def close_output() -> None:
    """Let nothing more go to a closed pipe: Python flushes the standard output once more at its end."""
    with suppress(OSError, ValueError):  # where no file is behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
