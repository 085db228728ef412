"""The keys of days on which something stays closed."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from crossings.reading.schema.entry import Date, Entry, key, wrong


class Dates(Entry):
    """Days from the first to the last, both inclusive. A bare date is that day alone."""

    bare_key = "from"

    from_: Date = Field(..., alias="from", description="first day")
    to: Date | None = key(None, "last day, inclusive; may not be left out")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        if isinstance(data, dict) and "from" in data and data.get("to") is None:
            raise wrong("expected both from and to, the first and the last day")
        return data if data is None or isinstance(data, dict) else {cls.bare_key: data}

    @model_validator(mode="after")
    def _rises(self) -> Dates:
        if self.last < self.from_:
            raise wrong(f"lies before from ({self.from_})", ("to",))
        return self

    @property
    def last(self) -> datetime.date:
        """The last day."""
        return self.to or self.from_

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date"}, handler(schema)]}
