"""nginx with the same files, answering as a public container does: how fast a client can be."""

import json
import os
import pwd
import socket
import subprocess
import time

from failure import Failure

PAGE = 10_000

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    etag off;
    default_type application/octet-stream;
    keepalive_requests 100000000;
    map_hash_max_size 65536;
    map_hash_bucket_size 128;
    client_body_temp_path {folder}/tmp;
    proxy_temp_path {folder}/tmp;
    fastcgi_temp_path {folder}/tmp;
    uwsgi_temp_path {folder}/tmp;
    scgi_temp_path {folder}/tmp;
    map $uri $md5 {{ include {folder}/checksums; }}
    server {{
        listen 127.0.0.1:{port};
        root {root};
        add_header ETag $md5;
        location ~ ^/v1/AUTH_bench/(?<container>[a-z]+)$ {{
            default_type application/json;
            try_files /listings/$container-$arg_marker.json =404;
        }}
    }}
}}
"""


class Nginx:
    """Serves what is below `root`/v1/AUTH_bench, which is there already."""

    def __init__(self, folder, root, checksums):
        self.folder = folder
        self.root = root
        self.checksums = checksums

    def __enter__(self):
        (self.folder / "tmp").mkdir(parents=True)
        lines = (f"/{path.relative_to(self.root)} {md5};\n" for path, md5 in self.checksums.items())
        (self.folder / "checksums").write_text("".join(lines))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        # Started by root, its worker would be a user who may not read the files.
        user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
        configuration = self.folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=self.folder, root=self.root, port=port, user=user))
        self.url = f"http://127.0.0.1:{port}/v1/AUTH_bench"
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", self.folder, "-e", self.folder / "error.log", "-c", configuration],
            stdin=subprocess.DEVNULL)
        while not self.answers(port):
            if self.process.poll() is not None:
                raise Failure("nginx has ended:\n" + (self.folder / "error.log").read_text())
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    @staticmethod
    def answers(port):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        except OSError:
            return False

    def list(self, container, rows):
        """Writes the pages of a container's listing, each named after the marker that asks for it."""
        listings = self.root / "listings"
        listings.mkdir(exist_ok=True)
        marker = ""
        for begin in range(0, len(rows), PAGE):
            page = rows[begin:begin + PAGE]
            (listings / f"{container}-{marker}.json").write_text(json.dumps(page))
            marker = page[-1]["name"]
        (listings / f"{container}-{marker}.json").write_text("[]")
