"""The client of the benchmark, one process for each connection that works at the same time.

It does what a plain C client would do and no more: OpenSSL by Python's ssl, one buffer, the control session resumed on
every data connection, no Nagle. It reads one task as JSON from its argument, prepares (connects, logs in), says "ready",
works when it reads a line, prints what it found as JSON, and keeps its connections until its input ends, so that the
server's processes can be looked at in between. Times are of the monotonic clock, which all processes share.
"""

import hashlib
import json
import os
import select
import socket
import ssl
import sys
import time

BUFFER = 256 * 1024


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    return made


CONTEXT = context()


def opened(host, port):
    sock = socket.create_connection((host, port), timeout=60)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class Ftp:
    def __init__(self, task):
        self.host = task["host"]
        self.tls = task["tls"]
        self.control = opened(self.host, task["port"])
        self.text = b""
        self.resumed = 0
        self.fresh = 0
        self.reply(220)

    def reply(self, *codes):
        code = None
        while True:
            end = self.text.find(b"\n")
            if end < 0:
                more = self.control.recv(4096)
                if not more:
                    raise EOFError("the control connection ended")
                self.text += more
                continue
            line, self.text = self.text[:end], self.text[end + 1 :]
            if code is None and line[3:4] == b"-":
                code = line[:3]
            elif code is None or line[:4] == code + b" ":
                break
        if int(line[:3]) not in codes:
            raise RuntimeError("expected %s, got %r" % (codes, line))
        return line

    def ask(self, line, *codes):
        self.control.sendall(line.encode() + b"\r\n")
        return self.reply(*codes)

    def login(self, user, password):
        if self.tls:
            self.ask("AUTH TLS", 234)
            self.control = CONTEXT.wrap_socket(self.control)
        self.ask("USER " + user, 331)
        self.ask("PASS " + password, 230)

    def prepare(self):
        if self.tls:
            self.ask("PBSZ 0", 200)
            self.ask("PROT P", 200)
        self.ask("TYPE I", 200)

    def begin(self, line):
        answer = self.ask("EPSV", 229).decode()
        port = int(answer[answer.index("|||") + 3 :].split("|")[0])
        data = opened(self.host, port)
        try:
            self.ask(line, 125, 150)
        except BaseException:
            data.close()
            raise
        if not self.tls:
            return data
        data = CONTEXT.wrap_socket(data, session=self.control.session)
        if data.session_reused:
            self.resumed += 1
        else:
            self.fresh += 1
        return data

    def fetch(self, line, buffer, each=None):
        """Reads to the end. Gives the bytes, and the moment of the last one."""
        data = self.begin(line)
        total = 0
        while True:
            count = data.recv_into(buffer)
            if count == 0:
                break
            total += count
            if each is not None:
                each(buffer[:count])
        last = time.monotonic()
        data.close()
        self.reply(226)
        return total, last

    def store(self, line, content):
        data = self.begin(line)
        for start in range(0, len(content), BUFFER):
            data.sendall(content[start : start + BUFFER])
        if self.tls:
            end_tls(data)
        data.shutdown(socket.SHUT_WR)
        self.reply(226)
        data.close()


def end_tls(data):
    """Sends close_notify and waits for none."""
    data.setblocking(False)
    while True:
        try:
            data.unwrap()
        except ssl.SSLWantWriteError:
            select.select([], [data], [], 60)
            continue
        except (ssl.SSLWantReadError, OSError):
            pass
        return


def logged_in(task):
    ftp = Ftp(task)
    ftp.login(task["user"], task["password"])
    ftp.prepare()
    return ftp


def timed(work):
    started = time.monotonic()
    found = work() or {}
    return {"started": started, "ended": time.monotonic(), **found}


def handshakes(ftp):
    return {"resumed": ftp.resumed, "fresh": ftp.fresh}


def download(task):
    ftp = logged_in(task)
    buffer = memoryview(bytearray(BUFFER))

    def work():
        total = 0
        until = time.monotonic() + task.get("seconds", 0)
        while True:
            count, _ = ftp.fetch("RETR " + task["name"], buffer)
            if count != task["bytes"]:
                raise RuntimeError("%d bytes came of %d" % (count, task["bytes"]))
            total += count
            if time.monotonic() >= until:
                return {"bytes": total}

    return ftp, work


def digest(task):
    ftp = logged_in(task)

    def work():
        found = []
        for name in task["names"]:
            sha = hashlib.sha256()
            ftp.fetch("RETR " + name, memoryview(bytearray(BUFFER)), sha.update)
            found.append(sha.hexdigest())
        return {"sha256": found, **handshakes(ftp)}

    return ftp, work


def upload(task):
    ftp = logged_in(task)
    with open(task["local"], "rb") as file:
        content = memoryview(file.read())

    def work():
        ftp.store("STOR " + task["name"], content)

    return ftp, work


def small(task):
    ftp = logged_in(task)
    with open(task["local"], "rb") as file:
        content = memoryview(file.read())
    buffer = memoryview(bytearray(BUFFER))

    def work():
        for index in range(task["count"]):
            name = task["prefix"] + "small-%d" % index
            if task["up"]:
                ftp.store("STOR " + name, content)
                continue
            count, _ = ftp.fetch("RETR " + name, buffer)
            if count != len(content):
                raise RuntimeError("%d bytes came of %s" % (count, name))
        return handshakes(ftp)

    return ftp, work


def listing(task):
    ftp = logged_in(task)
    buffer = memoryview(bytearray(BUFFER))
    text = bytearray()

    def work():
        took = []
        for _ in range(task["times"]):
            text.clear()
            started = time.monotonic()
            _, last = ftp.fetch(task["line"], buffer, text.extend)
            took.append(last - started)
            lines = text.count(b"\n")
            if not task["entries"] <= lines <= task["entries"] + 3:
                raise RuntimeError("%d lines of %d" % (lines, task["entries"]))
        return {"seconds": sorted(took)[len(took) // 2]}

    return ftp, work


def logins(task):
    def work():
        for user in task["users"]:
            ftp = Ftp(task)
            ftp.login(user, task["password"])
            ftp.ask("QUIT", 221)
            ftp.control.close()

    return None, work


def idle(task):
    held = []

    def work():
        for _ in range(task["count"]):
            held.append(logged_in(task))

    return held, work


def noop(task):
    ftp = logged_in(task)

    def work():
        until = time.monotonic() + task["seconds"]
        took = []
        while time.monotonic() < until:
            started = time.monotonic()
            ftp.ask("NOOP", 200)
            took.append(time.monotonic() - started)
            time.sleep(0.002)
        took.sort()
        return {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100], "worst": took[-1]}

    return ftp, work


TASKS = {
    "download": download,
    "digest": digest,
    "upload": upload,
    "small": small,
    "listing": listing,
    "logins": logins,
    "idle": idle,
    "noop": noop,
}


def main():
    task = json.loads(sys.argv[1])
    held, work = TASKS[task["task"]](task)
    print("ready", flush=True)
    if not sys.stdin.readline():
        return
    print(json.dumps(timed(work)), flush=True)
    sys.stdin.readline()
    del held
    # Thousands of connections are closed faster by the system than one by one.
    os._exit(0)


main()
