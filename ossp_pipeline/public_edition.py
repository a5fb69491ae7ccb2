"""The public edition: made from a build that passed the gate, protected before anything is worked out, and attacked.

    make      the tables once more with counts of people protected, the files and pages that might go out, the attack
    judge     the gate, on this edition's own evidence
    publish   a release of its own, in `data/public/releases`, which holds nothing of the partnership's

`data/public` is laid out like the data folder, so `ossp serve` and `ossp verify` read it where OSSP_DATA names it. Who
reads its releases need not be able to reach the partnership's; its builds hold rows of people, as any build does. A
finding here holds this edition alone.
"""

from dataclasses import replace

import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.attack.attack import attack
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import PUBLISH, Decision, candidate_hashes, judge
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, TABLES, file_evidence, read_evidence, subjects_of
from ossp_pipeline.gate.policy import read_policy
from ossp_pipeline.gate.rules.dbt_results import judge_tests
from ossp_pipeline.gate.seals import seal_key, seal_stage
from ossp_pipeline.judged_candidate import write_and_judge
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.publishing import Publishing
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.repair import repair_data_folder
from ossp_pipeline.settings import public_settings
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.plan import code_version
from ossp_pipeline.transform.public_tables import make_public_tables


class PublicEdition:
    """The steps of the public edition. `steps`: those of the partnership's, over the same data folder, locked."""

    def __init__(self, steps: Refresh) -> None:
        self.steps = steps
        self.settings = public_settings(steps.settings)
        self.builds = Builds(self.settings.builds)
        self.releases = Releases(self.settings.releases)
        self.manifest = load_manifest(steps.settings, Edition.PUBLIC)
        self.publishing = Publishing(self.settings, steps.plan, steps.publishing.now)
        repair_data_folder(self.settings, self.publishing)

    def published_build(self) -> Build:
        """The build behind the partnership's current release: the public never sees more, or sooner. UsageError."""
        current = self.steps.releases.current()
        build = self.steps.builds.find(str(current.record()["build_id"])) if current else None
        if build is None:
            raise UsageError("E-NORELEASE", "there is no release of the partnership yet", "run `ossp refresh` first")
        return build

    def make(self, of: Build) -> Build:
        """Make it from a build of the partnership that the gate lets pass. Raises UsageError where it does not."""
        _require_noise(of)
        if self.steps.judge(of).verdict != PUBLISH:
            remedy = "fix what its certificate.html names, run `ossp refresh`, then `ossp public` again"
            raise UsageError("E-HELD", f"build {of.build_id} is held, and so has no public edition", remedy)
        if of.plan()["code"] != code_version():
            remedy = "run `ossp refresh` first: it builds anew with this version"
            raise UsageError("E-CODE", f"build {of.build_id} was made by another version of the code", remedy)
        key = seal_key(self.steps.settings)
        public, results = make_public_tables(self.steps.settings, of, self.builds)
        self._carry_sample_note()
        judged = {filed.stage: filed.outcomes for filed in read_evidence(of)}
        file_evidence(public, INPUTS, [_without_counts(item) for item in judged[INPUTS]], subjects_of(public))
        seal_stage(public, INPUTS, key)
        anew = {item.rule: item for item in judge_tests(self.manifest, results)}
        tables = [anew.get(item.rule, item) for item in judged[TABLES]]
        file_evidence(public, TABLES, [_without_counts(item) for item in tables], subjects_of(public))
        seal_stage(public, TABLES, key)
        outcomes = write_and_judge(public, self.manifest, self.releases.current(), Edition.PUBLIC)
        before = self.releases.current()
        outcomes.append(attack(public.candidate, before.folder if before else None))
        file_evidence(public, CANDIDATE, outcomes, candidate_hashes(public))
        seal_stage(public, CANDIDATE, key)
        return public

    def judge(self, build: Build) -> Decision:
        """Ask the gate about this edition, and write its certificate."""
        settings = self.steps.settings
        feeds, policy = self.steps.judged_feeds(build), read_policy(settings.waivers)
        return judge(build, feeds, self.manifest, policy, settings.as_of, Edition.PUBLIC)

    def publish(self, build: Build, by: str) -> Release | None:
        """Publish it, as a named person asked. None: it is held."""
        if self.judge(build).verdict != PUBLISH:
            return None
        release = self.releases.publish(build, None, None)
        self.steps.audit.add("published for the public", release.release_id, by)
        self.publishing.write_pages()
        self.builds.prune(self.steps.settings.keep_builds, set())
        return release

    def _carry_sample_note(self) -> None:
        """That the deliveries are invented, or are seen from a day of the past, holds for this edition too."""
        if self.steps.settings.sample_note.exists():
            write_bytes(self.settings.sample_note, self.steps.settings.sample_note.read_bytes())


def _require_noise(of: Build) -> None:
    """Raise UsageError where rows landed before there were noise keys: nothing says how to round counts with them."""
    for feed in (feed for feed in FEEDS.values() if feed.counted):
        name, _ = feed.counted[0]
        for path in (of.inputs / feed.name).glob("*.parquet"):
            if pq.read_table(path, columns=[name])[name].null_count:
                problem = (
                    f"rows of {feed.name} have no noise key: they landed before there was one, and cannot land again"
                )
                raise UsageError("E-NOISE", problem, "begin `history_from` after them, and run `ossp refresh`")


def _without_counts(outcome: Outcome) -> Outcome:
    """The result without numbers of rows, where these count people: the certificate goes out with the release."""
    if outcome.subject not in {feed.name for feed in FEEDS.values() if feed.counted}:
        return outcome
    return replace(outcome, observed=None, detail=f"{outcome.status}; the numbers are in the partnership's certificate")
