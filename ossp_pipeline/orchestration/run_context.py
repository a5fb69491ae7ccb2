"""What a run works with, and what its steps reported. The command line prints its summary from here."""

from dataclasses import dataclass, field

from ossp_pipeline.errors import OsspError
from ossp_pipeline.extract.intake import Intake
from ossp_pipeline.gate.decision import Decision
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.build import Build


@dataclass
class RunContext:
    """The steps over a data folder that the caller holds; what the run is to do; what its steps reported.

    `force`: build again, even with nothing new. `approved_by`, `early`: a named person's approval, and why before its
    moment. `revise`: the public edition counts people anew. `build_id`: the build to work on. `earlier`: the release or
    build that was made from the same inputs.
    """

    refresh: Refresh
    force: bool = False
    approved_by: str | None = None
    early: str | None = None
    revise: bool = False
    build_id: str | None = None
    repaired: list[str] = field(default_factory=list)
    received: Intake = field(default_factory=Intake)
    earlier: Build | Release | None = None
    build: Build | None = None
    decision: Decision | None = None
    release: Release | None = None
    error: OsspError | None = None

    def build_for(self, run_id: str) -> Build:
        """The build this run made, or else the one asked for, or the newest. Raises UsageError without any."""
        self.build = self.refresh.builds.of_run(run_id) or self.refresh.builds.find(self.build_id)
        return self.build

    def current_build(self) -> Build:
        """The build this run works on, or else the one asked for, or the newest. Raises UsageError without any."""
        return self.build or self.refresh.builds.find(self.build_id)

    def judged_build(self) -> tuple[Build, Decision]:
        """That build, and the gate's decision about it. Asks the gate where no step has."""
        build = self.current_build()
        self.decision = self.decision or self.refresh.judge(build)
        return build, self.decision
