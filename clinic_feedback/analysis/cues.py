"""Cues that are about no aspect: who is meant, how it feels, what makes it grave.

Written as in `lexicon`.
"""

CUES: dict[str, str] = {
    'front': """
        recepción, recepcionista*, señorita*, muchacha*, secretaria*, asistente*, caja, cajer*,
        guardia*, vigilante*, poli, policía, camiller*, ventanilla, mostrador, intendencia, morra,
        portero, la de recepción, el de recepción, encargad*, practicante*, personal, empleada*
    """,
    'medic': """
        doctor*, médic*, dentista*, odontólog*, ortodoncista*, pediatra*, ginecólog*, enfermer*,
        psicólog*, psiquiatr*, nutriólog*, fisioterapeuta*, terapeuta*, dermatólog*, cardiólog*,
        cirujan*, oftalmólog*, especialista*, químic*, flebotomista*, anestesiólog*, pasante*,
        residente*, radiólog*, técnic*, otorrin*, urólog*, traumatólog*, neurólog*, matasanos
    """,
    'thanks': """
        gracias, agradec*, agradezc*, agradecimiento, bendicion*, bendig*, dios los, dios le,
        dios les, dios se los, se agradece, muchas gracias, mil gracias, infinitas gracias, 🙏
    """,
    'joy': """
        feliz, content*, encant*, alegr*, felicidad*, jaja, contentísim*, emocionad*, me encantó,
        😍, 😊, 😀, 😃, 😄, 😁, ❤, 💕, 💖, 🥰, 👏, 🎉, 💯, ⭐, ★, 👍, 👌, 🤩, 😘, 🙌, 💪, 😇, 🤗,
        ✅, ☺, 🌟
    """,
    'anger': """
        coraje, enoj*, furios*, indign*, molest*, harto, harta, hartos, encabron*, colmo, burla,
        poca madre, pinche*, pendej*, chinga*, nomames, alaverga, putamadre, no mames, no manchen,
        no manches, ineptos, inepta, inepto, exijo, exig*, ladrones, rateros, 😡, 🤬, 😠, 👎, 💩,
        😤, 😒, 🙄, ‼
    """,
    'sadness': """
        triste*, tristeza, llor*, deprim*, humill*, decepcion*, pena, dolida, dolido, ignorad*,
        abandonad*, solo ahí, sola ahí, despreciad*, me sentí sol*, sin ganas, estorb*, perdí a mi,
        😢, 😭, 😞, 😔, 💔, 🥺, ☹, 🙁, 😥
    """,
    'fear': """
        miedo, asust*, preocup*, angusti*, pavor, terror, nervios*, temor, desesper*, pánico, temo,
        me preocupa, 😨, 😰, 😱, 😟
    """,
    'disgust': """
        asco, asqueros*, guácala, guacala, náusea*, repugna*, asqu*, 🤢, 🤮
    """,
    'meh': """
        regular*, normal, normalit*, más o menos, masomenos, ni bien ni mal, ni bueno ni malo,
        ni malo ni bueno, ni fu ni fa, sin comentario*, sin novedad*, ninguno, ninguna, aceptable,
        pasable, a secas, dos tres, dos que tres, equis, meh, ahí la llev*, lo normal, no aplica,
        nada que comentar, nada en particular, nada en especial, nada extraordinario, promedio,
        no sé, no sabría, neutral, cumple, x, ni muy bueno, sin opinión, indistint*, 😐, 😑, 🤷,
        estándar, visita normal, nada nuevo, lo esperado, consulta normal, ni muy bien,
        tampoco bien, tampoco mal, todo igual, lo mismo de siempre, sin cambios, unas cosas bien
    """,
    'wish': """
        sugier*, sugerencia, sugiero, podrían, estaría bien, ojalá, propong*, recomendaría que,
        me gustaría, deberían, sería bueno, sería mejor, falta, faltaría, hace falta,
        puede mejorar, pueden mejorar, podría mejorar, estaría padre, les sugiero, abrieran,
        pusieran, más temprano
    """,
    'ask': """
        quiero que, quisiera que, necesito, necesito que, quiero hablar, hablar con el,
        hablar con la, hablar con alguien, me llamen, me marquen, que me llamen, me contacten,
        quiero una explicación, solicito, mis datos, borren, datos personales, eliminen,
        cancelación de datos, mi expediente, queja formal, poner una queja, levantar una queja,
        poner queja, quiero quejarme, reporte, quiero reportar, reportar, reclamación, denunci*,
        quiero hacer una queja, gerente, gerencia, dueñ*, encargad*, director*, una disculpa,
        libro de quejas, derechos arco
    """,
    'leave': """
        no vuelvo, no regreso, nunca más, no volver*, no regresar*, jamás vuelvo, jamás regreso,
        nunca vuelvo, ya no voy, ya no regreso, ya no vuelvo, cambiar de doctor,
        cambiar de clínica, no los recomiendo, no lo recomiendo, no recomiendo, no la recomiendo,
        mejor me voy, me voy a otro, perdieron un paciente, última vez, no voy a volver,
        no voy a regresar, no pienso volver, no pienso regresar, no pisen, no vayan
    """,
    'law': """
        demand*, abogad*, conamed, cofepris, profeco, denunci*, ministerio público, negligencia*,
        cndh, derechos humanos, autoridades, legal, legalmente, fraude, redes sociales, noticias,
        grabad*, proceder, exhibir, mi abogado, por su culpa, culpa de ustedes, las noticias
    """,
    'rights': """
        discrimin*, racis*, homofób*, orientación sexual, por ser gay, por ser lesbiana,
        por ser trans, por ser indígena, por ser mujer, por ser pobre, por mi color,
        por mi religión, con vih, vih, indígena, trans, acos*, hostig*, manose*, me tocó, tocó de,
        toc* mis, insinu*, abus* de mí, sin mi permiso, sin pedirme permiso, sin permiso,
        sin mi autorización, sin mi consentimiento, sin consentimiento, mi foto,
        comentarios sobre mi cuerpo, mi cuerpo, me grab*, en voz alta, a la vista de todos,
        frente a toda, delante de todos, contaron, divulg*, filtr*, le dieron mis datos,
        mis resultados a, le pegó, me pegó, golpe*, moretón, amarraron, discapacid*,
        no me quisieron atender, negaron, hicieron menos, hicieron a un lado, por ser,
        por venir de, por mi peso, por mi discapacidad, tomado, borracho, alcohol, a otra persona,
        mi diagnóstico a, mi jefe, mi esposo mis, video donde, zarande*, sin avisarnos,
        comentarios sobre, desvisti*, expediente estaba, perro guía, donde no debía,
        infección vaginal, hablaron de mi
    """,
    'risk': """
        sangr*, sangrado, hemorragia, pus, infect*, infección, fiebre, calentura, calenturón,
        temperatura, de 39, de 40, hinchad*, hinch*, morad*, se puso negr*, negr*, ronchas,
        no puedo respirar, no respir*, falta el aire, falta de aire, ahog*, dolor en el pecho,
        dolor de pecho, pecho, desmay*, convuls*, inconsciente, no despiert*, no reacciona,
        se me duerme, no puedo mover, mareado, mareada, se cayó, me caí, sudando, vomit*, flujo,
        mal olor de, se abrió, se me abri*, supura, embarazada, no se mueve, terapia intensiva,
        murió, falleci*, muerte, casi se muere, casi muere, casi me muer*, grave, gravedad,
        urgencia*, hospital*, hospitalizad*, alérgic*, alergia, choque, reacción, intoxic*,
        sobredosis, dosis de adulto, quemad*, quemó, quemadura*, quemaron, gasa dentro, olvidaron,
        tiembla, delir*, paraliz*, taquicardia, infarto, no par* de, no dej* de, no se me baja,
        inflamó, bola, supur*, perfor*, fractura, diabétic*, suero, labios azules, orinar,
        garganta, crisis, asma, muriendo, me siento muy mal, muy mal desde, se me acelera, corazón,
        se golpeó, costura, catéter, stent, descuido, hueso, no siento, azules, quimio
    """,
    'wrong': """
        equivocad*, equivocada, se equivoc*, equivocaron, que no era, lo que no era,
        de otra persona, de otro paciente, otra medicina, confund*, otro paciente,
        mi nombre equivocado, dosis equivocada, no era la mía, no era el mío, no preguntaron si,
        no me preguntaron si, soy alérgic*, era alérgic*
    """,
    'blood': """
        manchad*, con sangre, sangre de, sábanas, camilla*, aguja*, jeringa*, guantes,
        instrumental, instrument*, sin esterilizar, no esteriliz*, reutiliz*, restos, charola*,
        se cayó al piso, bisturí, sin lavarse, lavarse las manos, ponerse guantes, oxidad*, pinzas,
        ya abierta, reus*, espejo, cama, gotas de sangre, guantes entre
    """,
    'self': """
        suicid*, matarme, hacerme daño, quitarme la vida, no quiero vivir, no quiero seguir,
        ya no quiero vivir, morirme, mejor muert*, seguir viviendo, sin ganas de vivir,
        acabar con todo, ganas de morir, me quiero morir, quiero morir, no le veo caso a seguir,
        mejor sin mí, pensamientos de, no vale la pena vivir, hacerme algo, cortarme, desaparecer
    """,
    'now': """
        sigue, siguen, sigo, ahorita, desde, todavía, aún, traigo, trae, tengo, ahora, hoy, anda,
        ando
    """,
    'before': """
        pensé, creí, creía, pensaba, iba con, llegué con, otro lado, otros lados, otro doctor,
        antes era*, antes eran, antes me, antes sí, antes había, antes daban, antes atend*,
        antes todo, antes contestaban, tan bien que, tenía años, tenía meses, que tenía, hace años,
        en otro lado, en otra clínica, en otros lugares, otros hospitales, otro dentista,
        otro médico, ningún doctor, ningún médico, iba yo con, llegué muy, llegó muy, entró con,
        llegué en, iba muy, tenía miedo, tenía pavor, le tenía, me ponía
    """,
    'irony': """
        bravo, felicidades, qué bonito, qué lindo, qué amable, qué rapidez, qué ganga, wow,
        claro que, ajá, nomás tuve, casi festejo, hasta las, gracias por nada,
        muchas gracias por nada, gracias por tratar*, sí cómo no, ni de vista, ha de ser,
        si lo que buscas, perdón por, incluido, lindo detalle
    """,
    'but': """
        pero, aunque, lástima, lo único malo, lo malo, nomás que, nada más que, excepto, salvo,
        sin embargo, eso sí, lo demás, a excepción, menos mal
    """,
    'very': """
        muy, mucho, mucha, demasiad*, súper, bien, re, bastante, tan, tanto, tanta, sumamente,
        realmente
    """,
    'visit': """
        fui, vine, voy, llevé, me toca, nos toca, le toca, control, rutina, primera vez,
        seguimiento, próxima, próximo, siguiente, lunes, martes, miércoles, jueves, viernes,
        sábado, domingo, enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre,
        octubre, noviembre, diciembre, apenas voy, me hicieron, me tomaron, certificado,
        incapacidad, orden, revisión anual, anual, consulta general, me atendió, me falta, a mitad,
        chequeo, mi cita fue, mi cita es, duró, atienden de
    """,
    'query': """
        cuánto cuesta, cuánto cobran, a qué hora, a qué horas, tienen, quisiera saber,
        quería saber, quería preguntar, me pueden decir, me puede decir, puedo ir, cuándo, dónde,
        ya están, ya está, se puede
    """,
}
