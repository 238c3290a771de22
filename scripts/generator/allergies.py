"""What patients answered when somebody asked for their allergies."""

from .chance import Chance, Ranked

# What Mexican clinics write down most: antibiotics and painkillers first, then food and the rest.
_ALLERGIES = Ranked(
    "Penicilina Sulfas Ácido_acetilsalicílico Metamizol Ibuprofeno Ketorolaco Mariscos "
    "Amoxicilina Cacahuate Polen_y_ácaros Látex Naproxeno Medio_de_contraste_yodado Nuez "
    "Picadura_de_abeja Cefalexina Huevo Níquel"
)
_REACTIONS = ("ronchas", "comezón", "hinchazón de labios", "dificultad para respirar")


def answered(chance: Chance) -> tuple[str, str | None]:
    """The state of a file ('unknown', 'no' or 'yes') and the text of a 'yes', as it was typed."""
    state = chance.weighted({'unknown': 0.3, 'no': 0.56, 'yes': 0.14})
    if state != 'yes':
        return state, None
    found = dict.fromkeys(chance.ranked(_ALLERGIES) for _ in range(chance.weighted({1: 5, 2: 1})))
    typed = ", ".join(found)
    return state, f"{typed} ({chance.one(_REACTIONS)})" if chance.happens(0.4) else typed
