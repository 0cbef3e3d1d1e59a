"""Stands in for the service manager: prints each message that comes to a notify socket as one line of JSON."""
import json
import socket
import struct
import sys

name = sys.argv[1]
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
manager.bind("\0" + name[1:] if name.startswith("@") else name)
print("bound", flush=True)
while True:
    message, control, _, _ = manager.recvmsg(4096, 128)
    pid = [struct.unpack("iii", data)[0] for _, _, data in control][0]
    lines = message.decode().rstrip("\n").split("\n")
    print(json.dumps({"from": pid, "lines": lines}), flush=True)
