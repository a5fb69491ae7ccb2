"""Work of a child process that says how much memory it took: for the bench of reading."""

import re
from pathlib import Path
from typing import BinaryIO

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.confined.found import Tables
from ossp_pipeline.extract.plain import read_plain


def read_and_weigh(given: BinaryIO, feed: Feed, size: int) -> Tables:
    """`read_plain`, and the most memory that its process had, in MB."""
    value = yield from read_plain(given, feed, size)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return value and peak and int(peak[1]) / 1_024
