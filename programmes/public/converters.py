"""Parts of addresses."""


class FormatConverter:
    """The ending of a list that is taken away."""

    regex = "csv|xlsx|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter:
    """A commitment's number: digits in groups, as in `1.1.3`, `1.3` or `3`; letters where a plan counts with them."""

    regex = r"[0-9]+[0-9A-Za-z.\-]*"

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
