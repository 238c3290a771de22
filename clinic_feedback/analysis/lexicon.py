"""What patients say of a clinic, and what each expression is about.

Every entry is a word or an expression in ordinary spelling; `*` ends a beginning. They are compared
by sound, so misspellings need no entry. The name of a group says what an expression means:

    espera+   espera-    it praises or blames this aspect; "no" before it turns it round
    espera?              something patients may expect: only its lack ("no avisaron") says something
    espera=              it is about this aspect, and what is said around it decides
    v+  v-               good or bad without saying what
    anything else        a cue of its own (`risk`, `thanks`, `medic`, …)

An expression that contains a negation ("no contestan") is taken as it stands.
"""

GROUPS: dict[str, str] = {
    'v+': """
        bien, buen, buena, buenas, bueno, buenos, buenisim*, excelent*, perfect*, maravill*, genial*,
        increíble*, fantástic*, magnífic*, estupend*, fabulos*, extraordinari*, espectacular*,
        súper, chido*, chida*, padre, padrísim*, padrisim*, chingón*, chingon*, fregón*, machín,
        suave, bomba, chévere, fierro, inmejorable*, recomiend*, recomendable*, recomendad*,
        recomendar*, recomendé, recomendaré, satisfech*, content*, feliz, felic*, encantad*, encant*,
        me gustó, me gusta, me fascin*, a gusto, conforme, gustos*, mejor, mejores, mejoró, mejorad*,
        diez de diez, 10 de 10, de diez, de 10, cinco estrellas, 5 estrellas, al cien, al 100,
        de lujo, de primera, de maravilla, a todo dar, a toda madre, con madre, la neta, rifa*,
        rifan, rifaron, sigan así, volvería, regresaría, vale la pena, gran, grandios*,
        excepcional*, óptim*, impecable*, bonit*, lind*, hermos*, precios*, agradable*, útil*,
        eficient*, eficaz, eficaces, calidad, ideal, ventaja*, acierto, gracias a, un éxito,
        de lo mejor, todo en orden, sin problema*, sin ningún problema, sin queja*, ninguna queja,
        👍, 😍, 😊, 😀, 😃, 😄, 😁, ❤, 💕, 💖, 🥰, 👏, 🎉, 💯, ⭐, 🌟, 👌, 🤩, 😘, 🙌, 🙏, 🤗, ☺, 💪,
        10, 9, como siempre, bendi*, chulada, chula, estrellas, superó, supera mis, práctic*, fácil*, pude
    """,
    'v-': """
        mal, mala, malas, malo, malos, malísim*, pésim*, horrible*, terrible*, fatal*, espantos*,
        horroros*, nefast*, pinche*, gacho*, gacha*, deplorable*, deficiente*, lamentable*, patétic*,
        👎, 😡, 🤬, 😠, 💩, 😤, 😒, 🙄, 😞, 😔, 😢, 😭, 💔, 🤢, 🤮, cero, asco de, porquería*, basura de, mugrero, decepcion*, decepción, insatisfech*, inconforme*,
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
        promesas, cuento, ignoran, desilusi*, frustrante, frustrad*, tuve que, caray, híjole
    """,
    'trato+': """
        amab*, atent*, cordial*, educad*, respetuos*, cálid*, calidez, cariñ*, dulce*, tiern*,
        paciencia, pasiensia, empátic*, empatía, human*, humanidad, sonri*, sonrisa*,
        comprensiv*, comprensión, buena onda, buen trato, buena gente, linda gente, gente linda,
        excelente trato, lindas personas, amor, ángel*, santo, encanto, amorosa*, amoros*, delicad*,
        servicial*, considerad*, solidari*, me escuch*, escuchó, escucha, escuchar*, al pendiente,
        pendiente de mí, hizo sentir, hicieron sentir, confianza, confiar, segura, acompañ*,
        tranquiliz*, me calm*, buen humor, bien atendid*, bien recibid*, de buenas, alivianad*,
        como si fuera de su familia, como en casa, como familia, respeto, respet*, privacidad,
        profesionalismo, vocación, simpátic*, tratar bien, me trataron bien, trata* bien,
        tratan bien, trataron muy bien, trató bien, trató muy bien, atienden bien, bien tratad*,
        buen servicio de, se preocup*, preocupa*, interés, interesad*, ayud*, apoy*, disposición,
        dispuest*, hospitalari*, saluda, pide permiso, pidió permiso, con gusto, detalle, caballeros*, cae bien, cae tan bien, amistos*, sensible*, nobleza, noble, cuidados*
    """,
    'trato-': """
        groser*, grosería*, déspota*, despot*, prepoten*, altaner*, arrogan*, soberbi*, majader*,
        maleducad*, mal educad*, mal encarad*, malencarad*, mala cara, malas caras, mala gana,
        malos modos, mal modo, malas formas, mala actitud, actitud, mal trato, maltrat*, malos tratos,
        mal carácter, mal humor, malhumor*, amargad*, sangron*, sangrón, mamon*, mamón, pesad*,
        creíd*, mandón, mandon*, cortante*, seco con, seco, secos, seca, fría conmigo, grit*,
        regañ*, insult*, humill*, ofend*, ofensiv*, burl*, se rió, se rieron, rien, riéndose,
        despreci*, desprecio, discrimin*, racis*, juzg*, juicio*, ignor*, indiferen*, ni caso,
        no me hicieron caso, nadie me hizo caso, no hacen caso, ni caso me hicieron, falta de respeto,
        faltas de respeto, me faltó al respeto, irrespet*, falta de empatía, falta de tacto,
        falta de educación, falta de ética, poca ética, poco profesional*, nada profesional*,
        poco amable*, poco atent*, poco human*, inhuman*, deshuman*, de malas, de mala, feo,
        me habló feo, mal habl*, me contestó mal, contestan mal, me contestó, contesta feo,
        ladr*, aventó, avent*, azot*, me corri*, corrieron, me colg*, cuelg*, botaron, dio el avión,
        da el avión, punta del pie, como perro*, como mueble, como animal*, como si les, como si le,
        como si no exist*, estorb*, ni me volte*, ni voltea*, ni me vio, ni me miró, ni buenos días,
        ni los buenos días, ni una disculpa, celular, chism*, platicando, platican entre, risas,
        acos*, manose*, tocó de, abus*, hostil*, agres*, violent*, brusc*, rud*, tosc*, jal*,
        sin tacto, sin cuidado, insensib*, mala persona, mala atención, pésima atención, pleit*,
        pele*, discut*, condescend*, menospreci*, me sentí mal, poco interés, desinter*, apátic*, apatía, flojer*, floj*, mal atendid*, de favor, un favor,
        malas maneras, mala manera, hecho menos, hizo menos, hacen menos, hicieron menos, 
        se molest*, se enoj*, indigno, no me pel*, ni me pel*, ni nos pel*
    """,
    'trato?': "salud*, despid*, disculp*, perdon, permiso, pel*, atendieron bien, importa, importó",
    'trato=': """
        trato, tratos, atención, atencion*, tratar*, trata, tratan, trataron, tratad*, servicio,
        personal, actitud, modo, modos, manera*, gente, equipo de, amabilidad, educación, humanidad
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
    'espera+': """
        rápid*, rapidez, rapidísim*, puntual*, puntualidad, de inmediato, inmediat*, enseguida,
        en seguida, de volada, en corto, luego luego, lueguito, ágil*, agilidad, en punto, a tiempo,
        a la hora, hora exacta, sin espera, sin esperar, casi no esper*, no esper*, no tard*,
        poco tiempo, pronto, prontitud, expedit*, al instante, en un ratito, volando, sin fila*,
        sin filas, respetan la hora, respetaron la hora, respetaron mi hora, respetan los horarios,
        antes de la hora, antes de mi hora, sin demora*, oportun*, eficient*
    """,
    'espera-': """
        espera, esper*, esperar, esperé, esperando, esperamos, hicieron esperar, sala llena, tard*,
        tardan, tardó, tardaron, tardad*, tardanza, tarde, lent*, lentitud, demor*, demora*, retras*,
        retraso, retard*, atras*, impuntual*, impuntualidad, fila*, cola, larga espera, mucho tiempo,
        demasiado tiempo, eternidad, etern*, siglos, horas, toda la mañana, toda la tarde,
        todo el día, medio día, raíces, jubilad*, saltaron, se metieron antes, pasan antes, pasó antes,
        pasaron antes, llegó después que, fuera de hora, nunca empiezan, no respetan la hora,
        no respetan el horario, no respetan las citas, nunca respetan, a destiempo, aguard*,
        no es puntual, nunca es puntual, no son puntuales
    """,
    'espera=': "tiempo, minutos, hora, pasar, pasó, pasaron, turno*, ficha*, puntualidad, rato",
    'claridad+': """
        explic*, claro, clar*, claridad, clarit*, clarísim*, entend*, entiend*, comprend*,
        resolvió mis dudas, resolvió, aclar*, detallad*, a detalle, con detalle, paso a paso,
        por escrito, palabras sencillas, sencill*, peras y manzanas, me orientó, orient*, informó,
        inform*, bien informad*, sin prisa, sin prisas, se tomó el tiempo, se toma el tiempo,
        tomó su tiempo, me dedic*, dibujó, dibuj*, me enseñó, enseñ*, me mostró, mostr*,
        contestó mis preguntas, contestó todas, contestó cada, respondió mis, respondió todas,
        contesta todas, mis dudas, todas mis dudas, apuntó, apunt*, anot*, honest*, honestidad,
        transparen*, didáctic*, con calma, buena explicación, buenas indicaciones, indicaciones claras
    """,
    'claridad-': """
        confus*, confund*, contradic*, dud*, con dudas, con más dudas, más dudas, prisa, prisas,
        apurad*, a las carreras, carreras, rapidito, despach*, no contestó mis, no quiso contestar,
        no contesta mis, no respondió mis, no quiso responder, términos, tecnicism*, palabras raras,
        ilegible*, letra, cantinfle*, enred*, no se entiende, no le entend*, no entend*, sin explic*,
        sin información, sin indicaciones, falta de información, falta información, cero explicación,
        mala información, me dice una cosa, una cosa y, me dijeron una cosa, me dijo una cosa,
        nadie me supo, no saben decir, no me supo decir, no supieron, nadie sabe, no saben nada,
        nadie da razón, nadie me dio una razón, no dan razón, nadie me inform*, no informan,
        no me dijo, no me dijeron, no me digeron, ni me dijo, ni me dijeron, nunca me dijo,
        nunca me dijeron, jamás me dijo, nadie me dijo, no dicen, no me dejó hablar, ni me dejó,
        no me dejó preguntar, sin saber, vagas, evasiv*, diplomado, desinform*, ocult*
    """,
    'claridad?': """
        contest* preguntas, preguntas, dijo, dijeron, dicen, indic*, dio indicaciones, saber, supo,
        explicación, información, aviso
    """,
    'claridad=': """
        información, indicaciones, instruccion*, explicación, explicaciones, receta, diagnóstico,
        preguntas, pregunt*, resultados, respuesta*, dosis, comunicación
    """,
    'limpieza+': """
        limpi*, limpio, limpia, limpiec*, limpiesito, limpit*, pulcr*, asead*, aseadit*, aseo, higien*,
        higiénic*, impecable*, desinfect*, reluciente*, huele a limpio, huele rico, blanquito,
        esterilizad*, sanitiz*, nueva la jeringa, jeringa nueva
    """,
    'limpieza-': """
        suci*, suciedad, mugr*, mugros*, cochin*, puerc*, asqueros*, asco, asqu*, apest*, huele mal,
        huele feo, huele a, olía, olía mal, mal olor, malos olores, olor, peste, basura, polvo,
        manchad*, mancha*, embarrad*, pegajos*, cucaracha*, rata*, ratón, moscas, insectos, hormigas,
        moho, humedad, antihigién*, insalubr*, sin esterilizar, no esteriliz*, usad*, reutiliz*,
        sin guantes, no se lav*, no usan guantes, no se cambi* los guantes, sin papel, no hay papel,
        no había papel, no hay jabón, no había jabón, sin jabón, desbordad*, tirad*, contamin*,
        inmund*, falta de higiene, falta higiene, falta limpieza, falta de limpieza, poca higiene,
        chorread*, percudid*, fétid*, nauseabund*, restos, orines, porquería
    """,
    'limpieza=': """
        limpieza, higiene, baño*, vaño*, sanitario*, piso*, guantes, sábana*, bata*, camilla*,
        instrument*, gasa*, jeringa*, aguja*, charola*, juguetes, wc, inodoro*, lavabo*, jabón
    """,
    'instalaciones+': """
        bonit* lugar, lugar bonito, bonitas instalaciones, modern*, amplia*, ampli*, cómod*, acogedor*,
        remodelad*, elegante*, luminos*, ventilad*, climatizad*, fácil llegar, fácil de llegar,
        fácil de encontrar, céntric*, bien ubicad*, buena ubicación, bien equipad*, equipad*,
        hay estacionamiento, con estacionamiento, buen estacionamiento, wifi, cafetería, café,
        nuevas instalaciones, clínica nueva, accesible para, rampa, elevador, juegos, aparatos nuevos,
        espacios*, fresc*, agradable lugar, lugar agradable, bonito
    """,
    'instalaciones-': """
        incómod*, viej*, descuidad*, deteriorad*, estrech*, pequeñ*, chico, chica, chiquit*, apretad*,
        reducid*, calor, calorón, bochorno, sauna, frío, helad*, ruid*, ruidos*, oscur*, descompuest*,
        rota, rotas, roto, rotos, sin estacionamiento, no hay estacionamiento, no hay dónde,
        dónde estacion*, no hay elevador, no hay rampa, no sirve el, sin rampa, sin elevador, sin clima,
        sin aire, sin ventilación, falta ventilación, falta de ventilación, no hay lugar para,
        no hay sillas, faltan sillas, pocas sillas, hay tres sillas, sin sillas, parad*, de pie,
        escondid*, lejos, lejan*, mal ubicad*, mala ubicación, sin letrero, no hay letrero*, no hay agua,
        escalera*, escalon*, goter*, fug*, insegur*, peligros*, hacinad*, llen* de gente, no cabe*,
        no cab*, falta espacio, poco espacio, sin privacidad, no hay privacidad, cortina, inaccesible*,
        no hay cambiador, antigu*, obsolet*, no jalan, no prenden, hundid*
    """,
    'instalaciones?': "funcion*, sirv*, jal*, prend*, cabe*",
    'instalaciones=': """
        instalacion*, lugar, sala, edificio, estacionamiento, estacion*, estacionarse, silla*, sillas,
        sillón, asiento*, aire acondicionado, clima, ventilador*, elevador, rampa*, consultorio*,
        equipo, equipos, aparatos, máquina*, baño*, espacio, ubicación, sucursal, entrada, clínica,
        local, temperatura, iluminación, luz, wifi, tele, carriola, letrero*, barandal, privacidad
    """,
    'agenda+': """
        fácil agendar, agendar fácil, facilidad para agendar, fácil hacer la cita, fácil sacar,
        cita fácil, cita el mismo día, el mismo día, recordatorio*, recordar*, recordaron, confirm*,
        contestan rápido, responden rápido, contestó enseguida, me contest*, siempre contesta*,
        siempre respond*, hicieron un campito, hicieron un espacio, abrieron un espacio, campito,
        me acomod*, disponibilidad, horarios amplios, horario amplio, flexible*, flexibilidad,
        reprogramar sin, cita rápida, cita pronto, consiguieron cita, en línea
    """,
    'agenda-': """
        no contest*, nadie contest*, nunca contest*, ni contest*, no me contest*, no respond*,
        nadie respond*, nunca respond*, jamás contest*, no levantan, nunca levantan, no me atiende nadie,
        nadie me atiende, en visto, buzón, cuelgan, ocupad*, cancel*, me cambiaron la cita,
        cambiaron mi cita, cambian la cita, movieron la cita, mueven la cita, mueven mi cita,
        me movieron, me mueven, cambiaron la fecha, cambiaron de fecha, cambian de doctor*,
        cambiaron de doctor*, cambiaron al, reagend*, reprogram*, sin avis*, sin aviso, no avis*,
        nadie avis*, nadie me avis*, nunca avis*, nunca me avis*, ni avis*, no había cita,
        no hay cita*, no hay espacio, nunca hay, no hay lugar, no hay disponib*, no había lugar,
        no tenía cita, no aparec*, perdi* mi cita, perdido mi cita, perdieron mi cita,
        me dieron cita hasta, hasta el otro mes, hasta dentro de, hasta el próximo, cita muy lejana,
        cita lejana, dentro de tres meses, dentro de dos meses, dejaron plantad*, plantad*, plantón,
        el doctor no vino, no vino el, no estaba el doctor, doctor no estaba, no llegó el doctor,
        el doctor no llegó, doctor no llegó, médico no llegó, que siempre no, no me llegó, no llegó,
        nunca me llegó, nunca llegó, nunca llegaron, saturad*, línea ocupada, doctor equivocado,
        médico equivocado, conseguir cita, conseguir la cita, confundieron mi cita, mal agend*,
        agend* mal, traspapel*, me traen, puras vueltas, no me han llamado, quedaron de llamar,
        quedaron de hablar, quedaron en llamar, no me llam*, nadie me llam*, nunca me llam*,
        no me regresaron la llamada, otro día, vuelta perdida, doble reserv*, la página no
    """,
    'agenda?': "avis*, contest*, respond*, confirm*, llam*, recordatorio*, encuentro cita",
    'agenda=': """
        cita, citas, agend*, agenda, reserv*, teléfono, telefon*, llamad*, marcar, marcando, marqué,
        marco, whatsapp, mensaje*, chat, línea, horario*, horarios, fecha, calendario, correo, página,
        recordatorio*, cambio de, app, aplicación, sistema
    """,
    'costo+': """
        barat*, baratísim*, económic*, accesible*, buen precio, buenos precios, precio justo, justo,
        precios justos, lo justo, vale cada peso, buen costo, bajo costo, precios bajos, módic*,
        razonable*, facilidades de pago, descuento*, promoción, no me cobr*, no me quiso cobrar, grati*,
        a buen precio, acepta* tarjeta, aceptan mi seguro, sin cobr*, a meses, mejor precio
    """,
    'costo-': """
        caro, cara, caros, caras, carísim*, carit*, costos*, elevad*, precio alto, precios altos,
        alto precio, altos precios, excesiv*, dineral, por las nubes, abus* en el precio, sobreprecio,
        me cobraron de más, cobraron de más, cobran de más, cobr* de más, me cobraron dos veces,
        cobraron doble, cobro doble, doble cobro, cobro indebido, cobros indebidos, cobro extra,
        cobros extra*, cargo extra, cargos extra*, cargo no, no vale lo, no vale el, ver la cara,
        estafa*, estaf*, roban, robo, fraude, ladron*, rater*, no aceptan tarjeta, no dan factura,
        sin factura, no me han facturado, no me factur*, no facturan, mi factura, riñón, sacar dinero,
        sacarte dinero, sacan dinero, sacar la lana, sacó la lana, la lana, nomás quieren dinero,
        puro dinero, puro negocio, solo quieren, solo les importa el dinero, subió de precio, subió mucho,
        subieron los precios, subieron el, precio diferente, otro precio, no me respetaron el precio,
        no respetaron el precio, no respetan el precio, se cobraba aparte, cobran aparte, cobra aparte,
        por aparte, me bajaron, devolución, devuelv*, regresen mi dinero, regresar mi dinero,
        mi dinero de, reembols*, exagerad*, más de lo que, alto costo, no alcanza
    """,
    'costo=': """
        preci*, precio, costo, costos, cuesta, cuestan, costó, cobr*, cobro, cobraron, pag*, pago, pagar,
        pagué, dinero, peso, pesos, lana, factur*, cuenta, tarifa*, presupuest*, presupuesto, paquete*,
        seguro, aseguradora, tarjeta, efectivo, pensión, gast*, mil, cargo, cargos, cuota, gasto
    """,
    'clinico+': """
        acertad*, atin*, le atinó, atinó, dio con, diagnosticó bien, buen diagnóstico, encontr*,
        detect*, profesional*, capacitad*, preparad*, experiment*, experto*, experta*, sabe mucho,
        le sabe, conocimiento*, cur*, curó, curaron, alivi*, alivió, mejoría, me siento mejor,
        ya estoy mejor, estoy mejor, mucho mejor, mejorand*, recuper*, funcion*, funcionó, sirvió,
        me sirvió, efectiv*, resultado*, buenos resultados, sin dolor, no dol*, no me dol*, no sentí,
        ni sentí, ni se siente, no se siente, ya no me duel*, ya no tengo, ya no siento, ya camin*,
        ya puedo, ya duerm*, quit* un dolor, quitó el dolor, me quitó, quitaron el dolor, salv*,
        cambió la vida, salvaron la vida, bien hecho, buen trabajo, quedó bien, quedó muy bien, quedó perfect*, quedaron preci*,
        quedé muy bien, quedé bien, quedé como, como nuev*, controlad*, controló, mano santa,
        mano de ángel, sanó, sanar*, buen doctor, buen médico, buena doctora, gran doctor, gran médico,
        excelente doctor*, excelente médic*, muy buen doctor, muy buena doctora, eminencia, trucha,
        un éxito, exitos*, revis* completo, revisó bien, me revisó bien, complet*, minucios*,
        buena mano, don, bajé, ya baj*, no me ha vuelto, sin complicaci*, de perlas
    """,
    'clinico-': """
        sigo igual, sigue igual, sigo mal, sigue mal, siguen igual, sigo con, sigue con, me sigue dol*,
        sigue dol*, no mejor*, sin mejor*, no me quit*, no se me quit*, no se quita, no me hizo,
        no hizo efecto, ningún efecto, no me sirv*, no sirv*, no funcion*, no me ayud*, no me cur*,
        no cur*, no alivi*, peor que antes, me siento peor, quedé peor, empeor*, quedó mal, quedé mal,
        mal hecho, mal hech*, mal diagnóst*, diagnosticaron mal, diagnóstico equivocado, diagnóstico mal,
        se equivoc*, equivoc*, error médico, negligencia*, negligen*, lastim*, me dolió, dolió, dolor,
        duele, adolorid*, moretón*, moreton*, morad*, pic* varias, pic* cuatro, pic* tres, picaron,
        me pic*, no revis*, ni revis*, ni me revis*, no me revis*, sin revis*, apenas revis*, no supo qué,
        no sabe nada, no sabe lo que, no le atin*, no atin*, no acert*, no encontr*, no detect*,
        no supieron, infect*, infección, pus, complicaci*, reacción, alergia, alérgic*, intoxic*, ronchas,
        sangr*, sangrado, hemorragia, fiebre, calentura, calenturón, temperatura, hinchad*, hinch*,
        inflamad*, quemad*, quem*, quemadura*, se me cayó, se cayó, floj*, se me abri*, regresó el dolor,
        volvió el dolor, recaída, recaí, cero avance, sin avance*, no veo avance*, no avance,
        sin anestesia, suficiente anestesia, mal puest*, mal aplicad*, mal inyect*, perdieron mi muestra,
        perdieron mis, resultados de otra persona, resultados equivocados, resultados mal, salieron mal,
        no leyó, ni leyó, fotocopia, mal recet*, dosis equivocad*, medicina equivocada, sobremedic*,
        borroso, inexpert*, sin experiencia, desmay*, de adulto, brujo, matasanos, despega*, mal médico,
        mal doctor, mala doctora, no sentí mejoría, no he visto mejoría, no me toc*, ni me tomó
    """,
    'clinico?': "revis*, examin*, cur*, atin*, acert*, checar*, checó, auscult*, sirv*, funcion*, tomó",
    'clinico=': """
        tratamiento*, medicina*, medicament*, pastilla*, inyecci*, inyect*, diagnóstic*, operaci*,
        cirug*, operad*, operaron, terapia*, sesion*, sesión, dolor*, consulta, muela*, diente*, vacuna*,
        estudios, resultado*, muestra, herida, curación, anestesia, corona, resina, brackets, endodoncia,
        limpieza dental, parto, bebé, embaraz*, ultrasonido, sangre, receta*, recet*, antibiótic*,
        rodilla*, espalda, presión, azúcar, salud, síntoma*, molestia*, dosis, revisión, valoración
    """,
    'thanks': """
        gracias, agradec*, agradezc*, agradecimiento, bendicion*, bendig*, dios los, dios le, dios les,
        dios se los, se agradece, muchas gracias, mil gracias, infinitas gracias, 🙏
    """,
    'joy': """
        feliz, content*, encant*, alegr*, felicidad*, jaja, contentísim*, emocionad*, me encantó, 😍, 😊,
        😀, 😃, 😄, 😁, ❤, 💕, 💖, 🥰, 👏, 🎉, 💯, ⭐, ★, 👍, 👌, 🤩, 😘, 🙌, 💪, 😇, 🤗, ✅, ☺, 🌟
    """,
    'anger': """
        coraje, enoj*, furios*, indign*, molest*, harto, harta, hartos, encabron*, colmo, burla,
        poca madre, pinche*, pendej*, chinga*, nomames, alaverga, putamadre, no mames, no manchen,
        no manches, ineptos, inepta, inepto, exijo, exig*, ladrones, rateros, 😡, 🤬, 😠, 👎, 💩, 😤, 😒, 🙄, ‼
    """,
    'sadness': """
        triste*, tristeza, llor*, deprim*, humill*, decepcion*, pena, dolida, dolido, ignorad*,
        abandonad*, solo ahí, sola ahí, despreciad*, me sentí sol*, sin ganas, estorb*, perdí a mi, 😢,
        😭, 😞, 😔, 💔, 🥺, ☹, 🙁, 😥
    """,
    'fear': """
        miedo, asust*, preocup*, angusti*, pavor, terror, nervios*, temor, desesper*, pánico, temo,
        me preocupa, 😨, 😰, 😱, 😟
    """,
    'disgust': "asco, asqueros*, guácala, guacala, náusea*, repugna*, asqu*, 🤢, 🤮",
    'meh': """
        regular*, normal, normalit*, más o menos, masomenos, ni bien ni mal, ni bueno ni malo,
        ni malo ni bueno, ni fu ni fa, sin comentario*, sin novedad*, ninguno, ninguna, aceptable,
        pasable, a secas, dos tres, dos que tres, equis, meh, ahí la llev*, lo normal, no aplica,
        nada que comentar, nada en particular, nada en especial, nada extraordinario, promedio,
        no sé, no sabría, neutral, cumple, x, ni muy bueno, sin opinión, indistint*, 😐, 😑, 🤷
    """,
    'wish': """
        sugier*, sugerencia, sugiero, podrían, estaría bien, ojalá, propong*, recomendaría que,
        me gustaría, deberían, sería bueno, sería mejor, falta, faltaría, hace falta
    """,
    'ask': """
        quiero que, quisiera que, necesito, necesito que, quiero hablar, hablar con el, hablar con la,
        hablar con alguien, me llamen, me marquen, que me llamen, me contacten, quiero una explicación,
        solicito, mis datos, borren, datos personales, eliminen, cancelación de datos, mi expediente,
        queja formal, poner una queja, levantar una queja, poner queja, quiero quejarme, reporte,
        quiero reportar, reportar, reclamación, denunci*, quiero hacer una queja, gerente, gerencia, dueñ*,
        encargad*, director*, una disculpa, libro de quejas, derechos arco
    """,
    'leave': """
        no vuelvo, no regreso, nunca más, no volver*, no regresar*, jamás vuelvo, jamás regreso,
        nunca vuelvo, ya no voy, ya no regreso, ya no vuelvo, cambiar de doctor, cambiar de clínica,
        no los recomiendo, no lo recomiendo, no recomiendo, no la recomiendo, mejor me voy,
        me voy a otro, perdieron un paciente, última vez, no voy a volver, no voy a regresar,
        no pienso volver, no pienso regresar, no pisen, no vayan
    """,
    'law': """
        demand*, abogad*, conamed, cofepris, profeco, denunci*, ministerio público, negligencia*, cndh,
        derechos humanos, autoridades, legal, legalmente, fraude, redes sociales, noticias, grabad*
    """,
    'rights': """
        discrimin*, racis*, homofób*, orientación sexual, por ser gay, por ser lesbiana, por ser trans,
        por ser indígena, por ser mujer, por ser pobre, por mi color, por mi religión, con vih, vih,
        indígena, trans, acos*, hostig*, manose*, me tocó, tocó de, toc* mis, insinu*, abus* de mí,
        sin mi permiso, sin pedirme permiso, sin permiso, sin mi autorización, sin mi consentimiento,
        sin consentimiento, mi foto, comentarios sobre mi cuerpo, mi cuerpo, me grab*, en voz alta,
        a la vista de todos, frente a toda, delante de todos, contaron, divulg*, filtr*,
        le dieron mis datos, mis resultados a, le pegó, me pegó, golpe*, moretón, amarraron, discapacid*
    """,
    'risk': """
        sangr*, sangrado, hemorragia, pus, infect*, infección, fiebre, calentura, calenturón, temperatura,
        de 39, de 40, hinchad*, hinch*, morad*, se puso negr*, negr*, ronchas, no puedo respirar,
        no respir*, falta el aire, falta de aire, ahog*, dolor en el pecho, dolor de pecho, pecho,
        desmay*, convuls*, inconsciente, no despiert*, no reacciona, se me duerme, no puedo mover,
        mareado, mareada, se cayó, me caí, sudando, vomit*, flujo, mal olor de, se abrió, se me abri*,
        supura, embarazada, no se mueve, terapia intensiva, murió, falleci*, muerte, casi se muere,
        casi muere, casi me muer*, grave, gravedad, urgencia*, hospital*, hospitalizad*, alérgic*,
        alergia, choque, reacción, intoxic*, sobredosis, dosis de adulto, quemad*, quemó, quemadura*,
        quemaron, gasa dentro, olvidaron, tiembla, delir*, paraliz*, taquicardia, infarto
    """,
    'wrong': """
        equivocad*, equivocada, se equivoc*, equivocaron, que no era, lo que no era, de otra persona,
        de otro paciente, otra medicina, confund*, otro paciente, mi nombre equivocado, dosis equivocada,
        no era la mía, no era el mío, no preguntaron si, no me preguntaron si, soy alérgic*, era alérgic*
    """,
    'blood': """
        manchad*, con sangre, sangre de, sábanas, camilla*, aguja*, jeringa*, guantes, instrumental,
        instrument*, sin esterilizar, no esteriliz*, reutiliz*, restos, charola*, se cayó al piso, bisturí
    """,
    'self': """
        suicid*, matarme, hacerme daño, quitarme la vida, no quiero vivir, no quiero seguir, ya no quiero vivir,
        morirme, mejor muert*, seguir viviendo, sin ganas de vivir, acabar con todo, ganas de morir
    """,
    'now': "sigue, siguen, sigo, ahorita, desde, todavía, aún, traigo, trae, tengo, ahora, hoy, anda, ando",
    'before': "antes, pensé, creí, creía, pensaba, iba con, llegué con, tenía, otro lado, otros lados, otro doctor",
    'irony': """
        bravo, felicidades, qué bonito, qué lindo, qué amable, qué rapidez, qué ganga, wow, claro que,
        ajá, nomás tuve, casi festejo, hasta las, gracias por nada, muchas gracias por nada, gracias por tratar*,
        sí cómo no, ni de vista, ha de ser, si lo que buscas, perdón por, incluido, lindo detalle
    """,
    'but': """
        pero, aunque, lástima, lo único malo, lo malo, nomás que, nada más que, excepto, salvo, sin embargo,
        eso sí, lo demás, a excepción, menos mal
    """,
    'very': "muy, mucho, mucha, demasiad*, súper, bien, re, bastante, tan, tanto, tanta, sumamente, realmente",
}
