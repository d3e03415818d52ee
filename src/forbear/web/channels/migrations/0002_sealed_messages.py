"""To whom a message goes and what it says is sealed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from forbear.web.sealed.fields import SealedJSON, SealedText

SEALED = ("address", "contact", "subject", "body")


def seal_messages(apps: Any, editor: Any) -> None:
    """Each message, sealed for its permit; a text that went already stays gone."""
    for message in apps.get_model("channels", "Message").objects.using(editor.connection.alias):
        for name in SEALED:
            setattr(message, name, getattr(message, f"plain_{name}"))
        message.body = message.body or None
        message.save(update_fields=SEALED)


class Migration(migrations.Migration):
    """Four columns anew."""

    dependencies: ClassVar = [("channels", "0001_initial"), ("sealed", "0001_initial")]
    operations: ClassVar = [
        *(migrations.RenameField("message", name, f"plain_{name}") for name in SEALED),
        migrations.AddField("message", "address", SealedText(null=True)),
        migrations.AddField("message", "contact", SealedJSON(null=True)),
        migrations.AddField("message", "subject", SealedText(null=True)),
        migrations.AddField("message", "body", SealedText(null=True)),
        migrations.RunPython(seal_messages, migrations.RunPython.noop),
        *(migrations.RemoveField("message", f"plain_{name}") for name in SEALED),
        migrations.AlterField("message", "address", SealedText()),
        migrations.AlterField("message", "contact", SealedJSON()),
        migrations.AlterField("message", "subject", SealedText()),
    ]
