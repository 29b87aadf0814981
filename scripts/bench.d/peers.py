"""How each peer is told what to do. All go by a storage URL and a token: nobody has to sign in first."""

import tools

AT_ONCE = 16


class Access:
    def __init__(self, url, token=None):
        self.url = url
        self.token = token

    def lua(self, *words):
        """Words for archive-lua, and its environment."""
        environment = {"OS_STORAGE_URL": self.url, "OS_AUTH_TOKEN": self.token} if self.token else {}
        return {"command": [tools.archive_lua(), *words], "environment": environment}

    def swift(self, *words):
        return {"command": [tools.PEERS / "bin" / "swift", "--os-storage-url", self.url, "--os-auth-token", self.token, *words]}

    def rclone(self, *words):
        return {
            "command": ["rclone", *words],
            "environment": {"RCLONE_CONFIG": "", "RCLONE_CONFIG_SERVICE_TYPE": "swift",
                            "RCLONE_CONFIG_SERVICE_STORAGE_URL": self.url, "RCLONE_CONFIG_SERVICE_AUTH_TOKEN": self.token}}

    def curl(self, file, transfers, *words):
        """curl with a list of transfers, each a dictionary of its long options, kept in `file`."""
        lines = [f'header = "X-Auth-Token: {self.token}"'] if self.token else []
        for transfer in transfers:
            lines += [f'{name} = "{value}"' for name, value in transfer.items()]
        file.write_text("\n".join(lines) + "\n")
        return {"command": ["curl", "--silent", "--show-error", "--fail", "--create-dirs", *words, "--config", file]}

    def curl_at_once(self, file, transfers):
        return self.curl(file, transfers, "--parallel", "--parallel-max", AT_ONCE)

    def hbp_archive(self, container, code):
        """Python with `container` for an hbp_archive.PublicContainer; signing in needs the archive's own Keystone."""
        open_container = f"import hbp_archive; container = hbp_archive.PublicContainer({self.url + '/' + container!r})"
        return {"command": [tools.PEERS / "bin" / "python", "-c", f"{open_container}\n{code}"]}
