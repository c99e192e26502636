"""The languages in which an announcement can have a text of its own: a menu's worth, each by the name it has for itself.

A language is a BCP 47 tag. In a custom_id, which holds numbers only, it is the number its letters make: a button shown
before an update means the same language after it.
"""

from typing import Final

LANGUAGES: Final = {
    "am": "አማርኛ",
    "ar": "العربية",
    "bn": "বাংলা",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "km": "ខ្មែរ",
    "ko": "한국어",
    "mn": "Монгол",
    "my": "မြန်မာ",
    "ne": "नेपाली",
    "pt-BR": "Português (Brasil)",
    "ru": "Русский",
    "sw": "Kiswahili",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def number_of(language: str) -> int:
    """The number that stands for a language in a custom_id."""
    return int.from_bytes(language.encode(), "big")


def language_of(number: int) -> str | None:
    """The language a number stands for; None for one that is not offered (any more)."""
    return next((language for language in LANGUAGES if number_of(language) == number), None)
