"""The shape of what the API tells of a message before it goes out."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from notify.cautions import Caution
from notify.segments import Encoding
from runtime.language import Lang


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Amount(_Answer):
    """Money: a decimal figure and its currency, three letters of ISO 4217."""

    amount: str
    currency: str


class WouldBeTold(_Answer):
    """One person. ``channel`` is null where no way reaches them; ``parts`` counts a short message
    and is null where the way does not; ``whole`` is false where the text is cut or too long;
    ``left`` is how many messages the number still takes today, null without a limit; ``joined``
    are alerts that wait and go along; ``outside`` says that it leaves the house by itself."""

    person: str
    name: str | None
    posts: list[str]
    lang: Lang
    channel: str | None
    text: str
    parts: int | None
    encoding: Encoding | None
    whole: bool
    left: int | None
    joined: int
    outside: bool


class WayUsed(_Answer):
    """What one channel carries. ``left`` are parts that its provider still takes, null where none
    is known; ``over`` says that they are too few; ``price`` is null where nobody has said one."""

    channel: str
    messages: int
    parts: int | None
    left: int | None
    over: bool
    price: Amount | None


class VillageMissed(_Answer):
    post: str
    village: str


class NoticePreview(_Answer):
    """What would go out. ``audience`` goes into the command: it is refused once others hold the
    posts. ``price`` holds a sum for each currency, without the ``unpriced`` channels. ``cautions``
    name what in the words should be looked at again."""

    incident: str
    audience: str
    people: list[WouldBeTold]
    vacant: list[str]
    villages: list[VillageMissed]
    ways: list[WayUsed]
    price: list[Amount]
    unpriced: list[str]
    cautions: list[Caution]
