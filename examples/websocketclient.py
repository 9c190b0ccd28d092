# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""A small WebSocket client (RFC 6455) with nothing but Python's standard library: text and binary
messages, fragments, ping, pong and close. One thread; send() may be called by others."""
import base64
import hashlib
import os
import socket
import ssl
import struct
import threading
import urllib.parse

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MAX_HEAD = 16 * 1024  # bytes of the answer to the handshake
MAX_MESSAGE = 16 * 1024 * 1024  # bytes; a longer one ends the connection
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocketError(Exception):
    """The connection is of no use any more."""


class Closed(WebSocketError):
    """The other side has closed it, with a code (1005: without one) and a reason."""

    def __init__(self, code, reason):
        super().__init__(f"closed: {code} {reason}".rstrip())
        self.code = code
        self.reason = reason


def mask(payload, key):
    """payload, masked; masking it again gives it back."""
    size = len(payload)
    stream = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")


def frame(opcode, payload, key):
    """A whole message, or a control frame, as a client sends it."""
    size = len(payload)
    head = struct.pack("!B", 0x80 | opcode)
    if size < 126:
        head += struct.pack("!B", 0x80 | size)
    elif size < 65536:
        head += struct.pack("!BH", 0x80 | 126, size)
    else:
        head += struct.pack("!BQ", 0x80 | 127, size)
    return head + key + mask(payload, key)


class FrameReader:
    """Makes messages of bytes, which may come in any pieces."""

    def __init__(self, max_message=MAX_MESSAGE):
        self.max_message = max_message
        self.buffer = bytearray()
        self.parts = bytearray()  # of a message in fragments
        self.opcode = 0  # of that message; 0: there is none

    def feed(self, data):
        self.buffer += data

    def next(self):
        """The next whole message or control frame, (opcode, payload), or None: more is needed."""
        while True:
            part = self.take()
            if part is None:
                return None
            fin, opcode, payload = part
            if opcode >= 8:
                return opcode, payload
            if (opcode == 0) != (self.opcode != 0):
                raise WebSocketError("a fragment out of order")
            if len(self.parts) + len(payload) > self.max_message:
                raise WebSocketError("the message is too long")
            self.opcode = opcode or self.opcode
            self.parts += payload
            if fin:
                message = self.opcode, bytes(self.parts)
                self.opcode, self.parts = 0, bytearray()
                return message

    def take(self):
        """One frame off the buffer: (fin, opcode, payload)."""
        if len(self.buffer) < 2:
            return None
        first, second = self.buffer[:2]
        opcode, size, begin = first & 0x0F, second & 0x7F, 2
        if first & 0x70 or opcode not in (0, TEXT, BINARY, CLOSE, PING, PONG):
            raise WebSocketError("a frame of no kind that was agreed on")
        if second & 0x80:
            raise WebSocketError("a server masks nothing")
        if opcode >= 8 and (size > 125 or not first & 0x80):
            raise WebSocketError("a control frame is long, or in fragments")
        if size >= 126:
            begin = 4 if size == 126 else 10
            if len(self.buffer) < begin:
                return None
            size = int.from_bytes(self.buffer[2:begin], "big")
        if size > self.max_message:
            raise WebSocketError("the message is too long")
        if len(self.buffer) < begin + size:
            return None
        payload = bytes(self.buffer[begin:begin + size])
        del self.buffer[:begin + size]
        return bool(first & 0x80), opcode, payload


def read_close(payload):
    """Code and reason of a close frame."""
    if len(payload) < 2:
        return 1005, ""
    return struct.unpack("!H", payload[:2])[0], payload[2:].decode("utf-8", "replace")


def accept_key(key):
    """What a server answers to Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1(key + GUID).digest())


def handshake(url, key, headers):
    """The request with which a connection begins."""
    lines = [f"GET {url.path or '/'}{'?' + url.query if url.query else ''} HTTP/1.1",
             f"Host: {url.netloc.rpartition('@')[2]}", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Key: {key.decode()}", "Sec-WebSocket-Version: 13"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def check_answer(head, key):
    """Raises when that, the head of the server's answer, is no yes."""
    lines = head.decode("latin-1").split("\r\n")
    status = lines[0].split(" ", 2)
    if len(status) < 2 or status[1] != "101":
        raise WebSocketError("refused: " + " ".join(status[1:]))
    fields = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    if (fields.get("upgrade", "").lower() != "websocket"
            or fields.get("sec-websocket-accept", "").encode() != accept_key(key)):
        raise WebSocketError("the answer is none to our question")


class WebSocket:
    """A connection. headers are sent along; context: of TLS, for wss. OSError, WebSocketError."""

    def __init__(self, url, headers=None, timeout=10, context=None):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("ws", "wss") or not parts.hostname:
            raise ValueError(f"not a WebSocket URL: {url}")
        secure = parts.scheme == "wss"
        self.reader = FrameReader()
        self.lock = threading.Lock()
        self.closing = False
        self.socket = socket.create_connection(
            (parts.hostname, parts.port or (443 if secure else 80)), timeout)
        try:
            if secure:
                context = context or ssl.create_default_context()
                self.socket = context.wrap_socket(self.socket, server_hostname=parts.hostname)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            key = base64.b64encode(os.urandom(16))
            self.socket.sendall(handshake(parts, key, headers or {}))
            check_answer(self.read_head(), key)
        except BaseException:
            self.socket.close()
            raise

    def read_head(self):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.socket.recv(4096)
            if not piece:
                raise WebSocketError("no answer to the handshake")
            data += piece
            if len(data) > MAX_HEAD:
                raise WebSocketError("the answer to the handshake is too long")
        head, _, rest = data.partition(b"\r\n\r\n")
        self.reader.feed(rest)
        return head

    def send(self, text):
        self.put(TEXT, text.encode())

    def put(self, opcode, payload):
        with self.lock:
            self.socket.sendall(frame(opcode, payload, os.urandom(4)))

    def receive(self, timeout=None):
        """The next message: str or bytes. TimeoutError when none came in time (in seconds; None:
        however long it takes), Closed when there will be none."""
        while True:
            message = self.reader.next()
            if message is None:
                self.socket.settimeout(timeout)
                data = self.socket.recv(65536)
                if not data:
                    raise Closed(1006, "the connection has ended")
                self.reader.feed(data)
                continue
            opcode, payload = message
            if opcode == PING:
                self.put(PONG, payload)
            elif opcode == CLOSE:
                if not self.closing:
                    self.closing = True
                    self.put(CLOSE, payload[:2])
                raise Closed(*read_close(payload))
            elif opcode == TEXT:
                try:
                    return payload.decode()
                except UnicodeDecodeError:
                    raise WebSocketError("a text is not UTF-8") from None
            elif opcode == BINARY:
                return payload

    def close(self, code=1000):
        """Says goodbye and ends the connection."""
        try:
            if not self.closing:
                self.closing = True
                self.put(CLOSE, struct.pack("!H", code))
        except OSError:
            pass
        self.socket.close()
