# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""Programs under measurement: started on given cores, and ended with all that they started."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
START_TIMEOUT = 15.0
STOP_TIMEOUT = 3.0


class Failure(Exception):
    """A program does not start, or not do what is asked of it."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _parents():
    """The parent's id of every process."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
                    parents[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                pass  # It has just ended.
    return parents


def descendants(root, parents=None):
    """The ids of a process and of all below it."""
    parents = _parents() if parents is None else parents
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


class Process:
    """A program that runs until stop(). Its output goes to a file in folder."""

    def __init__(self, arguments, folder, cores):
        self.arguments = [str(argument) for argument in arguments]
        self.output = os.path.join(folder, os.path.basename(self.arguments[0]) + ".log")
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        libc = ctypes.CDLL(None)

        def prepare():
            os.sched_setaffinity(0, set(cores) & os.sched_getaffinity(0) or cores)
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

        with open(self.output, "ab") as output:
            self._popen = subprocess.Popen(
                self.arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=prepare)

    def ids(self):
        return descendants(self._popen.pid)

    def wait_until(self, holds, what):
        """Waits until holds() does; Failure when the program ends before, or it takes too long."""
        end = time.monotonic() + START_TIMEOUT
        while not holds():
            if self._popen.poll() is not None:
                raise Failure(f"{self.arguments[0]} has ended:\n{self.tail()}")
            if time.monotonic() > end:
                raise Failure(f"{self.arguments[0]}: {what} takes too long:\n{self.tail()}")
            time.sleep(0.02)

    def wait_for_port(self, port):
        def accepts():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        self.wait_until(accepts, f"listening on port {port}")

    def tail(self):
        with open(self.output, encoding="utf-8", errors="replace") as output:
            return output.read()[-2000:]

    def stop(self):
        if self._popen.poll() is not None:
            return
        below = self.ids()[1:]
        self._popen.terminate()
        try:
            self._popen.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        end = time.monotonic() + STOP_TIMEOUT
        for process in below:
            while self._is_ours(process):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGTERM if time.monotonic() < end else signal.SIGKILL)
                time.sleep(0.02)

    def _is_ours(self, process):
        """Does it run still, in the session of the program?"""
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
                state, _, _, session = stat.read().rpartition(")")[2].split()[:4]
        except FileNotFoundError:
            return False
        return state != "Z" and int(session) == self._popen.pid
