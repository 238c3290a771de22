"""Common Mexican given names and surnames, folded.

Used for one thing: two different names of this list are two names, never a typing error of one
another (Marina and Mariana, Hernández and Fernández, Alan and Adán).
"""

COMMON_NAMES = frozenset(
    """
    abel abraham abril adan adela adelina adrian adriana agustin agustina aida alan alberta alberto
    aldo alejandra alejandro alejo alexa alexander alexis alfonso alfredo alicia alma alonso alvaro
    amada amado amalia amanda amelia america ana anahi andrea andres angel angela angelica angelina
    anselmo antonia antonio araceli ariadna ariana ariel armando arturo aurelia aurelio aurora
    azucena barbara beatriz benita benito benjamin bernarda bernardo berta blanca brandon braulio
    brenda brian bruno camila camilo carina carla carlos carlota carmela carmelo carmen carolina
    catalina cecilia cecilio celia cesar clara claudia claudio clemencia concepcion consuelo
    cristian cristina cristobal cruz cynthia dafne dalia damian daniel daniela danilo dante dario
    david dayana debora delfina delia diana diego dolores dora dulce edgar edith edmundo eduardo
    efrain eleazar elena elias elisa elisabet eliseo eloisa elsa elva elvia elvira emilia emiliana
    emiliano emilio emma emmanuel enrique erica erick erika ernestina ernesto esmeralda esperanza
    esteban estela ester eugenia eugenio eulalia eva evelia evelin ezequiel fabian fabiola fatima
    federico felipa felipe felix fernanda fernando fidel flor flora florencia francisca francisco
    gabriel gabriela genaro gerardo german gerson gilberto gilda gisela gladis gloria gonzalo
    graciela gregoria gregorio griselda guadalupe guillermina guillermo gustavo hector heriberto
    hernan hilario hilda homero horacio hugo ian ignacia ignacio iliana imelda ines irene iris irma
    irving isaac isabel isabela isaias isela ismael israel itzel ivan ivette ivonne jacinto jacobo
    jaime jair janet javier jazmin jennifer jeronimo jessica jesus jimena joana joaquin joel jonas
    jonathan jordan jorge jose josefa josefina josue juan juana juanita judith julia julian juliana
    julieta julio justina justino karen karina karla kevin lara laura lauro leandro leonardo leonel
    leonor leopoldo leticia lia lidia liliana linda lizbeth lorena lorenza lorenzo lourdes lucas
    lucero lucia luciana luciano lucila lucina lucio luis luisa luz magali magdalena manuel manuela
    mara marcela marcelino marcelo marco marcos margarita margarito maria mariana mariano maribel
    maricela mariela marina mario marisa marisol marlene marta martha martin martina mateo matias
    matilde mauricio mauro maximiliano maximo mayra melisa melissa mercedes mia micaela miguel
    milagros minerva miranda mireya miriam moises monica monserrat nadia nallely nancy naomi
    natalia nayeli nelida nestor nicolas nicole nidia noe noel noelia noemi nora norberto norma
    octavio odalis ofelia olga oliver olivia omar oralia oscar osvaldo pablo palmira paloma pamela
    paola patricia patricio paula paulina paulino pedro perla petra pilar porfirio rafael rafaela
    ramira ramiro ramon ramona raquel raul raymundo rebeca regina renata rene reyna ricardo rita
    roberta roberto rocio rodolfo rodrigo rogelio rolando roman romeo romina ronaldo rosa rosalba
    rosalia rosalinda rosario rosaura roxana ruben ruth salma salvador samanta samuel sandra
    santiago santos sara sarai saul sebastian selene sergio silvestre silvia silvio simon sofia
    soledad sonia stefania susana tamara tania tatiana teodora teodoro teresa tobias tomas ulises
    uriel valentin valentina valeria valerio vanesa vanessa veronica vicente victor victoria vidal
    violeta virginia viviana wendy ximena xochitl yadira yael yahir yamileth yaretzi yesenia
    yolanda zaira zoe

    acosta aguilar aguirre alarcon alcantara alonso alvarado alvarez anaya antonio aparicio aquino
    arellano arias arroyo avalos avendano avila ayala baez balderas banuelos barajas barrera
    barrios bautista becerra beltran benitez bernal blanco bonilla bravo briones bustamante bustos
    caballero cabrera calderon camacho campos cano cardenas cardona carmona carranza carrasco
    carrera carrillo casas castaneda castellanos castillo castro cazares ceballos centeno cerda
    cervantes cisneros colin contreras cordero cordova corona coronado correa cortes cortez
    covarrubias cuellar cuevas davila delgado diaz dominguez duarte duran enriquez escamilla
    escobar escobedo esparza espinosa espinoza esquivel esteban estrada felix fernandez ferrer
    fierro figueroa flores fonseca franco fuentes galindo gallardo gallegos galvan gamez garcia
    garza gil godinez gomez gonzalez granados guerra guerrero guevara gutierrez guzman hermosillo
    hernandez herrera hidalgo huerta hurtado ibarra iglesias islas jaramillo jasso jimenez juarez
    lara leal ledesma leon leyva limon lira lopez lozano lucero lugo luna macias madera madero
    magana maldonado manriquez marin marquez martinez mata medina medrano mejia mendez mendoza
    mercado meza miranda molina monroy montalvo montes montiel montoya mora morales moran moreno
    mota moya munoz murillo najera naranjo nava navarrete navarro nieto nieves noriega nunez ocampo
    ochoa ojeda olivares olivas olivera olmos olvera ontiveros ordonez orozco orta ortega ortiz
    osorio osuna padilla palacios palomino pantoja paredes parra pedraza pena peralta perez pineda
    pinto plascencia ponce portillo prado prieto quezada quintana quintero quiroz ramirez ramos
    rangel rendon resendiz reyes reyna rico rincon rios rivas rivera robledo robles rocha rodriguez
    rojas roman romero romo rosales rosas rubio ruiz saavedra salas salazar saldana salgado salinas
    samaniego sanchez sandoval santana santiago santillan santos saucedo segovia segura sepulveda
    serna serrano sierra silva solano solis soria sosa soto suarez tapia tejada tejeda tellez
    terrazas toledo torres tovar trejo trevino trujillo urbina uribe valadez valdes valdez valdivia
    valencia valenzuela valle vallejo vargas vazquez vega vela velasco velazquez velez vera verdugo
    vergara vidal villa villalobos villanueva villarreal villasenor villegas yanez zamora zapata
    zarate zavala zuniga
    """.split()
)
