"""What a person, a test, or OpenStack's own client needs to know of a cloud."""

import json

import world
from processes import Process
from state import CERTIFICATES


def write(state):
    """clouds.yaml, which JSON is a form of."""
    state.path("clouds.yaml").write_text(json.dumps({"clouds": clouds(describe(state))}, indent=2) + "\n")


def describe(state):
    import cloud

    ids = state.settings["ids"]

    def url(port, path="", scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{state.port(port)}{path}"

    def secure(service, path=""):
        return {kind: url(f"{service}_{kind}", path, "https", "localhost") for kind in CERTIFICATES}

    projects = {}
    for name in world.PROJECTS:
        account = "AUTH_" + ids["projects"][name]
        projects[name] = {
            "id": ids["projects"][name], "account": account, "storage_url": url("swift", "/v1/" + account),
            "tls_storage_urls": secure("swift", "/v1/" + account)}
    tempauth = url("tempauth")
    return {
        "folder": str(state.folder),
        "clouds_yaml": str(state.folder / "clouds.yaml"),
        "ca_file": str(state.folder / "tls" / "ca.crt"),
        "region": world.REGION,
        "tls_region": world.TLS_REGION,
        "domain": world.DOMAIN,
        "keystone": {"url": url("keystone", "/v3"), "tls_urls": secure("keystone", "/v3")},
        "swift": {
            "url": url("swift"), "internal_url": url("swift", host="localhost"), "tls_urls": secure("swift"),
            "info_url": url("swift", "/info")},
        "oidc": {
            "discovery_endpoint": url("oidc", "/.well-known/openid-configuration"), "issuer": url("oidc"),
            "identity_provider": world.IDENTITY_PROVIDER, "protocol": world.PROTOCOL,
            "client_id": world.CLIENT_ID, "client_secret": world.CLIENT_SECRET, "scope": world.SCOPE,
            "users": [name for name, user in world.USERS.items() if user.federated]},
        "projects": projects,
        "users": {
            name: {"id": ids["users"][name], "password": user.password, "roles": user.roles}
            for name, user in world.USERS.items()},
        "application_credential": {
            "id": ids["credential"], **world.CREDENTIAL,
            "user": world.CREDENTIAL_USER, "project": world.CREDENTIAL_PROJECT},
        "tempauth": {
            "auth_url": tempauth + "/auth/v1.0", "account": "AUTH_" + world.TEMPAUTH_ACCOUNT,
            "storage_url": f"{tempauth}/v1/AUTH_{world.TEMPAUTH_ACCOUNT}",
            "users": {f"{world.TEMPAUTH_ACCOUNT}:{name}": user for name, user in world.TEMPAUTH_USERS.items()}},
        "logs": str(state.folder / "logs"),
        "pids": {name: pid for name, pid in cloud.running(state).items()},
    }


def environment(state):
    """What alice's shell would have."""
    here = describe(state)
    return {
        "OS_AUTH_URL": here["keystone"]["url"], "OS_IDENTITY_API_VERSION": "3", "OS_AUTH_TYPE": "password",
        "OS_USERNAME": "alice", "OS_PASSWORD": world.USERS["alice"].password,
        "OS_USER_DOMAIN_NAME": world.DOMAIN["name"],
        "OS_PROJECT_NAME": "MyProject", "OS_PROJECT_DOMAIN_NAME": world.DOMAIN["name"],
        "OS_REGION_NAME": world.REGION, "OS_CLIENT_CONFIG_FILE": here["clouds_yaml"], "ARCHIVE_LUA_CLOUD": here["folder"],
    }


def clouds(here):
    """clouds.yaml with the meaning OpenStack's own client gives it."""

    def cloud(auth, auth_type="password", url=here["keystone"]["url"], region=world.REGION, **more):
        return {"auth_type": auth_type, "auth": {"auth_url": url, **auth}, "region_name": region,
                "identity_api_version": "3", **more}

    def password(user, project):
        return {"username": user, "password": world.USERS[user].password, "user_domain_name": world.DOMAIN["name"],
                "project_name": project, "project_domain_name": world.DOMAIN["name"]}

    def secure(kind, **more):
        return cloud(password("alice", "MyProject"), url=here["keystone"]["tls_urls"][kind], region=world.TLS_REGION, **more)

    oidc = {key: here["oidc"][key] for key in (
        "identity_provider", "protocol", "client_id", "client_secret", "discovery_endpoint")}
    credential = here["application_credential"]
    ca = {"cacert": here["ca_file"]}
    return {
        "practice-cloud": cloud(password("alice", "MyProject")),
        "bob": cloud(password("bob", "MyProject")),
        "carol": cloud(password("carol", "OtherProject")),
        "admin": cloud(password("admin", "MyProject")),
        "internal": cloud(password("alice", "MyProject"), interface="internal"),
        "appcred": cloud(
            {"application_credential_id": credential["id"], "application_credential_secret": credential["secret"]},
            "v3applicationcredential"),
        "oidc": cloud({
            **oidc, "username": "alice", "password": world.USERS["alice"].password, "openid_scope": world.SCOPE,
            "project_name": "MyProject", "project_domain_name": world.DOMAIN["name"]}, "v3oidcpassword"),
        "tempauth": cloud(
            {"username": "test:tester", "password": world.TEMPAUTH_USERS["tester"]["key"]}, "v1password",
            here["tempauth"]["auth_url"]),
        "tls": secure("good", **ca),
        "tls-no-ca": secure("good"),
        "tls-insecure": secure("self_signed", verify=False),
        "tls-expired": secure("expired", **ca),
        "tls-other-host": secure("other_host", **ca),
        "tls-self-signed": secure("self_signed", **ca),
    }
