# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""pushpin: a proxy that turns WebSockets into HTTP requests, and publishes what it is sent."""

from .base import Peer, Running, find_program, package_version, settled, start_all, write
from .process import free_port

PUSHPIN = """\
[global]
include={{libdir}}/internal.conf
rundir={folder}
ipc_prefix=p-
port_offset=0
stats_connection_ttl=120

[runner]
services=condure,pushpin-proxy,pushpin-handler
http_port=127.0.0.1:{port}
logdir={folder}
log_level=1
client_buffer_size=8192
client_maxconn=50000

[proxy]
routesfile={folder}/routes
debug=false
auto_cross_origin=false
updates_check=off
zurl_out_specs=ipc://{folder}/z-in
zurl_out_stream_specs=ipc://{folder}/z-in-stream
zurl_in_specs=ipc://{folder}/z-out

[handler]
push_in_spec=ipc://{folder}/push
push_in_sub_specs=ipc://{folder}/push-sub
push_in_http_addr=127.0.0.1
push_in_http_port={publish}
stats_spec=ipc://{folder}/stats
command_spec=ipc://{folder}/command
message_rate=10000000
message_hwm=1000000
message_wait=5000
id_cache_ttl=60
connection_subscription_max=20
"""

ZURL = """\
[General]
in_spec=ipc://{folder}/z-in
in_stream_spec=ipc://{folder}/z-in-stream
out_spec=ipc://{folder}/z-out
in_req_spec=ipc://{folder}/z-req
defpolicy=allow
max_open_requests=2000
buffer_size=200000
timeout=600
in_hwm=100000
out_hwm=100000
"""


class Pushpin(Peer):
    name = "pushpin"
    title = "pushpin"
    programs = ("pushpin", "condure", "zurl", "nginx")
    can_admit = True
    needs_business = True
    can_forward = True
    admitting = "WebSocket-over-HTTP"
    why = (
        "its configuration file: `message_rate` (2 500 a second as shipped) and `message_hwm` out "
        "of the way, `client_maxconn`, no informational log",
        "its four processes (condure, proxy, handler, zurl) share the core",
        "a client is always let in by the business server: it is a proxy",
    )

    def version(self):
        packages = ("pushpin", "condure", "zurl")
        return ", ".join(f"{name} {package_version(name)}" for name in packages)

    def settings(self, wanted, ports):
        return PUSHPIN.format(folder=wanted.folder, port=ports[0], publish=ports[1])

    def start(self, wanted):
        ports = [free_port(), free_port()]
        write(wanted.folder, "routes", f"* 127.0.0.1:{wanted.business.port},over_http\n")
        zurl = write(wanted.folder, "zurl.conf", ZURL.format(folder=wanted.folder))
        path = write(wanted.folder, "pushpin.conf", self.settings(wanted, ports))
        commands = [[find_program("zurl"), f"--config={zurl}", "--loglevel=1"],
                    [find_program("pushpin"), f"--config={path}"]]
        processes = start_all(commands, wanted.folder, wanted.cores, [0, ports[0]])
        running = Running(processes, *ports, "/sub?id={channel}", "/echo")
        try:
            processes[1].wait_for_port(ports[1])
        except BaseException:
            running.stop()
            raise
        return settled(running, 5)
