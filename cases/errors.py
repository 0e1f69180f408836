"""The errors of the house: the first question about any of them is whether to try again later."""


class ConciergeError(Exception):
    """Base of every error raised on purpose; its text is one plain sentence that says what to do."""


class TemporaryError(ConciergeError):
    """The same action may succeed later: a server is away, a lock is held, a token expired."""


class PermanentError(ConciergeError):
    """Trying again changes nothing: a person has to correct something first."""


class ConfigurationError(PermanentError):
    """The configuration cannot be used; the text lists every mistake with key, value and fix."""
