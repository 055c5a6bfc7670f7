"""The command `study`. Each sub-command imports what it needs when it is called."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from analysis.console import say, warn
from analysis.ending import end_with_who_began
from analysis.errors import Busy, StudyError, printable
from analysis.patience import by_itself

if TYPE_CHECKING:
    from types import FrameType

    from analysis.pages.layout import Layout
    from analysis.pages.page import Page
    from analysis.pages.running.execute import Outcome
    from analysis.pages.running.record import Call
    from analysis.pages.running.rerun import Plan
    from analysis.tasks import Hands

DONE, FAILED, WRONG_USE, WAITS, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143


_GO_ON = "nothing is half-written; the same command goes on (without --again it repeats nothing)"


class _Terminated(BaseException):
    """SIGTERM, so that what is under way is put away before the command ends."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    0 done, 1 something failed, 2 wrong use, 3 done but a claim that is off waits for a person,
    130 or 143 stopped by a signal; `nightly` has more.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        end_with_who_began()
        by_itself()
        status = command(options)
        sys.stdout.flush()  # here, where a closed pipe can be met quietly
        return status
    except StudyError as error:
        return _told(str(error), FAILED, options.debug)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _told(f"{where}{error.strerror or error}; what stood there stays", FAILED, options.debug)
    except KeyboardInterrupt:
        return _told(f"stopped; {_GO_ON}", INTERRUPTED, options.debug)
    except _Terminated:
        return _told(f"stopped by SIGTERM; {_GO_ON}", TERMINATED, options.debug)
    except Exception as error:
        return _told(
            f"unexpected {type(error).__name__}: {error}; --debug shows where", FAILED, options.debug
        )
    finally:
        signal.signal(signal.SIGTERM, before)


