import pytest

from odoo.addons.clinic_crm.language import tells_of_death, triage

DEATHS = """
se murió mi abuelita y no podré ir mañana|falleció mi tío, ¿puedo mover la cita?
mi papá falleció, cancelen sus citas|mi señora falleció, tenía cita el día 12
mi mamá falleció de un paro hace dos meses, necesito el resumen clínico
falleció|mi mamá falleció|mi mamá murió la semana pasada|mi papá ya falleció, no va a ir
Buenas tardes, le aviso que mi esposo fallecio el domingo|la señora Carmen ya murió
mi abuelita acaba de fallecer|el paciente falleció ayer, cancelen por favor|ya está muerto mi papá
este numero ya no es de mi mamá, ella falleció en marzo, les pido que la borren
mi hijo perdió la vida en un accidente|perdimos a mi suegra el martes
por el fallecimiento de mi papá
no va a poder ir, se murió mi abuelo|se nos adelantó mi mamá, que en paz descanse
ya no le manden mensajes a mi papá, falleció|mi tía murio ayer en la noche|fayecio mi mama
mi mamá murió de un infarto
necesito el certificado de defunción de mi mamá
"""
NO_DEATHS = """
se murió mi pez|murió el actor de la novela|mi papá murió del corazón en 2005
hace un año perdí a mi bebé
en las noticias salió que un señor murió de dengue|perdí a mi gato
se me murió el celular, perdón|me muero de la risa|murió mi perro|ya me morí de hambre
mi papá murió de infarto y quiero hacerme un chequeo|me estoy muriendo de sueño
tengo antecedentes, mi mamá falleció de cáncer|qué hago si se muere el nervio|se me murió la pila
mi muela está muerta de dolor|hola|no voy a ir|mi esposo se fue a trabajar
la muela se murió, dice el dentista
"""


def each(block):
    return [text for line in block.strip().splitlines() for text in line.split('|')]


@pytest.mark.parametrize('text', each(DEATHS))
def test_a_death_is_heard(text):
    assert tells_of_death(text)


@pytest.mark.parametrize('text', each(NO_DEATHS))
def test_what_is_no_death(text):
    assert not tells_of_death(text)


def test_it_is_no_emergency():
    assert triage("mi mamá falleció la semana pasada").level != 'urgent'
