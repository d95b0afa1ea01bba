"""Whether the words that a log refers to are still the ones that were written.

The log holds references only. A reference ends with a keyed digest of its words
(``incident.sealing``), so whoever has the case's key can hold the vault against the log.
"""

from __future__ import annotations

from sqlalchemy import Connection

from incident.chain import Chain, Words
from runtime.language import N_, phrase
from runtime.vault import Standing, Vault

FAULTS: dict[Standing, str] = {
    "missing": N_("the words {ref} are missing"),
    "altered": N_("the words {ref} are not the ones that were written"),
    "locked": N_(
        "the words {ref} do not open with this master key: it is another one, or the key of the "
        "case was altered"
    ),
}


def check_words(connection: Connection, chain: Chain, vault: Vault) -> Words:
    """Open every text that the entries of ``chain`` refer to; add what is wrong to its findings."""
    found = vault.inspect(connection, [ref for _, ref in chain.words])
    for seq, ref in chain.words:
        if (fault := FAULTS.get(found[ref])) is not None:
            name = ref.partition("~")[0]
            chain.find(seq, "words", phrase(fault, ref=name))
    counted = list(found.values())
    return Words(*(counted.count(sort) for sort in ("sound", "erased", "unattested")))
