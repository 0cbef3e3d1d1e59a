"""Starts a server on a terminal of its own, sends it SIGHUP in one way or another, and prints what it did.

hang-up.py HOW DATA COMMAND...   COMMAND serves with its data in DATA, where it writes DATA/ready.json
HOW: closed       the terminal goes, with the server in its foreground
     alive        somebody sends SIGHUP, and the terminal stays
     background   the shell has put the server into the background; the terminal goes, then somebody sends SIGHUP
     nohup        it was started with nohup; the terminal goes
Prints "stopped N", N being its exit status or -, or "reloaded".
"""

import ctypes
import json
import os
import pty
import select
import shlex
import signal
import sys
import time

LIMIT_SECONDS = 45
PR_SET_CHILD_SUBREAPER = 36


def shell_words(how: str, command: list) -> list:
    line = shlex.join(command)
    if how == "background":
        return ["sh", "-mc", f"{line} & wait"]
    if how == "nohup":
        return ["sh", "-c", f"exec nohup {line} > /dev/null"]
    return command


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def text_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def main() -> int:
    how, data = sys.argv[1:3]
    # Orphans come to us, and not to somebody who never asks how they ended.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    child, terminal = pty.fork()
    if child == 0:
        words = shell_words(how, sys.argv[3:])
        os.execvp(words[0], words)
    deadline = time.monotonic() + LIMIT_SECONDS
    shown = ""

    def listen(seconds: float) -> None:
        nonlocal shown
        if terminal is None:
            time.sleep(seconds)
            return
        ready, _, _ = select.select([terminal], [], [], seconds)
        if ready:
            try:
                shown += os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:
                # The last one has left it.
                time.sleep(seconds)

    ready_file = os.path.join(data, "ready.json")
    while not os.path.exists(ready_file):
        if time.monotonic() > deadline:
            sys.stderr.write(f"never ready: {shown}\n")
            return 1
        listen(0.05)
    with open(ready_file, encoding="utf-8") as file:
        pid = json.load(file)["pid"]

    # Something to be told of by whoever reads it again.
    with open(os.path.join(data, "oceanftp.toml"), "w", encoding="utf-8") as file:
        file.write('name = "another name"\n')
    if how == "alive":
        os.kill(pid, signal.SIGHUP)
    else:
        os.close(terminal)
        terminal = None
    if how == "background":
        # The shell goes with its terminal.
        os.waitpid(child, 0)
        os.kill(pid, signal.SIGHUP)

    log = os.path.join(data, "logs", "oceanftp.log")
    while time.monotonic() < deadline:
        if is_gone(pid):
            _, status = os.waitpid(pid, 0)
            print(f"stopped {os.waitstatus_to_exitcode(status)}")
            return 0
        if '"what":"settings: name"' in text_of(log):
            print("reloaded")
            os.kill(pid, signal.SIGTERM)
            while not is_gone(pid) and time.monotonic() < deadline:
                listen(0.02)
            return 0
        listen(0.02)
    os.kill(pid, signal.SIGKILL)
    sys.stderr.write(f"neither: {shown}\n")
    return 1


sys.exit(main())
