"""Names as Mexicans bear them: by sex and generation, with two surnames, of many origins.

The lists are in order of frequency, roughly as registries and schools show it. Any likeness of a
drawn name with a living person's is chance: there are only so many surnames.
"""

from .chance import Chance, Ranked

# Given names by sex and by the year from which a generation's names are in use.
_GIVEN = {
    'female': (
        (
            1995,
            Ranked("""
            Sofía Ximena Valeria Camila María_José Regina Renata Valentina Fernanda Victoria
            Isabella Daniela Romina Natalia Andrea Mariana Abril Emilia Paula Alexa Itzel
            Yaretzi Frida Danna
            Nicole Ivanna Melissa Zoe Aitana Julieta Constanza Monserrat Citlali Alondra Naomi Aylin
            Jimena Samantha Estefanía Karen Evelyn Arantza Xóchitl Dafne Luciana Amairani Nahomi
            Nicte-Ha Itzayana Yamileth Sara Elena Mía Inés Lía
        """),
        ),
        (
            1965,
            Ranked("""
            Guadalupe María Alejandra Verónica Patricia Claudia Adriana Gabriela Leticia Sandra
            Mónica Norma Laura Rosa Martha Elizabeth Ana Karla Brenda Erika Diana Araceli Silvia
            Maribel Rocío Yolanda Miriam Angélica Liliana Lorena Beatriz Carmen Alma Susana Mayra
            Nayeli Blanca Yadira Nancy Fabiola Olivia Paola Berenice Marisol Edith Elvia Marcela
            Citlalli Viridiana Xóchitl Gisela Ivonne Tania Perla Magdalena Julia Irma
        """),
        ),
        (
            0,
            Ranked("""
            María Guadalupe Juana Margarita Josefina Rosa Teresa Carmen Francisca Antonia Elena
            Martha Alicia Gloria Esperanza Yolanda Socorro Concepción Dolores Irma Hortensia Ofelia
            Amparo Consuelo Catalina Esther Graciela Eva Bertha Luz Aurora Refugio Ernestina Eloísa
            Delfina Herlinda Virginia Amalia Genoveva Petra Rebeca Estela Isabel Elvira
        """),
        ),
    ),
    'male': (
        (
            1995,
            Ranked("""
            Santiago Mateo Sebastián Diego Leonardo Emiliano Daniel Miguel_Ángel Alexander Matías
            Ángel Gael Rodrigo Luis José Iker Fernando David Maximiliano Emmanuel Eduardo Jesús Juan
            Alejandro Nicolás Samuel Axel Ian Carlos Bruno Tadeo Andrés Patricio Julián Kevin Jorge
            Damián Joaquín Brandon Uriel Cristian Isaac Tonatiuh Yael Thiago Liam Hugo Gabriel Aarón
            Itzamná Ikal Erick Iván Elías Lucas
        """),
        ),
        (
            1965,
            Ranked("""
            José Juan Luis Carlos Miguel Jorge Francisco Jesús Alejandro Fernando Ricardo Eduardo
            Javier Roberto Sergio Arturo Raúl Víctor Gerardo Héctor Antonio Óscar Daniel Enrique
            Alberto Manuel Mario Marco Rafael César Armando Martín Alfredo Rubén Hugo Omar Guillermo
            Gustavo Jaime Rogelio Ernesto Israel Edgar Julio Pedro Adrián Iván Felipe Gilberto Ramón
            Cuauhtémoc Noé Saúl Ulises Efraín Benjamín Abraham Moisés
        """),
        ),
        (
            0,
            Ranked("""
            José Juan Antonio Jesús Francisco Pedro Manuel Guadalupe Luis Roberto Ramón Rafael
            Salvador Alfredo Ignacio Miguel Enrique Jorge Felipe Rodolfo Guillermo Raúl Mario Arturo
            Alberto Gregorio Ernesto Tomás Fidel Agustín Vicente Andrés Rogelio Santiago Porfirio
            Cruz Leopoldo Aurelio Eusebio Crescencio Teófilo Joel Rubén Gonzalo Everardo
        """),
        ),
    ),
}

