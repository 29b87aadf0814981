"""Fills Keystone, as its administrator, with the projects, people and services of `world`."""

import world
from failure import Failure
from web import request


def token(base, user, project=None, domain=world.DOMAIN["id"]):
    identity = {"methods": ["password"], "password": {"user": {
        "name": user, "domain": {"id": domain}, "password": world.USERS[user].password}}}
    scope = {"scope": {"project": {"name": project, "domain": {"id": domain}}}} if project else {}
    answer = request("POST", base + "/auth/tokens", body={"auth": {"identity": identity, **scope}})
    if answer.status != 201:
        raise Failure(f"{user} could not sign in: {answer.status} {answer.body.decode()}")
    return answer.headers["X-Subject-Token"]


class Administrator:
    def __init__(self, base):
        self.base = base
        self.headers = {"X-Auth-Token": token(base, "admin", "admin")}

    def call(self, method, path, body=None, headers=None):
        answer = request(method, self.base + path, headers or self.headers, body)
        if answer.status >= 300:
            raise Failure(f"Keystone: {method} {path}: {answer.status} {answer.body.decode()}")
        return answer.json() if answer.body else {}

    def ensure(self, kind, name, **more):
        """The id of the one of that name, which is made unless an interrupted start has made it."""
        found = self.call("GET", f"/{kind}s?name={name}")[kind + "s"]
        return (found[0] if found else self.call("POST", f"/{kind}s", {kind: {"name": name, **more}})[kind])["id"]

    def grant(self, project, user, role):
        self.call("PUT", f"/projects/{project}/users/{user}/roles/{role}")


def seed(state):
    """Returns the ids: of projects, users and the application credential."""
    base = f"http://127.0.0.1:{state.port('keystone')}/v3"
    admin = Administrator(base)
    projects = {name: admin.ensure("project", name) for name in (*world.PROJECTS, world.SERVICE_PROJECT)}
    users = {name: admin.ensure("user", name, password=user.password) for name, user in world.USERS.items()}
    users[world.SERVICE_USER] = admin.ensure("user", world.SERVICE_USER, password=world.SERVICE_PASSWORD)
    roles = {name: admin.ensure("role", name) for name in ("admin", "member", world.OPERATOR, "ResellerAdmin")}
    for name, user in world.USERS.items():
        for project, role in user.roles.items():
            admin.grant(projects[project], users[name], roles[role])
    admin.grant(projects[world.SERVICE_PROJECT], users[world.SERVICE_USER], roles["admin"])
    make_catalog(state, admin)
    make_federation(state, admin)
    return {"projects": projects, "users": users, "credential": make_credential(base, admin, users, projects)}


def make_catalog(state, admin):
    """Clients that ask for no region take the first: the plain one."""
    admin.call("PUT", f"/regions/{world.TLS_REGION}", {"region": {}}) if not any(
        region["id"] == world.TLS_REGION for region in admin.call("GET", "/regions")["regions"]) else None
    keystone = admin.ensure("service", "keystone", type="identity")
    swift = admin.ensure("service", "swift", type="object-store")
    account = "/v1/AUTH_%(tenant_id)s"
    secure = f"https://localhost:{state.port('swift_good')}{account}"
    wanted = [
        (swift, world.REGION, "public", f"http://127.0.0.1:{state.port('swift')}{account}"),
        (swift, world.REGION, "internal", f"http://localhost:{state.port('swift')}{account}"),
        (swift, world.REGION, "admin", f"http://127.0.0.1:{state.port('swift')}"),
        (swift, world.TLS_REGION, "public", secure),
        (swift, world.TLS_REGION, "internal", secure),
        (keystone, world.TLS_REGION, "public", f"https://localhost:{state.port('keystone_good')}/v3"),
    ]
    there = {(each["service_id"], each["region_id"], each["interface"]) for each in admin.call("GET", "/endpoints")["endpoints"]}
    for service, region, interface, url in wanted:
        if (service, region, interface) not in there:
            admin.call("POST", "/endpoints", {"endpoint": {
                "service_id": service, "region_id": region, "interface": interface, "url": url}})


def make_federation(state, admin):
    """Who signs in through the provider is the local user of the same name, with that user's roles."""
    issuer = f"http://127.0.0.1:{state.port('oidc')}"
    rules = [{
        "local": [{"user": {"name": "{0}", "type": "local", "domain": {"id": world.DOMAIN["id"]}}}],
        "remote": [{"type": "OIDC-preferred_username"}, {"type": "OIDC-iss", "any_one_of": [issuer]}],
    }]
    federation = "/OS-FEDERATION"
    provider = f"{federation}/identity_providers/{world.IDENTITY_PROVIDER}"
    if not admin.call("GET", federation + "/mappings")["mappings"]:
        admin.call("PUT", federation + "/mappings/practice", {"mapping": {"rules": rules}})
    if not admin.call("GET", federation + "/identity_providers")["identity_providers"]:
        admin.call("PUT", provider, {"identity_provider": {
            "remote_ids": [issuer], "enabled": True, "domain_id": world.DOMAIN["id"]}})
    if not admin.call("GET", provider + "/protocols")["protocols"]:
        admin.call("PUT", f"{provider}/protocols/{world.PROTOCOL}", {"protocol": {"mapping_id": "practice"}})


def make_credential(base, admin, users, projects):
    """An application credential, which only its own user can make."""
    headers = {"X-Auth-Token": token(base, world.CREDENTIAL_USER, world.CREDENTIAL_PROJECT)}
    path = f"/users/{users[world.CREDENTIAL_USER]}/application_credentials"
    found = admin.call("GET", path, headers=headers)["application_credentials"]
    made = found[0] if found else admin.call("POST", path, {"application_credential": world.CREDENTIAL}, headers)[
        "application_credential"]
    return made["id"]
