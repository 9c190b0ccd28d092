# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The relay."""

from .base import Peer, Running, first_line, start_all, write
from .process import free_port

SETTINGS = """\
[main]
security_token = bench-token
ping_interval = 1 h
"""


class Rainbow(Peer):
    name = "rainbow"
    title = "Rainbow"
    can_admit = True
    can_forward = True
    needs_business = True
    channels_by_business = True
    admitting = "connect_url"
    why = ("as shipped; calls of `/send/` are signed, as they always are",)

    def __init__(self, program):
        self.programs = (program,)
        self._program = program

    def version(self):
        return first_line(self._program, "--version")

    def settings(self, wanted, ports):
        url = f"http://127.0.0.1:{wanted.business.port}"
        text = SETTINGS
        if wanted.admission:
            text += f"connect_url = {url}/connect/\n"
        text += f"forward_url = {url}/message/\n"
        if wanted.transport:
            text += f"http_transport = {wanted.transport}\n"
        return text

    def start(self, wanted):
        port = free_port()
        path = write(wanted.folder, "server.ini", self.settings(wanted, [port]))
        command = [self._program, "-f", path, "-p", port, "-l", "127.0.0.1",
                   "--workers", wanted.workers, "--dev"]
        processes = start_all([command], wanted.folder, wanted.cores, [port])
        return Running(processes, port, port, "/connect/")
