"""A real Chromium: what it asked for, what its console said, and what a person would see."""

from __future__ import annotations

import json
from typing import Any, Self

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

#: Seconds that a page has to answer in.
PATIENCE = 30


#: No screen, and no more rights or shared memory than a container gives.
_PLAIN = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
# A page may fetch nothing, not even what it offers; so that is kept where it is made.
_KEEP = """
window.saves = [];
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => (saves.push(blob), make(blob));
"""


class Browser:
    """A window, its size and colours, and whether scripts run."""

    def __init__(self, *, scripts: bool = True) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in _PLAIN:
            options.add_argument(argument)
        if not scripts:
            rule = {"profile.managed_default_content_settings.javascript": 2}
            options.add_experimental_option("prefs", rule)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        keep = {"source": _KEEP}
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", keep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.quit()

    def open(self, url: str) -> None:
        self.driver.get("about:blank")  # a fragment alone would not load it anew
        self.asked()
        self.said()
        self.driver.get(url)

    def size(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def wait(self, script: str) -> Any:
        """What an expression of JavaScript comes to, as soon as that is something."""
        return WebDriverWait(self.driver, PATIENCE).until(lambda _: self.run(f"return {script}"))

    def press(self, *keys: str) -> None:
        actions = webdriver.ActionChains(self.driver)
        *held, last = keys
        for key in held:
            actions.key_down(key)
        actions.send_keys(last)
        for key in held:
            actions.key_up(key)
        actions.perform()

    def saved(self) -> str:
        """The last text that a page offered for saving."""
        script = "window.saves.at(-1).text().then(arguments[0])"
        return str(self.driver.execute_async_script(script))

    def asked(self) -> list[str]:
        """The addresses that were asked for since it was last looked at."""
        log = (json.loads(e["message"])["message"] for e in self.driver.get_log("performance"))
        return [
            entry["params"]["request"]["url"]
            for entry in log
            if entry["method"] == "Network.requestWillBeSent"
        ]

    def said(self) -> list[str]:
        """What the console said since it was last looked at."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


TAB, ENTER, CONTROL = Keys.TAB, Keys.ENTER, Keys.CONTROL
