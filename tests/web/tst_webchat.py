#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The chat for browsers, examples/web-chat, in a browser.

    tst_webchat.py                          against a relay that is a part of this test
    tst_webchat.py --relay rainbow-server   against the real one

What else is in the command line is for Python's unittest.
"""
import json
import pathlib
import sys
import tempfile
import unittest
import urllib.parse

sys.dont_write_bytecode = True  # beside the sources
# pylint: disable=wrong-import-position
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import stage
from stage import until
from topicrelay import TopicRelay

LONG = "Donaudampfschifffahrt" * 12
PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}


class WebChat(unittest.TestCase):
    program = None  # of the real relay
    rooms = 0

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="webchat-", ignore_cleanup_errors=True)
        cls.addClassCleanup(temporary.cleanup)
        folder = pathlib.Path(temporary.name)
        port = stage.free_port()
        cls.business = stage.Business(folder, port)
        cls.addClassCleanup(cls.business.stop)
        if cls.program:
            cls.relay = stage.RealRelay(cls.program, folder, port, cls.business.port)
        else:
            cls.relay = TopicRelay(port, cls.business.port, stage.TOKEN, stage.HEARTBEAT)
        cls.relay.start()
        cls.addClassCleanup(lambda: cls.relay.stop())
        cls.driver = stage.start_browser(folder)
        cls.addClassCleanup(cls.driver.quit)

    def setUp(self):
        self.windows = []
        WebChat.rooms += 1
        self.room = f"room {WebChat.rooms}"

    def tearDown(self):
        for window in self.windows:
            # A refused connection is a line of the browser's, everything else is a mistake of ours.
            wrong = [entry["message"] for entry in window.on().get_log("browser")
                     if entry["level"] == "SEVERE" and "WebSocket connection to" not in entry["message"]]
            window.close()
            self.assertEqual(wrong, [])

    def window(self, **parameters):
        parameters.setdefault("relay", f"ws://127.0.0.1:{self.relay.port}/ws")
        window = stage.Window(self.driver, f"http://127.0.0.1:{self.business.port}/?"
                              + urllib.parse.urlencode(parameters))
        self.windows.append(window)
        return window

    def two(self):
        ada = self.window().enter("Ada", self.room)
        ada.wait_for_count("1 is here")
        bob = self.window().enter("Bob", self.room)
        for window in (ada, bob):
            window.wait_for_count("2 are here")
        return ada, bob

    def test_two_talk(self):
        ada, bob = self.two()
        ada.say("hello\nthere")
        bob.wait_for_message("Ada", "hello\nthere")
        ada.wait_for_message("Ada", "hello\nthere")
        bob.say("<img src=x onerror=\"document.title='pwned'\"><b>bold</b> &amp;")
        for window in (ada, bob):
            window.wait_for_message("Bob", "<img src=x onerror=\"document.title='pwned'\"><b>bold</b> &amp;")
            self.assertEqual(window.on().find_elements(By.CSS_SELECTOR, ".text > *"), [])
            self.assertNotIn("pwned", window.on().title)
            self.assertEqual(len(window.messages()), 2)
        self.windows.remove(bob)
        bob.close()
        ada.wait_for_count("1 is here")

    def test_names_are_text(self):
        name = "<i>入</i>"
        eve = self.window().enter(name, self.room)
        eve.say("x")
        eve.wait_for_message(name, "x")
        self.assertEqual(eve.text("#me"), [name])

    def test_relay_goes_and_returns(self):
        ada, bob = self.two()
        other = f"{self.room}, the other".replace(",", "")
        ada.join(other)
        self.relay.stop()
        for window in (ada, bob):
            until(lambda w=window: w.state() != "online", "it has noticed")
            until(lambda w=window: w.one("#banner").is_displayed(), "it says so")
            self.assertEqual(window.text("#count"), [""])
            self.assertFalse(window.one("#send").is_enabled())
        bob.say("not yet")
        self.assertEqual(bob.messages(), [])
        self.assertEqual(bob.one("#text").get_property("value"), "not yet")
        self.relay.start()
        for window in (ada, bob):
            window.wait_for_state("online")
            until(lambda w=window: not w.one("#banner").is_displayed(), "no banner")
        bob.wait_for_count("2 are here")
        bob.one("#text").send_keys(Keys.ENTER)
        bob.wait_for_message("Bob", "not yet")
        # Meanwhile she looks at the other room.
        until(lambda: ada.text(f'#rooms [data-room="{self.room}"] .badge span')
              == ["1", "1 unread message"], "a badge")
        ada.one(f'#rooms [data-room="{self.room}"] button').click()
        ada.wait_for_message("Bob", "not yet")
        self.assertFalse(ada.one(f'#rooms [data-room="{self.room}"] .badge').is_displayed())

    def test_silent_relay(self):
        ada = self.window(heartbeat=stage.HEARTBEAT).enter("Ada", self.room)
        self.relay.freeze()
        try:
            until(lambda: ada.state() != "online", "it misses the heartbeat")
        finally:
            self.relay.thaw()
        ada.wait_for_state("online")
        ada.wait_for_count("1 is here")

    def test_unconfirmed_message(self):
        ada = self.window().enter("Ada", self.room)
        self.relay.freeze()
        try:
            ada.say("lost?")
            until(lambda: ada.text(".pending .fate") == ["Sending…"], "it is on its way")
        finally:
            ada.on().execute_script("window.dispatchEvent(new Event('offline'))")
            self.relay.thaw()
        until(lambda: ada.text(".pending .fate") == ["Not confirmed. Send again"], "it is not confirmed")
        ada.wait_for_state("online")
        ada.one(".fate button").click()
        ada.wait_for_message("Ada", "lost?")
        self.assertEqual(ada.text(".pending"), [])

    def test_rooms_are_left(self):
        ada, bob = self.two()
        ada.join("another")
        ada.wait_for_count("1 is here")
        self.assertEqual(ada.text("#rooms button"), [self.room, "another"])
        ada.one("#leave").click()
        self.assertEqual(ada.text("#room-name"), [self.room])
        ada.one("#leave").click()
        self.assertTrue(ada.one("#nowhere").is_displayed())
        bob.wait_for_count("1 is here")
        bob.say("alone")
        bob.wait_for_message("Bob", "alone")
        ada.one("#join-first").send_keys(Keys.ENTER)
        ada.one("#join-room").send_keys(Keys.ESCAPE)
        self.assertFalse(ada.one("#join-dialog").is_displayed())
        ada.one("#join-first").send_keys(Keys.ENTER)
        ada.one("#join-room").send_keys("a,b", Keys.ENTER)
        self.assertIn("comma", ada.one("#join-problem").text)
        ada.one("#join-cancel").click()

    def test_reload_keeps_rooms(self):
        ada = self.window().enter("Ada", self.room)
        ada.join("second")
        ada.one(f'#rooms [data-room="{self.room}"] button').click()
        ada.on().refresh()
        ada.wait_for_state("online")
        self.assertEqual(ada.text("#rooms button"), [self.room, "second"])
        self.assertEqual(ada.text("#room-name"), [self.room])
        ada.wait_for_count("1 is here")

    def test_announcement(self):
        ada = self.window().enter("Ada", self.room)
        target = "/announce?room=" + urllib.parse.quote(self.room)
        status, answer = self.business.call("POST", target, "closing <soon>".encode())
        self.assertEqual((status, json.loads(answer)["status"]), (200, 0))
        ada.wait_for_message("business server", "closing <soon>")
        page = {"Origin": f"http://127.0.0.1:{self.business.port}"}
        self.assertEqual(self.business.call("POST", target, b"x", page)[0], 403)
        self.assertEqual(self.business.call("POST", "/announce?room=", b"x")[0], 400)
        self.assertEqual(self.business.call("POST", target, b" ")[0], 400)

    def test_phone(self):
        ada = self.window()
        ada.on().execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        self.assertEqual(ada.overflow(), [])
        ada.enter("Ada" + "x" * 37, "R" * 60)
        ada.say(LONG)
        until(lambda: LONG in ada.text(".message:not(.pending) .text"), "a long word")
        ada.say("https://example.org/" + "a/" * 200)
        for room in ("second", "third"):
            ada.join(room)
        self.assertEqual(ada.overflow(), [])
        ada.one(f'#rooms [data-room="{"R" * 60}"] button').click()
        self.assertEqual(ada.overflow(), [])
        self.relay.freeze()
        try:
            ada.on().execute_script("window.dispatchEvent(new Event('offline'))")
            until(lambda: ada.one("#banner").is_displayed(), "it is offline")
            self.assertEqual(ada.overflow(), [])
        finally:
            self.relay.thaw()
        ada.wait_for_state("online")

    def test_chinese(self):
        ada = self.window()
        ada.on().execute_cdp_cmd("Network.setUserAgentOverride",
                                 {"userAgent": "test", "acceptLanguage": "zh-CN"})
        ada.on().refresh()
        self.assertEqual(ada.text("[for=name]"), ["你的名字"])
        self.assertEqual(ada.one("html").get_attribute("lang"), "zh-CN")
        ada.enter("小明", f"大厅{self.room}")
        ada.wait_for_count("1 人在线")
        self.assertEqual(ada.text("#state"), ["已连接"])
        ada.say("你好")
        ada.wait_for_message("小明", "你好")
        ada.on().execute_script("localStorage.clear()")

    def test_scrolling(self):
        ada, bob = self.two()
        ada.on().execute_script("""
            for (let i = 0; i < 40; ++i) {
                document.getElementById("text").value = `line ${i}`;
                document.getElementById("composer").requestSubmit();
            }""")
        bob.wait_for_message("Ada", "line 39")
        at_end = ("const l = document.querySelector('.log:not([hidden])');"
                  "return l.scrollHeight > l.clientHeight + 100"
                  " && l.scrollTop + l.clientHeight > l.scrollHeight - 2")
        self.assertTrue(bob.on().execute_script(at_end))
        # Who reads further up is left there, and told.
        bob.on().execute_script("document.querySelector('.log').scrollTop = 0")
        until(lambda: bob.one("#newest").is_displayed(), "the way to the newest")
        ada.say("news")
        bob.wait_for_message("Ada", "news")
        self.assertEqual(bob.on().execute_script("return document.querySelector('.log').scrollTop"), 0)
        bob.one("#newest").click()
        until(lambda: bob.on().execute_script(at_end), "at the end")
        until(lambda: not bob.one("#newest").is_displayed(), "the button has gone")

    def test_bad_entry(self):
        ada = self.window(relay="http://127.0.0.1/")
        ada.one("#name").send_keys("Ada", Keys.ENTER)
        self.assertIn("?relay=", ada.one("#entry-problem").text)
        ada.one("#first-room").send_keys(",", Keys.ENTER)
        self.assertIn("comma", ada.one("#entry-problem").text)

    def test_controls_have_names(self):
        ada = self.window()
        self.check_names(ada)
        ada.enter("Ada", self.room)
        self.check_names(ada)
        ada.on().execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        self.check_names(ada)

    def check_names(self, window):
        """As a screen reader has them."""
        shown = [element for element in window.on().find_elements(By.CSS_SELECTOR, "button, input, textarea")
                 if element.is_displayed()]
        self.assertGreater(len(shown), 2)
        for element in shown:
            self.assertTrue(element.accessible_name, element.get_attribute("outerHTML"))


def main():
    arguments = sys.argv[:]
    if "--relay" in arguments:
        index = arguments.index("--relay")
        WebChat.program = arguments[index + 1]
        del arguments[index:index + 2]
    unittest.main(argv=arguments)


if __name__ == "__main__":
    main()
