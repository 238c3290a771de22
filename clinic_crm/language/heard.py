"""A text as the patterns of this package compare it: words alone, spelled as they sound."""

import re

from .normalise import fold, sound, spelled

# Words that patterns wait for. Any other that sounds the same is taken for them: "boy" is "voy".
_VOCABULARY = """
ahi alla aqui afuera asisto asistire asistiremos estare estaremos voy vamos llego llegue llegamos
llegando llegare tarde retrasado retrasada trafico camino claro supuesto siempre acuerdo acepto
confirmo confirmado confirmada cancelo cancelar cancelen falto faltare faltar si va vale sale hora
media esperando baja alta dejen deje dejar manden mande mandar mandarme mandando envien envie enviar
enviarme escriban escriba escribir escribirme molesten moleste molestar recibir recibiendo quiero
quisiera deseo necesito mensaje mensajes recordatorio recordatorios aviso avisos publicidad
promociones encuesta encuestas notificaciones suscripcion lista numero borren borrenme quiten
quitenme saquenme basta favor porfavor fallecio
"""
_HEARD = {sound(word): word for word in _VOCABULARY.split()}
_PAUSE = re.compile(r'[.,;:!?()\n-]+')
_PICTURE = re.compile(r'emo[a-z]+')


def heard(text: str, pictures: tuple[str, ...] = ()) -> str:
    """The words of a text with one space between; of pictures only these."""
    return ' '.join(
        word for word in _spelled(fold(text)) if word in pictures or not _PICTURE.fullmatch(word)
    )


def pieces(text: str) -> str:
    """The same, with a comma wherever the writer made a pause."""
    parts = (' '.join(_spelled(part)) for part in _PAUSE.split(fold(text)))
    return ' , '.join(part for part in parts if part)


def _spelled(folded: str) -> list[str]:
    return [_HEARD.get(sound(word), word) for word in spelled(folded)]
