"""Compiled templates, kept beside the code as Python keeps its own: a start need not compile them.

A file that a power cut left half written is not believed, and a folder that may not be written to
costs time alone.
"""

from __future__ import annotations

import contextlib
import os
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

DIGEST = 32
"""Bytes of the digest that each file begins with."""


class Compiled(BytecodeCache):
    """In a folder. ``made_by`` is whatever else decides what a template compiles to, besides its
    own text and the versions of Jinja and Python."""

    def __init__(self, folder: Path, made_by: bytes) -> None:
        self._folder = folder
        self._made_by = made_by + version("jinja2").encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            kept = self._at(bucket).read_bytes()
        except OSError:
            return
        digest, made = kept[:DIGEST], kept[DIGEST:]
        if self._digest(made) == digest:
            bucket.bytecode_from_string(made)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        made = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            draft = self._at(bucket).with_suffix(f".{os.getpid()}")
            try:
                draft.write_bytes(self._digest(made) + made)
                draft.replace(self._at(bucket))
            finally:
                draft.unlink(missing_ok=True)

    def _digest(self, made: bytes) -> bytes:
        return sha256(self._made_by + made).digest()

    def _at(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}"
