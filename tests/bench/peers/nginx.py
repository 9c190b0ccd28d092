# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""nginx: as the business server of everybody, and with nchan as a server of WebSockets."""

import os

from .base import Peer, Running, find_program, first_line, package_version, settled, start_all, write
from .process import free_port

MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"
CHANNEL_SIZE = 6  # of every channel's name, see bench_load

GLOBAL = """\
daemon off;
{user}worker_processes {workers};
pid {folder}/nginx.pid;
error_log stderr crit;
"""

TEMPORARY = "".join(f"  {kind}_temp_path {{folder}}/{kind};\n" for kind in
                    ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))

BUSINESS = GLOBAL + """\
events {{ worker_connections 8192; }}
http {{
""" + TEMPORARY + """\
  access_log off;
  tcp_nodelay on;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  # WebSocket-over-HTTP: an OPEN is six bytes, a message is longer.
  map $http_content_length $echo {{
    6 "OPEN\\r\\n";
    default "TEXT 5\\r\\nhello\\r\\n";
  }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /connect/ {{
      default_type application/json;
      add_header RAINBOWCLIENTCHANNEL $http_x_channel;
      return 200 '{{"status":"success"}}';
    }}
    location /message/ {{ return 200 "hello"; }}
    location = /auth {{ return 200 "yes"; }}
    location = /sub {{
      default_type application/websocket-events;
      add_header Sec-WebSocket-Extensions 'grip; message-prefix=""';
      return 200 "OPEN\\r\\nTEXT {control_size:x}\\r\\n{control}\\r\\n";
    }}
    location = /echo {{
      default_type application/websocket-events;
      return 200 $echo;
    }}
  }}
}}
"""

NCHAN = "load_module " + MODULE + ";\n" + GLOBAL + """\
events {{ worker_connections 32768; }}
http {{
""" + TEMPORARY + """\
  access_log off;
  tcp_nodelay on;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  nchan_shared_memory_size 256m;
  {upstream}server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /sub {{
      nchan_subscriber websocket;
      nchan_channel_id $arg_id;{authorize}
    }}
    location = /pub {{
      nchan_publisher http;
      nchan_channel_id $arg_id;
      nchan_store_messages off;
    }}{auth}
  }}
}}
"""

UPSTREAM = """\
upstream business {{
    server 127.0.0.1:{business};
    keepalive 64;
    keepalive_requests 1000000000;
  }}
  """

AUTH = """
    location = /auth {
      proxy_pass http://business;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
    }"""


def _user():
    # Started by root, its workers would be somebody who may not read the folder.
    return "user root;\n" if os.geteuid() == 0 else ""


class Business:
    """The business server: nginx with keep-alive, and an answer for each server's question."""

    def __init__(self, folder, cores):
        self.port = free_port()
        control = r'c:{{"type":"subscribe","channel":"$arg_id"}}'.replace("{{", "{").replace(
            "}}", "}")
        size = len(control) - len("$arg_id") + CHANNEL_SIZE
        text = BUSINESS.format(user=_user(), workers=1, folder=folder, port=self.port,
                               control_size=size, control=control.replace('"', r"\""))
        self.processes = start_all(
            [[find_program("nginx"), "-p", folder, "-c", write(folder, "business.conf", text)]],
            folder, cores, [self.port])
        settled(self, 2)

    def ids(self):
        return self.processes[0].ids()

    def stop(self):
        self.processes[0].stop()


class Nchan(Peer):
    name = "nchan"
    title = "nchan"
    programs = ("nginx",)
    can_admit = True
    admitting = "nchan_authorize_request"
    why = (
        "one worker process per core, as nginx advises (`worker_processes`)",
        "no access log; exact locations with `$arg_id`: nchan's documentation says that regular "
        "expressions cost more CPU than nchan does",
        "`nchan_store_messages off`: nothing is kept for those who come later, as with the others",
        "nginx's `tcp_nodelay` does not reach nchan's subscribers: Nagle's algorithm is on for them, "
        "and what does not fit waits for a delayed acknowledgement (40 ms)",
        "`nchan_authorize_request` through an upstream with `keepalive`, as nginx advises",
    )

    def missing(self):
        return super().missing() + ([] if os.path.exists(MODULE) else [MODULE])

    def version(self):
        return f"{package_version('libnginx-mod-nchan')}, {first_line('nginx', '-v')}"

    def settings(self, wanted, ports):
        asks = wanted.admission
        return NCHAN.format(
            user=_user(), workers=wanted.workers, folder=wanted.folder, port=ports[0],
            upstream=UPSTREAM.format(business=wanted.business.port) if asks else "",
            authorize="\n      nchan_authorize_request /auth;" if asks else "",
            auth=AUTH if asks else "")

    def start(self, wanted):
        port = free_port()
        path = write(wanted.folder, "nginx.conf", self.settings(wanted, [port]))
        command = [find_program("nginx"), "-p", wanted.folder, "-c", path]
        processes = start_all([command], wanted.folder, wanted.cores, [port])
        running = Running(processes, port, port, "/sub?id={channel}")
        return settled(running, 1 + wanted.workers)
