"""Uploads of a client that never reads its data connection, and closes it when all is written, as curl does.

usage: unread_upload_client.py HOST PORT USER PID
The password is in FTP_PASSWORD. The server (PID) is stopped while the client writes and closes: a machine with much to do. What
the kernel holds unread then makes it reset the connection, and lose what it had not sent yet. Says as JSON what was replied.
"""

import ftplib
import json
import os
import signal
import socket
import ssl
import sys

host, port, user, pid = sys.argv[1:]
VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
# More than a receiver that stands still takes, and less than the sender's kernel holds.
BYTES = bytes(300_000)


def handshake(sock, context, session):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname=host, session=session)
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            sock.sendall(outgoing.read())
            incoming.write(sock.recv(65536))
    sock.sendall(outgoing.read())
    return tls, outgoing


def upload(version):
    context = ssl._create_unverified_context()
    context.minimum_version = context.maximum_version = VERSIONS[version]
    client = ftplib.FTP_TLS(context=context, timeout=60, encoding="utf-8")
    client.connect(host, int(port))
    client.login(user, os.environ["FTP_PASSWORD"])
    client.prot_p()
    client.voidcmd("TYPE I")
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 400_000)
    sock.settimeout(60)
    sock.connect(client.makepasv())
    client.sendcmd(f"STOR {version}.bin")
    tls, outgoing = handshake(sock, context, client.sock.session)
    # Two turns of the server, in which it has sent whatever it sends by itself.
    client.voidcmd("NOOP")
    client.voidcmd("NOOP")
    tls.write(BYTES)
    try:
        tls.unwrap()
    except ssl.SSLWantReadError:
        pass
    os.kill(int(pid), signal.SIGSTOP)
    try:
        sock.sendall(outgoing.read())
        sock.close()
    finally:
        os.kill(int(pid), signal.SIGCONT)
    try:
        reply = client.voidresp()
    except ftplib.Error as error:
        reply = str(error)
    client.quit()
    return int(reply[:3])


print(json.dumps({version: upload(version) for version in VERSIONS}))