def _parser() -> argparse.ArgumentParser:
    debug = _Parser(add_help=False)
    debug.add_argument("--debug", action="store_true", help="show the traceback of an error")
    waits = _Parser(add_help=False, parents=[debug])
    waits.add_argument(
        "--wait", type=_seconds, default=60, metavar="SECONDS",
        help="how long another call that writes is waited for; default: 60",
    )  # fmt: skip
    parser = _Parser(
        prog="study",
        description="A study of Viet Nam's two-tier local government, figure by figure.",
        epilog="Exit status: 0 done, 1 something failed, 2 wrong use, 3 done but a claim is off and waits "
        "for a person, 130 or 143 stopped by a signal.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    read = commands.add_parser("read", parents=[debug], help="turn texts into figures")
    read.add_argument("paths", nargs="+", metavar="PATH", help="text files, or folders of them")
    read.add_argument(
        "--to",
        required=True,
        metavar="DIR",
        help="where <stem>.figures.csv, .numbers.csv and .statements.csv go",
    )
    _add_hints(read)
    _add_scheduler(read, "read on a dask.distributed cluster")
    read.set_defaults(command=_read)

    add = commands.add_parser("add", parents=[waits], help="register a report and read it")
    add.add_argument("path", metavar="PATH")
    add.add_argument("--id", required=True, metavar="ID", help="small letters, digits, hyphens")
    add.add_argument("--url", required=True, metavar="U", help="where the report can be read")
    _add_hints(add, published_required=True)
    for name, what in (("title", "our own short title"), ("publisher", "who published it"),
                       ("translation-of", "id of the report that it translates"),
                       ("replaces", "id of the report that it supersedes")):  # fmt: skip
        add.add_argument(f"--{name}", default="", metavar="TEXT", help=what)
    add.set_defaults(command=_add)

    inbox = commands.add_parser("inbox", parents=[waits], help="take in what was dropped into data/inbox")
    inbox.set_defaults(command=_inbox)

    reread = commands.add_parser(
        "reread", parents=[waits], help="read again what waits for a review, when the reader has changed",
        description="Reads again every report with figures or statements of the status read that another "
        "reader has read (the column reader of data/reports.csv), and shows what is different. What was "
        "reviewed or corrected stays.",
        epilog="A text that is missing is named; the others are read, and the exit status is 1.",
    )  # fmt: skip
    reread.set_defaults(command=_reread)

    review = commands.add_parser("review", parents=[waits], help="what was read of a report, doubtful first")
    review.add_argument("id", metavar="ID", nargs="?", default="")
    review.add_argument(
        "--queue", action="store_true", help="what waits over all reports, first what would move something"
    )
    review.add_argument("--against", metavar="OTHER.csv", help="hold a second reading against what stands")
    review.add_argument("--to", metavar="FILE.csv", help="with --queue or --against: write all there")
    review.add_argument("--settle", metavar="FILE.csv", help="apply what was settled in such a file")
    review.add_argument("--who", default="", metavar="NAME", help="with --settle, on an accepted report")
    review.add_argument("--reason", default="", metavar="TEXT", help="with --settle, on an accepted report")
    review.add_argument("--open", action="store_true", help="review it on a page in the browser")
    review.add_argument("--no-browser", action="store_true", help="with --open: print the address alone")
    review.add_argument("--accept", action="store_true", help="mark its figures as reviewed")
    review.add_argument(
        "--on", default="", metavar="DATE", type=_day_or_month, help="with --accept or --settle: the day"
    )
    review.add_argument("--how", default="read by the program, looked at by a person", metavar="TEXT")
    review.set_defaults(command=_review)

    check = commands.add_parser("check", parents=[waits], help="texts, data and claims checked")
    check.set_defaults(command=_check)

    run = commands.add_parser(
        "run", parents=[waits], help="execute notebooks into pages",
        epilog="Example: study run 02-procedures --place VN-HN VN-HP; the next full run drops such pages.",
    )  # fmt: skip
    run.add_argument(
        "names", nargs="*", metavar="NOTEBOOK_OR_PAGE", help="default: all of notebooks/runs.yml"
    )
    where = run.add_mutually_exclusive_group()
    where.add_argument(
        "--place", nargs="+", action="extend", default=[], metavar="CODE", help="VN, VN-HN ..."
    )
    where.add_argument(
        "--all-places", action="store_true", help="the country and every province that a report speaks of"
    )
    run.add_argument("--again", action="store_true", help="execute also the pages that are current")
    run.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="NAME=VALUE", dest="settings",
        help="another value for a parameter; a list is joined by commas",
    )  # fmt: skip
    who = run.add_mutually_exclusive_group()
    who.add_argument("--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="pages at a time")
    _add_scheduler(who, "execute on a dask.distributed cluster that sees this folder under the same path")
    run.set_defaults(command=_run)

    site = commands.add_parser("site", parents=[waits], help="render the executed pages into build/site")
    site.add_argument(
        "--with-sentences", action="store_true",
        help="a private site in build/private, where figures stand in their sentences",
    )  # fmt: skip
    site.set_defaults(command=_site)

    nightly = commands.add_parser(
        "nightly", parents=[waits], help="inbox, check, run; if a page has changed, site and diff",
        epilog="Exit status: the first that holds of 1 something failed, 5 another call is at work, 4 a drop "
        "was rejected, 3 a claim is off, 6 figures wait for a review; 0 where none does.",
    )  # fmt: skip
    nightly.add_argument("--all-places", action="store_true", help="as for study run")
    nightly.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="pages at a time"
    )
    nightly.set_defaults(command=_nightly)

    trace = commands.add_parser("trace", parents=[debug], help="where a figure or a result comes from")
    trace.add_argument("id", metavar="ID", help="as hanoi-fr:2888 or 01-staffing.share_paid")
    trace.add_argument("--sentence", action="store_true", help="show the sentence, where the text is at hand")
    trace.set_defaults(command=_trace)

    diff = commands.add_parser(
        "diff", parents=[debug], help="what is different from the run before, or between revisions",
        epilog="Example: study diff v0.1.0 HEAD --markdown; one revision is compared with what stands here.",
    )  # fmt: skip
    diff.add_argument("revisions", nargs="*", metavar="REF", help="a git revision, or two")
    diff.add_argument("--all", action="store_true", help="show each change, also those that move nothing")
    diff.add_argument("--markdown", action="store_true", help="as Markdown, for a message")
    diff.set_defaults(command=_diff)
    return parser


