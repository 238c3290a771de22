"""A real Chromium for the journeys, and an eye on everything that goes wrong in its pages."""

import os
import re
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from .ground import ROOT

CHROMIUM = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
WAIT_MS = 60_000
REFERENCE_SECONDS = 0.1  # of work, to learn how busy the machine is
SLOWEST = 4  # times: beyond that a promise would mean nothing

# Counts what is under way, so that a test can wait for rest; says in the console what a
# JSON-RPC route refused, which the protocol hides behind a 200.
INIT_SCRIPT = """
(() => {
    let underWay = 0;
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function () {
        underWay++;
        this.addEventListener('loadend', () => {
            underWay--;
            if (/json/.test(this.getResponseHeader('Content-Type') || '')) {
                const error = JSON.parse(this.responseText || '{}').error;
                if (error) {
                    const reason = error.data?.message || error.message;
                    console.error(`Refused ${this.responseURL}: ${reason}`);
                }
            }
        });
        return send.apply(this, arguments);
    };
    const fetch = window.fetch;
    window.fetch = async function () {
        underWay++;
        try {
            return await fetch.apply(this, arguments);
        } finally {
            underWay--;
        }
    };
    // Resolves once nothing has been under way, and no script had work, for a few frames in a row.
    window.clinicAtRest = async () => {
        for (let quiet = 0; quiet < 4; quiet++) {
            await new Promise(requestAnimationFrame);
            await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }));
            if (underWay || document.querySelector('.o_loading_indicator, .o_blockUI')) {
                quiet = -1;
            }
        }
    };
})();
"""

COUNT_CLICKS = """
() => {
    window.clinicClicks = 0;
    const count = (ev) => { window.clinicClicks += ev.isTrusted ? 1 : 0; };
    window.addEventListener('pointerdown', count, { capture: true });
}
"""


def missing() -> str | None:
    """Why no browser test can run here, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed"
    if not executable():
        return "Chromium is not installed (Debian: apt-get install chromium)"
    return None


def executable() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def require() -> None:
    """Skip without a browser; in CI fail, because a skipped journey proves nothing."""
    reason = missing()
    if reason and os.environ.get('CI'):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@contextmanager
def launch():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            args=[
                '--no-sandbox',
                '--disable-dev-shm-usage',
                '--disable-gpu',
                '--use-fake-device-for-media-stream',  # a microphone that beeps
                '--use-fake-ui-for-media-stream',  # and without a window nobody could be asked
            ],
        )
        yield browser
        browser.close()


class Pages:
    """Opens pages for one test and remembers what went wrong in them."""

    def __init__(self, browser, server):
        self.browser = browser
        self.server = server
        self.problems: list[str] = []
        self._allowed: list[re.Pattern] = []
        self._contexts = []

    def open(self, login: str | None = None, viewport: tuple[int, int] = (1366, 768), **options):
        """A page of a person who is logged in already; of nobody when `login` is None.

        `options` go to the browser's context (such as `is_mobile=True`).
        """
        context = self.browser.new_context(
            viewport=dict(zip(('width', 'height'), viewport, strict=True)),
            locale='es-MX',
            timezone_id='America/Mexico_City',
            reduced_motion='reduce',  # nobody waits for what slides in
            base_url=self.server.url,
            **options,
        )
        self._contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        context.add_init_script(INIT_SCRIPT)
        context.on('page', self._watch)
        if login:
            cookie = self.server.client(login).cookie
            context.add_cookies([{'name': 'session_id', 'value': cookie, 'url': self.server.url}])
        return context.new_page()

    def allow(self, pattern: str) -> None:
        """Expect a problem: what this test provokes on purpose, by regular expression."""
        self._allowed.append(re.compile(pattern))

    def check(self) -> None:
        """Fail for every console error, script error and failed request that was not allowed."""
        found = [
            problem
            for problem in self.problems
            if not any(pattern.search(problem) for pattern in self._allowed)
        ]
        assert not found, "the pages had problems:\n" + '\n'.join(found)

    def keep(self, folder: Path, name: str) -> None:
        """Save a screenshot and the HTML of every open page."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            stem = folder / f'{name}-{number}'
            page.screenshot(path=f'{stem}.png')
            stem.with_suffix('.html').write_text(page.content(), encoding='utf-8')
        (folder / f'{name}.txt').write_text('\n'.join(self.problems), encoding='utf-8')

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _watch(self, page) -> None:
        page.on('console', self._on_console)
        page.on('pageerror', lambda error: self.problems.append(f'script error: {error}'))
        page.on('requestfailed', self._on_failed)
        page.on('response', self._on_response)

    def _on_console(self, message) -> None:
        # A resource's own failure is told by its request, with its address.
        if message.type == 'error' and 'Failed to load resource' not in message.text:
            self.problems.append(f'console: {message.text}')

    def _on_failed(self, request) -> None:
        if request.failure != 'net::ERR_ABORTED':  # given up because the page moved on
            self.problems.append(f'request failed: {request.url} {request.failure}')

    def _on_response(self, response) -> None:
        if response.status >= 400:
            self.problems.append(f'request answered {response.status}: {response.url}')


def at_rest(page) -> None:
    """Wait until the page asks the server for nothing more and shows no progress."""
    page.wait_for_function('window.clinicAtRest', timeout=WAIT_MS)
    page.evaluate('window.clinicAtRest()')


class Hands:
    """What somebody needs on this page from now on: clicks and seconds."""

    def __init__(self, page):
        self._page = page
        page.evaluate(COUNT_CLICKS)
        self._slowness = slowness()
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def clicks(self) -> int:
        return self._page.evaluate('window.clinicClicks')

    def within(self, promised: float) -> None:
        """Fail when it took longer than was promised for a machine that is left alone.

        A busy one is no reason to fail: it may take as many times longer as a little work of the
        processor took just before or takes now.
        """
        seconds = self.seconds
        factor = min(max(self._slowness, slowness()), SLOWEST)
        assert seconds <= promised * factor, (
            f"{seconds:.1f} s, {promised} s were promised; everything takes {factor:.1f} as long"
        )


def slowness() -> float:
    """How many times longer than alone a little work takes now, because others want their turn."""
    began, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < REFERENCE_SECONDS:
        pass
    return max(1, (time.monotonic() - began) / REFERENCE_SECONDS)


def home(page) -> None:
    """Open the web client and wait until it can be used."""
    page.goto('/odoo')
    page.wait_for_selector('.o_action_manager > *, .o_home_menu')
    at_rest(page)


def shoot(page, name: str) -> None:
    """Save a picture for the documentation, only when CLINIC_DOCS=1 asks for new ones."""
    if os.environ.get('CLINIC_DOCS') == '1':
        at_rest(page)
        folder = ROOT / 'docs' / 'images'
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(folder / f'{name}.png'), animations='disabled')
