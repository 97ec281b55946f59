"""What only a process of its own can show: imports, pipes, encodings, signals."""

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCENARIO = "scenarios/skincare-618.yaml"
PLAN, REPLANNED = "scenarios/skincare-618.plan.json", "scenarios/skincare-618-replanned.plan.json"

READING = {"pydantic", "ruamel", "lark"}
REPORTS = {"rich", "jinja2", "altair", "vl_convert", "xlsxwriter"}
SOLVING = {"pulp", "highspy", "numpy", "kolopt.model", "kolopt.solve"}
HEAVY = READING | REPORTS | SOLVING
NEEDED = {
    ("--help",): set(),
    ("--version",): set(),
    ("plan", "--help"): set(),
    ("init", "-"): set(),
    ("markets",): {"ruamel"},
    ("markets", "xiaohongshu"): {"pydantic", "ruamel", "rich"},
    ("schema",): {"pydantic"},
    ("trace", SCENARIO, "budget.total"): {"pydantic", "ruamel"},
    ("check", SCENARIO): READING,
    ("verify", PLAN): READING,
    ("diff", PLAN, REPLANNED): READING | {"rich"},
    ("diff", PLAN, REPLANNED, "--json"): READING | {"rich"},
    ("plan", SCENARIO): READING | {"rich"} | SOLVING,
    ("plan", SCENARIO, "--json"): READING | SOLVING,
}
"""Command line → what it may import of :data:`HEAVY`."""


def python(*arguments, **options):
    environment = {**os.environ, **options.pop("env", {})}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, env=environment, check=False, **options)


def kolopt(*arguments, **options):
    return python("-m", "kolopt", *arguments, **options)


@pytest.mark.parametrize("arguments", NEEDED, ids=" ".join)
def test_light_commands_import_nothing_heavy(arguments):
    program = (
        "import sys\n"
        "from kolopt.cli import main\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "try:\n    main()\n"
        "finally:\n"
        f"    print(*(name for name in {sorted(HEAVY)!r} if name in sys.modules), file=sys.stderr)\n"
    )
    result = python("-c", program, cwd=ROOT)
    assert result.returncode == 0
    imported = set(result.stderr.decode().splitlines()[-1].split())
    assert imported - NEEDED[arguments] == set(), f"kolopt {' '.join(arguments)} must not import these"


def test_the_list_of_heavy_imports_misses_no_library():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match("[a-z0-9-]+", requirement)[0] for requirement in project["dependencies"]}
    heavy = {name.split(".")[0] for name in HEAVY if not name.startswith("kolopt")}
    assert {name.removesuffix("-python").replace("-", "_") for name in names} == heavy | {"click"}


def test_a_reader_that_stops_gets_no_complaint():
    command = [sys.executable, "-m", "kolopt", "markets", "xiaohongshu"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert complaint == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_a_full_disk_is_one_message(as_json):
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "kolopt", "check", SCENARIO, *as_json]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "error: standard output cannot be written: No space left on device [cannot-write]\n"
    )


@pytest.mark.parametrize("closed", [1, 2])
def test_a_closed_stream_changes_no_exit_code(closed):
    done = kolopt("check", SCENARIO, cwd=ROOT, preexec_fn=lambda: os.close(closed))
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    done = kolopt("check", "nowhere.yaml", cwd=ROOT, preexec_fn=lambda: os.close(closed))
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_terminal_encoding_will_do(encoding):
    result = kolopt("markets", "xiaohongshu", env={"PYTHONIOENCODING": encoding})
    assert result.returncode == 0
    assert result.stderr == b""


def test_documents_are_utf_8_whatever_the_locale():
    plain, ascii_only = (
        kolopt("markets", "xiaohongshu", "--json", env={"PYTHONIOENCODING": encoding})
        for encoding in ("utf-8", "ascii")
    )
    assert plain.stdout == ascii_only.stdout
    assert "小红书" in plain.stdout.decode()


def test_a_file_name_that_is_no_text_is_one_message(tmp_path):
    result = kolopt("plan", b"\xff\x1b[31m.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert b"\x1b" not in result.stderr


def test_completion_offers_the_commands():
    result = kolopt(env={"_KOLOPT_COMPLETE": "bash_complete", "COMP_WORDS": "kolopt ver", "COMP_CWORD": "1"})
    assert b"verify" in result.stdout


def test_ctrl_c_ends_a_long_solve_at_once(tmp_path):
    scenario = ROOT / "scenarios" / "portfolio.yaml"
    plan = tmp_path / "plan.json"
    command = [sys.executable, "-m", "kolopt", "plan", scenario, "--gap", "0.0001%", "-o", plan]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(4.0)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        printed, complaint = process.communicate(timeout=60)
        took = time.monotonic() - started
    assert process.returncode == 130
    assert printed == b""
    assert complaint.decode().endswith("interrupted\n")
    assert took < 10.0  # a second or two where nothing else runs; the solve itself would take a minute
    assert not plan.exists()


def members(group):
    """Processes of a group that are alive."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, told = status.read_text().rpartition(") ")
        except OSError:
            continue  # it has just ended
        state, _, number = told.split()[:3]
        if int(number) == group and state != "Z":
            found.append(int(status.parent.name))
    return found


def waited(condition, seconds=60.0):
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def explaining():
    """An explanation of half a minute in two processes, in a group of its own, once the second is there."""
    command = [sys.executable, "-m", "kolopt", "explain", "scenarios/mother-baby-double11.yaml", "room"]
    with subprocess.Popen(
        [*command, "--jobs", "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert waited(lambda: len(members(process.pid)) == 3)  # and multiprocessing's own
        yield process
        process.kill()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize("after", [0.0, 0.1, 2.0])
def test_ctrl_c_ends_all_processes_at_once(explaining, after):
    time.sleep(after)
    os.killpg(explaining.pid, signal.SIGINT)
    started = time.monotonic()
    printed, complaint = explaining.communicate(timeout=60)
    took = time.monotonic() - started
    assert explaining.returncode == 130
    assert printed == b""
    assert complaint.decode().endswith("interrupted\n")
    assert b"Traceback" not in complaint
    assert took < 10.0
    assert waited(lambda: not members(explaining.pid), 10.0)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
def test_a_process_outlives_a_killed_command_by_one_task_at_most(explaining):
    time.sleep(1.0)
    explaining.kill()
    assert waited(lambda: not members(explaining.pid))
