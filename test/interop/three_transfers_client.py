"""Python's ftplib as it is, which resumes no TLS session: an upload, a download and a listing.

usage: three_transfers_client.py 1.2|1.3 HOST PORT USER FILE
The password is in FTP_PASSWORD. Says as JSON what the client has learned of each, or what stopped it.
"""

import ftplib
import io
import json
import os
import ssl
import sys

version, host, port, user, name = sys.argv[1:]
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
context = ssl._create_unverified_context()
context.minimum_version = context.maximum_version = VERSIONS[version]
client = ftplib.FTP_TLS(context=context, timeout=60, encoding="utf-8")
client.connect(host, int(port))
client.login(user, os.environ["FTP_PASSWORD"])
client.prot_p()
learned, came = [], io.BytesIO()
for step in (
    lambda: client.storbinary("STOR unresumed.bin", io.BytesIO(bytes(5_000_000))),
    lambda: client.retrbinary(f"RETR {name}", came.write),
    lambda: client.nlst(),
):
    try:
        learned.append(repr(step()))
    except (ftplib.Error, OSError) as error:
        learned.append(str(error))
client.quit()
print(json.dumps({"learned": learned, "bytes": len(came.getvalue())}))
