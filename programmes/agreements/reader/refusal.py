"""Why a file cannot be read."""


class Unreadable(Exception):
    """`code` names the reason; the sentence for it is made where the reader is called (`child_reader`)."""

    def __init__(self, code: str, **parameters: int) -> None:
        super().__init__(code, parameters)
        self.code, self.parameters = code, parameters
