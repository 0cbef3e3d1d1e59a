"""Downloads whose client ends its own direction of TLS before the server has sent everything, and reads on.

usage: early_close_client.py HOST PORT USER FILE
The password is in FTP_PASSWORD. Says as JSON, for each version, moment and way, what came, how it ended and what was replied.

Moments: in the same write as the last of the handshake, or when data has come. Ways: close_notify alone, a FIN behind it, or,
when the server has filled all buffers, a RST: a client that is gone for good.
"""

import ftplib
import hashlib
import json
import os
import socket
import ssl
import struct
import sys
import time

host, port, user, name = sys.argv[1:]
VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


class Data:
    """TLS in memory on a socket: what goes out when is decided here."""

    def __init__(self, address, context, session):
        self.sock = socket.socket()
        # Little room, so that the server cannot be done before the client has ended.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self.sock.settimeout(60)
        self.sock.connect(address)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=host, session=session)
        self.digest, self.size = hashlib.sha256(), 0

    def fill(self):
        chunk = self.sock.recv(65536)
        if chunk:
            self.incoming.write(chunk)
        else:
            self.incoming.write_eof()

    def flush(self):
        self.sock.sendall(self.outgoing.read())

    def handshake(self):
        """All but the last flight, which waits for the next flush."""
        while True:
            try:
                return self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self.flush()
                self.fill()

    def take(self):
        """What has come already; whether the server has not ended."""
        while True:
            try:
                got = self.tls.read(65536)
            except ssl.SSLWantReadError:
                return True
            except ssl.SSLZeroReturnError:
                return False
            if not got:
                return False
            self.size += len(got)
            self.digest.update(got)

    def end(self):
        """close_notify; it looks for the server's own, which must not be tried while anything unread waits."""
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.flush()

    def read_on(self):
        try:
            while self.take():
                self.fill()
            return "close_notify"
        except ssl.SSLEOFError:
            return "fin"

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        return "reset"


def download(version, moment, way):
    context = ssl._create_unverified_context()
    context.minimum_version = context.maximum_version = VERSIONS[version]
    client = ftplib.FTP_TLS(context=context, timeout=60, encoding="utf-8")
    client.connect(host, int(port))
    client.login(user, os.environ["FTP_PASSWORD"])
    client.prot_p()
    client.voidcmd("TYPE I")
    data = Data(client.makepasv(), context, client.sock.session)
    client.sendcmd(f"RETR {name}")
    data.handshake()
    if moment == "data":
        data.flush()
        while data.take() and data.size == 0:
            data.fill()
    data.end()
    if way == "fin":
        data.sock.shutdown(socket.SHUT_WR)
    if way == "reset":
        # Two turns of the server, in which it has written all that there is room for.
        client.voidcmd("NOOP")
        client.voidcmd("NOOP")
    started = time.monotonic()
    ending = data.reset() if way == "reset" else data.read_on()
    try:
        reply = client.voidresp()
    except ftplib.Error as error:
        reply = str(error)
    waited = time.monotonic() - started
    data.sock.close()
    client.quit()
    return {
        "version": version,
        "moment": moment,
        "way": way,
        "ending": ending,
        "code": int(reply[:3]),
        "seconds": waited,
        "size": data.size,
        "sha256": data.digest.hexdigest(),
    }


print(
    json.dumps(
        [
            download(version, moment, way)
            for version in VERSIONS
            for moment in ("handshake", "data")
            for way in ("notify", "fin", "reset")
        ]
    )
)
