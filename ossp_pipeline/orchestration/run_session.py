"""What a run works with, and what came of it. The summary is read from here."""

from dataclasses import dataclass, field

from ossp_pipeline.errors import OsspError
from ossp_pipeline.gate.decision import Decision
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Received, Refresh
from ossp_pipeline.transform.build import Build


@dataclass
class Session:
    """The steps over a data folder that the caller holds alone; what was asked for; what the steps reported."""

    refresh: Refresh
    force: bool = False
    approved_by: str | None = None
    early: str | None = None
    build_id: str | None = None
    repaired: list[str] = field(default_factory=list)
    received: Received = field(default_factory=Received)
    earlier: Build | Release | None = None
    build: Build | None = None
    decision: Decision | None = None
    release: Release | None = None
    error: OsspError | None = None

    def build_for(self, run_id: str) -> Build:
        """The build this run made, or else the one that was asked for, or the newest."""
        self.build = self.refresh.builds.of_run(run_id) or self.refresh.builds.find(self.build_id)
        return self.build
