"""Keystone's database, keys and configuration, and Apache's, which runs it."""

import base64
import os
import shutil
import sqlite3
import subprocess

import world
from failure import Failure
from state import CERTIFICATES


def server_user():
    """Apache does not serve as root."""
    return "www-data" if os.getuid() == 0 else None


def write(state):
    folder = state.path("keystone", "keystone.conf").parent
    values = {
        "folder": folder, "logs": state.path("logs", "x").parent, "tls": state.path("tls", "x").parent, "world": world,
        "memcached": f"127.0.0.1:{state.port('memcached')}", "port": state.port("keystone"),
        "seconds": os.environ.get("ARCHIVE_LUA_TOKEN_SECONDS") or 3600,
        "user": f"User {server_user()}\nGroup {server_user()}" if server_user() else "",
        "issuer": f"http://127.0.0.1:{state.port('oidc')}",
        "passphrase": base64.b16encode(os.urandom(16)).decode(),
    }
    (folder / "keystone.conf").write_text(KEYSTONE.format(**values))
    (folder / "keystone.wsgi").write_text(WSGI.format(**values))
    secure = "".join(
        SECURE.format(**values, secure_port=state.port("keystone_" + kind), kind=kind) for kind in CERTIFICATES)
    (folder / "apache.conf").write_text(APACHE.format(**values) + secure)
    for name in ("runtime", "oidc-cache"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "runtime" / "apache.pid").unlink(missing_ok=True)  # of one that was killed
    for name in ("fernet-keys", "credential-keys"):
        make_keys(folder / name)
    give(folder)
    if not (folder / "keystone.db").exists():
        make_database(state, folder)


def make_keys(folder):
    """What `keystone-manage fernet_setup` makes, in no time."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in ("0", "1"):
        if not (folder / name).exists():
            (folder / name).write_bytes(base64.urlsafe_b64encode(os.urandom(32)))
            (folder / name).chmod(0o600)


def make_database(state, folder):
    new = folder / "new.db"
    new.unlink(missing_ok=True)
    connection = sqlite3.connect(new)
    connection.execute("pragma journal_mode=wal")  # readers do not wait for a writer
    connection.close()
    give(folder)
    public = f"http://127.0.0.1:{state.port('keystone')}/v3"
    urls = [word for kind in ("public", "internal", "admin") for word in (f"--bootstrap-{kind}-url", public)]
    manage(state, folder, new, "db_sync")
    manage(state, folder, new, "bootstrap", "--bootstrap-username", "admin", "--bootstrap-password",
           world.USERS["admin"].password, "--bootstrap-region-id", world.REGION, *urls)
    new.rename(folder / "keystone.db")  # there once it is whole


def manage(state, folder, database, *command):
    log = state.path("logs", "keystone-manage.log")
    environment = {**os.environ, "OS_DATABASE__CONNECTION": f"sqlite:///{database}?timeout=60"}
    with open(log, "ab") as output:
        result = subprocess.run(
            ["keystone-manage", "--config-file", folder / "keystone.conf", *command], cwd="/", env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            user=server_user(), group=server_user(), extra_groups=[] if server_user() else None)
    if result.returncode:
        raise Failure(f"keystone-manage {command[0]} failed", log)


def give(folder):
    if server_user():
        shutil.chown(folder, server_user(), server_user())
        for path in folder.rglob("*"):
            shutil.chown(path, server_user(), server_user())


# sqlite and Keystone: one thread a process, or a connection that another thread collects blocks all writes.
KEYSTONE = """
[DEFAULT]
use_stderr = true
[database]
# On a busy machine the other process may keep the lock for longer than the usual five seconds.
connection = sqlite:///{folder}/keystone.db?timeout=60
sqlite_synchronous = false
[cache]
enabled = true
backend = dogpile.cache.memcached
memcache_servers = {memcached}
[token]
provider = fernet
expiration = {seconds}
[fernet_tokens]
key_repository = {folder}/fernet-keys
[fernet_receipts]
key_repository = {folder}/fernet-keys
[credential]
key_repository = {folder}/credential-keys
[identity]
password_hash_rounds = 4
[auth]
methods = password,token,application_credential,mapped,openid
[openid]
remote_id_attribute = OIDC-iss
"""

WSGI = """
import os
os.environ["OS_KEYSTONE_CONFIG_FILES"] = "{folder}/keystone.conf"
from keystone.server.wsgi import initialize_public_application
application = initialize_public_application()
"""

APACHE = """
ServerName 127.0.0.1
ServerRoot {folder}
DefaultRuntimeDir {folder}/runtime
PidFile {folder}/runtime/apache.pid
Mutex file:{folder}/runtime default
ErrorLog {logs}/keystone.log
LogLevel warn
{user}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
Listen 127.0.0.1:{port}
MaxKeepAliveRequests 0
KeepAliveTimeout 15
SSLSessionCache none
WSGISocketPrefix {folder}/runtime/wsgi
WSGIDaemonProcess keystone processes=2 threads=1 home={folder} shutdown-timeout=1 display-name=keystone
WSGIProcessGroup keystone
WSGIApplicationGroup %{{GLOBAL}}
WSGIPassAuthorization On
WSGIScriptAlias / {folder}/keystone.wsgi
<Directory {folder}>
    Require all granted
</Directory>
OIDCOAuthServerMetadataURL {issuer}/.well-known/openid-configuration
OIDCOAuthClientID {world.CLIENT_ID}
OIDCOAuthClientSecret {world.CLIENT_SECRET}
OIDCOAuthRemoteUserClaim preferred_username
OIDCOAuthTokenIntrospectionInterval -1
OIDCCryptoPassphrase {passphrase}
OIDCCacheType file
OIDCCacheDir {folder}/oidc-cache
OIDCPassClaimsAs environment
OIDCClaimPrefix "OIDC-"
<LocationMatch "^/v3/OS-FEDERATION/identity_providers/{world.IDENTITY_PROVIDER}/protocols/{world.PROTOCOL}/auth$">
    AuthType oauth20
    Require valid-user
</LocationMatch>
"""

SECURE = """
Listen 127.0.0.1:{secure_port} https
<VirtualHost 127.0.0.1:{secure_port}>
    ServerName localhost
    SSLEngine on
    SSLCertificateFile {tls}/{kind}.pem
</VirtualHost>
"""
