"""Tell people, once each, of what a look has seen: by the command after a refresh, and by the daemon every few minutes.

Nothing here can fail a run or hold it up: it comes after the run, one at a time, with a limit on its time. What could
not be sent waits for the next time, and `ossp status` says so.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ossp_pipeline.alerts.faults import Look
from ossp_pipeline.alerts.memory import Memory, News, read_memory, write_memory
from ossp_pipeline.alerts.message import TEST_BODY, TEST_TITLE, body_of, title_of
from ossp_pipeline.alerts.sending import Message, send
from ossp_pipeline.alerts.stated import Receiver, Stated, read_alerts
from ossp_pipeline.errors import BusyError, OsspError
from ossp_pipeline.lock import exclusive
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")
# Seconds for one message, and after which no other is begun.
_EACH, _TOGETHER = 10.0, 10.0
Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class Alerts:
    """Of one installation. `clock`: the moment it is, for tests."""

    def __init__(self, settings: Settings, clock: Clock = _now) -> None:
        self.settings = settings
        self._clock = clock
        self._path: Path = settings.alerted / "memory.json"

    def tell(self, look_at: Callable[[], Look]) -> str:
        """Look, remember, and send what may be sent now. What came of it, in words; it raises nothing."""
        if not self.settings.alerts.exists():
            return "nobody is to be told: there is no alerts.toml"
        try:
            self.settings.alerted.mkdir(parents=True, exist_ok=True, mode=0o700)
            with exclusive(self.settings.alerted, "alerts"):
                return self._tell(read_alerts(self.settings), look_at())
        except BusyError:
            return "another process is telling people"
        except OsspError as error:
            log.warning("nobody was told: %s", error)
            return str(error)
        except Exception as error:  # whatever it is, the run is done and stays done; a message may quote a row
            log.warning("nobody was told: E-UNEXPECTED (%s)", type(error).__name__)
            return f"E-UNEXPECTED ({type(error).__name__})"

    def outstanding(self) -> list[News]:
        """The faults that are there, as far as they were looked at, oldest first."""
        return sorted(read_memory(self._path).faults.values(), key=lambda item: item.at)

    def problems(self) -> list[str]:
        """What keeps messages from people, a sentence each."""
        try:
            read_alerts(self.settings)
        except OsspError as error:
            return [str(error)]
        memory = read_memory(self._path)
        return [f"alerts wait for {name}: {why}" for name, why in memory.unsent.items()]

    def test(self) -> dict[str, str]:
        """Send a test to each receiver at once: why it did not get there, by name; empty where it did."""
        message = Message(f"{self.settings.area_name}: {TEST_TITLE}", TEST_BODY)
        receivers = read_alerts(self.settings).receivers
        return {item.name: send(item, message, self.settings, _EACH) for item in receivers}

    def _tell(self, stated: Stated, look: Look) -> str:
        memory = read_memory(self._path)
        memory.take_in(look, {item.name: item.kinds for item in stated.receivers}, self._clock())
        write_memory(self._path, memory)
        if stated.quiet.are_on(self._clock()):
            return f"{len(memory.waiting)} receiver(s) are told when the quiet hours end"
        end = time.monotonic() + _TOGETHER
        # One that was not reached last time comes last: it must not use up the time of the others.
        receivers = sorted(stated.receivers, key=lambda item: item.name in memory.unsent)
        told = [item.name for item in receivers if self._send(item, memory, end)]
        return f"{len(told)} receiver(s) were told, {len(memory.waiting)} wait"

    def _send(self, receiver: Receiver, memory: Memory, end: float) -> bool:
        """Whether something was sent."""
        items = memory.waiting.get(receiver.name, [])
        if not items or time.monotonic() > end:
            return False
        message = Message(title_of(self.settings.area_name, items), body_of(items))
        if why := send(receiver, message, self.settings, _EACH):
            memory.unsent[receiver.name] = why
        else:
            del memory.waiting[receiver.name]
            memory.unsent.pop(receiver.name, None)
        write_memory(self._path, memory)
        return not why
