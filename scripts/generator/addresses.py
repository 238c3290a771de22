"""Addresses around the branches: real neighbourhoods and postal codes, invented house numbers."""

from dataclasses import dataclass

from .chance import Chance, Ranked


@dataclass(frozen=True)
class Address:
    street: str  # "Calle Heriberto Frías 1234, int. 5"
    colonia: str
    city: str
    state: str  # subdivision of ISO 3166-2:MX, as Odoo's res.country.state has it
    zip: str


# (colonia, postal code, city or borough, state)
_PLACES = {
    'del_valle': (
        ("Del Valle Centro", '03100', "Benito Juárez", 'CMX'),
        ("Del Valle Norte", '03103', "Benito Juárez", 'CMX'),
        ("Del Valle Sur", '03104', "Benito Juárez", 'CMX'),
        ("Narvarte Poniente", '03020', "Benito Juárez", 'CMX'),
        ("Narvarte Oriente", '03023', "Benito Juárez", 'CMX'),
        ("Nápoles", '03810', "Benito Juárez", 'CMX'),
        ("Portales Norte", '03303', "Benito Juárez", 'CMX'),
        ("Portales Sur", '03300', "Benito Juárez", 'CMX'),
        ("Letrán Valle", '03650', "Benito Juárez", 'CMX'),
        ("San Pedro de los Pinos", '03800', "Benito Juárez", 'CMX'),
        ("Insurgentes Mixcoac", '03920', "Benito Juárez", 'CMX'),
        ("Álamos", '03400', "Benito Juárez", 'CMX'),
        ("Xoco", '03330', "Benito Juárez", 'CMX'),
        ("Roma Norte", '06700', "Cuauhtémoc", 'CMX'),
        ("Roma Sur", '06760', "Cuauhtémoc", 'CMX'),
        ("Hipódromo", '06100', "Cuauhtémoc", 'CMX'),
        ("Condesa", '06140', "Cuauhtémoc", 'CMX'),
        ("Doctores", '06720', "Cuauhtémoc", 'CMX'),
        ("Escandón I Sección", '11800', "Miguel Hidalgo", 'CMX'),
        ("Anzures", '11590', "Miguel Hidalgo", 'CMX'),
        ("Del Carmen", '04100', "Coyoacán", 'CMX'),
        ("Copilco Universidad", '04360', "Coyoacán", 'CMX'),
        ("Florida", '01030', "Álvaro Obregón", 'CMX'),
        ("San Ángel", '01000', "Álvaro Obregón", 'CMX'),
        ("Tlalpan Centro", '14000', "Tlalpan", 'CMX'),
        ("Ciudad Satélite", '53100', "Naucalpan de Juárez", 'MEX'),
    ),
    'tijuana': (
        ("Zona Urbana Río Tijuana", '22010', "Tijuana", 'BCN'),
        ("Zona Centro", '22000', "Tijuana", 'BCN'),
        ("Madero (Cacho)", '22040', "Tijuana", 'BCN'),
        ("Hipódromo", '22020', "Tijuana", 'BCN'),
        ("Gabilondo", '22044', "Tijuana", 'BCN'),
        ("20 de Noviembre", '22100', "Tijuana", 'BCN'),
        ("Libertad", '22400', "Tijuana", 'BCN'),
        ("Buena Vista", '22415', "Tijuana", 'BCN'),
        ("Otay Universidad", '22427', "Tijuana", 'BCN'),
        ("Otay Constituyentes", '22457', "Tijuana", 'BCN'),
        ("Playas de Tijuana", '22500', "Tijuana", 'BCN'),
        ("Soler", '22530', "Tijuana", 'BCN'),
        ("Villa Fontana", '22205', "Tijuana", 'BCN'),
        ("Guaycura", '22214', "Tijuana", 'BCN'),
        ("Rosarito Centro", '22700', "Playas de Rosarito", 'BCN'),
        ("Tecate Centro", '21400', "Tecate", 'BCN'),
    ),
}

_STREETS = {
    'del_valle': Ranked(
        """
        Heriberto_Frías Amores Gabriel_Mancera Pilares Eugenia San_Borja Pestalozzi Adolfo_Prieto
        Mier_y_Pesado Nicolás_San_Juan Luz_Saviñón Concepción_Beistegui Anaxágoras
        Diagonal_San_Antonio
        Petén Uxmal Yácatas Tajín Dakota Nebraska Pennsylvania Insurgentes_Sur División_del_Norte
        Félix_Cuevas Universidad Cuauhtémoc Álvaro_Obregón Orizaba Tonalá Coahuila
    """,
        flatness=30,
    ),
    'tijuana': Ranked(
        """
        Paseo_de_los_Héroes Sánchez_Taboada Revolución Constitución Agua_Caliente Diego_Rivera
        Abelardo_L._Rodríguez Miguel_Hidalgo Emiliano_Zapata Ermita Brasil Jalisco Durango
        Lázaro_Cárdenas Tecnológico del_Pacífico Ensenada Mutualismo Ocampo Negrete
    """,
        flatness=30,
    ),
}
_AVENUES = frozenset(
    Ranked("""
        Insurgentes_Sur División_del_Norte Félix_Cuevas Universidad Cuauhtémoc Álvaro_Obregón
        Paseo_de_los_Héroes Sánchez_Taboada Revolución Constitución Agua_Caliente Lázaro_Cárdenas
        Tecnológico del_Pacífico
    """)
)


def address(chance: Chance, branch: str) -> Address:
    """An address of somebody who comes to this branch."""
    colonia, postal_code, city, state = chance.one(_PLACES[branch])
    name = chance.ranked(_STREETS[branch])
    kind = "Avenida" if name in _AVENUES else "Calle"
    street = f"{kind} {name} {chance.between(10, 1890)}"
    if chance.happens(0.35):
        street += f", int. {chance.between(1, 24)}"
    return Address(street, colonia, city, state, postal_code)
