#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""Tests of examples/im-chat: its tokens, and what it makes of messages."""
import base64
import hashlib
import hmac
import importlib.machinery
import importlib.util
import json
import pathlib
import sys
import unittest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
sys.dont_write_bytecode = True
sys.path.insert(0, str(EXAMPLES))
loader = importlib.machinery.SourceFileLoader("im_chat", str(EXAMPLES / "im-chat"))
chat = importlib.util.module_from_spec(importlib.util.spec_from_loader("im_chat", loader))
loader.exec_module(chat)


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class TokenTest(unittest.TestCase):
    def test_says_who_and_until_when(self):
        header, claims, signature = chat.make_token("ünal", b"secret", 1000.9).split(".")
        self.assertEqual(json.loads(decoded(header))["alg"], "HS256")
        self.assertEqual(json.loads(decoded(claims)), {"sub": "ünal", "exp": 4600})
        expected = hmac.new(b"secret", f"{header}.{claims}".encode(), hashlib.sha256).digest()
        self.assertEqual(decoded(signature), expected)

    def test_is_padded_nowhere(self):
        for size in range(1, 8):
            self.assertNotIn("=", chat.make_token("a" * size, b"secret", 0))


class MessageTest(unittest.TestCase):
    def test_is_what_the_relay_takes(self):
        self.assertEqual(json.loads(chat.make_message("bob", chat.PRIVATE, 'a "b"')),
                         {"to": "bob", "event": 1, "data": {"text": 'a "b"'}})

    def test_is_shown(self):
        for message, line in (
                ({"from": "alice", "to": "bob", "event": 1, "data": {"text": "hi"}}, "alice: hi"),
                ({"from": "alice", "to": "r", "event": 2, "data": {"text": "hi"}}, "alice in r: hi"),
                ({"to": "bob", "data": {"n": 1}}, 'the relay: {"n": 1}'),
                ({"to": "bob", "data": {"text": 1}}, 'the relay: {"text": 1}'),
                ({"to": "bob", "data": "text"}, 'the relay: "text"'),
                ({}, "the relay: null"),
                ({"from": "a\x1b[2J", "data": {"text": "b\nc"}}, "a\ufffd[2J: b\ufffdc")):
            self.assertEqual(chat.show(message), line)


if __name__ == "__main__":
    unittest.main()