# What often stands beside a first name, before or after it.
_SECOND = {
    'female': Ranked("""
        Guadalupe Fernanda Elena Isabel Alejandra Luisa Teresa Carolina Lizbeth Patricia Cristina
        Gabriela Elizabeth Sofía del_Carmen de_los_Ángeles del_Rocío de_Lourdes Paola Berenice Inés
        Josefina Eugenia Concepción Antonieta Victoria Jazmín Estela
    """),
    'male': Ranked("""
        Antonio Ángel Alberto Manuel Eduardo Alejandro Carlos Enrique Daniel Fernando Jesús Arturo
        de_Jesús Armando Emilio Iván Francisco Guadalupe Martín Ramón Javier Adrián Andrés Rafael
        Gerardo Ernesto
    """),
}

_SURNAMES = Ranked(
    """
    Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores Gómez
    Morales Vázquez Reyes Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Aguilar Ortiz Moreno Castillo
    Romero Álvarez Méndez Chávez Rivera Juárez Ramos Domínguez Herrera Medina Castro Vargas Guzmán
    Velázquez Rojas de_la_Cruz Contreras Salazar Luna Ortega Santiago Guerrero Estrada Bautista
    Cortés Soto Alvarado Espinoza Lara Ávila Ríos Cervantes Silva Delgado Vega Márquez Sandoval León
    Carrillo Fuentes Ibarra Solís Núñez Cabrera Campos Peña Valdez Rosas Ayala Mejía Pacheco
    Maldonado Navarro Acosta Rosales Rangel Muñoz Serrano Trejo Miranda Meza Padilla Orozco Camacho
    Zamora Valencia Robles Cárdenas Olvera Villanueva Nava Molina Salinas Figueroa Galindo Mora
    Zavala Barrera Velasco Suárez Tapia Cisneros Ochoa Escobar Nieto Cuevas de_León Zúñiga Beltrán
    Esquivel Osorio Arellano Quintero Franco Montes_de_Oca Palacios Bravo Villarreal Huerta Lozano
    Ponce_de_León Treviño Elizondo del_Ángel de_la_Rosa Yáñez Güemes Bojórquez Ceballos Garza
    Peralta Murillo Aranda Arias Corona Saldaña Tovar Macías Valenzuela San_Román de_la_O Ybarra
""",
    flatness=12,
)

_INDIGENOUS = Ranked("""
    Xicoténcatl Chan Canul Pech Tecuapetla Poot Cuautle Tun Dzul Ek Tlapa Canché May Chi Uc Coyotl
    Tzec Cauich Xool Huerta_Tzompantzi Ixtepan Tepox Ahuatzi Xochihua Bacasehua Buitimea Yocupicio
    Cuamatzi Tehuacán Chablé Nahuat Mixcóatl Ku Be
""")

_FOREIGN_SURNAMES = Ranked("""
    Smith Johnson Kim Wong Müller O'Farrill MacGregor Nguyen Haddad Schmidt Rossi Dubois D'Angelo
    Cohen Ferreira Kowalski Tanaka Petrov Bäcker O'Brien Chen Sørensen Nakamura Van_Dyke
""")
_FOREIGN_GIVEN = {
    'female': Ranked("Jennifer Susan Mary Linda Hannah Claire Yuki Fatima Chloé Ingrid Emily"),
    'male': Ranked("Michael John David Robert James Kevin Pierre Kenji Ahmed Lars Thomas William"),
}


def given_names(chance: Chance, sex: str, year: int) -> str:
    """One or two given names in use for that sex in that year of birth."""
    drawn_as = chance.one(('female', 'male')) if sex == 'x' else sex
    pool = next(names for since, names in _GIVEN[drawn_as] if year >= since)
    first = chance.ranked(pool)
    if ' ' in first or not chance.happens(0.55 if year < 1995 else 0.4):
        return first
    if year < 1980 and chance.happens(0.4):
        lead = 'María' if drawn_as == 'female' else 'José'
        if lead not in first:
            return f'{lead} {first}'
    second = chance.ranked(_SECOND[drawn_as])
    return first if second in first else f'{first} {second}'


def surname(chance: Chance, border: bool = False) -> str:
    """One surname, now and then of an indigenous language or from abroad."""
    if chance.happens(0.03):
        return chance.ranked(_INDIGENOUS)
    if chance.happens(0.02 if border else 0.012):
        return chance.ranked(_FOREIGN_SURNAMES)
    return chance.ranked(_SURNAMES)


def foreign_name(chance: Chance, sex: str) -> tuple[str, str]:
    """Given name and surname of a patient from abroad, who has one surname."""
    drawn_as = 'female' if sex == 'x' else sex
    return chance.ranked(_FOREIGN_GIVEN[drawn_as]), chance.ranked(_FOREIGN_SURNAMES)
