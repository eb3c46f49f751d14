"""The exceptions of the program.

    EvidenceSearchError
    ├── UsageError            what was asked cannot be done as asked
    │   ├── UnknownStudy      no study of that id is in the library
    │   ├── NothingToRead     a path given to ingest does not exist or holds no file that can be read
    │   └── JudgementsError   a folder given to evaluate is not in the expected form
    ├── ModelError            the encoder's model is missing, damaged or not the expected one
    ├── IndexProblem          the index cannot be used as it is
    │   ├── NoIndex           nothing has been ingested yet
    │   ├── WrongFormat       written by another version of this program
    │   ├── WrongModel        its vectors come from another model
    │   └── DamagedIndex      files missing or not what the manifest says
    ├── FetchError            a service on the internet cannot be reached, refuses, or answers with rubbish
    ├── Locked                another process is writing to the index
    └── ReadError             raised inside readers; becomes a ReadFailure in the report

Each carries what happened, where, and what to do next; faces print it without a traceback.
"""

from __future__ import annotations


class EvidenceSearchError(Exception):
    """A problem a person can act on: `what` happened, and the `remedy`."""

    exit_code = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n{self.remedy}" if self.remedy else self.what


class UsageError(EvidenceSearchError):
    """What was asked cannot be done as asked."""

    exit_code = 2


class UnknownStudy(UsageError):
    """No study of that id is in the library."""


class NothingToRead(UsageError):
    """A path given to ingest does not exist or holds no file that can be read."""


class ModelError(EvidenceSearchError):
    """The encoder's model is missing, damaged or not the expected one."""

    exit_code = 4


class IndexProblem(EvidenceSearchError):
    """The index cannot be used as it is."""

    exit_code = 3


class NoIndex(IndexProblem):
    """Nothing has been ingested yet."""


class WrongFormat(IndexProblem):
    """The index was written by another version of this program."""


class WrongModel(IndexProblem):
    """The index holds vectors of another model."""


class DamagedIndex(IndexProblem):
    """Files of the index are missing or not what its manifest says."""


class Locked(EvidenceSearchError):
    """Another process is writing to the index."""

    exit_code = 5


class FetchError(EvidenceSearchError):
    """A service on the internet cannot be reached, refuses, or answers with rubbish."""


class JudgementsError(UsageError):
    """A folder given to evaluate is not in the expected form."""


class ReadError(EvidenceSearchError):
    """A file cannot be read; readers turn it into a `ReadFailure`."""
