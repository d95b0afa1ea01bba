"""The section of the gateway: an account, and the templates that were approved for it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.channels.section import Address, Line, Priced, Section
from notify.channels.tencent.templates import Template, Templates, says_test
from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part


class TemplatePart(Part):
    """One approved template of the gateway."""

    id: Line
    fields: tuple[Id, ...] = ()
    text: str = ""
    longest: Annotated[int, Field(ge=1, le=500)] | None = None

    @model_validator(mode="after")
    def _gaps_fit(self) -> Self:
        try:
            self.made()
        except ValueError:
            message = N_("The text has other gaps than there are fields: {{1}} to {{{count}}}.")
            raise ValueError(phrase(message, count=len(self.fields))) from None
        return self

    def made(self) -> Template:
        """As the adapter takes it."""
        return Template(self.id, self.fields, self.text, self.longest)


class TencentPart(Section):
    """An account at Tencent Cloud SMS, as its console shows it."""

    required = ("secret_key",)

    secret_id: Line
    secret_key_file: Line | None = None
    secret_key_env: Line | None = None
    sdk_app_id: Line
    signature: Line
    default: TemplatePart
    alerts: dict[Id, TemplatePart] = Field(default_factory=dict)
    notice: TemplatePart | None = None
    correction: TemplatePart | None = None
    selftest: TemplatePart | None = None
    reply: TemplatePart | None = None
    region: Line = "ap-guangzhou"
    daily_budget: Annotated[int, Field(ge=1, le=10)] = 2
    price_per_part: Priced | None = None
    base_url: Address | None = None

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        """Nobody may read a correction or what answers them as the alert again, or a test as an
        alert."""
        for name in ("notice", "correction", "reply"):
            part: TemplatePart | None = getattr(self, name)
            if part is not None and "text" not in part.fields:
                needs = N_("The template {name} has to take the field text.")
                raise ValueError(phrase(needs, name=name))
        test = self.selftest
        if test is not None and "text" not in test.fields and not says_test(test.text):
            says = N_("The words of the template selftest begin and end with 测试 or TEST.")
            raise ValueError(phrase(says))
        return self

    def templates(self) -> Templates:
        """As the adapter takes them."""
        named = {alert: template.made() for alert, template in self.alerts.items()}
        names = ("notice", "correction", "selftest", "reply")
        own = {name: getattr(self, name) for name in names}
        made = {name: None if part is None else part.made() for name, part in own.items()}
        return Templates(self.default.made(), named, **made)
