"""Swift's rings and configuration: one account, container and object server, and two proxies on them."""

import os
import pwd
import subprocess
import sys

import world

DEVICE = "d1"
PORTS = ("account", "container", "object")


def write(state):
    folder = state.path("swift", "swift.conf").parent
    state.path("data", DEVICE, "tmp").mkdir(parents=True, exist_ok=True)
    state.path("swift", "recon", "x")
    if not (folder / "object.ring.gz").exists():
        # In a process of its own: Swift's modules are slow to load and wanted nowhere else here.
        ports = [f"{name}={state.port(name)}" for name in PORTS]
        subprocess.run([sys.executable, "-B", __file__, folder, *ports], check=True)
    (folder / "swift.conf").write_text(SWIFT)
    values = {
        "user": pwd.getpwuid(os.getuid()).pw_name, "folder": folder, "devices": state.folder / "data",
        "identity": f"http://127.0.0.1:{state.port('keystone')}",
        "memcached": f"127.0.0.1:{state.port('memcached')}",
        "world": world,
        "tempauth_users": "\n".join(
            f"user_{world.TEMPAUTH_ACCOUNT}_{name} = {user['key']}{' .admin' if user['operator'] else ''}"
            for name, user in world.TEMPAUTH_USERS.items()),
    }
    for name in PORTS:
        text = DEFAULT + STORAGE
        (folder / f"{name}.conf").write_text(text.format(**values, port=state.port(name), name=name))
    for conf, port, pipeline, auth in [
        ("proxy", "swift", "authtoken keystoneauth", KEYSTONE),
        ("tempauth", "tempauth", "tempauth", TEMPAUTH),
    ]:
        text = DEFAULT + PROXY + auth
        (folder / f"{conf}.conf").write_text(text.format(**values, port=state.port(port), name=conf, auth=pipeline))


def make_rings(folder, ports):
    from swift.common.ring import RingBuilder

    for name, port in ports.items():
        builder = RingBuilder(2, 1, 0)  # each partition costs the updaters a look at every sweep
        builder.add_dev({
            "id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": DEVICE, "weight": 1,
            "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""})
        builder.rebalance()
        builder.get_ring().save(os.path.join(folder, name + ".ring.gz"))


SWIFT = """
[swift-hash]
swift_hash_path_suffix = archive-lua
[swift-constraints]
container_listing_limit = 10000
[storage-policy:0]
name = Policy-0
default = yes
"""

DEFAULT = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {devices}
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
log_address = {folder}/none
log_name = {name}
"""

STORAGE = """
log_level = WARNING
container_update_timeout = 5.0
db_preallocation = off
[pipeline:main]
pipeline = healthcheck recon {name}-server
[app:{name}-server]
use = egg:swift#{name}
log_requests = false
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:recon]
use = egg:swift#recon
recon_cache_path = {folder}/recon
[{name}-updater]
recon_cache_path = {folder}/recon
containers_per_second = 1000
objects_per_second = 1000
account_suppression_time = 0
node_timeout = 10
conn_timeout = 2
concurrency = 1
"""

PROXY = """
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats container_sync bulk tempurl \
 ratelimit {auth} copy container-quotas account-quotas slo dlo versioned_writes symlink proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
node_timeout = 30
recoverable_node_timeout = 30
conn_timeout = 5
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:cache]
use = egg:swift#memcache
memcache_servers = {memcached}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:container_sync]
use = egg:swift#container_sync
[filter:bulk]
use = egg:swift#bulk
[filter:tempurl]
use = egg:swift#tempurl
[filter:ratelimit]
use = egg:swift#ratelimit
[filter:copy]
use = egg:swift#copy
[filter:container-quotas]
use = egg:swift#container_quotas
[filter:account-quotas]
use = egg:swift#account_quotas
[filter:slo]
use = egg:swift#slo
min_segment_size = 1
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
"""

# A revoked token is good for as long as the proxy remembers it.
KEYSTONE = """
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = {identity}/v3
auth_url = {identity}
auth_type = password
project_domain_id = {world.DOMAIN[id]}
user_domain_id = {world.DOMAIN[id]}
project_name = {world.SERVICE_PROJECT}
username = {world.SERVICE_USER}
password = {world.SERVICE_PASSWORD}
delay_auth_decision = True
cache = swift.cache
token_cache_time = 5
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, {world.OPERATOR}
reseller_admin_role = ResellerAdmin
"""

TEMPAUTH = """
[filter:tempauth]
use = egg:swift#tempauth
{tempauth_users}
"""

if __name__ == "__main__":
    make_rings(sys.argv[1], {name: int(port) for name, port in (pair.split("=") for pair in sys.argv[2:])})
