import pytest

from odoo.addons.clinic_crm.conversation import no_preference


@pytest.mark.parametrize(
    'text',
    [
        "la que sea",
        "La que sea, gracias",
        "el que sea",
        "cualquiera",
        "cualquiera de las dos",
        "cualquier día está bien",
        "cualquier sucursal",
        "pues cualquiera 😅",
        "me da igual",
        "a mí me da lo mismo",
        "Es igual",
        "no importa",
        "no importa la hora",
        "donde sea",
        "cuando sea",
        "a la hora que sea",
        "el día que sea",
        "donde haya lugar antes",
        "la que tenga espacio",
        "con quien esté libre",
        "con quien sea",
        "el doctor que esté disponible",
        "sin preferencia",
        "no tengo preferencia, gracias",
        "usted elija",
        "escoja usted por favor",
        "la que ustedes quieran",
        "lo antes posible",
        "el más pronto",
        "la primera",
        "indistinto",
    ],
)
def test_it_is_left_open(text):
    assert no_preference(text)


@pytest.mark.parametrize(
    'text',
    [
        "la del centro",
        "la más cercana a mi casa",
        "cualquier sábado",
        "cualquier día menos lunes",
        "el día que sea pero en la tarde",
        "no me importa esperar si es con la doctora Ríos",
        "con la doctora que sea menos Ríos",
        "no me da igual",
        "cuando tenga dinero",
        "no",
        "sí",
        "ninguna",
        "",
    ],
)
def test_something_is_wished(text):
    assert not no_preference(text)
