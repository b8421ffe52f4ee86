"""Draw what a shared address shows, share-da.png and share-en.png, out of share.svg. Run by a developer after a change
to it; its output is committed.

    .venv/bin/python -m static.img.share
"""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import chromium

HERE = Path(__file__).parent
SIZE = {"width": 1200, "height": 630}
COLOURS = 128  # of few in the drawing, the rest is for the edges of letters


def main():
    with sync_playwright() as playwright:
        arguments = [*chromium.ARGUMENTS, "--font-render-hinting=none"]
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=arguments)
        for code in ("da", "en"):
            page = browser.new_page(viewport=SIZE)
            page.goto(f"{(HERE / 'share.svg').as_uri()}#{code}")
            page.evaluate("document.fonts.ready")
            drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"share-{code}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
