"""One HTTP request. The path goes out as it is: clients that tidy `..` and `//` change what they ask for."""

import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)


def request(method, url, headers=None, body=None, ca_file=None, timeout=60):
    """`body` is bytes, text, or anything else for JSON. A certificate is refused unless `ca_file` signed it."""
    parts = urlsplit(url)
    headers = dict(headers or {})
    if isinstance(body, str):
        body = body.encode()
    elif body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    if parts.scheme == "https":
        trust = ssl.create_default_context(cafile=ca_file)
        connection = http.client.HTTPSConnection(parts.netloc, context=trust, timeout=timeout)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def answers(url):
    """Whether a service is there and well."""
    try:
        return request("GET", url, timeout=10).status in (200, 300)
    except (OSError, http.client.HTTPException):
        return False
