"""What the consent was about, in words; that an address book was read is never claimed."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.make import Content

_DATA = {
    "contacts": {"en": "the address book of my telephone", "zh": "手机通讯录"},
    "call_log": {"en": "my call log", "zh": "通话记录"},
    "messages": {"en": "my text messages", "zh": "短信内容"},
    "photos": {"en": "my photographs and files", "zh": "照片和文件"},
    "location": {"en": "my location", "zh": "位置信息"},
    "marketing": {"en": "the use of my data for advertising", "zh": "用于营销的个人信息使用"},
}


def build(asked: Asked) -> Content:
    """The data in the order in which they were named."""
    named = asked.options["what"]
    return Content(
        values={
            "what": asked.words.listed([_DATA[one][asked.lang] for one in named]),
            "contacts": "contacts" in named,
        }
    )
