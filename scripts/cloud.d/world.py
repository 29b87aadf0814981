"""Who and what is in the cloud after its first start. Everything else is made by those who use it."""

from dataclasses import dataclass, field

REGION = "RegionOne"
TLS_REGION = "RegionTLS"  # the same services by https
DOMAIN = {"id": "default", "name": "Default"}
OPERATOR = "SwiftOperator"  # owns its project's account; a plain `member` owns nothing there


@dataclass
class User:
    password: str
    roles: dict = field(default_factory=dict)  # project -> role
    federated: bool = False  # can also sign in by OpenID Connect, as the same user


PROJECTS = ("MyProject", "OtherProject")

# Passwords that a client has to encode with care, where it sends them.
USERS = {
    "admin": User("admin-password", {"MyProject": "admin", "OtherProject": "admin"}),
    "alice": User("wonder-land", {"MyProject": OPERATOR, "OtherProject": OPERATOR}, federated=True),
    "bob": User("b+b & %41=€", {"MyProject": "member"}, federated=True),
    "carol": User('carol "quotes" \\ back', {"OtherProject": OPERATOR}),
    "dave": User("dave-password"),
}
SERVICE_PROJECT = "service"
SERVICE_USER = "swift"
SERVICE_PASSWORD = "service-password"

# Whom the object `user_ids` of the container `project_info` names: not all that Keystone knows.
LISTED_USERS = ("alice", "bob", "carol")

CREDENTIAL = {"name": "alice-in-MyProject", "secret": "application-credential-secret"}
CREDENTIAL_USER, CREDENTIAL_PROJECT = "alice", "MyProject"

IDENTITY_PROVIDER = "practice"
PROTOCOL = "openid"
CLIENT_ID = "archive-lua"
CLIENT_SECRET = "client-secret"
SCOPE = "openid profile"

TEMPAUTH_ACCOUNT = "test"
TEMPAUTH_USERS = {
    "tester": {"key": "testing", "operator": True},
    "reader": {"key": "reading", "operator": False},
}
