"""The tables of people: who they are, where they belong, and the links that let them in once."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from forbear.web.people.roles import KINDS, ROLES
from forbear.web.sealed.fields import Closed, SealedJSON, SealedModel, SealedText
from forbear.web.sealed.hashes import keyed_hash

LONGEST_NAME = 254
NUMBER_BITS = 62


def new_number() -> int:
    """The number of a new person, by chance: known before she is saved, since her name is sealed for it."""
    return secrets.randbits(NUMBER_BITS) + 1


def sign_in_name(text: str) -> str:
    """A name as it is kept and looked for: without spaces around it, in one spelling of its letters, in small ones."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def name_hash(name: str) -> str:
    """The hash by which a name is found."""
    return keyed_hash("name", sign_in_name(name))


class UserManager(BaseUserManager["User"]):
    """People are made and found here."""

    def create_user(self, name: str, password: str | None = None, **fields: Any) -> User:
        """A new person; without a password she can only come in by a link."""
        user = self.model(name=sign_in_name(name), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def by_name(self, name: str) -> User | None:
        """Who signs in with that name."""
        return self.filter(name_hash=name_hash(name)).first()

    def names(self, keys: Iterable[int]) -> dict[int, str]:
        """The names of some people by their numbers, opened; a list of values would hold them sealed."""
        return {one.pk: one.name for one in self.filter(pk__in=list(keys)).only("pk", "name")}

    def get_by_natural_key(self, username: str | None) -> User:
        """The same as Django asks for it."""
        return self.get(name_hash=name_hash(username or ""))


class User(AbstractBaseUser):
    """A person who signs in, with an e-mail address or a name of her choice, which is sealed."""

    id = models.BigAutoField(primary_key=True, default=new_number, editable=False)
    name = SealedText()
    name_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "name"
    PERSON, ORGANISATION = "pk", None

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the hash of the name, where the name was looked at or given."""
        if not isinstance(self.__dict__.get("name"), Closed):
            self.name_hash = name_hash(self.name)
        super().save(*args, **kwargs)


class Device(SealedModel):
    """Where a session comes from: address and browser, sealed, in place of what the library would write."""

    session = models.OneToOneField("usersessions.UserSession", on_delete=models.CASCADE, related_name="from_device")
    told = SealedJSON()

    PERSON, ORGANISATION = "session__user", None

    def __str__(self) -> str:
        return f"device of session {self.session_id}"


class Organisation(models.Model):
    """A household, an advice centre, a collector ...; ``is_house`` marks the one that runs this server."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS])
    is_house = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    PERSON, ORGANISATION = None, "pk"

    def __str__(self) -> str:
        return str(self.name)


class Membership(models.Model):
    """A person has a role in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    made_at = models.DateTimeField(default=timezone.now)

    PERSON, ORGANISATION = "user", "organisation"

    class Meta:
        """Nobody has a role twice."""

        constraints = (models.UniqueConstraint(fields=("user", "organisation", "role"), name="one_role_once"),)

    def __str__(self) -> str:
        return f"{self.role} of {self.organisation_id}"


class Link(models.Model):
    """A link that lets somebody in once; only the SHA-256 of its token is kept.

    ``purpose``: invite (a role in an organisation), setup (the first admin), open (one person on this machine),
    password (a new password for ``user``).
    """

    purpose = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True)
    kind = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="links")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="links_made")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    PERSON, ORGANISATION = "made_by", "organisation"

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