def _add_hints(parser: argparse.ArgumentParser, *, published_required: bool = False) -> None:
    parser.add_argument(
        "--language", default="", metavar="L", help="fr, es, en, vi; default: found from the text"
    )
    parser.add_argument(
        "--published", default="", metavar="DATE", required=published_required, type=_day_or_month,
        help="a day or a month; completes dates without a year",
    )  # fmt: skip
    parser.add_argument(
        "--place", default="", metavar="CODE", help="VN or VN-HN ...; default: found from the text"
    )


def _add_scheduler(parser: argparse._ActionsContainer, what: str) -> None:
    parser.add_argument("--scheduler", type=_address, metavar="tcp://HOST:PORT", help=what)


def _address(text: str) -> str:
    if not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not tcp://HOST:PORT")
    return text


def _day_or_month(text: str) -> str:
    from analysis.table.days import day_or_month

    try:
        if text:
            day_or_month(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day (2025-10-01) and no month (2025-10)") from None
    return text


def _read(options: argparse.Namespace) -> int:
    from pathlib import Path

    from analysis.children import Children
    from analysis.console import Progress
    from analysis.files import shown
    from analysis.reading.batch import TOGETHER, Done, plan, run
    from analysis.reading.whole import Hints
    from analysis.tasks import Lost

    jobs = plan([Path(path) for path in options.paths], Path(options.to))
    hints = Hints(options.language, options.published, _place(options.place))
    hands: Hands = Children(os.cpu_count() or 1)
    if options.scheduler:
        from analysis.cluster import Cluster

        hands = Cluster(options.scheduler, together=TOGETHER)
    done, failed, lost = 0, [], ""

    with Progress(len(jobs)) as progress:

        def tell(one: Done) -> None:
            nonlocal done
            done += 1
            progress.step(one.job.path.name, done, f"{one.figures} figures" if not one.problem else "failed")
            if one.remark:
                warn(f"{shown(one.job.path)}: {one.remark}")
            if one.problem:
                failed.append(one.problem)

        try:
            run(jobs, hints, tell, hands)
        except Lost as error:
            lost = (
                f"{error}: {len(jobs) - done} of {len(jobs)} texts are not read; the same command reads them"
            )
    for problem in [*failed, *([lost] if lost else [])]:
        warn(problem)
    say(f"{done - len(failed)} of {len(jobs)} texts read into {options.to}")
    return FAILED if failed or lost else DONE


def _place(code: str) -> str:
    if not code:
        return code
    from analysis.table.catalogue import place_meant, read_places

    if code not in read_places():
        raise StudyError(f"place {code!r} is unknown", way_out=place_meant(code, read_places()))
    return code


def _add(options: argparse.Namespace) -> int:
    from functools import partial
    from pathlib import Path

    from analysis.children import Children
    from analysis.intake import Registration
    from analysis.lock import alone
    from analysis.pages.layout import HERE
    from analysis.registering import add, told_of

    said = Registration(
        options.id, options.url, options.published, options.title, options.publisher, options.language,
        _place(options.place), options.translation_of, options.replaces,
    )  # fmt: skip
    lock = partial(alone, HERE.lock, "study add", options.wait)
    say(told_of(add(Path(options.path), said, HERE.data, Children(), lock)))
    return DONE


def _inbox(options: argparse.Namespace) -> int:
    from functools import partial

    from analysis.children import Children
    from analysis.inbox import Answer, Fate, Inbox
    from analysis.lock import alone
    from analysis.pages.layout import HERE

    def tell(one: Answer) -> None:
        wrong = one.fate in (Fate.REJECTED, Fate.WAITS)
        (warn if wrong else say)(one.told)

    lock = partial(alone, HERE.lock, "study inbox", options.wait)
    with alone(HERE.inbox_lock, "study inbox", options.wait):
        answers = Inbox(HERE.data, Children(os.cpu_count() or 1), lock).empty(tell)
    if not answers:
        say("nothing new in data/inbox")
    return FAILED if any(one.fate is Fate.REJECTED for one in answers) else DONE


def _reread(options: argparse.Namespace) -> int:
    from analysis.console import Progress, show
    from analysis.lock import alone
    from analysis.pages.layout import HERE
    from analysis.rereading import COLUMNS, Again, reread, summary

    with alone(HERE.lock, "study reread", options.wait), Progress() as progress:

        def tell(one: Again, done: int, total: int) -> None:
            progress.expect(total)
            progress.step(one.report_id, done, "failed" if one.problem else f"{one.figures} figures differ")

        done = reread(HERE.data, tell)
    show(COLUMNS, [each.cells for one in done for each in one.differences])
    say(summary(done))
    failed = [one for one in done if one.problem]
    for one in failed:
        warn(one.problem)
    return FAILED if failed else DONE


def _review(options: argparse.Namespace) -> int:
    from analysis.console import show
    from analysis.pages.layout import HERE
    from analysis.reviewing import review

    if options.queue:
        return _queue(options)
    if not options.id:
        return _told("study review needs the ID of a report, or --queue", WRONG_USE, False)
    if options.open:
        return _open(options)
    if options.settle:
        return _settle(options)
    if options.against:
        return _against(options)
    if options.accept:
        return _accept(options)
    found = review(options.id, HERE.data)
    if not found.has_text:
        warn(f"the text of {options.id} is not at hand: what was not read does not show")
    parts = {
        "Not read": found.left, "Figures, doubtful first": found.figures, "Other numbers": found.numbers,
        "Statements, doubtful first": found.statements,
    }  # fmt: skip
    for title, looks in parts.items():
        rows = [(str(look.start), look.words, look.reading, "; ".join(look.doubts)) for look in looks]
        show(("at", "words", "read as", "look because"), rows, title)
    return DONE


def _queue(options: argparse.Namespace) -> int:
    from pathlib import Path

    from analysis.desk.queue import queue, told
    from analysis.pages.layout import HERE

    say(told(queue(HERE), Path(options.to) if options.to else None))
    return DONE


def _against(options: argparse.Namespace) -> int:
    from pathlib import Path

    from analysis.desk.second import compare, told
    from analysis.pages.layout import HERE

    found = compare(options.id, Path(options.against), HERE.data)
    say(told(found, Path(options.to) if options.to else None))
    return DONE


def _settle(options: argparse.Namespace) -> int:
    from pathlib import Path

    from analysis.desk.settling import Signed, settle_from
    from analysis.lock import alone
    from analysis.pages.layout import HERE

    signed = Signed(options.who, options.on, options.reason)
    with alone(HERE.lock, "study review", options.wait):
        say(settle_from(Path(options.settle), options.id, HERE.data, signed).told)
    return DONE


def _open(options: argparse.Namespace) -> int:
    import webbrowser

    from analysis.desk.server import Server
    from analysis.desk.session import reviewing
    from analysis.pages.layout import HERE

    with reviewing(options.id, HERE, options.wait) as session:
        server = Server(session)
        say(f"review of {options.id}: {server.address}")
        if not options.no_browser:
            webbrowser.open(server.address)
        say("it ends when the page is closed, or with Ctrl-C", aside=True)
        with suppress(KeyboardInterrupt):  # each step was written when it was done
            server.serve()
    say(f"{options.id}: {session.summary}")
    return DONE


def _accept(options: argparse.Namespace) -> int:
    from analysis.lock import alone
    from analysis.pages.layout import HERE
    from analysis.reviewing import accept

    if not options.on:
        return _told("--accept needs the day of the review; add --on 2025-10-01", WRONG_USE, False)
    with alone(HERE.lock, "study review", options.wait):
        figures, statements = accept(options.id, options.on, options.how, HERE.data)
    say(f"{options.id}: {figures} figures and {statements} statements reviewed")
    return DONE


def _check(options: argparse.Namespace) -> int:
    from analysis.checking import check, show_check
    from analysis.lock import alone
    from analysis.pages.layout import HERE

    with alone(HERE.lock, "study check", options.wait):
        done = check(HERE)
    show_check(done)
    failed = [each for each in done.reports if each.failed]
    for each in failed:
        warn(f"{each.report_id}: the text {each.text}")
    for problem in done.broken:
        warn(problem)
    for claim_id, reason, file in done.waiting:
        way_out = f"correct it in data/{file} or accept it in data/accepted.csv"
        warn(f"{claim_id} is off: {reason}; {way_out}")
    return FAILED if failed or done.broken else WAITS if done.waiting else DONE


def _run(options: argparse.Namespace) -> int:
    from analysis.pages.layout import HERE
    from analysis.pages.running.record import Call, current_pages

    call = Call(tuple(options.names), tuple(options.place), options.all_places, tuple(options.settings))
    current = None if options.again else current_pages(call, HERE)
    if current is not None:
        say(f"nothing has changed: {current} of {current} pages are current")
        return DONE
    from analysis.pages.running.choosing import choose

    if options.all_places:
        _tell_silent(HERE)
    pages = choose(HERE, call)
    return _executed(pages, HERE, call, _hands(options, pages, HERE), again=options.again,
                     wait=options.wait)  # fmt: skip


def _hands(options: argparse.Namespace, pages: Sequence[Page], layout: Layout) -> Hands:
    """Who executes the pages."""
    if not options.scheduler:
        from analysis.pages.running.rerun import threads

        return threads(options.jobs)
    if any(page.parameters.get("show_sentences") for page in pages):
        way_out = "leave --scheduler out"
        raise StudyError("pages with sentences are made on this machine alone", way_out=way_out)
    from analysis.cluster import Cluster

    return Cluster(options.scheduler, shared=layout.build)


def _tell_silent(layout: Layout) -> None:
    """Name the provinces that no report speaks of: they get no page."""
    from analysis.pages.page import known_codes
    from analysis.pages.running.choosing import places_spoken_of

    spoken = places_spoken_of(layout)
    silent = [name for code, name in known_codes(layout).places.items() if code not in spoken]
    if silent:
        say(f"no report speaks of {len(silent)} provinces: {', '.join(silent)}", aside=True)


_NAMES_TOLD = 6


def _tell_plan(planned: Plan) -> None:
    """Say how many pages are executed, and why."""
    say(f"{len(planned.due)} of {len(planned.pages)} pages to execute", aside=True)
    gone = {"no longer asked for, removed": planned.gone} if planned.gone else {}
    for why, names in {**planned.reasons, **gone}.items():
        more = f" and {len(names) - _NAMES_TOLD} more" if len(names) > _NAMES_TOLD else ""
        say(f"  {why}: {', '.join(names[:_NAMES_TOLD])}{more}", aside=True)


def _executed(pages: Sequence[Page], layout: Layout, call: Call, hands: Hands, *, again: bool = False,
              wait: float = 0) -> int:  # fmt: skip
    from analysis.console import Progress
    from analysis.pages.running.rerun import rerun
    from analysis.pages.running.runs import read_pages

    listed = [page.name for page in read_pages(layout)]
    with Progress() as progress:

        def say(planned: Plan) -> None:
            _tell_plan(planned)
            progress.expect(len(planned.due))

        def tell(outcome: Outcome, done: int, total: int) -> None:
            progress.step(outcome.page.name, done, outcome.word)

        outcomes = rerun(
            pages, layout, call, listed=listed, hands=hands, again=again, say=say, tell=tell, wait=wait
        )
    failed = [outcome for outcome in outcomes if outcome.problem]
    for outcome in failed:
        warn(f"page {outcome.page.name} failed: {outcome.problem}")
    unsure = sum(not outcome.sure for outcome in outcomes)
    if unsure:
        warn(f"the inputs changed while {unsure} pages were made; call study run again")
    return FAILED if failed or unsure else DONE


def _site(options: argparse.Namespace) -> int:
    from analysis.lock import alone
    from analysis.pages.layout import HERE
    from analysis.pages.rendering.site import build_site
    from analysis.pages.running.choosing import showing_sentences
    from analysis.pages.running.record import Call
    from analysis.pages.running.runs import read_pages

    pages, layout, status = read_pages(HERE), HERE, DONE
    if options.with_sentences:
        from analysis.pages.running.rerun import threads

        _refuse_without_texts(HERE)
        layout = HERE.private()
        pages = showing_sentences(pages, HERE)
        status = _executed(pages, layout, Call(), threads(os.cpu_count() or 1), wait=options.wait)
    with alone(layout.site_lock, "study site", options.wait):
        site = build_site(layout, pages)
    for warning in site.warnings:
        warn(warning)
    say(site.first_page)
    return status


def _nightly(options: argparse.Namespace) -> int:
    from functools import partial

    from analysis.night import BUSY, Steps, night
    from analysis.pages.layout import HERE
    from analysis.table.study import load

    def called(*arguments: str) -> Callable[[], int]:
        asked = _parser().parse_args(arguments)
        return partial(asked.command, asked)

    def waiting() -> int:
        return load(HERE.data, whole=False).figures.tally("status").get("read", 0)

    wait = ["--wait", str(options.wait)]
    run = ["run", "--jobs", str(options.jobs), *wait, *(["--all-places"] if options.all_places else [])]
    steps = Steps(called("inbox", *wait), called("check", *wait), called(*run), called("site", *wait),
                  called("diff", "--markdown"), waiting)  # fmt: skip
    try:
        return night(steps, HERE)
    except Busy as error:
        return _told(str(error), BUSY, options.debug)


def _refuse_without_texts(layout: Layout) -> None:
    from analysis.pages.page import known_codes
    from analysis.reading.report import texts_folder

    folder = texts_folder()
    missing = [name for name in known_codes(layout).reports if not (folder / f"{name}.txt").is_file()]
    if missing:
        raise StudyError(
            f"no text of {', '.join(missing)}", file=str(folder), way_out="name their folder in STUDY_TEXTS"
        )


def _trace(options: argparse.Namespace) -> int:
    from analysis.pages.layout import HERE
    from analysis.tracing import trace

    say(trace(options.id, HERE, sentence=options.sentence))
    return DONE


def _diff(options: argparse.Namespace) -> int:
    from analysis.pages.changes import changes
    from analysis.pages.diff import made_said, revision, run_before, state_of
    from analysis.pages.layout import HERE
    from analysis.pages.telling import brief, markdown, show_changes

    if len(options.revisions) > 2:
        return _told("study diff takes two revisions at most", WRONG_USE, False)
    states = []
    for reference in options.revisions:
        with revision(reference, HERE) as there:
            states.append(state_of(there))
    if not states:
        states = [run_before(HERE), state_of(HERE, made_said(HERE))]
    elif len(states) == 1:
        states.append(state_of(HERE))
    found = changes(*states)
    named = options.revisions or ["the run before"]
    title = f"From {named[0]} to {named[1] if len(named) == 2 else 'what stands here'}"
    if options.markdown or not found:
        say(markdown(found, title) if options.all else brief(found, title))
    else:
        show_changes(found, title, whole=options.all)
    return DONE


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call as everything is said."""

    def error(self, message: str) -> NoReturn:
        """End, with wrong use."""
        super().error(printable(message))


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        say(version("two-tier-study"))
        parser.exit()


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE, as in reviewed_only=true")
    return name.strip(), value.strip()


def _seconds(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise _Terminated


def _told(message: str, status: int, debug: bool) -> int:
    if debug:
        import traceback

        say(traceback.format_exc().rstrip(), aside=True)
    warn(message)
    return status


if __name__ == "__main__":
    sys.exit(main())
