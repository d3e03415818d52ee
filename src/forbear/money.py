"""Money: whole minor units and a currency, never a float.

The number of decimals per currency is that of ISO 4217. Amounts are read from
text exactly; an amount with more decimals than its currency has is refused, not rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forbear.errors import Problem, RecordError

_DECIMALS_OTHER_THAN_TWO = {
    "BHD": 3, "CLP": 0, "IDR": 2, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3,
    "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "UYI": 0, "VND": 0, "XAF": 0, "XOF": 0,
}  # fmt: skip

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT "
    "LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF "
    "XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
"""The codes of ISO 4217 for money in use."""


def decimals_of(currency: str) -> int:
    """How many decimals the minor unit of ``currency`` (ISO 4217) has."""
    return _DECIMALS_OTHER_THAN_TWO.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: ``amount_minor`` whole minor units of ``currency``."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read ``"12.34"``; raises RecordError on more decimals than the currency has."""
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise RecordError(_bad_amount(text, currency)) from None
        scaled = value.scaleb(decimals_of(currency)) if value.is_finite() else Decimal("0.5")
        if scaled != scaled.to_integral_value():
            raise RecordError(_bad_amount(text, currency))
        return cls(int(scaled), currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount_minor - other.amount_minor, self.currency)

    def __str__(self) -> str:
        places = decimals_of(self.currency)
        return f"{Decimal(self.amount_minor).scaleb(-places):.{places}f} {self.currency}"

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise RecordError(
                Problem("", f"{self.currency} and {other.currency} cannot be added or subtracted",
                        hint="Keep currencies apart", code="money-mixed")
            )  # fmt: skip


def _bad_amount(text: str, currency: str) -> Problem:
    return Problem(
        where="",
        what=f"{text!r} is not an amount in {currency}",
        why=f"{currency} has {decimals_of(currency)} decimals, and amounts are never rounded on the way in",
        hint="Write it like 12.34, without thousands separators",
        code="money-unreadable",
    )
