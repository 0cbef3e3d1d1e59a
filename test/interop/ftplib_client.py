"""Moves every file of a folder up and down with Python's ftplib, and says what it saw as JSON.

usage: ftplib_client.py explicit|implicit passive|active fresh|resumed HOST PORT USER FOLDER
The password is in FTP_PASSWORD.
"""

import ftplib
import hashlib
import io
import json
import os
import ssl
import sys

way, mode, sessions, host, port, user, folder = sys.argv[1:]


class Client(ftplib.FTP_TLS):
    """FTP_TLS that can also speak TLS from the first byte, and resume its control session for data."""

    resumed = []

    def connect(self, host, port):
        self.host, self.port = host, port
        if way != "implicit":
            return super().connect(host, port)
        import socket

        raw = socket.create_connection((host, port), 20)
        self.af = raw.family
        self.sock = self.context.wrap_socket(raw, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome

    def ntransfercmd(self, cmd, rest=None):
        if sessions == "fresh":
            return super().ntransfercmd(cmd, rest)
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session)
        self.resumed.append(conn.session_reused)
        return conn, size


context = ssl._create_unverified_context()
client = Client(context=context, timeout=60, encoding="utf-8")
client.connect(host, int(port))
client.set_pasv(mode == "passive")
if way == "explicit":
    client.auth()
ftplib.FTP.login(client, user, os.environ["FTP_PASSWORD"])
client.prot_p()

result = {"sizes": {}, "digests": {}, "protocol": client.sock.version()}
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name), "rb") as file:
        client.storbinary(f"STOR {name}", file)
    client.voidcmd("TYPE I")
    result["sizes"][name] = client.size(name)
    back = io.BytesIO()
    client.retrbinary(f"RETR {name}", back.write)
    result["digests"][name] = hashlib.sha256(back.getvalue()).hexdigest()
result["names"] = sorted(client.nlst())
result["facts"] = sorted(name for name, facts in client.mlsd() if facts["type"] == "file")
result["resumed"] = Client.resumed
client.quit()
print(json.dumps(result))
