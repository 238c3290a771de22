"""Dates and hours as people say them in Mexico: «jueves 26 de noviembre a las 10:30 a. m.».

What patients read is Spanish, whatever languages a server has installed.
"""

from __future__ import annotations

from datetime import date, datetime, time

from .week import grouped, show_hour

DAYS = ('lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo')
MONTHS = (
    'enero',
    'febrero',
    'marzo',
    'abril',
    'mayo',
    'junio',
    'julio',
    'agosto',
    'septiembre',
    'octubre',
    'noviembre',
    'diciembre',
)


def day_in_words(day: date, today: date | None = None) -> str:
    """«jueves 26 de noviembre», with the year when it is not that of ``today``."""
    words = f'{DAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}'
    return words if today and today.year == day.year else f'{words} de {day.year}'


def hour_in_words(hour: time) -> str:
    """«10:30 a. m.»."""
    half = 'a. m.' if hour.hour < 12 else 'p. m.'
    return f'{(hour.hour - 1) % 12 + 1}:{hour.minute:02} {half}'


def moment_in_words(local: datetime, today: date | None = None) -> str:
    """«jueves 26 de noviembre a las 10:30 a. m.», from a wall-clock time."""
    article = 'a la' if local.hour in (1, 13) else 'a las'
    return f'{day_in_words(local.date(), today)} {article} {hour_in_words(local.time())}'


def short_moment(local: datetime) -> str:
    """«jue 26 nov, 10:30 a. m.», at most 24 characters."""
    day = f'{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]}'
    return f'{day}, {hour_in_words(local.time())}'


def near_day_in_words(local: datetime, today: date) -> str:
    """«mañana jueves 26 de noviembre a las 10:30 a. m.», «hoy …», else «el …»."""
    near = {0: 'hoy', 1: 'mañana'}.get((local.date() - today).days, 'el')
    return f'{near} {moment_in_words(local, today)}'


def week_in_words(days: dict[int, tuple[tuple[float, float], ...]]) -> str:
    """«lunes a viernes de 9:00 a 14:00 y de 16:00 a 20:00 h; sábado de 9:00 a 13:00 h».

    ``days``: hours of each weekday (Monday 0), as :func:`days_of` gives them.
    """
    parts = []
    for run, spans in grouped(days):
        names = [DAYS[day] for day in run]
        said = names[0] if len(names) == 1 else f'{names[0]} a {names[-1]}'
        hours = ' y '.join(f'de {show_hour(begin)} a {show_hour(end)}' for begin, end in spans)
        parts.append(f'{said} {hours} h')
    return '; '.join(parts)
