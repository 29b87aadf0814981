"""The one error that a person sees, without a traceback."""


class Failure(Exception):
    pass
