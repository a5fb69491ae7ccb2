"""The end of a process at a chosen operation on files, without ending the one the tests run in."""

import os
import shutil

from ossp_pipeline import atomic_files


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def count_operations(monkeypatch, at=None):
    """Count what publishing does to files; at the given operation the process ends."""
    seen = [0]

    def counted(operation):
        def run(*args, **kwargs):
            seen[0] += 1
            if seen[0] == at:
                raise Killed
            return operation(*args, **kwargs)

        return run

    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(shutil, "copyfile", counted(shutil.copyfile))
    monkeypatch.setattr(atomic_files.Path, "replace", counted(atomic_files.Path.replace))
    monkeypatch.setattr(atomic_files.Path, "rename", counted(atomic_files.Path.rename))
    return seen
