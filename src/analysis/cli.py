"""The command `study`. Each sub-command imports what it needs when it is called."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from analysis.errors import StudyError

if TYPE_CHECKING:
    from types import FrameType

    from analysis.pages.execute import Outcome, Tell
    from analysis.pages.layout import Layout
    from analysis.pages.runs import Page

DONE, FAILED, WRONG_USE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


class _Terminated(BaseException):
    """SIGTERM, so that what is under way is put away before the command ends."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 done, 1 something failed, 2 wrong use, 130 or 143
    stopped by a signal."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return command(options)
    except StudyError as error:
        return _told(str(error), FAILED, options.debug)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _told("stopped", INTERRUPTED, options.debug)
    except _Terminated:
        return _told("stopped by SIGTERM", TERMINATED, options.debug)
    except Exception as error:
        return _told(
            f"unexpected {type(error).__name__}: {error}; --debug shows where", FAILED, options.debug
        )
    finally:
        signal.signal(signal.SIGTERM, before)


def _parser() -> argparse.ArgumentParser:
    debug = argparse.ArgumentParser(add_help=False)
    debug.add_argument("--debug", action="store_true", help="show the traceback of an error")
    parser = argparse.ArgumentParser(
        prog="study",
        description="A study of Viet Nam's two-tier local government, figure by figure.",
        epilog="Exit status: 0 done, 1 something failed, 2 wrong use, 130 or 143 stopped by a signal.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    check = commands.add_parser("check", parents=[debug], help="are texts present and data valid?")
    check.set_defaults(command=_check)

    run = commands.add_parser("run", parents=[debug], help="execute notebooks into pages")
    run.add_argument(
        "names", nargs="*", metavar="NOTEBOOK_OR_PAGE", help="default: all of notebooks/runs.yml"
    )
    run.add_argument("--place", nargs="+", action="extend", default=[], metavar="CODE", help="VN, VN-HN ...")
    run.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="NAME=VALUE", dest="settings",
        help="another value for a parameter; a list is joined by commas",
    )  # fmt: skip
    run.add_argument("--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="pages at a time")
    run.set_defaults(command=_run)

    site = commands.add_parser("site", parents=[debug], help="render the executed pages into build/site")
    site.add_argument(
        "--with-sentences", action="store_true",
        help="a private site in build/private, where figures stand in their sentences",
    )  # fmt: skip
    site.set_defaults(command=_site)

    trace = commands.add_parser("trace", parents=[debug], help="where a figure or a result comes from")
    trace.add_argument("id", metavar="ID", help="as hanoi-fr:2888 or 02-procedures.on_time")
    trace.add_argument("--sentence", action="store_true", help="show the sentence, where the text is at hand")
    trace.set_defaults(command=_trace)
    return parser


def _check(options: argparse.Namespace) -> int:
    from analysis.pages.check import check, table_of
    from analysis.pages.layout import HERE

    rows = check(HERE)
    print(table_of(rows))
    failed = [row for row in rows if row.failed]
    for row in failed:
        print(f"study: {row.report_id}: the text {row.text}", file=sys.stderr)
    return FAILED if failed else DONE


def _run(options: argparse.Namespace) -> int:
    from analysis.pages.layout import HERE
    from analysis.pages.runs import choose, read_pages

    pages = choose(HERE, options.names, options.place, dict(options.settings))
    everything = not (options.names or options.place or options.settings)
    return _executed(pages, [page.name for page in read_pages(HERE)], HERE, options.jobs, everything)


def _executed(
    pages: Sequence[Page], listed: Sequence[str], layout: Layout, jobs: int, everything: bool
) -> int:
    from analysis.pages.collect import collect
    from analysis.pages.execute import forget_others, run

    with _Progress(len(pages)) as progress:
        outcomes = run(pages, layout, jobs, tell=progress.tell)
    if everything:
        forget_others(pages, layout)
    collect(layout, listed)
    failed = [outcome for outcome in outcomes if outcome.problem]
    for outcome in failed:
        print(f"study: page {outcome.page.name} failed: {outcome.problem}", file=sys.stderr)
    return FAILED if failed else DONE


def _site(options: argparse.Namespace) -> int:
    from analysis.pages.layout import HERE
    from analysis.pages.runs import read_pages, showing_sentences
    from analysis.pages.site import build_site

    pages, layout, status = read_pages(HERE), HERE, DONE
    if options.with_sentences:
        layout = HERE.private()
        pages = showing_sentences(pages, HERE)
        status = _executed(pages, [page.name for page in pages], layout, os.cpu_count() or 1, True)
    site = build_site(layout, pages)
    for warning in site.warnings:
        print(f"study: {warning}", file=sys.stderr)
    print(site.first_page)
    return status


def _trace(options: argparse.Namespace) -> int:
    from analysis.pages.layout import HERE
    from analysis.pages.trace import trace

    print(trace(options.id, HERE, sentence=options.sentence))
    return DONE


class _Progress:
    """Says how far a run is: a bar on a terminal, a line for each page in a pipe."""

    def __init__(self, total: int) -> None:
        self._total, self._bar = total, None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> _Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *problem: object) -> None:
        if self._bar:
            self._bar.stop()

    @property
    def tell(self) -> Tell:
        """The function that a run calls after each page."""
        return self._tell

    def _tell(self, outcome: Outcome, done: int, total: int) -> None:
        if self._bar:
            self._bar.update(self._task, completed=done, description=outcome.page.name)
        else:
            end = "failed" if outcome.problem else "done"
            print(f"{done}/{total} {outcome.page.name} {end}", file=sys.stderr, flush=True)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE, as in reviewed_only=true")
    return name.strip(), value.strip()


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise _Terminated


def _told(message: str, status: int, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exc()
    print(f"study: {' '.join(message.split())}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
