#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""Tests of examples/queue-worker and the WebSocket client it comes with, against a relay that is
played here."""
import base64
import importlib.machinery
import importlib.util
import json
import pathlib
import socket
import struct
import subprocess
import sys
import threading
import unittest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
sys.dont_write_bytecode = True
sys.path.insert(0, str(EXAMPLES))
import websocketclient as ws  # pylint: disable=wrong-import-position


def load_worker():
    loader = importlib.machinery.SourceFileLoader("queue_worker", str(EXAMPLES / "queue-worker"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("queue_worker", loader))
    loader.exec_module(module)
    return module


worker = load_worker()


def server_frame(opcode, payload, fin=True):
    size = len(payload)
    head = bytes([(0x80 if fin else 0) | opcode])
    if size < 126:
        head += bytes([size])
    elif size < 65536:
        head += struct.pack("!BH", 126, size)
    else:
        head += struct.pack("!BQ", 127, size)
    return head + payload


class Relay:
    """Accepts one connection after the other and lets script deal with each."""

    def __init__(self, *scripts):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(20)
        self.url = f"ws://127.0.0.1:{self.listener.getsockname()[1]}/ws/v1?x=1"
        self.heads = []
        self.problem = None
        self.thread = threading.Thread(target=self.run, args=scripts)
        self.thread.start()

    def run(self, *scripts):
        try:
            for script in scripts:
                self.socket = self.listener.accept()[0]
                self.socket.settimeout(20)
                self.buffer = b""
                self.heads.append(self.read_head())
                script(self)
                self.socket.close()
        except Exception as problem:  # told in join()
            self.problem = problem
        finally:
            self.listener.close()

    def join(self):
        self.thread.join(30)
        if self.problem:
            raise self.problem

    def read(self, size):
        while len(self.buffer) < size:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self.buffer += data
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def read_head(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.read(1)
        return head.decode()

    def header(self, name):
        for line in self.heads[-1].split("\r\n")[1:]:
            if line.lower().startswith(name.lower() + ":"):
                return line.partition(":")[2].strip()
        return None

    def accept(self):
        key = ws.accept_key(self.header("Sec-WebSocket-Key").encode()).decode()
        self.socket.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Accept: {key}\r\n\r\n").encode())

    def read_frame(self):
        first, second = self.read(2)
        assert second & 0x80, "not masked"
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self.read(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self.read(8))[0]
        key = self.read(4)
        return first & 0x0F, bytes(b ^ key[i % 4] for i, b in enumerate(self.read(size)))

    def read_json(self):
        opcode, payload = self.read_frame()
        assert opcode == ws.TEXT, opcode
        return json.loads(payload)

    def say(self, value):
        self.socket.sendall(server_frame(ws.TEXT, json.dumps(value).encode()))

    def event(self, qos, mid, data, **more):
        self.say({"e": "queue.pop", "p": {"n": "n", "c": "id", "t": "orders", "d": {
            "identity": "id", "type": 1, "qos": qos, "mid": mid, "data": data, **more}}})

    def pop(self):
        """What the worker says first, agreed to."""
        self.accept()
        call = self.read_json()
        self.say({"e": None, "r": {"s": True}, "i": call["i"]})
        return call


class FrameTest(unittest.TestCase):
    def read_all(self, data, **more):
        reader = ws.FrameReader(**more)
        reader.feed(data)
        messages = []
        while (message := reader.next()) is not None:
            messages.append(message)
        return messages

    def test_mask(self):
        for size in list(range(10)) + [1000]:
            payload = bytes(i % 256 for i in range(size))
            masked = ws.mask(payload, b"\x01\x80\xff\x00")
            self.assertEqual(masked, bytes(b ^ b"\x01\x80\xff\x00"[i % 4]
                                           for i, b in enumerate(payload)))
            self.assertEqual(ws.mask(masked, b"\x01\x80\xff\x00"), payload)

    def test_sizes(self):
        for size, head in ((0, 2), (125, 2), (126, 4), (65535, 4), (65536, 10)):
            payload = b"x" * size
            self.assertEqual(len(ws.frame(ws.TEXT, payload, b"\0\0\0\0")), head + 4 + size)
            self.assertEqual(self.read_all(server_frame(ws.BINARY, payload)),
                             [(ws.BINARY, payload)])

    def test_rfc_examples(self):
        self.assertEqual(ws.frame(ws.TEXT, b"Hello", b"\x37\xfa\x21\x3d"),
                         bytes.fromhex("818537fa213d7f9f4d5158"))
        self.assertEqual(self.read_all(bytes.fromhex("010348656c80026c6f")), [(ws.TEXT, b"Hello")])
        self.assertEqual(ws.accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="),
                         b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")

    def test_byte_by_byte(self):
        data = (server_frame(ws.TEXT, b"one") + server_frame(ws.TEXT, b"tw", fin=False)
                + server_frame(ws.PING, b"!") + server_frame(0, b"", fin=False)
                + server_frame(0, b"o") + server_frame(ws.BINARY, b"3" * 300))
        expected = [(ws.TEXT, b"one"), (ws.PING, b"!"), (ws.TEXT, b"two"), (ws.BINARY, b"3" * 300)]
        self.assertEqual(self.read_all(data), expected)
        reader, messages = ws.FrameReader(), []
        for byte in data:
            reader.feed(bytes([byte]))
            while (message := reader.next()) is not None:
                messages.append(message)
        self.assertEqual(messages, expected)

    def test_refused(self):
        for name, data in {
                "reserved bit": b"\xc1\x00", "unknown kind": b"\x83\x00",
                "unknown control": b"\x8b\x00", "masked": b"\x81\x80\0\0\0\0",
                "ping in fragments": b"\x09\x00", "long ping": b"\x89\x7e\x00\x7e",
                "nothing to continue": b"\x80\x00", "message within a message": b"\x01\x00\x81\x00",
                "too long": b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"}.items():
            with self.subTest(name), self.assertRaises(ws.WebSocketError):
                self.read_all(data)

    def test_too_long_in_fragments(self):
        data = server_frame(ws.TEXT, b"12345", fin=False) + server_frame(0, b"678")
        self.assertEqual(self.read_all(data, max_message=8), [(ws.TEXT, b"12345678")])
        with self.assertRaises(ws.WebSocketError):
            self.read_all(data, max_message=7)

    def test_close(self):
        self.assertEqual(ws.read_close(b""), (1005, ""))
        self.assertEqual(ws.read_close(b"\x03\xe9going"), (1001, "going"))
        self.assertEqual(ws.read_close(b"\x03\xe9\xff"), (1001, "\ufffd"))


class ConnectionTest(unittest.TestCase):
    def test_messages_both_ways(self):
        def script(relay):
            relay.accept()
            relay.socket.sendall(server_frame(ws.PING, b"there?"))
            self.assertEqual(relay.read_frame(), (ws.PONG, b"there?"))
            self.assertEqual(relay.read_frame(), (ws.TEXT, "h\u00e4".encode()))
            relay.socket.sendall(server_frame(ws.TEXT, "j\u00e4".encode())
                                 + server_frame(ws.BINARY, b"\xff")
                                 + server_frame(ws.CLOSE, b"\x0f\xa9no"))
            self.assertEqual(relay.read_frame(), (ws.CLOSE, b"\x0f\xa9"))

        relay = Relay(script)
        connection = ws.WebSocket(relay.url, {"X-Test": "1"})
        with self.assertRaises(TimeoutError):
            connection.receive(0.001)
        connection.send("h\u00e4")
        self.assertEqual(connection.receive(20), "j\u00e4")
        self.assertEqual(connection.receive(20), b"\xff")
        with self.assertRaises(ws.Closed) as closed:
            connection.receive(20)
        self.assertEqual((closed.exception.code, closed.exception.reason), (4009, "no"))
        connection.close()
        relay.join()
        self.assertTrue(relay.heads[0].startswith("GET /ws/v1?x=1 HTTP/1.1\r\n"))
        self.assertEqual(relay.header("X-Test"), "1")
        self.assertEqual(relay.header("Host"), relay.url.split("/")[2])

    def test_lost(self):
        relay = Relay(Relay.accept)
        connection = ws.WebSocket(relay.url)
        with self.assertRaises(ws.Closed) as closed:
            connection.receive(20)
        self.assertEqual(closed.exception.code, 1006)
        connection.close()
        relay.join()

    def test_not_utf8(self):
        def script(relay):
            relay.accept()
            relay.socket.sendall(server_frame(ws.TEXT, b"\xff"))

        relay = Relay(script)
        connection = ws.WebSocket(relay.url)
        with self.assertRaises(ws.WebSocketError):
            connection.receive(20)
        connection.close()
        relay.join()

    def test_refused(self):
        answers = {
            "401": b"HTTP/1.1 401 Unauthorized\r\n\r\n",
            "nothing": b"",
            "no HTTP": b"hello\r\n\r\n",
            "wrong key": b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n",
            "too long": b"HTTP/1.1 101 x\r\n" + b"x" * ws.MAX_HEAD}
        for name, answer in answers.items():
            with self.subTest(name):
                relay = Relay(lambda it, data=answer: it.socket.sendall(data))
                with self.assertRaises((ws.WebSocketError, ConnectionError)):
                    ws.WebSocket(relay.url)
                relay.join()

    def test_urls(self):
        for url in ("http://127.0.0.1/", "ws://", "127.0.0.1"):
            with self.subTest(url), self.assertRaises(ValueError):
                ws.WebSocket(url)


class WorkerTest(unittest.TestCase):
    def run_worker(self, relay, *arguments):
        options = worker.parse_arguments(["--url", relay.url, *arguments])
        one = worker.Worker(options)
        said = []
        one.say = said.append
        one.run()
        relay.join()
        return said

    def test_answers(self):
        def script(relay):
            call = relay.pop()
            self.assertEqual((call["m"], call["p"]), ("queue.pop", {"t": ["orders", "mail"]}))
            relay.event(0, "id-1", "no answer")
            relay.event(1, "id-2", "te\u00e4xt")
            call = relay.read_json()
            self.assertEqual(call["m"], "conn.call")
            self.assertEqual(call["p"], {"c": "id", "f": "answer", "a": ["id-2", "te\u00e4xt"]})
            relay.say({"e": {"c": 301, "m": "too late"}, "i": call["i"]})
            relay.event(2, "id-3", base64.b64encode(b"\xff\0").decode(), base64=True)
            self.assertEqual(relay.read_json()["p"]["a"], ["id-3", "/wA=", "binary"])
            self.assertEqual(relay.read_frame()[0], ws.CLOSE)

        relay = Relay(script)
        said = self.run_worker(relay, "--count", "3", "--user", "me", "--password", "a:b",
                               "orders", "mail")
        self.assertEqual(relay.header("Authorization"),
                         "Basic " + base64.b64encode(b"me:a:b").decode())
        self.assertEqual(said[0], "takes messages of orders, mail")
        self.assertIn("301 too late", said[1])

    def test_comes_back(self):
        pauses = []
        original, worker.time.sleep = worker.time.sleep, pauses.append
        try:
            def refuse(relay):
                call = None
                relay.accept()
                call = relay.read_json()
                relay.say({"e": {"c": 201, "m": "too many topics"}, "i": call["i"]})
                self.assertEqual(relay.read_frame()[0], ws.CLOSE)

            def nonsense(relay):
                relay.pop()
                relay.socket.sendall(server_frame(ws.TEXT, b"[]"))
                self.assertEqual(relay.read_frame()[0], ws.CLOSE)

            def work(relay):
                relay.pop()
                relay.event(1, "id-1", "x")
                relay.read_json()

            relay = Relay(lambda it: it.socket.sendall(b"HTTP/1.1 503 x\r\n\r\n"), refuse,
                          Relay.accept, nonsense, work, work)
            said = self.run_worker(relay, "--count", "2", "orders")
        finally:
            worker.time.sleep = original
        self.assertEqual(len(pauses), 5)
        self.assertTrue(0.5 <= pauses[0] <= 2 and 8 <= pauses[3] <= 16, pauses)
        self.assertTrue(pauses[4] <= 1, pauses)  # it has been of use
        self.assertIn("refused: 503", said[0])
        self.assertTrue(any("201 too many topics" in line for line in said))

    def test_silence(self):
        original, worker.SILENCE = worker.SILENCE, 1
        originally, worker.time.sleep = worker.time.sleep, lambda seconds: None
        try:
            def answers(relay):
                relay.pop()
                self.assertEqual(relay.read_frame(), (ws.TEXT, b"ping"))
                relay.socket.sendall(server_frame(ws.TEXT, b"pong"))
                self.assertEqual(relay.read_frame(), (ws.TEXT, b"ping"))
                self.assertEqual(relay.read_frame()[0], ws.CLOSE)  # given up

            def work(relay):
                relay.pop()
                relay.event(0, "id-1", "x")

            self.run_worker(Relay(answers, work), "--count", "1", "orders")
        finally:
            worker.SILENCE, worker.time.sleep = original, originally

    def test_command_line(self):
        program = [sys.executable, "-B", str(EXAMPLES / "queue-worker")]
        told = subprocess.run([*program, "--help"], capture_output=True, text=True, check=True)
        self.assertIn("--password-file", told.stdout)
        self.assertEqual(subprocess.run(program, capture_output=True, check=False).returncode, 2)


if __name__ == "__main__":
    unittest.main()
