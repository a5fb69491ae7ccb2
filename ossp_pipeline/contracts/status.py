"""The words that tables say of a value, a delivery, a return and so on, each with its meaning.

SQL writes the same words through the macros of dbt_project/macros/statuses.sql; a test keeps both lists the same.
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of a table, with its meaning for people."""

    meaning: str

    def __new__(cls, word: str, meaning: str = "") -> Self:
        """The word is the value; the meaning goes with it."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member


class ValueStatus(Word):
    """Why a value is there, or is not. Missing is never zero, and hidden is never zero."""

    OBSERVED = "observed", "a figure above zero"
    TRUE_ZERO = "true zero", "everything was supplied, and nothing happened"
    NOT_YET_DUE = "not yet due", "the delivery is not due yet"
    NOT_SUPPLIED = (
        "not supplied",
        "the delivery or return is due and has not come, waits to be signed off or says that there is no figure; "
        "a period inside the figure’s window has not come; or there is no population estimate for the whole area",
    )
    PARTLY_SUPPLIED = "partly supplied", "nobody reported on some of the plan’s actions: the figure is of the others"
    QUERIED = "queried", "something is wrong with the return: its lead was asked"
    WITHHELD = (
        "withheld",
        "hidden to protect people: a count about people from one to just below the threshold",
    )
    SUPPRESSED = "suppressed", "hidden by the supplier"
    NOT_COLLECTED = "not collected", "the publisher collected nothing of it in that period, from anybody"
    NOT_APPLICABLE = "not applicable", "this area or feed cannot give the measure, or the denominator is zero"


# Statuses that stand beside a value, and those of a value that is there and hidden.
SHOWN = (ValueStatus.OBSERVED, ValueStatus.TRUE_ZERO)
HIDDEN = (ValueStatus.WITHHELD, ValueStatus.SUPPRESSED)


class CoverageStatus(Word):
    """What is there of a feed's period."""

    SUPPLIED = "supplied", "a delivery of the area’s own part came"
    LATE = "late", "it is due, and nothing came"
    NOT_YET_DUE = "not yet due", "it is not due yet, and nothing came"
    NOT_EXPECTED = "not expected", "the area does without the feed"


class Completeness(Word):
    """Whether a month of a feed came whole, as far as its rows show."""

    COMPLETE = "complete", "as many rows as a complete month has, as far as the rule can see"
    CONFIRMED = "confirmed", "unusual, and confirmed: delivered again, by a control total, or by a named person"
    UNCONFIRMED = "unconfirmed", "unusually few or many rows: it improves nothing until it is confirmed"
    HELD = "held", "so few or so many rows that nothing is published until it is confirmed"


class ReturnState(Word):
    """How far a return, a row of it or a comment has come. Only accepted ones count."""

    NOT_ASKED = "not asked", "nothing is asked for the quarter"
    NONE = "none", "nobody wrote a comment; none has to be written"
    NOT_DUE = "not due", "the quarter runs"
    DUE = "due", "the quarter has ended, and the return may still come"
    LATE = "late", "the return is due and has not come"
    RETURNED = "returned", "it waits to be signed off"
    QUERIED = "queried", "something is wrong: its lead was asked"
    ACCEPTED = "accepted", "it was signed off"


class Progress(Word):
    """How far an action of the plan is, as its owner judges."""

    NOT_STARTED = "not started", "nothing was done yet"
    ON_TRACK = "on track", "it will be done in time"
    AT_RISK = "at risk", "it may not be done in time"
    LATE = "late", "it is not done, and its day has passed"
    DONE = "done", "it is done"
    STOPPED = "stopped", "it will not be done"


class Verdict(Word):
    """Whether a measure changed: one answer for each."""

    IMPROVING = "improving", "changed beyond chance, in the good direction"
    WORSENING = "worsening", "changed beyond chance, in the bad direction"
    CHANGED = "changed", "changed beyond chance, where no direction is good as such"
    UNCHANGED = "no change beyond chance", "chance explains the figure"
    UNJUDGED = "cannot be judged", "too few figures, or figures that cannot be compared"


class GrantAlarm(Word):
    """What is to be talked about with the holder of a grant."""

    OVERSPENT = "overspent", "spend or forecast is above the allocation"
    WILL_BE_LOST = "will be lost", "the forecast is below the allocation, and nothing may be carried forward"
    NEEDS_CONSENT = "needs consent", "the forecast is below the allocation, and the funder may let the rest be carried"
    BEHIND = "behind its forecast", "the spend so far is too slow for the forecast"
    NO_FIGURE = "no figure", "nothing was signed off for the quarter"
    NONE = "none", "none of these"


class SharingStatus(Word):
    """Whether what the law asks to be shared was shared in time."""

    ON_TIME = "on time", "every month and every part came by the day it was due"
    COMPLETE_LATE = "complete, late", "every month and every part came, after that day"
    PARTLY_SHARED = "partly shared", "deliveries are missing, or the feed lacks parts of the item"
    NOT_SHARED = "not shared", "it is due, and nothing came"
    NOT_YET_DUE = "not yet due", "it is not due yet, and not complete"
    BEFORE_RECORDS = (
        "before records began",
        "it was due before this installation first received anything of the feed: "
        "what came is counted, how late it was is not known",
    )
    NO_FEED = "no feed", "nothing is set up to receive it, or nothing ever came"


class RejectionReason(Word):
    """Why a row was set aside."""

    FAULT = "fault", "the row breaks a rule of the contract"
    NO_CONSENT = "no consent", "the person has not consented: left out by right"


class LeftOut(Word):
    """Why a figure leaves rows out."""

    WHOLE_ALONE = (
        "no place, in the whole alone",
        "rows without a place: the figure of the whole area has them, that of no ward or small area does",
    )
    NO_FIGURE = "no place, in no figure", "rows of the feed without a place, of whatever kind: no figure has them"
    NOT_COUNTABLE = (
        "no place or not countable",
        "rows without a place, or in a small area that cannot be counted in the codes the feed uses: the figure of the "
        "whole area has them",
    )
    NO_CONSENT = "no consent", "rows of people who have not consented"
    NO_CONSENT_OR_PLACE = "no consent or no place", "rows of people who have not consented, or without a place"


class MeasureState(Word):
    """What has been decided about a row of the measure catalogue."""

    PROPOSED = "proposed", "nobody has agreed it yet"
    LIVE = "live", "the partnership has agreed it"
    RETIRED = "retired", "it keeps its row and has no figures"
