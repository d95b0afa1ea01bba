"""A link in a message or to sign in is a key: the server's log of requests does not hold it."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging

import pytest

from tests.web.conftest import OFFICER, House

ACCESS = '%s - "%s %s HTTP/%s" %d'
"""As the server writes a request down."""
GIVEN = "sim:0001 三人失联"


@pytest.mark.parametrize("page", ["/r/", "/enter/"])
def test_no_token_stands_in_the_log_of_requests(
    house: House, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    token = house.link(OFFICER)
    house.client()
    with caplog.at_level(logging.INFO, "uvicorn.access"):
        for tail in ("", "?lang=en", "/start"):
            asked = ("127.0.0.1:5", "POST", f"{page}{token}{tail}", "1.1", 200)
            logging.getLogger("uvicorn.access").info(ACCESS, *asked)
        logging.getLogger("uvicorn.access").info(
            ACCESS, "127.0.0.1:5", "GET", "/incidents", "1.1", 200
        )
    said = [record.getMessage() for record in caplog.records]
    assert [line for line in said if token in line] == []
    assert sum(f"{page}…" in line for line in said) == 3
    assert any('"GET /incidents HTTP/1.1" 200' in line for line in said), "others stand whole"


def test_an_error_that_nobody_caught_reaches_the_servers_log_without_its_words(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The server logs it whole; what it was given may be a number or a message."""
    house.client()
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        # A server that ran here before may have kept its lines from the root, or silenced them.
        logger.addHandler(caplog.handler)
        caplog.clear()
        try:
            raise OSError(errno.ENOSPC, GIVEN)
        except OSError as error:
            with caplog.at_level(logging.ERROR, name):
                logger.error("Exception in ASGI application", exc_info=error)
        finally:
            logger.removeHandler(caplog.handler)
        words = logging.Formatter().format(caplog.records[0])
        assert "Exception in ASGI application\nbuiltins.OSError [ENOSPC]\n" in words
        assert "test_links_logged.py" in words
        assert GIVEN not in words


def test_an_error_of_a_task_that_nobody_waited_for_is_logged_without_its_words(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """asyncio writes the error into its message too; a group of errors holds others."""
    house.client()

    async def fails() -> None:
        raise ExceptionGroup(GIVEN, [ValueError(GIVEN), OSError(errno.ENOSPC, GIVEN)])

    async def night() -> None:
        task = asyncio.create_task(fails())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(night())
    (words,) = [logging.Formatter().format(record) for record in caplog.records]
    assert words.startswith("Task exception was never retrieved\nbuiltins.ExceptionGroup\n")
    assert "builtins.ValueError" in words
    assert "builtins.OSError [ENOSPC]" in words
    assert GIVEN not in words
