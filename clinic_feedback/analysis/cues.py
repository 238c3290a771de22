"""Good or bad without saying what, and cues: who is meant, how it feels, what makes it grave.

Written as in `lexicon`.
"""

CUES: dict[str, str] = {
    'v+': """
        bien, buen, buena, buenas, bueno, buenos, buenisim*, excelent*, perfect*, maravill*,
        genial*, increíble*, fantástic*, magnífic*, estupend*, fabulos*, extraordinari*,
        espectacular*, súper, chido*, chida*, padre, padrísim*, padrisim*, chingón*, chingon*,
        fregón*, machín, suave, bomba, chévere, fierro, inmejorable*, recomiend*, recomendable*,
        recomendad*, recomendar*, recomendé, recomendaré, satisfech*, content*, feliz, felic*,
        encantad*, encant*, me gustó, me gusta, me fascin*, a gusto, conforme, gustos*, mejor,
        mejores, mejoró, mejorad*, diez de diez, 10 de 10, de diez, de 10, cinco estrellas,
        5 estrellas, al cien, al 100, de lujo, de primera, de maravilla, a todo dar, a toda madre,
        con madre, la neta, rifa*, rifan, rifaron, sigan así, volvería, regresaría, vale la pena,
        gran, grandios*, excepcional*, óptim*, impecable*, bonit*, lind*, hermos*, precios*,
        agradable*, útil*, eficient*, eficaz, eficaces, calidad, ideal, ventaja*, acierto,
        gracias a, un éxito, de lo mejor, todo en orden, sin problema*, sin ningún problema,
        sin queja*, ninguna queja, 👍, 😍, 😊, 😀, 😃, 😄, 😁, ❤, 💕, 💖, 🥰, 👏, 🎉, 💯, ⭐, 🌟,
        👌, 🤩, 😘, 🙌, 🙏, 🤗, ☺, 💪, 10, 9, como siempre, bendi*, chulada, chula, estrellas,
        superó, supera mis, práctic*, fácil*, pude, correct*, dignidad, nada que mejorar,
        cosas buenas, no tengo palabras, palabras para agradecer, no puedo quejarme,
        no tengo quejas, no tengo queja, nada de qué quejarme, todo lo contrario, con creces,
        puras sonrisas, no batall*, me cae*, cae tan bien, se rif*, ahorró, ahorr*,
        no hay problema, no hubo problema, no tuve problema, no cambien, nunca he tenido una mala,
        nada mal, no fue mala, no es mala, no está mal, no son malos, sabe lo que hace,
        no me falló, salió bien, todo salió bien, cumpl*, mejor que, adecuad*, admirable*, alegr*,
        amé, amamos, apreci*, asombros*, atinad*, bello, bella, bellos, bellas, benefici*,
        brillant*, celebr*, comodidad, confiable*, consentir*, consintieron, cuidados*, decente*,
        deleit*, dedicad*, dedicación, destac*, digno, digna, disfrut*, divin*, elogi*, emocion*,
        ejemplar*, esmero, esmerad*, espléndid*, ética, éxito*, fenomenal, felicit*, felicidades,
        fiable*, fortuna, garantizad*, generos*, gozo, gratificante, halag*, ideal*, impresion*,
        incondicional*, insuperable*, intachable, invaluable, joya, lo máximo, lujo, mejoramos,
        merec*, milagr*, notable*, novedos*, optim*, organizad*, orgull*, paz, placer, placenter*,
        positiv*, prestigio, primer nivel, progres*, querid*, reconfort*, recuperé, rico, sabros*,
        sensacional*, serenidad, sobresalient*, solución, solucion*, resolvieron, resolvió todo,
        tranquil*, tranquilidad, triunf*, valios*, vale oro, vale mucho, victoria, virtud*,
        buen sabor de boca, buena vibra, un sol, un diez, un 10, sin duda, en las mejores manos,
        buenas manos, de confianza, no me arrepiento, nada malo, a la altura,
        a diferencia de otros, salí riéndome, rechinando, como si nada, en un dos por tres,
        mejor imposible, no hay otra igual, no los cambio, no la cambio, no lo cambio,
        regreso sin duda, sin duda regreso, por siempre, ganas de volver, satisfacción,
        satisfactori*, nos gustó, me agradó, agrad*, muy a gusto, contentísim*, cool, top, crack,
        maestr*, un as, ganó, gané
    """,
    'v-': """
        mal, mala, malas, malo, malos, malísim*, pésim*, horrible*, terrible*, fatal*, espantos*,
        horroros*, nefast*, pinche*, gacho*, gacha*, deplorable*, deficiente*, lamentable*,
        patétic*, 👎, 😡, 🤬, 😠, 💩, 😤, 😒, 🙄, 😞, 😔, 😢, 😭, 💔, 🤢, 🤮, cero, asco de,
        porquería*, basura de, mugrero, decepcion*, decepción, insatisfech*, inconforme*,
        descontent*, desagradable*, molest*, enojad*, peor, peores, empeor*, desastre*, desorden*,
        desorganiz*, caos, caótic*, vergüenza, vergonzos*, burla, colmo, queja*, quejar*, reclam*,
        inaceptable*, intolerable*, indignad*, indignante, indigna, coraje, furios*, ineficient*,
        incompeten*, inept*, inútil*, irresponsab*, negligen*, fraude, estafa*, robo, ratero*,
        ladron*, mentir*, mienten, engañ*, poca madre, no se vale, deja mucho que desear,
        dejan mucho que desear, deja que desear, me quedaron a deber, quedan a deber, a medias,
        no vuelvo, no regreso, nunca más, jamás vuelvo, no los recomiendo, no lo recomiendo,
        no recomiendo, nunca vuelvo, no volver*, no regresar*, un asco, valen madre, problema*,
        falla*, fallas, fallaron, error*, defect*, lástima, triste*, desgraciad*, falta mejorar,
        deben mejorar, hay que mejorar, tienen que mejorar, deberían mejorar, puras vueltas,
        vuelta y vuelta, dar vueltas, no me gustó, nada bueno, insoportable*, imposible,
        complicad*, difícil*, batall*, viacrucis, odisea, pesadilla, pérdida de tiempo, en vano,
        cero estrellas, 0 estrellas, para nada, de lo peor, dejó de ser, ya no es lo mismo,
        promesas, cuento, ignoran, desilusi*, frustrante, frustrad*, tuve que, caray, híjole,
        no cumpl*, no fue lo que, no era lo que, esperaba más, esperaba algo mejor,
        podría ser mucho mejor, podría ser mejor, no quedé, no estoy content*, no estoy satisfech*,
        no quedé conforme, no me convenci*, dej* mucho que desear, se echaron a perder,
        ya no es igual, ya no es como, ya cambió, mal plan, disgust*, nomás vueltas, de nada sirve,
        no tiene caso, mucho que desear, qué pena, nunca había visto, no fue así, aberra*,
        aburrid*, absurd*, abuso, abusiv*, alarmant*, amarg*, anomal*, arrepient*, arrepent*,
        asfix*, atroz, atropell*, aversión, barbaridad, bochornos*, brut*, caduc*, calamidad,
        canall*, cansad*, catastróf*, chafa, chafas, cobard*, cochinero, conflict*, contrarie*,
        corrupt*, corrupción, crítica, cruel*, culpa, daño, dañin*, decaíd*, descar*, descaro,
        desconfi*, desconsider*, descont*, descort*, desesper*, desgast*, deshonest*, desinter*,
        desper*, desperdici*, desprecio, desquit*, dificult*, discordia, disparate, embauc*,
        en balde, enfad*, error, escándalo, escas*, estaf*, estorb*, estrés, estresante, exager*,
        excusas, pretext*, exceso, fallec*, fals*, fastidi*, flojera, fracas*, frustr*, hartazgo,
        hostil, ilógic*, impotencia, imprudent*, incapac*, incompet*, incomplet*, incongru*,
        incumpl*, indecent*, indecoros*, ineficaz, inexcusable, infam*, infern*, infierno, injust*,
        injusticia, inservible*, inseguridad, insult*, irrespons*, irrit*, lamento, lata, latoso,
        lío, lios, martirio, mediocr*, mentira, miserable*, mísero, monserga, mugre, negativ*,
        odio, odi*, ofens*, pena ajena, dan pena, da pena, perdí, perdieron, pérdida, perjudic*,
        pesadilla*, pinches, porquería, precari*, protest*, rechaz*, remordimiento, repudi*,
        resignad*, retroce*, ridícul*, robad*, ruin, sarcasmo, sarcástic*, sobrecarg*, sospech*,
        sufr*, sufrimiento, tedios*, temerari*, tomadura de pelo, tortura, trampa, tranz*, tramp*,
        trist*, trunc*, urge, urgía, vil, violent*, vergonz*, no valió, no vale la pena,
        nunca debí, no se lo deseo, nadie da seguimiento, última vez, ni para qué, ya no es lo que,
        ha bajado, bajó mucho, les falta mucho, mucho que mejorar, mucho por mejorar, un infierno,
        no sirven, no sirve de nada, por encimita, pésimas, todo mal, nada más te, tuve que rog*,
        rogar*, más chuec*, de mal en peor, no aguanto, no aguant*, no se preocup*, no me hall*
    """,
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
        ✅, ☺, 🌟, grata, padrísimo, disfrut*, riéndome, sonrisa, sonrisas, alegría,
        sabor de boca
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
        😢, 😭, 😞, 😔, 💔, 🥺, ☹, 🙁, 😥, nudo, consuel*, triste, tristemente, sola con, estorbo,
        llanto, lloré, duele que, me dolió que, ignorante, invisible
    """,
    'fear': """
        miedo, asust*, preocup*, angusti*, pavor, terror, nervios*, temor, desesper*, pánico, temo,
        me preocupa, 😨, 😰, 😱, 😟, grave, mal presentimiento, alarm*, susto, tembl*, me angustia
    """,
    'disgust': """
        asco, asqueros*, guácala, guacala, náusea*, repugna*, asqu*, 🤢, 🤮, cochinero, da cosa,
        sudor, cabello, peste, vomitiv*, cochin*, mugr*
    """,
    'meh': """
        regular*, normal, normalit*, más o menos, masomenos, ni bien ni mal, ni bueno ni malo,
        ni malo ni bueno, ni fu ni fa, sin comentario*, sin novedad*, ninguno, ninguna, aceptable,
        pasable, a secas, dos tres, dos que tres, equis, meh, ahí la llev*, lo normal, no aplica,
        nada que comentar, nada en particular, nada en especial, nada extraordinario, promedio,
        no sé, no sabría, neutral, cumple, x, ni muy bueno, sin opinión, indistint*, 😐, 😑, 🤷,
        estándar, visita normal, nada nuevo, lo esperado, consulta normal, ni muy bien,
        tampoco bien, tampoco mal, todo igual, lo mismo de siempre, sin cambios, unas cosas bien,
        me da igual, igual que en, nada del otro mundo, cualquier lugar, cualquier consulta,
        ni me gustó ni, hola, buenas tardes, buenos días, buenas noches, no recuerdo,
        podría mejorar, buena ni mala, cosas buenas y cosas malas, gracias no, igual que siempre,
        opinión, nada especial, pero nada especial, nada que decir, todavía espero
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
        libro de quejas, derechos arco, comunicarse conmigo, comuníquense, favor de comunicarse,
        revocar, consentimiento, no autorizo, marcarme, levantar un reporte, quejarme,
        con quién puedo, borren mi, expliquen qué pasó, que me expliquen, me regresen la llamada,
        hablen, me hablen, contactarme, eliminar mis, oponerme, devuelvan la llamada, me devuelvan,
        cancelar mi consentimiento
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
        grabad*, proceder, exhibir, mi abogado, por su culpa, culpa de ustedes, las noticias,
        secretaría de salud, tribunal*, policía, pruebas, mala praxis, juzgado, fiscalía,
        arbitraje médico, procurad*, me voy a quejar con, derechohabiente
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
        infección vaginal, hablaron de mi, bromas, orientación, negó, creencias,
        mis análisis con mi nombre, con mi nombre, propuestas, indecoros*, fotograf*, mis vecinos,
        desnud*, golpearon, alzheimer, india, indio, español, migrante*, síndrome de down,
        apariencia, lengua, extranjer*, negr* de, tatuajes, moren*
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
        se golpeó, costura, catéter, stent, descuido, hueso, no siento, azules, quimio,
        durmió media, entumid*, sonda, desvanec*, presión, se le fue la, se puso muy mal,
        muy grave, reventó, apéndice, roja, caliente, veo doble, vomitar, vómito*, nervio,
        no puedo caminar, caducad*, vencid*, sangre de otro, de más, sangrando, mala praxis,
        cuesta respirar, arde el pecho, no deja de, en todo el cuerpo, entumecid*,
        se me fue el aire, coágulo, trombo*, embolia, derrame, peritonitis, sepsis, absceso,
        necro*
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
        mejor sin mí, pensamientos de, no vale la pena vivir, hacerme algo, cortarme, desaparecer,
        ya no tiene sentido, sentido seguir, no tiene sentido seguir, acabar con mi vida,
        quisiera no despertar, no despertar, quitarme de, ya no aguanto más, dejar de existir,
        terminar con todo, terminar con mi vida, no quiero estar viva, no quiero estar vivo,
        no quiero seguir viviendo
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
        chequeo, mi cita fue, mi cita es, duró, atienden de, acudí, me recomendaron reposo,
        me mandaron a, voy a regresar, pase a, segunda visita, pregunté, solo era, solo llevé,
        todavía no, aún no, ya contest*, me dieron incapacidad, me atendieron el, pagué y me fui,
        revisión
    """,
    'query': """
        cuánto cuesta, cuánto cobran, a qué hora, a qué horas, tienen, quisiera saber,
        quería saber, quería preguntar, me pueden decir, me puede decir, puedo ir, cuándo, dónde,
        ya están, ya está, se puede
    """,
    'grave': """
        medicina equivocada, medicamento equivocado, dosis equivocada, pastilla equivocada,
        inyección equivocada, inyectaron otra, otra medicina, medicina de otr*,
        medicamento de otr*, dosis de adulto, muela equivocada, diente equivocado, ojo equivocado,
        pierna equivocada, brazo equivocado, rodilla equivocada, muela que no era,
        brazo que no era, paciente equivocado, se equivocaron de paciente, resultados de otr*,
        soy alérgic*, era alérgic*, sangre de otro tipo, medicina caducada, medicamento caducado,
        medicina vencida, estaba caducad*, estaba vencid*, no puedo respirar, no podía respirar,
        no puede respirar, falta el aire, cuesta respirar, convuls*, terapia intensiva,
        casi pierdo a, casi se muere, casi se me muere, casi me muero, casi me matan,
        casi lo matan, casi la matan, falleci*, se murió, murió por, murió mi,
        perdió el conocimiento, inconsciente, no para de sangrar*, no deja de sangrar*,
        no me deja de sangrar, sangro mucho, sangrado abundante, hemorragia, mucho sangrado,
        vomitando sangre, herida abierta, herida infectada, se infectó, me infectaron, infectada,
        sale pus, supurando, reacción alérgica, choque anafiláctico, labios azules,
        comentarios inapropiados, tocamientos, me tocó indebid*, me manose*, manose*, me acosó,
        acoso, acosad*, insinuó, insinuar*, abusó de, abuso sexual, discrimin*, racis*, homofób*,
        por ser indígena, por ser gay, por ser lesbiana, por ser trans, por ser extranjer*,
        por ser migrante, por ser pobre, por ser mujer, por ser homosexual, por mi orientación,
        por mi color, por mi religión, por mi peso, por mi discapacidad, por mi apariencia,
        resultados a otra, datos a otra, expediente a otra, diagnóstico a otra,
        diagnóstico frente a, diagnóstico en voz alta, sin mi consentimiento, sin mi autorización,
        sin pedirme permiso, sin esterilizar, no esteriliz*, no eran estériles,
        sangre de otro paciente, aguja usada, agujas usadas, jeringa usada, jeringas usadas,
        jeringa no era nueva, aguja no era nueva, reusan, reúsan, reutilizan, reutilizaron,
        camilla manchad*, camilla sucia, camilla con sangre, manchas de sangre, manchada de sangre,
        sangre seca, sin guantes, no se puso guantes, no usó guantes, no se cambió los guantes,
        mala praxis, negligencia, negligencia médica, le pegó a, me pegó el, me pegó la,
        golpearon a, borracho, olía a alcohol, quemaduras en, me quemaron, me quemó,
        se cayó de la camilla, se cayó de la cama, dejaron caer, gasa dentro, olvidaron una gasa,
        dolor en el pecho, dolor de pecho, bebé no se mueve, casi no se mueve
    """,
}
