# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""mosquitto and nats-server: message brokers that speak their protocols over WebSocket, too."""

import os

from .base import Peer, Running, find_program, first_line, package_version, start_all, write
from .process import free_port

MOSQUITTO = """\
{user}per_listener_settings false
allow_anonymous true
persistence false
log_type none
connection_messages false
sys_interval 0
set_tcp_nodelay true
max_queued_messages 0
listener {websockets} 127.0.0.1
protocol websockets
listener {port} 127.0.0.1
protocol mqtt
"""

NATS = """\
listen: "127.0.0.1:{port}"
max_connections: 100000
write_deadline: "10s"
ping_interval: "1h"
websocket {{
  listen: "127.0.0.1:{websockets}"
  no_tls: true
  compression: false
}}
"""


class Mosquitto(Peer):
    name = "mosquitto"
    title = "mosquitto"
    programs = ("mosquitto",)
    publishing = "MQTT over TCP, QoS 0"
    why = (
        "mosquitto.conf(5): `set_tcp_nodelay true` for latency, `persistence false`, no log, no "
        "`$SYS` topics, no limit to queues; QoS 0",
        "it has one thread",
    )

    def version(self):
        return package_version("mosquitto") or first_line("mosquitto", "-h")

    def settings(self, wanted, ports):
        user = "user root\n" if os.geteuid() == 0 else ""
        return MOSQUITTO.format(user=user, websockets=ports[0], port=ports[1])

    def start(self, wanted):
        ports = [free_port(), free_port()]
        path = write(wanted.folder, "mosquitto.conf", self.settings(wanted, ports))
        command = [find_program("mosquitto"), "-c", path]
        return Running(start_all([command], wanted.folder, wanted.cores, [ports[1]]), *ports,
                       "/mqtt")


class Nats(Peer):
    name = "nats"
    title = "nats-server"
    programs = ("nats-server",)
    publishing = "NATS over TCP"
    why = (
        "its documentation: no TLS and no compression of WebSockets, `verbose` and `pedantic` off "
        "in CONNECT, core NATS without JetStream",
        "Go takes as many threads as it may use cores",
    )

    def version(self):
        return f"{package_version('nats-server')}, {first_line('nats-server', '-v')}"

    def settings(self, wanted, ports):
        return NATS.format(websockets=ports[0], port=ports[1])

    def start(self, wanted):
        ports = [free_port(), free_port()]
        path = write(wanted.folder, "nats.conf", self.settings(wanted, ports))
        command = [find_program("nats-server"), "-c", path]
        return Running(start_all([command], wanted.folder, wanted.cores, [ports[0]]), *ports, "/")
