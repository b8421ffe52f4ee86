"""Parts of addresses."""


class FormatConverter:
    """The ending of a list that is taken away."""

    regex = "csv|xlsx|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TextConverter:
    """Whatever follows, with slashes and line breaks: for addresses whose own answer says what will not do there."""

    regex = "(?s:.+)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
