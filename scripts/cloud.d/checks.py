"""Tries a running cloud as its clients would: every way to sign in, every kind of object, every certificate."""

import base64
import hashlib
import io
import json
import ssl
import tarfile
import time
import traceback
import uuid
from datetime import datetime
from urllib.parse import quote, urlencode

import container_objects
import container_rows
import description
from web import request

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def run(state):
    here = Cloud(state)
    failed = 0
    for each in CHECKS:
        begin = time.monotonic()
        try:
            each(here)
            result = "ok"
        except Exception:
            result, failed = "FAILED\n" + traceback.format_exc(), failed + 1
        print(f"{each.__name__.replace('_', ' '):32} {1000 * (time.monotonic() - begin):6.0f} ms  {result}", flush=True)
    here.clean()
    return 1 if failed else 0


class Cloud:
    """The description, and the few requests that most checks make."""

    def __init__(self, state):
        self.state = state
        self.description = description.describe(state)
        self.keystone = self["keystone"]["url"]
        self.ca = self["ca_file"]
        self.tokens = {}
        self.containers = []

    def __getitem__(self, key):
        return self.description[key]

    def authenticate(self, auth, base=None, ca=None):
        answer = expect(201, request("POST", (base or self.keystone) + "/auth/tokens", body={"auth": auth}, ca_file=ca))
        return answer.headers["X-Subject-Token"], answer.json()["token"]

    def password(self, user, project=None, **more):
        scope = {"scope": {"project": {"id": self["projects"][project]["id"]}}} if project else {}
        return self.authenticate({"identity": {"methods": ["password"], "password": {"user": {
            "name": user, "domain": {"id": "default"}, "password": self["users"][user]["password"]}}}, **scope}, **more)

    def token(self, user, project="MyProject"):
        token, expires = self.tokens.get((user, project), (None, 0))
        if expires < time.time() + 2:
            token, scope = self.password(user, project)
            expires = datetime.fromisoformat(scope["expires_at"]).timestamp()
            self.tokens[user, project] = token, expires
        return token

    def swift(self, method, path="", body=None, user="alice", project="MyProject", account="MyProject", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if user:
            headers["X-Auth-Token"] = self.token(user, project)
        return request(method, self["projects"][account]["storage_url"] + path, headers, body)

    def container(self, **headers):
        name = "check-" + uuid.uuid4().hex[:8]
        expect(201, self.swift("PUT", "/" + name, **headers))
        self.containers.append(name)
        return "/" + name

    def clean(self):
        for name in self.containers:
            for entry in self.swift("GET", f"/{name}?format=json").json():
                self.swift("DELETE", f"/{name}/{quote(entry['name'])}")
            expect(204, self.swift("DELETE", "/" + name))


def expect(status, answer):
    assert answer.status == status, f"{answer.status}, not {status}: {answer.body[:500].decode(errors='replace')}"
    return answer


def soon(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.1)


@check
def password_and_catalog(here):
    for user in here["users"]:
        token, scope = here.password(user)
        answer = request("GET", f"{here.keystone}/users/{scope['user']['id']}/projects", {"X-Auth-Token": token})
        names = {project["name"] for project in expect(200, answer).json()["projects"]}
        assert names - {"admin"} == set(here["users"][user]["roles"]), names
    catalog = here.password("alice", "MyProject")[1]["catalog"]
    store = next(service for service in catalog if service["type"] == "object-store")
    first = next(endpoint for endpoint in store["endpoints"] if endpoint["interface"] == "public")
    assert (first["url"], first["region"]) == (here["projects"]["MyProject"]["storage_url"], "RegionOne"), first
    assert {endpoint["region"] for endpoint in store["endpoints"]} == {"RegionOne", "RegionTLS"}


@check
def refused_sign_in(here):
    for name in ("alice", "nobody-of-that-name"):
        identity = {"methods": ["password"], "password": {"user": {
            "name": name, "domain": {"id": "default"}, "password": "wrong"}}}
        expect(401, request("POST", here.keystone + "/auth/tokens", body={"auth": {"identity": identity}}))


@check
def application_credential(here):
    credential = here["application_credential"]
    token, scope = here.authenticate({"identity": {
        "methods": ["application_credential"],
        "application_credential": {"id": credential["id"], "secret": credential["secret"]}}})
    assert (scope["user"]["name"], scope["project"]["name"]) == ("alice", "MyProject")
    expect(204, request("HEAD", here["projects"]["MyProject"]["storage_url"], {"X-Auth-Token": token}))


@check
def openid_connect(here):
    oidc = here["oidc"]
    endpoint = request("GET", oidc["discovery_endpoint"]).json()["token_endpoint"]
    for user in oidc["users"]:
        form = urlencode({"grant_type": "password", "username": user, "password": here["users"][user]["password"],
                          "scope": oidc["scope"]})
        client = base64.b64encode(f"{oidc['client_id']}:{oidc['client_secret']}".encode()).decode()
        headers = {"Authorization": "Basic " + client, "Content-Type": "application/x-www-form-urlencoded"}
        grant = expect(200, request("POST", endpoint, headers, form)).json()
        expect(401, request("POST", endpoint, headers, form.replace("password=", "password=x")))
        path = f"/OS-FEDERATION/identity_providers/{oidc['identity_provider']}/protocols/{oidc['protocol']}/auth"
        for base in (here.keystone, here["keystone"]["tls_urls"]["good"]):
            bearer = {"Authorization": "Bearer " + grant["access_token"]}
            answer = expect(201, request("POST", base + path, bearer, ca_file=here.ca))
            unscoped = answer.headers["X-Subject-Token"]
            scope = here.authenticate({
                "identity": {"methods": ["token"], "token": {"id": unscoped}},
                "scope": {"project": {"name": "MyProject", "domain": {"id": "default"}}}})[1]
            assert scope["user"]["id"] == here["users"][user]["id"], scope["user"]
        expect(401, request("POST", here.keystone + path, {"Authorization": "Bearer wrong"}))


@check
def tempauth(here):
    for name, user in here["tempauth"]["users"].items():
        answer = expect(200, request("GET", here["tempauth"]["auth_url"], {"X-Auth-User": name, "X-Auth-Key": user["key"]}))
        assert answer.headers["X-Storage-Url"] == here["tempauth"]["storage_url"]
        headers = {"X-Auth-Token": answer.headers["X-Auth-Token"]}
        expect(204 if user["operator"] else 403, request("GET", here["tempauth"]["storage_url"], headers))
    expect(401, request("GET", here["tempauth"]["auth_url"], {"X-Auth-User": "test:tester", "X-Auth-Key": "wrong"}))


@check
def certificates(here):
    token, scope = here.password("alice", "MyProject", base=here["keystone"]["tls_urls"]["good"], ca=here.ca)
    for kind, url in here["projects"]["MyProject"]["tls_storage_urls"].items():
        for address in (url, here["keystone"]["tls_urls"][kind]):
            try:
                status = request("GET", address, {"X-Auth-Token": token}, ca_file=here.ca).status
            except ssl.SSLCertVerificationError as refusal:
                status = refusal.verify_code
            assert {"good": status < 300, "expired": status == 10, "other_host": status == 62,
                    "self_signed": status == 18}[kind], (kind, status)


@check
def objects_and_listings(here):
    container = here.container()
    for name in ("a", "a/b", "../x", "/x", "//x", ".", "..", "%41", "#?+ \n\x1b", "é"):
        path = f"{container}/{quote(name, safe='/')}"
        answer = expect(201, here.swift("PUT", path, name, X_Object_Meta_Kind="odd"))
        assert answer.headers["ETag"] == hashlib.md5(name.encode()).hexdigest()
        assert here.swift("GET", path).body.decode() == name
    listing = here.swift("GET", container + "?format=json").json()
    assert len(listing) == 10, listing
    answer = expect(201, here.swift("COPY", container + "/a", Destination=container[1:] + "//copy"))
    answer = expect(200, here.swift("HEAD", container + "//copy"))
    assert answer.headers["X-Object-Meta-Kind"] == "odd"
    expect(412, here.swift("PUT", container + "/a", "new", If_None_Match="*"))
    expect(422, here.swift("PUT", container + "/a", "new", ETag="0" * 32))
    expect(204, here.swift("DELETE", container + "/a"))
    expect(404, here.swift("GET", container + "/a"))


@check
def large_objects_and_symlinks(here):
    container = here.container()
    for name in ("seg/1", "seg/2"):
        expect(201, here.swift("PUT", f"{container}/{name}", name))
    manifest = [{"path": f"{container}/{name}"} for name in ("seg/1", "seg/2")]
    expect(201, here.swift("PUT", container + "/static?multipart-manifest=put", manifest))
    expect(201, here.swift("PUT", container + "/dynamic", b"", X_Object_Manifest=container[1:] + "/seg/"))
    expect(201, here.swift("PUT", container + "/link", b"", X_Symlink_Target=container[1:] + "/static"))
    for name in ("static", "dynamic", "link"):
        assert expect(200, here.swift("GET", f"{container}/{name}")).body == b"seg/1seg/2"
    listing = {entry["name"]: entry for entry in here.swift("GET", container + "?format=json").json()}
    assert "slo_etag" in listing["static"] and "symlink_path" in listing["link"] and listing["dynamic"]["bytes"] == 0


@check
def archives_and_bulk_deletion(here):
    container = here.container()
    with io.BytesIO() as archive:
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for number in range(20):
                entry = tarfile.TarInfo(f"file{number}")
                entry.size = 3
                tar.addfile(entry, io.BytesIO(b"abc"))
        body = archive.getvalue()
    result = here.swift("PUT", container + "?extract-archive=tar", body, Accept="application/json").json()
    assert result["Number Files Created"] == 20, result
    names = "\n".join(f"{container}/file{number}" for number in range(20))
    result = here.swift("POST", "?bulk-delete", names, Accept="application/json", Content_Type="text/plain").json()
    assert result["Number Deleted"] == 20, result


@check
def access_lists(here):
    ids = {name: user["id"] for name, user in here["users"].items()}
    project = here["projects"]["MyProject"]["id"]
    other = here["projects"]["OtherProject"]["id"]
    container = here.container(X_Container_Read=f"{project}:{ids['bob']},{other}:{ids['carol']}")
    expect(201, here.swift("PUT", container + "/x", "x"))
    expect(403, here.swift("GET", user="bob"))
    for user, own in (("bob", "MyProject"), ("carol", "OtherProject")):
        expect(200, here.swift("GET", container, user=user, project=own))
        expect(200, here.swift("GET", container + "/x", user=user, project=own))
        expect(403, here.swift("PUT", container + "/y", "y", user=user, project=own))
    expect(401, here.swift("GET", container, user=None))
    expect(204, here.swift("POST", container, X_Container_Read=".r:*,.rlistings", X_Container_Write=f"{project}:{ids['bob']}"))
    expect(200, here.swift("GET", container, user=None))
    expect(201, here.swift("PUT", container + "/y", "y", user="bob"))
    expect(200, here.swift("GET", "/project_info/user_ids", user="bob"))
    expect(403, here.swift("GET", "/project_info/user_ids", user="carol", project="OtherProject"))


@check
def account_follows(here):
    container = here.container()
    expect(201, here.swift("PUT", container + "/x", "xyz"))

    def counted():
        listing = here.swift("GET", "?format=json").json()
        return any((each["name"], each["count"], each["bytes"]) == (container[1:], 1, 3) for each in listing)

    soon(counted)


@check
def objects_written_to_the_disk(here):
    container = here.container()
    container_objects.fill(here.state, "MyProject", container[1:], 20)
    name, text = container_rows.name(7), container_rows.content(7)
    answer = expect(200, here.swift("GET", f"{container}/{name}"))
    assert (answer.body, answer.headers["ETag"]) == (text, hashlib.md5(text).hexdigest())
    expect(201, here.swift("COPY", f"{container}/{name}", Destination=container[1:] + "/copy"))
    expect(201, here.swift("PUT", f"{container}/{name}", "again"))
    assert expect(200, here.swift("GET", f"{container}/{name}")).body == b"again"
    expect(202, here.swift("POST", f"{container}/{container_rows.name(8)}", X_Object_Meta_Kind="small"))
    for number in range(20):
        expect(204, here.swift("DELETE", f"{container}/{container_rows.name(number)}"))
    assert here.swift("GET", container).body == b"copy\n"
    container_rows.fill(here.state, "MyProject", container[1:], 20)
    listing = here.swift("GET", container + "?format=json").json()
    assert len(listing) == 21 and listing[1]["hash"] == hashlib.md5(container_rows.content(0)).hexdigest(), listing


@check
def revoked_token_is_noticed(here):
    token = here.password("alice", "MyProject")[0]
    headers = {"X-Auth-Token": token}
    url = here["projects"]["MyProject"]["storage_url"]
    expect(204, request("HEAD", url, headers))
    expect(204, request("DELETE", here.keystone + "/auth/tokens", {**headers, "X-Subject-Token": token}))
    soon(lambda: request("HEAD", url, headers).status == 401, seconds=15)


@check
def limits(here):
    info = json.loads(request("GET", here["swift"]["info_url"]).body)
    assert info["swift"]["container_listing_limit"] == 10000 and info["slo"]["min_segment_size"] == 1
    assert {"bulk_upload", "tempurl", "versioned_writes", "symlink", "container_quotas", "account_quotas"} <= set(info), info


@check
def names_of_users(here):
    first, *lines = here.swift("GET", "/project_info/user_ids").body.decode().splitlines()
    assert first.startswith("# user ids") and lines, first
    for line in lines:
        identifier, name = line.split()
        assert here["users"][name]["id"] == identifier
