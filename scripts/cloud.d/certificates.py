"""A certificate authority made on the spot, and servers' certificates that a client must accept or refuse."""

import shutil
import subprocess

from failure import Failure

EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
LOCAL = "DNS:localhost,IP:127.0.0.1"


def make(state):
    if (state.folder / "tls").exists():
        return
    new = state.folder / "tls.new"  # what an interrupted start has left of it counts for nothing
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()

    def path(name):
        return str(new / name)

    def self_signed(name, subject, *extensions):
        openssl("req", "-x509", *EC, "-days", "3650", "-subj", f"/CN={subject}", "-keyout", path(name + ".key"),
                "-out", path(name + ".crt"), *(word for each in extensions for word in ("-addext", each)))

    def signed(name, subject, hosts, start="20200101000000Z", end="20491231000000Z"):
        openssl("req", "-new", *EC, "-subj", f"/CN={subject}", "-keyout", path(name + ".key"), "-out", path(name + ".csr"))
        # `openssl ca` is the one that can sign for a time that has passed.
        (new / "ca.conf").write_text(CONFIGURATION.format(folder=new, hosts=hosts))
        (new / "index.txt").write_text("")
        openssl("ca", "-batch", "-config", path("ca.conf"), "-startdate", start, "-enddate", end, "-notext",
                "-in", path(name + ".csr"), "-out", path(name + ".crt"))

    self_signed("ca", "archive-lua practice authority", "keyUsage=critical,keyCertSign,cRLSign")
    signed("good", "localhost", LOCAL)
    signed("expired", "localhost", LOCAL, end="20200201000000Z")
    signed("other_host", "other.example", "DNS:other.example")
    self_signed("self_signed", "localhost", "subjectAltName=" + LOCAL)
    for name in ("good", "expired", "other_host", "self_signed"):
        (new / (name + ".pem")).write_text((new / (name + ".key")).read_text() + (new / (name + ".crt")).read_text())
    # The OpenID provider signs its tokens with this one.
    openssl("genrsa", "-out", path("signing.key"), "2048")
    new.rename(state.folder / "tls")


def openssl(*arguments):
    result = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if result.returncode:
        raise Failure(f"openssl {arguments[0]}: {result.stderr}")


CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = {folder}/index.txt
new_certs_dir = {folder}
certificate = {folder}/ca.crt
private_key = {folder}/ca.key
rand_serial = yes
unique_subject = no
default_md = sha256
policy = policy
x509_extensions = server
[policy]
commonName = supplied
[server]
basicConstraints = critical,CA:FALSE
subjectAltName = {hosts}
extendedKeyUsage = serverAuth
"""
