"""Clients that misbehave: crowd.py PORT COUNT KIND. Says "there" once all have connected, and leaves when its input ends."""

import socket
import sys

HALF = b"GET /widget.js HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
WHOLE = b"GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SENDS = {"silent": b"", "half-open": HALF, "deaf": WHOLE * 50}

port, count, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
clients = []
for _ in range(count):
    client = socket.socket()
    if kind == "deaf":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    try:
        client.sendall(SENDS[kind])
    except OSError:
        # The server may have closed it to make room.
        pass
    clients.append(client)
print("there", flush=True)
sys.stdin.read()
