"""Ten transfers with Python's ssl, each of which offers a TLS session of the same control connection.

usage: resumption_client.py 1.2|1.3 first|newest HOST PORT USER
The password is in FTP_PASSWORD. Says as JSON which data connections resumed.
"""

import ftplib
import io
import json
import os
import ssl
import sys

version, habit, host, port, user = sys.argv[1:]
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class Client(ftplib.FTP_TLS):
    """Resumes the first session that it ever had, or the one that came last on any connection."""

    session = None
    resumed = []

    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self.session is None:
            self.session = self.sock.session
        conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.session)
        self.resumed.append(conn.session_reused)
        self.last = conn
        return conn, size

    def remember(self):
        if habit == "newest" and self.last.session is not None:
            self.session = self.last.session


context = ssl._create_unverified_context()
context.minimum_version = context.maximum_version = VERSIONS[version]
client = Client(context=context, timeout=60, encoding="utf-8")
client.connect(host, int(port))
client.login(user, os.environ["FTP_PASSWORD"])
client.prot_p()
BYTES = os.urandom(50_000)
for _ in range(5):
    client.storbinary("STOR resumed.bin", io.BytesIO(BYTES))
    client.remember()
    back = io.BytesIO()
    client.retrbinary("RETR resumed.bin", back.write)
    client.remember()
    assert back.getvalue() == BYTES
print(json.dumps({"resumed": Client.resumed, "version": client.sock.version()}))
client.quit()
