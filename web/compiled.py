"""Compiled templates, kept beside the code as Python keeps its own: a start need not compile them.

A file that a power cut left half written is not believed, and a folder that may not be written to
costs time alone.
"""

from __future__ import annotations

import contextlib
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

DIGEST = 32
"""Bytes of the digest that each file begins with."""


class Compiled(BytecodeCache):
    """In a folder. ``made_by`` is whatever else decides what a template compiles to, besides its
    own text and the versions of Jinja and Python, which Jinja looks at."""

    def __init__(self, folder: Path, made_by: bytes) -> None:
        self._folder = folder
        self._made_by = sha256(made_by).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            kept = self._at(bucket).read_bytes()
        except OSError:
            return
        digest, made = kept[:DIGEST], kept[DIGEST:]
        if sha256(made).digest() == digest:
            bucket.bytecode_from_string(made)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        made = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, delete=False) as draft:
                draft.write(sha256(made).digest() + made)
            Path(draft.name).replace(self._at(bucket))

    def _at(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}-{self._made_by}"
