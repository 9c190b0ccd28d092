# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The chat for browsers in the example business server: its pages, who may come in, announcements.

The pages are the files of web-chat/. They speak the relay's topic dialect: a room is a topic, and
what is said is published by the browsers themselves, so that of all the callbacks only the one of
the connect concerns this program. A message is {"from": N, "text": T, "at": milliseconds}.
"""
import ipaddress
import pathlib
import re
import time

FOLDER = pathlib.Path(__file__).resolve().parent / "web-chat"
TYPES = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
         "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
HEADERS = {  # of every page: it runs its own scripts only, makes no HTML of texts, is no one's frame
    "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src ws: wss:;"
        " require-trusted-types-for 'script'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
MAX_NAME = 40  # characters, as MAX_ROOM and MAX_TEXT
MAX_ROOM = 60
MAX_TEXT = 4000


def page(path):
    """Type and bytes of the page at a path; None: there is none."""
    name = re.fullmatch(r"/([a-z]+\.([a-z]+))", "/index.html" if path == "/" else path)
    if not name or name[2] not in TYPES:
        return None
    try:
        return TYPES[name[2]], (FOLDER / name[1]).read_bytes()
    except OSError:
        return None


def account(name):
    """The account of a browser that says it is called so (?name=…, which the relay turns into a
    header); None: this is no name. An app would look at a cookie instead: names can be lied about."""
    try:
        name = name.encode("latin-1").decode().strip()  # the bytes of a header are UTF-8
    except ValueError:
        return None
    return name if 0 < len(name) <= MAX_NAME and name.isprintable() else None


def announcement(text):
    return {"from": "business server", "text": text, "at": int(time.time() * 1000)}


def announcement_problem(room, text):
    if not 0 < len(room) <= MAX_ROOM or not room.isprintable():
        return "room: 1 to 60 characters"
    if not 0 < len(text) <= MAX_TEXT:
        return "body: a text of 1 to 4000 characters"
    return None


def is_operator(address, headers):
    """Whether a call comes from a shell on this machine. Pages that a browser here has open say
    where they are from, and proxies for whom they ask."""
    is_plain = not any(name in headers for name in ("Origin", "Forwarded", "X-Forwarded-For"))
    return is_plain and ipaddress.ip_address(address).is_loopback
