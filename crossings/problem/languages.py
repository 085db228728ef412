"""A name in several languages."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = "en"


class InLanguages(str):
    """A name in several languages: the text in one of them, so that it stands where any name does.

    In English, else in the first language given, until it is asked for in another.

    >>> food = InLanguages({"ar": "غذاء", "en": "Food"})
    >>> food, food.in_language("ar"), food.in_language("fr")
    ('Food', 'غذاء', 'Food')
    """

    code: str
    languages: Mapping[str, str]

    def __new__(cls, languages: Mapping[str, str], code: str = ENGLISH) -> InLanguages:
        """The text in the language of `code`, else the English or the first that there is."""
        texts = (languages.get(code), languages.get(ENGLISH), *languages.values())
        made = super().__new__(cls, next(filter(None, texts), ""))
        made.code, made.languages = code, languages
        return made

    def __getnewargs__(self) -> tuple[Mapping[str, str], str]:  # type: ignore[override]
        """What another process makes the same name of."""
        return self.languages, self.code

    def in_language(self, code: str) -> InLanguages:
        """The same name in another language, as far as it has one."""
        return self if code == self.code else InLanguages(self.languages, code)


def spellings(name: str) -> set[str]:
    """What a name is in every language.

    >>> sorted(spellings(InLanguages({"fr": "Vivres", "en": "Food"}))), spellings("Fuel")
    (['Food', 'Vivres'], {'Fuel'})
    """
    return {name, *getattr(name, "languages", {}).values()}
