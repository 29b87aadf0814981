"""The one error that a person sees, without a traceback."""


class Failure(Exception):
    """What went wrong; with the end of the log that says why, where there is one."""

    def __init__(self, message, log=None):
        super().__init__(message)
        self.log = log

    def __str__(self):
        return super().__str__() + (f"\n--- {self.log}\n{tail(self.log)}" if self.log else "")


def tail(path, lines=25):
    try:
        with open(path, "rb") as log:
            log.seek(max(0, log.seek(0, 2) - 100 * lines))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
    except OSError as error:
        return str(error)
