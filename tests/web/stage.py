# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""What a test of the chat for browsers needs: the example business server, a relay, Chromium."""
import http.client
import pathlib
import re
import signal
import socket
import subprocess
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

BUSINESS_SERVER = pathlib.Path(__file__).resolve().parents[2] / "examples" / "business-server"
TOKEN = "a token of the test"
HEARTBEAT = 0.5  # seconds between two of the relay's
PATIENCE = 15  # seconds that anything may take


def until(condition, what):
    """What condition() gives as soon as that is true; an AssertionError when it does not become so."""
    end = time.monotonic() + PATIENCE
    while not (result := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.02)
    return result


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A process whose output is a file."""

    def __init__(self, arguments, log):
        self.log = log
        with open(log, "wb") as output:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=subprocess.STDOUT)

    def said(self):
        assert self.process.poll() is None, self.log.read_text(errors="replace")
        return self.log.read_text(errors="replace")

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait(PATIENCE)


class Business(Program):
    """examples/business-server, and what a shell asks it."""

    def __init__(self, folder, relay_port):
        super().__init__([BUSINESS_SERVER, "--port", "0", "--token", TOKEN, "--relay",
                          f"http://127.0.0.1:{relay_port}"], folder / "business.log")
        found = until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/\n", self.said()), "its port")
        self.port = int(found[1])

    def call(self, method, target, body=None, headers=None):
        """Status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


class RealRelay:
    """rainbow-server, with what topicrelay.TopicRelay can do."""

    def __init__(self, program, folder, port, business):
        self.program = program
        self.folder = folder
        self.port = port
        self.process = None
        (folder / "server.ini").write_text(f"""
[main]
connect_url = http://127.0.0.1:{business}/connect/
close_url = http://127.0.0.1:{business}/close/
security_token = {TOKEN}
presence = on
heartbeat = {int(HEARTBEAT * 1000)} ms
[endpoint:/ws]
dialect = topic
origins = http://127.0.0.1:{business}
""")
        (folder / "server.ini").chmod(0o600)

    def start(self):
        self.process = Program([self.program, "-f", self.folder / "server.ini", "-p", str(self.port),
                                "-l", "127.0.0.1"], self.folder / "relay.log")
        until(self.answers, "the relay answers")

    def answers(self):
        self.process.said()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/hello/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self):
        self.process.stop()

    def freeze(self):
        self.process.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.process.send_signal(signal.SIGCONT)


def start_browser(folder):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                     "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--lang=en-US",
                     "--disable-dev-shm-usage", f"--user-data-dir={folder / 'chromium'}",
                     "--window-size=1280,800"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Window:
    """A browser's window with the chat in it: what somebody sees and does there."""

    def __init__(self, driver, url):
        self.driver = driver
        driver.switch_to.new_window("window")
        self.handle = driver.current_window_handle
        self.url = url
        driver.get(url)

    def on(self):
        self.driver.switch_to.window(self.handle)
        return self.driver

    def one(self, selector):
        return self.on().find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """Of all that match; as the document has it, seen or not."""
        return self.on().execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)

    def enter(self, name, room):
        """With the keyboard alone."""
        for field, value in (("#name", name), ("#first-room", room)):
            self.one(field).clear()
            self.one(field).send_keys(value)
        self.one("#first-room").send_keys(Keys.ENTER)
        return self.wait_for_state("online")

    def join(self, room):
        self.one("#join").click()
        self.one("#join-room").send_keys(room, Keys.ENTER)
        return self.wait_for_state("online")

    def say(self, text):
        """Each line break in text is typed as Shift and Enter."""
        field = self.one("#text")
        for index, line in enumerate(text.split("\n")):
            if index:
                field.send_keys(Keys.SHIFT, Keys.ENTER, Keys.NULL)
            field.send_keys(line)
        field.send_keys(Keys.ENTER)

    def messages(self):
        """Of the room that is shown: who and what."""
        shown = ".log:not([hidden]) .message:not(.pending)"
        return list(zip(self.text(f"{shown} .who b"), self.text(f"{shown} .text")))

    def state(self):
        return self.on().execute_script("return document.getElementById('state').dataset.state")

    def wait_for_state(self, state):
        until(lambda: self.state() == state, f"it is {state}")
        return self

    def wait_for_count(self, text):
        until(lambda: self.text("#count") == [text], f"it says: {text}")

    def wait_for_message(self, *message):
        until(lambda: message in self.messages(), f"{message} is there")

    def overflow(self):
        """What sticks out of the page, or out of the list of messages, to the right."""
        return self.on().execute_script("""
            const out = [];
            for (const e of document.querySelectorAll("html, #chat > *, header, .log, dialog"))
                if (e.scrollWidth > e.clientWidth)
                    out.push(`${e.id || e.className || e.tagName} ${e.scrollWidth}`);
            return out;""")

    def close(self):
        self.on().close()
        self.driver.switch_to.window(self.driver.window_handles[0])
