# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""What is measured: a server that can be started with settings of its own."""

import dataclasses
import os
import shutil
import subprocess

from .process import Failure, Process


@dataclasses.dataclass
class Wanted:
    """How a server is to be started."""

    folder: str  # for its files; empty
    cores: set
    business: object = None  # the Business it asks
    admission: bool = False  # clients are let in by the business server
    workers: int = 1
    transport: str = ""  # of the relay's callbacks


@dataclasses.dataclass
class Running:
    """A server that listens."""

    processes: list
    port: int  # for WebSockets
    publish_port: int
    path: str  # of the WebSockets; {channel} is replaced
    forward_path: str = ""  # likewise, for messages to the business server; empty: path

    def ids(self):
        return [process for started in self.processes for process in started.ids()]

    def stop(self):
        for process in reversed(self.processes):
            process.stop()


class Peer:
    """One server. Subclasses say what it is called and how it is started."""

    name = ""  # its dialect in bench_load
    title = ""
    programs = ()  # what must be installed
    can_admit = False  # a business server can be asked about each client
    needs_business = False  # always, admission or not
    channels_by_business = False  # a client is in a channel only when the business server says so
    can_forward = False  # client message -> HTTP callback -> answer
    publishing = "HTTP POST"
    admitting = ""  # what asks the business server
    why = ()  # its settings for speed, and who advises them: lines

    def missing(self):
        """Programs that are not there."""
        return [program for program in self.programs if not find_program(program)]

    def version(self):
        raise NotImplementedError

    def settings(self, wanted, ports):
        """The configuration, as the server reads it."""
        raise NotImplementedError

    def start(self, wanted):
        """Starts it: a Running; Failure."""
        raise NotImplementedError


def find_program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def first_line(*command):
    """The first line that a program says of itself."""
    program = find_program(command[0])
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0].strip()


def package_version(package):
    """Debian's version of a package; empty: it is not from a package."""
    try:
        done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package],
                              capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def write(folder, name, text):
    """Writes a file into folder; its path."""
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def start_all(commands, folder, cores, ports):
    """Starts the programs one after the other, each when the one before listens on its port."""
    started = []
    try:
        for command, port in zip(commands, ports):
            started.append(Process(command, folder, cores))
            if port:
                started[-1].wait_for_port(port)
    except (Failure, KeyboardInterrupt):
        for process in reversed(started):
            process.stop()
        raise
    return started


def settled(running, count):
    """Waits until a server, which listens, has started so many processes; gives it back."""
    try:
        running.processes[-1].wait_until(lambda: len(running.ids()) >= count, "starting")
    except BaseException:
        running.stop()
        raise
    return running
