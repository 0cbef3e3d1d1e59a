"""Ends TLS on the control connection by CCC and by REIN, and works on in clear. Arguments: port user password."""

import ftplib
import io
import os
import socket
import ssl
import sys

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
content = bytes(range(256)) * 400


def connected(version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    ftp = ftplib.FTP_TLS(context=context, encoding="utf-8", timeout=60)
    ftp.connect("127.0.0.1", port)
    ftp.login(user, password)
    ftp.prot_p()
    return ftp


def use_plain(ftp):
    """Ends TLS and goes on over the TCP connection below."""
    ftp.sock.unwrap()
    ftp.sock = socket.socket(fileno=os.dup(ftp.sock.fileno()))
    ftp.sock.settimeout(60)
    ftp.file = ftp.sock.makefile("r", encoding="utf-8")


for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    ftp = connected(version)
    assert ftp.sendcmd("CCC").startswith("200")
    use_plain(ftp)
    assert ftp.pwd() == "/"
    ftp.storbinary("STOR clear.bin", io.BytesIO(content))
    received = io.BytesIO()
    ftp.retrbinary("RETR clear.bin", received.write)
    assert received.getvalue() == content
    ftp.quit()
    print(version.name, "CCC")

    ftp = connected(version)
    assert ftp.sendcmd("REIN").startswith("220")
    use_plain(ftp)
    try:
        ftp.sendcmd("PWD")
        raise AssertionError("PWD after REIN")
    except ftplib.error_perm as error:
        assert str(error).startswith("530")
    assert ftp.sendcmd("AUTH TLS").startswith("234")
    ftp.sock = ftp.context.wrap_socket(ftp.sock)
    ftp.file = ftp.sock.makefile("r", encoding="utf-8")
    ftplib.FTP.login(ftp, user, password)
    ftp.prot_p()
    assert ftp.size("clear.bin") == len(content)
    ftp.quit()
    print(version.name, "REIN")
