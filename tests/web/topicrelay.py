# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""A relay that speaks the topic dialect and nothing else, for tests of its clients: it can be
stopped, started on the same port and frozen, and says how often it was connected to."""
import base64
import hashlib
import http.client
import json
import secrets
import socket
import struct
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 §1.3
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
MAX_FRAME = 1024 * 1024


def signed_query(token):
    stamp, nonce = str(int(time.time())), str(secrets.randbits(63))
    signature = hashlib.sha1("".join(sorted([token, stamp, nonce])).encode()).hexdigest()
    return f"timestamp={stamp}&nonce={nonce}&signature={signature}"


def is_signed(token, query):
    parts = sorted([token, query.get("timestamp", ""), query.get("nonce", "")])
    return query.get("signature") == hashlib.sha1("".join(parts).encode()).hexdigest()


def may_connect(business, token, query):
    """Asks the business server, with the query's parameters as headers in UTF-8."""
    connection = http.client.HTTPConnection("127.0.0.1", business, timeout=10)
    headers = {name: value.encode() for name, value in query.items()}
    try:
        connection.request("GET", "/connect/?" + signed_query(token), headers=headers)
        return json.load(connection.getresponse()).get("status") == "success"
    finally:
        connection.close()


class Client(BaseHTTPRequestHandler):
    """One connection: a WebSocket, or a call of the API."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        relay = self.server.relay
        relay.running.wait()
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        self.close_connection = True
        if url.path != "/ws" or "Sec-WebSocket-Key" not in self.headers:
            return self.send_error(404)
        if not may_connect(relay.business, relay.token, query):
            return self.send_error(401)
        key = self.headers["Sec-WebSocket-Key"].encode() + ACCEPT
        self.send_response_only(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept",
                         base64.b64encode(hashlib.sha1(key).digest()).decode())
        self.end_headers()
        self.lock = threading.Lock()
        relay.serve(self)

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if url.path != "/topic/publish" or not is_signed(self.server.relay.token, query):
            return self.send_error(403)
        self.server.relay.publish(query["topic"], json.loads(body))
        answer = b'{"status": 0}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def read_frame(self):
        """Opcode and payload of a whole message in one frame; None: the client has gone."""
        head = self.rfile.read(2)
        if len(head) < 2:
            return None
        length = head[1] & 0x7f
        if length > 125:
            size = 2 if length == 126 else 8
            length = int.from_bytes(self.rfile.read(size), "big")
        if not head[0] & 0x80 or not head[1] & 0x80 or length > MAX_FRAME:
            return None
        mask = self.rfile.read(4)
        return head[0] & 0x0f, bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.rfile.read(length)))

    def write_frame(self, payload, opcode=TEXT):
        length = len(payload)
        size = bytes([length]) if length < 126 else struct.pack("!BH", 126, length) \
            if length < 65536 else struct.pack("!BQ", 127, length)
        with self.lock:
            try:
                self.wfile.write(bytes([0x80 | opcode]) + size + payload)
            except OSError:
                pass  # its reader sees that, too

    def log_message(self, *_args):
        pass


class TopicRelay:
    def __init__(self, port, business, token, heartbeat):
        self.port = port
        self.business = business
        self.token = token
        self.heartbeat = heartbeat  # seconds
        self.running = threading.Event()  # not set: frozen
        self.lock = threading.RLock()  # of what is below
        self.clients = set()
        self.topics = {}  # topic -> its clients
        self.server = None

    def start(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Client)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.server.relay = self
        self.running.set()
        self.ended = threading.Event()
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        threading.Thread(target=self.beat, args=(self.ended,), daemon=True).start()

    def stop(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()
        with self.lock:
            for client in self.clients:
                client.connection.shutdown(socket.SHUT_RDWR)

    def freeze(self):
        self.running.clear()

    def thaw(self):
        self.running.set()

    def beat(self, ended):
        while not ended.wait(self.heartbeat):
            self.running.wait()
            with self.lock:
                for client in self.clients:
                    client.write_frame(b"heartbeat")

    def serve(self, client):
        with self.lock:
            self.clients.add(client)
        try:
            while frame := client.read_frame():
                self.running.wait()
                opcode, payload = frame
                if opcode == CLOSE:
                    client.write_frame(payload, CLOSE)
                    break
                if opcode == PING:
                    client.write_frame(payload, PONG)
                elif opcode == TEXT:
                    self.handle(client, json.loads(payload))
        except OSError:
            pass
        with self.lock:
            self.clients.discard(client)
            for topic in list(self.topics):
                self.leave(client, topic)

    def handle(self, client, frame):
        for topic in frame["topic"].split(",") if frame["type"] != 1 else [frame["topic"]]:
            if frame["type"] == 1:
                self.publish(topic, frame["data"])
            elif frame["type"] == 2:
                with self.lock:
                    self.topics.setdefault(topic, set()).add(client)
                    self.tell_count(topic, "onSubscribe")
            else:
                self.leave(client, topic)

    def leave(self, client, topic):
        with self.lock:
            if client in self.topics.get(topic, ()):
                self.topics[topic].discard(client)
                self.tell_count(topic, "onUnsubscribe")

    def tell_count(self, topic, event):
        self.tell(topic, {"type": event, "data": len(self.topics[topic])})

    def publish(self, topic, data):
        self.tell(topic, {"type": 1, "topic": topic, "data": data})

    def tell(self, topic, frame):
        with self.lock:
            for client in self.topics.get(topic, ()):
                client.write_frame(json.dumps(frame).encode())
