"""Two ways to work with a page that have the same words: by keyboard alone, and by pointing, without JavaScript."""

import re

from playwright.sync_api import expect

MOST_STOPS = 250

# What a screen reader would call the element that has the focus, and what it is.
FOCUSED = """() => {
  const one = document.activeElement;
  const words = element => element ? element.textContent : "";
  const tidy = text => (text || "").replace(/\\s+/g, " ").trim();
  const labels = [...(one.labels || [])].map(label => words(label)).join(" ");
  const name = one.getAttribute("aria-label") || labels || words(one);
  const shown = getComputedStyle(one);
  return {
    name: tidy(name), tag: one.tagName.toLowerCase(), type: one.type || "", group: one.name || "",
    checked: Boolean(one.checked), option: one.selectedOptions ? tidy(words(one.selectedOptions[0])) : "",
    seen: one.getClientRects().length > 0,
    outlined: shown.outlineStyle !== "none" || shown.boxShadow !== "none"
      || Boolean(one.closest("label, summary") || one.type === "checkbox"),
  };
}"""
FIELDS = frozenset({"input", "textarea", "select"})


class Keyboard:
    """Tab, Shift, arrows, Enter, space and letters; every stop on the way must be seen to have the focus."""

    def __init__(self, page):
        self.page = page
        self.stops = 0

    def _tab_to(self, fits, sought):
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            self.stops += 1
            found = self.page.evaluate(FOCUSED)
            if found["tag"] == "body":
                continue  # past the end, and round again
            assert found["seen"], f"The focus is on something that is not shown: {found}"
            if fits(found):
                assert found["outlined"], f"Nobody sees that the focus is on {found}"
                return found
        raise AssertionError(f"No way by Tab to {sought!r} on {self.page.url}")

    def _enter(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, name):
        self._tab_to(lambda found: found["tag"] == "a" and found["name"].startswith(name), name)
        self._enter()

    def press(self, name):
        self._tab_to(lambda found: found["tag"] == "button" and found["name"].startswith(name), name)
        self._enter()

    def unfold(self, name):
        self._tab_to(lambda found: found["tag"] == "summary" and found["name"].startswith(name), name)
        self.page.keyboard.press("Enter")

    def write(self, label, text):
        self._tab_to(lambda found: found["tag"] in FIELDS and found["name"].startswith(label), label)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def write_day(self, label, day):
        self._tab_to(lambda found: found["type"] == "date" and found["name"].startswith(label), label)
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def write_time(self, label, time):
        self._tab_to(lambda found: found["type"] == "time" and found["name"].startswith(label), label)
        self.page.keyboard.type(f"{time:%I%M%p}")

    def tick(self, label):
        self._tab_to(lambda found: found["type"] == "checkbox" and label in found["name"], label)
        self.page.keyboard.press("Space")

    def choose(self, label):
        """One of a group of radio buttons: Tab to the group, arrows in it."""
        found = self._tab_to(lambda found: found["type"] == "radio", label)
        for _ in range(10):
            if found["name"].startswith(label):
                if not found["checked"]:
                    self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
            found = self.page.evaluate(FOCUSED)
        raise AssertionError(f"No choice {label!r} on {self.page.url}")

    def pick(self, label, option):
        """An option of a menu, by arrows."""
        found = self._tab_to(
            lambda found: found["tag"] == "select" and found["name"].startswith(label), label
        )
        for _ in range(60):
            if found["option"] == option:
                return
            self.page.keyboard.press("ArrowDown")
            found = self.page.evaluate(FOCUSED)
        raise AssertionError(f"No option {option!r} in {label!r} on {self.page.url}")


class Pointing:
    """The same by pointing, for a browser without JavaScript."""

    def __init__(self, page):
        self.page = page

    @staticmethod
    def _begins(name):
        return re.compile(rf"^\s*{re.escape(name)}")

    def follow(self, name):
        self.page.get_by_role("link", name=self._begins(name)).first.click()

    def press(self, name):
        self.page.get_by_role("button", name=self._begins(name)).first.click()

    def unfold(self, name):
        self.page.locator("summary").filter(has_text=name).first.click()

    def write(self, label, text):
        self.page.get_by_label(self._begins(label)).first.fill(text)

    def write_day(self, label, day):
        self.write(label, day.isoformat())

    def write_time(self, label, time):
        self.write(label, f"{time:%H:%M}")

    def tick(self, label):
        self.page.get_by_role("checkbox", name=re.compile(re.escape(label))).check()

    def choose(self, label):
        self.page.get_by_role("radio", name=self._begins(label)).check()

    def pick(self, label, option):
        self.page.get_by_label(self._begins(label)).first.select_option(label=option)


def says(page, words):
    """What the page says was done."""
    expect(page.locator(".messages[role=status]")).to_contain_text(words)
