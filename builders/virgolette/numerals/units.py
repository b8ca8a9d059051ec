"""Which words and symbols name which unit.

Tables only; a test holds their units against schema/value.schema.json.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from virgolette.numerals.reader import keys


class Noun(NamedTuple):
    """What a noun says about the unit.

    Attributes:
        unit: The unit, or None where the noun leaves it open (corone).
        factor: How many of the unit one of the noun is (un decennio: 10 years).
        also: Units that the noun may mean as well.
        loose: Whether it may mean any unit at all (unità).
    """

    unit: str | None
    factor: Decimal = Decimal(1)
    also: frozenset[str] = frozenset()
    loose: bool = False


_NOUNS = {
    "EUR": "€, euro",
    "USD": "$, us$, dollaro, dollari, dollari usa, dollari statunitensi, dollari americani",
    "CNY": "¥, 元, yuan, renminbi, rmb, yuan renminbi",
    "JPY": "yen, yen giapponesi",
    "GBP": "£, sterlina, sterline, sterline britanniche, lire sterline",
    "CHF": "franco svizzero, franchi svizzeri, franchi",
    "KRW": "₩, won, won sudcoreani",
    "TWD": "nt$, dollari taiwanesi, dollari di taiwan, nuovi dollari taiwanesi",
    "INR": "₹, rupia, rupie, rupie indiane",
    "HKD": "hk$, dollari di hong kong",
    "SGD": "s$, dollari di singapore",
    "CAD": "c$, dollari canadesi",
    "AUD": "a$, dollari australiani",
    "SEK": "corone svedesi",
    "NOK": "corone norvegesi",
    "DKK": "corone danesi",
    "PLN": "zloty, zł",
    "CZK": "corone ceche",
    "HUF": "fiorini, fiorini ungheresi",
    "RON": "leu, lei, leu romeni, lei romeni",
    "TRY": "₺, lira turca, lire turche",
    "RUB": "₽, rublo, rubli",
    "BRL": "r$, real, reais, real brasiliani",
    "MXN": "pesos messicani, peso messicani",
    "ZAR": "rand, rand sudafricani",
    "AED": "dirham",
    "SAR": "riyal, riyal sauditi",
    "ILS": "₪, shekel",
    "VND": "₫, dong",
    "UYU": "pesos uruguaiani, peso uruguaiano, pesos uruguayani",
    "KZT": "₸, tenge",
    "percent": "%, per cento, percento, per 100",
    "percentage_point": "punto percentuale, punti percentuali, pp",
    "basis_point": "punto base, punti base, basis point, basis points, bp, bps",
    "ratio": "volta, volte, x, ×",
    "point": "punto, punti",
    "year": "anno, anni",
    "quarter": "trimestre, trimestri",
    "month": "mese, mesi",
    "week": "settimana, settimane",
    "day": "giorno, giorni, giornata, giornate",
    "hour": "ora, ore, h",
    "minute": "minuto, minuti, min",
    "second": "secondo, secondi, s",
    "chip": "chip, chips, microchip, gpu, gpus, tpu, cpu, processore, processori, microprocessori, "
    "acceleratore, acceleratori, unità gpu, unità grafiche, unità di trattamento, unità di elaborazione, "
    "schede grafiche, schede video, circuiti integrati",
    "person": "persona, persone, dipendente, dipendenti, ricercatore, ricercatori, ricercatrici, "
    "lavoratore, lavoratori, lavoratrici, impiegati, addetti, ingegneri, sviluppatori, programmatori, "
    "scienziati, esperti, studenti, abitanti, cittadini, uomini, donne, bambini, giornalisti, "
    "analisti, posti di lavoro",
    "company": "azienda, aziende, impresa, imprese, società, startup, startups, start-up, start-ups, "
    "compagnia, compagnie, organizzazione, organizzazioni, banche, multinazionali",
    "country": "paese, paesi, nazione, nazioni, stati membri",
    "share": "azione, azioni",
    "coin": "bitcoin, btc, ether, eth, gettoni",
    "asset": "asset, criptovaluta, criptovalute, altcoin, obbligazioni",
    "model": "modello, modelli",
    "parameter": "parametro, parametri",
    "token": "token, tokens",
    "gpu_hour": "ore gpu, ora gpu, ore di gpu, ore-gpu, ora-gpu, gpu-ore, gpu ore, gpu hours, "
    "gpu-hours, ore di calcolo gpu, ore di calcolo su gpu",
    "document": "documento, documenti, articolo, articoli, brevetto, brevetti, pubblicazioni, paper",
    "data_center": "data center, data centers, data centre, data centres, datacenter, datacenters, "
    "centro dati, centri dati, centro di calcolo, centri di calcolo, centri di elaborazione dati, "
    "centri elaborazione dati",
    "user": "utente, utenti, cliente, clienti, download, abbonato, abbonati, iscritti, follower",
    "watt": "watt",
    "watt_hour": "wattora",
    "byte": "byte, bytes",
    "flop": "flop, flops, operazioni in virgola mobile",
    "metre": "metro, metri",
    "cubic_metre": "metro cubo, metri cubi",
    "square_metre": "metro quadrato, metri quadrati, metri quadri, mq, m²",
    "kilogram": "chilogrammo, chilogrammi, chilo, chili, kg",
    "tonne": "tonnellata, tonnellate",
    "nanometre": "nanometro, nanometri, nm",
}

_MULTIPLES = {
    "year": "2 biennio, 2 bienni, 3 triennio, 3 trienni, 4 quadriennio, 5 quinquennio, 5 lustro, 5 "
    "lustri, 10 decennio, 10 decenni, 20 ventennio, 30 trentennio, 100 secolo, 100 secoli, 1000 "
    "millennio, 1000 millenni",
    "month": "2 bimestre, 2 bimestri, 4 quadrimestre, 4 quadrimestri, 6 semestre, 6 semestri",
    "second": "0.001 millisecondo, 0.001 millisecondi, 0.000001 microsecondi, 0.000000001 nanosecondi",
    "percent": "0.1 ‰, 0.1 per mille",
    "metre": "1000 chilometro, 1000 chilometri, 0.01 centimetri, 0.001 millimetri, 1000 km, 0.01 cm, 0.001 mm",
    "square_metre": "1000000 chilometri quadrati, 1000000 chilometri quadri, 1000000 km², 1000000 "
    "kmq, 10000 ettaro, 10000 ettari",
    "kilogram": "0.001 grammo, 0.001 grammi",
}

# Forms that may mean other units too, each group with those units.
_AMBIGUOUS = (
    ("¥", "JPY"),
    ("$, dollaro, dollari", "CAD, AUD, HKD, SGD, TWD"),
    ("punto, punti", "percentage_point, basis_point"),
    ("token, tokens", "coin, asset"),
    ("bitcoin, btc, ether, eth, gettoni", "asset"),
    ("asset, criptovaluta, criptovalute, altcoin", "coin, item"),
    ("esperti, cliente, clienti, utente, utenti, iscritti", "person, user, company"),
)
_ALSO = {form: units.split(", ") for forms, units in _AMBIGUOUS for form in forms.split(", ")}

# A noun that other units than its first may be meant by is loose; what it is read as comes before it.
_LOOSE = {
    "chip": "unità, scheda, schede",
    "asset": "titolo, titoli, strumenti, moneta, monete",
    "item": "pezzo, pezzi, esemplare, esemplari",
    "": "corona, corone, peso, pesos, lira, lire, quota, quote",
}

_PREFIXES = {"k": 3, "m": 6, "g": 9, "t": 12, "p": 15, "e": 18}
_PREFIX_WORDS = {"kilo": 3, "chilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15, "exa": 18, "zetta": 21}
_PREFIXED = {"watt": "watt", "wattora": "watt_hour", "byte": "byte", "flop": "flop", "flops": "flop"}


def _nouns() -> dict[tuple[str, ...], Noun]:
    found: dict[tuple[str, ...], Noun] = {}
    for unit, forms in _NOUNS.items():
        for form in forms.split(", "):
            found[keys(form)] = Noun(unit, also=frozenset(_ALSO.get(form, ())))
    for unit, forms in _MULTIPLES.items():
        for entry in forms.split(", "):
            factor, _, form = entry.partition(" ")
            found[keys(form)] = Noun(unit, Decimal(factor))
    for unit, forms in _LOOSE.items():
        for form in forms.split(", "):
            found[keys(form)] = Noun(unit or None, loose=True)
    for prefix, power in _PREFIX_WORDS.items():
        for stem, unit in _PREFIXED.items():
            found[keys(prefix + stem)] = Noun(unit, Decimal(10) ** power)
    return found


NOUNS = _nouns()
"""Phrase as keys → what it says about the unit."""

CURRENCIES = frozenset(unit for unit in _NOUNS if len(unit) == 3 and unit.isupper())
"""The units that are ISO 4217 codes."""

TIMES = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
"""The units of duration."""

# Case tells these apart from words and from each other (MW, mW; B, b), so that they are looked up as written.
SYMBOLS = {
    **{code: Noun(code) for code in CURRENCIES},
    **{p.upper() + "W": Noun("watt", Decimal(10) ** n) for p, n in _PREFIXES.items() if n > 3},
    **{p.upper() + "Wh": Noun("watt_hour", Decimal(10) ** n) for p, n in _PREFIXES.items() if n > 3},
    **{p.upper() + "B": Noun("byte", Decimal(10) ** n) for p, n in _PREFIXES.items()},
    "W": Noun("watt"),
    "Wh": Noun("watt_hour"),
    "kW": Noun("watt", Decimal(1000)),
    "kWh": Noun("watt_hour", Decimal(1000)),
    "kB": Noun("byte", Decimal(1000)),
    "m": Noun("metre"),
    "g": Noun("kilogram", Decimal("0.001")),
    "t": Noun("tonne"),
}
"""Symbol as written → its unit."""
