"""A small OpenID Connect provider: discovery, password grant, introspection and keys.

    openid_provider.py PORT SIGNING_KEY
"""

import base64
import json
import subprocess
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote_plus

import world

LIFETIME = 300
issued = {}  # access token -> its claims


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        pages = {"/.well-known/openid-configuration": self.server.discovery, "/jwks": self.server.keys}
        if self.path in pages:
            self.answer(200, pages[self.path])
        else:
            self.answer(404, {"error": "not_found"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        if self.path not in ("/token", "/introspect"):
            self.answer(404, {"error": "not_found"})
        elif self.client(form) != (world.CLIENT_ID, world.CLIENT_SECRET):
            self.answer(401, {"error": "invalid_client", "error_description": "Wrong client id or secret"})
        elif self.path == "/introspect":
            claims = issued.get(form.get("token"))
            active = bool(claims) and claims["exp"] > time.time()
            self.answer(200, {"active": True, **claims} if active else {"active": False})
        elif form.get("grant_type") != "password":
            self.answer(400, {"error": "unsupported_grant_type"})
        else:
            self.grant(form)

    def client(self, form):
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return form.get("client_id"), form.get("client_secret")
        name, _, secret = base64.b64decode(value).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)

    def grant(self, form):
        user = world.USERS.get(form.get("username"))
        if not user or not user.federated or form.get("password") != user.password:
            self.answer(401, {"error": "invalid_grant", "error_description": "Invalid user credentials"})
            return
        name, now = form["username"], int(time.time())
        claims = {
            "iss": self.server.issuer, "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, self.server.issuer + name)),
            "aud": world.CLIENT_ID, "client_id": world.CLIENT_ID, "preferred_username": name,
            "scope": form.get("scope", ""), "iat": now, "exp": now + LIFETIME, "jti": str(uuid.uuid4()),
        }
        token = self.server.signed(claims)
        issued[token] = claims
        self.answer(200, {
            "access_token": token, "token_type": "Bearer", "expires_in": LIFETIME,
            "scope": claims["scope"], "id_token": self.server.signed(claims)})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, key):
        super().__init__(("127.0.0.1", port), Provider)
        self.key = key
        self.issuer = f"http://127.0.0.1:{port}"
        self.discovery = {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "introspection_endpoint": self.issuer + "/introspect",
            "jwks_uri": self.issuer + "/jwks",
            "grant_types_supported": ["password"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        modulus = openssl("rsa", "-in", key, "-noout", "-modulus").decode().strip().partition("=")[2]
        self.keys = {"keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "practice",
            "n": text(bytes.fromhex(modulus)), "e": text(b"\x01\x00\x01")}]}

    def signed(self, claims):
        header = {"alg": "RS256", "typ": "JWT", "kid": "practice"}
        payload = ".".join(text(json.dumps(part).encode()) for part in (header, claims))
        return payload + "." + text(openssl("dgst", "-sha256", "-sign", self.key, data=payload.encode()))


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, stdout=subprocess.PIPE, check=True).stdout


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    Server(int(sys.argv[1]), sys.argv[2]).serve_forever()
