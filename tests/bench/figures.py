"""A figure: what was measured, how much it is, and how much it may be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`value` should be at most `at_most`, or at least `at_least`: ratios, shares or counts wherever it can be, since
    times are this machine's.
    """

    name: str
    value: float
    at_most: float | None = None
    unit: str = ""
    at_least: float | None = None

    @property
    def is_ok(self):
        return self.value <= self.at_most if self.at_least is None else self.value >= self.at_least

    @property
    def target(self):
        return f"at most {self.at_most:g}" if self.at_least is None else f"at least {self.at_least:g}"

    def __str__(self):
        value, target = f"{self.value:g} {self.unit}".strip(), self.target
        return f"{self.name:<58} {value:>18}   {target:<14} {'ok' if self.is_ok else 'short'}"

    def as_json(self):
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "target": self.target,
            "ok": self.is_ok,
        }
