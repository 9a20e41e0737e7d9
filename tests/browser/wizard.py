"""Somebody in the wizard, whose clicks, fields and keys are counted, and what they would hear."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

# Kept across pages: what is said by role=status and role=alert, in order.
LISTENER = """
const heard = () => JSON.parse(sessionStorage.getItem("heard") ?? "[]")
const hear = (text) => {
  if (text.trim()) sessionStorage.setItem("heard", JSON.stringify([...heard(), text.trim()]))
}
document.addEventListener("DOMContentLoaded", () => {
  for (const alert of document.querySelectorAll("#main [role=alert]")) hear(alert.textContent)
  new MutationObserver((changes) => {
    const regions = new Set(changes.map(({ target }) => target.closest?.("[role=status]")))
    for (const region of regions) if (region?.closest("main")) hear(region.textContent)
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      for (const alert of node.querySelectorAll?.("[role=alert]") ?? []) hear(alert.textContent)
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true })
})
"""


class Hand:
    """What a person does with mouse and keys; text counts as one field, not as keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.fields = self.keys = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def type(self, text: str) -> None:
        """Into whatever has the focus."""
        self.page.keyboard.type(text)
        self.fields += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def reach(self, wanted: Locator) -> None:
        """By the Tab key."""
        for _ in range(30):
            if is_focused(wanted):
                return
            self.press("Tab")
        raise AssertionError("the Tab key does not lead there")


def is_focused(wanted: Locator) -> bool:
    return bool(wanted.evaluate("one => one === document.activeElement"))


def listen(page: Page) -> None:
    page.add_init_script(LISTENER)


def heard(page: Page) -> list[str]:
    said: list[str] = page.evaluate('JSON.parse(sessionStorage.getItem("heard") ?? "[]")')
    return [" ".join(one.split()) for one in said]


def barriers(page: Page) -> list[str]:
    """What axe finds, in the light and in the dark."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations = Axe().run(page).response["violations"]
        found += [f"{scheme} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    return found
