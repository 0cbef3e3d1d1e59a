"""Runs a program on a terminal of its own, and answers when it asks.

terminal.py STEPS COMMAND...   STEPS is JSON: [["what it says", "what is typed then"], ...]
Prints what was shown. Ends with the program's status, or 99 when a step was not reached.
"""

import json
import os
import pty
import select
import sys
import time

LIMIT_SECONDS = 45


def main() -> int:
    steps = json.loads(sys.argv[1])
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    shown = ""
    seen = 0
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            try:
                chunk = os.read(terminal, 4096)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk.decode("utf-8", "replace")
        while steps and steps[0][0] in shown[seen:]:
            seen = shown.index(steps[0][0], seen) + len(steps[0][0])
            os.write(terminal, steps.pop(0)[1].encode())
    else:
        os.kill(pid, 9)
    sys.stdout.write(shown)
    _, status = os.waitpid(pid, 0)
    if steps:
        sys.stderr.write(f"not reached: {steps[0]!r}\n")
        return 99
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
