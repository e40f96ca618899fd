"""What is said to people: refusals, and how clips are called in sentences."""


class Refusal(Exception):
    """Something that cannot be done: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def clips(count: int) -> str:
    return "1 clip" if count == 1 else "%d clips" % count


def quoted(name: object) -> str:
    return "“%s”" % name
