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
        bien, buen, buena, buenas, bueno, buenos, buenisim*, excelent*, perfect*, maravill*,
        genial*, increíble*, fantástic*, magnífic*, estupend*, fabulos*, extraordinari*,
        espectacular*, súper, chido*, chida*, padre, padrísim*, padrisim*, chingón*, chingon*,
        fregón*, machín, suave, bomba, chévere, fierro, inmejorable*, recomiend*, recomendable*,
        recomendad*, recomendar*, recomendé, recomendaré, satisfech*, content*, feliz, felic*,
        encantad*, encant*, me gustó, me gusta, me fascin*, a gusto, conforme, gustos*, mejor,
        mejores, mejoró, mejorad*, diez de diez, 10 de 10, de diez, de 10, cinco estrellas, 5
        estrellas, al cien, al 100, de lujo, de primera, de maravilla, a todo dar, a toda madre,
        con madre, la neta, rifa*, rifan, rifaron, sigan así, volvería, regresaría, vale la pena,
        gran, grandios*, excepcional*, óptim*, impecable*, bonit*, lind*, hermos*, precios*,
        agradable*, útil*, eficient*, eficaz, eficaces, calidad, ideal, ventaja*, acierto, gracias
        a, un éxito, de lo mejor, todo en orden, sin problema*, sin ningún problema, sin queja*,
        ninguna queja, 👍, 😍, 😊, 😀, 😃, 😄, 😁, ❤, 💕, 💖, 🥰, 👏, 🎉, 💯, ⭐, 🌟, 👌, 🤩, 😘, 🙌, 🙏, 🤗, ☺, 💪, 10,
        9, como siempre, bendi*, chulada, chula, estrellas, superó, supera mis, práctic*, fácil*,
        pude, correct*, dignidad, nada que mejorar, cosas buenas, no tengo palabras, palabras para
        agradecer, no puedo quejarme, no tengo quejas, no tengo queja, nada de qué quejarme, todo
        lo contrario, con creces, puras sonrisas, no batall*, me cae*, cae tan bien, se rif*,
        ahorró, ahorr*, no hay problema, no hubo problema, no tuve problema, no cambien, nunca he
        tenido una mala, nada mal, no fue mala, no es mala, no está mal, no son malos, sabe lo que
        hace, no me falló, salió bien, todo salió bien, cumpl*, mejor que
    """,
    'v-': """
        mal, mala, malas, malo, malos, malísim*, pésim*, horrible*, terrible*, fatal*, espantos*,
        horroros*, nefast*, pinche*, gacho*, gacha*, deplorable*, deficiente*, lamentable*,
        patétic*, 👎, 😡, 🤬, 😠, 💩, 😤, 😒, 🙄, 😞, 😔, 😢, 😭, 💔, 🤢, 🤮, cero, asco de, porquería*, basura
        de, mugrero, decepcion*, decepción, insatisfech*, inconforme*, descontent*, desagradable*,
        molest*, enojad*, peor, peores, empeor*, desastre*, desorden*, desorganiz*, caos, caótic*,
        vergüenza, vergonzos*, burla, colmo, queja*, quejar*, reclam*, inaceptable*, intolerable*,
        indignad*, indignante, indigna, coraje, furios*, ineficient*, incompeten*, inept*, inútil*,
        irresponsab*, negligen*, fraude, estafa*, robo, ratero*, ladron*, mentir*, mienten, engañ*,
        poca madre, no se vale, deja mucho que desear, dejan mucho que desear, deja que desear, me
        quedaron a deber, quedan a deber, a medias, no vuelvo, no regreso, nunca más, jamás vuelvo,
        no los recomiendo, no lo recomiendo, no recomiendo, nunca vuelvo, no volver*, no regresar*,
        un asco, valen madre, problema*, falla*, fallas, fallaron, error*, defect*, lástima,
        triste*, desgraciad*, falta mejorar, deben mejorar, hay que mejorar, tienen que mejorar,
        deberían mejorar, puras vueltas, vuelta y vuelta, dar vueltas, no me gustó, nada bueno,
        insoportable*, imposible, complicad*, difícil*, batall*, viacrucis, odisea, pesadilla,
        pérdida de tiempo, en vano, cero estrellas, 0 estrellas, para nada, de lo peor, dejó de
        ser, ya no es lo mismo, promesas, cuento, ignoran, desilusi*, frustrante, frustrad*, tuve
        que, caray, híjole, no cumpl*, no fue lo que, no era lo que, esperaba más, esperaba algo
        mejor, podría ser mucho mejor, podría ser mejor, no quedé, no estoy content*, no estoy
        satisfech*, no quedé conforme, no me convenci*, dej* mucho que desear, se echaron a perder,
        ya no es igual, ya no es como, ya cambió, mal plan, disgust*, nomás vueltas, de nada sirve,
        no tiene caso, mucho que desear, qué pena, nunca había visto, no fue así
    """,
    'trato+': """
        amab*, atent*, cordial*, educad*, respetuos*, cálid*, calidez, cariñ*, dulce*, tiern*,
        paciencia, pasiensia, empátic*, empatía, human*, humanidad, sonri*, sonrisa*, comprensiv*,
        comprensión, buena onda, buen trato, buena gente, linda gente, gente linda, excelente
        trato, lindas personas, amor, ángel*, santo, encanto, amorosa*, amoros*, delicad*,
        servicial*, considerad*, solidari*, me escuch*, escuchó, escucha, escuchar*, al pendiente,
        pendiente de mí, hizo sentir, hicieron sentir, confianza, confiar, segura, acompañ*,
        tranquiliz*, me calm*, buen humor, bien atendid*, bien recibid*, de buenas, alivianad*,
        como si fuera de su familia, como en casa, como familia, respeto, respet*, privacidad,
        profesionalismo, vocación, simpátic*, tratar bien, me trataron bien, trata* bien, tratan
        bien, trataron muy bien, trató bien, trató muy bien, atienden bien, bien tratad*, buen
        servicio de, se preocup*, preocupa*, interés, interesad*, ayud*, apoy*, disposición,
        dispuest*, hospitalari*, saluda, pide permiso, pidió permiso, con gusto, detalle,
        caballeros*, cae bien, cae tan bien, amistos*, sensible*, nobleza, noble, cuidados*, sin
        juzgar*, no me juzg*, me puso atención, con dignidad, respeta*, se portó, se portaron,
        agarró la mano, tomó de la mano, se tomó el tiempo de, motiv*, me habló con, jugó con, se
        sabe mi nombre, nos recibi*, recibieron, buenos días, ni regaños, con calma
    """,
    'trato-': """
        groser*, grosería*, déspota*, despot*, prepoten*, altaner*, arrogan*, soberbi*, majader*,
        maleducad*, mal educad*, mal encarad*, malencarad*, mala cara, malas caras, mala gana,
        malos modos, mal modo, malas formas, mala actitud, actitud, mal trato, maltrat*, malos
        tratos, mal carácter, mal humor, malhumor*, amargad*, sangron*, sangrón, mamon*, mamón,
        pesad*, creíd*, mandón, mandon*, cortante*, seco con, seco, secos, seca, fría conmigo,
        grit*, regañ*, insult*, humill*, ofend*, ofensiv*, burl*, se rió, se rieron, rien,
        riéndose, despreci*, desprecio, discrimin*, racis*, juzg*, juicio*, ignor*, indiferen*, ni
        caso, no me hicieron caso, nadie me hizo caso, no hacen caso, ni caso me hicieron, falta de
        respeto, faltas de respeto, me faltó al respeto, irrespet*, falta de empatía, falta de
        tacto, falta de educación, falta de ética, poca ética, poco profesional*, nada
        profesional*, poco amable*, poco atent*, poco human*, inhuman*, deshuman*, de malas, de
        mala, feo, me habló feo, mal habl*, me contestó mal, contestan mal, me contestó, contesta
        feo, ladr*, aventó, avent*, azot*, me corri*, corrieron, me colg*, cuelg*, botaron, dio el
        avión, da el avión, punta del pie, como perro*, como mueble, como animal*, como si les,
        como si le, como si no exist*, estorb*, ni me volte*, ni voltea*, ni me vio, ni me miró, ni
        buenos días, ni los buenos días, ni una disculpa, celular, chism*, platicando, platican
        entre, risas, acos*, manose*, tocó de, abus*, hostil*, agres*, violent*, brusc*, rud*,
        tosc*, jal*, sin tacto, sin cuidado, insensib*, mala persona, mala atención, pésima
        atención, pleit*, pele*, discut*, condescend*, menospreci*, me sentí mal, poco interés,
        desinter*, apátic*, apatía, flojer*, floj*, mal atendid*, de favor, un favor, malas
        maneras, mala manera, hecho menos, hizo menos, hacen menos, hicieron menos, se molest*, se
        enoj*, indigno, no me pel*, ni me pel*, ni nos pel*, no me escuch*, no escuch*, no me puso
        atención, ni atención, no pone atención, no pon* atención, sin empatía, invisible, tonta
        por, tonto por, me fui llorando, salí llorando, salió llorando, no les importo, no les
        import*, nadie me escucha, interrump*, aventó el, puerta abierta, me negaron, negaron, no
        me quisieron atender, no quisieron atender, no me quiso atender, me hicieron a un lado, no
        es su problema, no era su problema, todavía se, no saluda*, ni saluda*, no me salud*, no se
        despid*, viendo el reloj, ver el reloj, me hizo comentarios, comentarios sobre, comentarios
        por, mi privacidad, en la cara, exager*, ni se asoma, como si yo no, como si fuera, serio,
        seria, muy seco, muy seca, muy frío, muy fría, mordió, muerde, de mala leche, cara larga,
        ni agua va
    """,
    'trato?': """
        salud*, despid*, disculp*, perdon, permiso, pel*, atendieron bien, importa, importó
    """,
    'trato=': """
        trato, tratos, atención, atencion*, tratar*, trata, tratan, trataron, tratad*, servicio,
        personal, actitud, modo, modos, manera*, gente, equipo de, amabilidad, educación, humanidad
    """,
    'espera+': """
        rápid*, rapidez, rapidísim*, puntual*, puntualidad, de inmediato, inmediat*, enseguida, en
        seguida, de volada, en corto, luego luego, lueguito, ágil*, agilidad, en punto, a tiempo, a
        la hora, hora exacta, sin espera, sin esperar, casi no esper*, no esper*, no tard*, poco
        tiempo, pronto, prontitud, expedit*, al instante, en un ratito, volando, sin fila*, sin
        filas, respetan la hora, respetaron la hora, respetaron mi hora, respetan los horarios,
        antes de la hora, antes de mi hora, sin demora*, oportun*, eficient*, menos de diez, menos
        de cinco, menos de 10, menos de 5, ni cinco minutos, no pasaron ni, la espera fue corta,
        espera corta, esperé poco, poca espera, ya me estaban llamando, ya me estaban hablando, ya
        me estaban, en dos minutos, a la hora que dijeron, entré y salí, me pasaron luego, casi no
        tuve que esper*, no tuve que esper*, no hubo que esper*, sin retras*, no me hicieron
        esperar, no esperé
    """,
    'espera-': """
        espera, esper*, esperar, esperé, esperando, esperamos, hicieron esperar, sala llena, tard*,
        tardan, tardó, tardaron, tardad*, tardanza, tarde, lent*, lentitud, demor*, demora*,
        retras*, retraso, retard*, atras*, impuntual*, impuntualidad, fila*, cola, larga espera,
        mucho tiempo, demasiado tiempo, eternidad, etern*, siglos, horas, toda la mañana, toda la
        tarde, todo el día, medio día, raíces, jubilad*, saltaron, se metieron antes, pasan antes,
        pasó antes, pasaron antes, llegó después que, fuera de hora, nunca empiezan, no respetan la
        hora, no respetan el horario, no respetan las citas, nunca respetan, a destiempo, aguard*,
        no es puntual, nunca es puntual, no son puntuales, jamás respetan, se metieron, citados a
        la misma hora, citan a todos, no pasan a la hora, primero a los que, no respetaron mi
        turno, se va en esperar, una sola señorita, una sola persona, ni para cuándo,
        interminable*, fila de, sala de espera llena
    """,
    'espera=': """
        tiempo, minutos, hora, pasar, pasó, pasaron, turno*, ficha*, puntualidad, rato, sala de
        espera
    """,
    'claridad+': """
        explic*, claro, clar*, claridad, clarit*, clarísim*, entend*, entiend*, comprend*, resolvió
        mis dudas, resolvió, aclar*, detallad*, a detalle, con detalle, paso a paso, por escrito,
        palabras sencillas, sencill*, peras y manzanas, me orientó, orient*, informó, inform*, bien
        informad*, sin prisa, sin prisas, se tomó el tiempo, se toma el tiempo, tomó su tiempo, me
        dedic*, dibujó, dibuj*, me enseñó, enseñ*, me mostró, mostr*, contestó mis preguntas,
        contestó todas, contestó cada, respondió mis, respondió todas, contesta todas, mis dudas,
        todas mis dudas, apuntó, apunt*, anot*, honest*, honestidad, transparen*, didáctic*, con
        calma, buena explicación, buenas indicaciones, indicaciones claras, aclaró todas, aclaró
        mis dudas, aclar* dudas, resolv* dudas, todas las dudas, ninguna duda, sin dudas, no me
        quedó duda, bien explicad*, cómo tomar*, cómo usar, dejó preguntar, me dejó preguntar,
        letra grande, videos, diente por diente, sin tecnicismos, riesgos, me dijo que no necesit*,
        palabras simples, se veía clarito, nos enseñ*
    """,
    'claridad-': """
        confus*, confund*, contradic*, dud*, con dudas, con más dudas, más dudas, prisa, prisas,
        apurad*, a las carreras, carreras, rapidito, despach*, no contestó mis, no quiso contestar,
        no contesta mis, no respondió mis, no quiso responder, términos, tecnicism*, palabras
        raras, ilegible*, letra, cantinfle*, enred*, no se entiende, no le entend*, no entend*, sin
        explic*, sin información, sin indicaciones, falta de información, falta información, cero
        explicación, mala información, me dice una cosa, una cosa y, me dijeron una cosa, me dijo
        una cosa, nadie me supo, no saben decir, no me supo decir, no supieron, nadie sabe, no
        saben nada, nadie da razón, nadie me dio una razón, no dan razón, nadie me inform*, no
        informan, no me dijo, no me dijeron, no me digeron, ni me dijo, ni me dijeron, nunca me
        dijo, nunca me dijeron, jamás me dijo, nadie me dijo, no dicen, no me dejó hablar, ni me
        dejó, no me dejó preguntar, sin saber, vagas, evasiv*, diplomado, desinform*, ocult*, no me
        explic*, no explic*, no nos explic*, nadie me explic*, ni me explic*, ni explic*, nunca me
        explic*, no me resolv*, no me aclar*, no me qued* claro, no quedó claro, no me inform*, no
        nos inform*, nada claro, no pude preguntar, no me dio tiempo, no supe, sin entender, sin
        resumen, qué significa*, ni tiempo de, de prisa, tenía prisa, con prisa, me dejó igual, me
        fui igual, contradictori*, y sí era, él era el que sabía, y adiós, luego que siguiente,
        internet, no me dijo la dosis, no me dijo para
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
        limpi*, limpio, limpia, limpiec*, limpiesito, limpit*, pulcr*, asead*, aseadit*, aseo,
        higien*, higiénic*, impecable*, desinfect*, reluciente*, huele a limpio, huele rico,
        blanquito, esterilizad*, sanitiz*, nueva la jeringa, jeringa nueva, no vi nada sucio, nada
        sucio, ni una mancha, siempre limpiando, ordenad*, gel en, da gusto
    """,
    'limpieza-': """
        suci*, suciedad, mugr*, mugros*, cochin*, puerc*, asqueros*, asco, asqu*, apest*, huele
        mal, huele feo, huele a, olía, olía mal, mal olor, malos olores, olor, peste, basura,
        polvo, manchad*, mancha*, embarrad*, pegajos*, cucaracha*, rata*, ratón, moscas, insectos,
        hormigas, moho, humedad, antihigién*, insalubr*, sin esterilizar, no esteriliz*, usad*,
        reutiliz*, sin guantes, no se lav*, no usan guantes, no se cambi* los guantes, sin papel,
        no hay papel, no había papel, no hay jabón, no había jabón, sin jabón, desbordad*, tirad*,
        contamin*, inmund*, falta de higiene, falta higiene, falta limpieza, falta de limpieza,
        poca higiene, chorread*, percudid*, fétid*, nauseabund*, restos, orines, porquería, no
        estaba limpi*, no están limpi*, no limpi*, no cambian la, no cambiaron la, no se lavó, sin
        lavarse, oxidad*, insect*, pelos, cucarach*, gotas de, huele, hediond*, pestilen*, sin
        lavar, no lavan, no desinfect*, reus*, ya usad*, ya abierta
    """,
    'limpieza=': """
        limpieza, higiene, baño*, vaño*, sanitario*, piso*, guantes, sábana*, bata*, camilla*,
        instrument*, gasa*, jeringa*, aguja*, charola*, juguetes, wc, inodoro*, lavabo*, jabón
    """,
    'instalaciones+': """
        bonit* lugar, lugar bonito, bonitas instalaciones, modern*, amplia*, ampli*, cómod*,
        acogedor*, remodelad*, elegante*, luminos*, ventilad*, climatizad*, fácil llegar, fácil de
        llegar, fácil de encontrar, céntric*, bien ubicad*, buena ubicación, bien equipad*,
        equipad*, hay estacionamiento, con estacionamiento, buen estacionamiento, wifi, cafetería,
        café, nuevas instalaciones, clínica nueva, accesible para, rampa, elevador, juegos,
        aparatos nuevos, espacios*, fresc*, agradable lugar, lugar agradable, bonito, no está
        lejos, acondicionad*, fácil acceso, lugar para estacionar*, buenas instalaciones, vista,
        jardín, lugar tranquilo, sala amplia, amplio, sillas nuevas, sillas con, televisión,
        nuevecit*
    """,
    'instalaciones-': """
        incómod*, viej*, descuidad*, deteriorad*, estrech*, pequeñ*, chico, chica, chiquit*,
        apretad*, reducid*, calor, calorón, bochorno, sauna, frío, helad*, ruid*, ruidos*, oscur*,
        descompuest*, rota, rotas, roto, rotos, sin estacionamiento, no hay estacionamiento, no hay
        dónde, dónde estacion*, no hay elevador, no hay rampa, no sirve el, sin rampa, sin
        elevador, sin clima, sin aire, sin ventilación, falta ventilación, falta de ventilación, no
        hay lugar para, no hay sillas, faltan sillas, pocas sillas, hay tres sillas, sin sillas,
        parad*, de pie, escondid*, lejos, lejan*, mal ubicad*, mala ubicación, sin letrero, no hay
        letrero*, no hay agua, escalera*, escalon*, goter*, fug*, insegur*, peligros*, hacinad*,
        llen* de gente, no cabe*, no cab*, falta espacio, poco espacio, sin privacidad, no hay
        privacidad, cortina, inaccesible*, no hay cambiador, antigu*, obsolet*, no jalan, no
        prenden, hundid*, difícil acceso, difícil de encontrar, falta mantenimiento, mantenimiento,
        goteras, no funciona el, no sirven los, no sirve la, se va la luz, amonton*, mezclan, otra
        colonia, sin dónde, no hay en dónde, se encharca, no es cómod*, nada cómod*, sin baño, un
        solo baño, sillas rotas, tropez*, resbal*
    """,
    'instalaciones?': """
        funcion*, sirv*, jal*, prend*, cabe*
    """,
    'instalaciones=': """
        instalacion*, lugar, sala, edificio, estacionamiento, estacion*, estacionarse, silla*,
        sillas, sillón, asiento*, aire acondicionado, clima, ventilador*, elevador, rampa*,
        consultorio*, equipo, equipos, aparatos, máquina*, baño*, espacio, ubicación, sucursal,
        entrada, clínica, local, temperatura, iluminación, luz, wifi, tele, carriola, letrero*,
        barandal, privacidad
    """,
    'agenda+': """
        fácil agendar, agendar fácil, facilidad para agendar, fácil hacer la cita, fácil sacar,
        cita fácil, cita el mismo día, el mismo día, recordatorio*, recordar*, recordaron,
        confirm*, contestan rápido, responden rápido, contestó enseguida, me contest*, siempre
        contesta*, siempre respond*, hicieron un campito, hicieron un espacio, abrieron un espacio,
        campito, me acomod*, disponibilidad, horarios amplios, horario amplio, flexible*,
        flexibilidad, reprogramar sin, cita rápida, cita pronto, consiguieron cita, en línea, a la
        primera, cambiar mi cita, cambiarme la cita, me abrieron un, por whatsapp, me recordaron,
        me llegó el aviso, me llegó el recordatorio, me hablaron al, me llamaron para, cita en
        línea, cita para el mismo, cita para hoy, la misma tarde, saqué mi cita, horarios me
        acomodan, abren temprano, responde mis mensajes, responden mis mensajes, contestan los
        mensajes, contestan el teléfono, luego te agendan, por correo el mismo
    """,
    'agenda-': """
        no contest*, nadie contest*, nunca contest*, ni contest*, no me contest*, no respond*,
        nadie respond*, nunca respond*, jamás contest*, no levantan, nunca levantan, no me atiende
        nadie, nadie me atiende, en visto, buzón, cuelgan, ocupad*, cancel*, me cambiaron la cita,
        cambiaron mi cita, cambian la cita, movieron la cita, mueven la cita, mueven mi cita, me
        movieron, me mueven, cambiaron la fecha, cambiaron de fecha, cambian de doctor*, cambiaron
        de doctor*, cambiaron al, reagend*, reprogram*, sin avis*, sin aviso, no avis*, nadie
        avis*, nadie me avis*, nunca avis*, nunca me avis*, ni avis*, no había cita, no hay cita*,
        no hay espacio, nunca hay, no hay lugar, no hay disponib*, no había lugar, no tenía cita,
        no aparec*, perdi* mi cita, perdido mi cita, perdieron mi cita, me dieron cita hasta, hasta
        el otro mes, hasta dentro de, hasta el próximo, cita muy lejana, cita lejana, dentro de
        tres meses, dentro de dos meses, dejaron plantad*, plantad*, plantón, el doctor no vino, no
        vino el, no estaba el doctor, doctor no estaba, no llegó el doctor, el doctor no llegó,
        doctor no llegó, médico no llegó, que siempre no, no me llegó, no llegó, nunca me llegó,
        nunca llegó, nunca llegaron, saturad*, línea ocupada, doctor equivocado, médico equivocado,
        confundieron mi cita, mal agend*, agend* mal, traspapel*, me traen, puras vueltas, no me
        han llamado, quedaron de llamar, quedaron de hablar, quedaron en llamar, no me llam*, nadie
        me llam*, nunca me llam*, no me regresaron la llamada, otro día, vuelta perdida, doble
        reserv*, la página no, no me conf*, no confirm*, no me devol*, marqué, he marcado, llevo
        marcando, tengo llamando, no me repus*, en seis semanas, en dos meses, dentro de un mes, en
        un mes, para dentro de, cada dos meses, nunca hay lugar, nunca hay espacio, nunca hay
        citas, nunca hay cita, expediente y no, no me lo dan, mueven la, muevan la, se cortó, no
        sirve la página, mi cita no, cita no aparec*, no aparecía, en el último momento, a la mera
        hora, sin preguntarme, no vino, no acomodan, no me acomodan, terapeuta distinto, doctora
        cada, me toca otro, te cuelgan, en el teléfono, quedaron de, quedaron en, tercera vez que
    """,
    'agenda?': """
        avis*, contest*, respond*, confirm*, llam*, recordatorio*, encuentro cita
    """,
    'agenda=': """
        cita, citas, agend*, agenda, reserv*, teléfono, telefon*, llamad*, marcar, marcando,
        marqué, marco, whatsapp, mensaje*, chat, línea, horario*, horarios, fecha, calendario,
        correo, página, recordatorio*, cambio de, app, aplicación, sistema, conseguir cita,
        conseguir la cita, sacar cita, sacar la cita, hacer cita, conmutador, contestadora,
        musiquita, espacio para, videoconsulta, consulta por video
    """,
    'costo+': """
        barat*, baratísim*, económic*, accesible*, buen precio, buenos precios, precio justo,
        justo, precios justos, lo justo, vale cada peso, buen costo, bajo costo, precios bajos,
        módic*, razonable*, facilidades de pago, descuento*, promoción, no me cobr*, no me quiso
        cobrar, grati*, a buen precio, acepta* tarjeta, aceptan mi seguro, sin cobr*, a meses,
        mejor precio, no es car*, no es caro, no me pareció car*, no sale car*, no está caro, no me
        pareció cara, accesib*, no cobra*, cobra lo justo, bajó el precio, solo 300, al alcance
    """,
    'costo-': """
        caro, cara, caros, caras, carísim*, carit*, costos*, elevad*, precio alto, precios altos,
        alto precio, altos precios, excesiv*, dineral, por las nubes, abus* en el precio,
        sobreprecio, me cobraron de más, cobraron de más, cobran de más, cobr* de más, me cobraron
        dos veces, cobraron doble, cobro doble, doble cobro, cobro indebido, cobros indebidos,
        cobro extra, cobros extra*, cargo extra, cargos extra*, cargo no, no vale lo, no vale el,
        ver la cara, estafa*, estaf*, roban, robo, fraude, ladron*, rater*, no aceptan tarjeta, no
        dan factura, sin factura, no me han facturado, no me factur*, no facturan, mi factura,
        riñón, sacar dinero, sacarte dinero, sacan dinero, sacar la lana, sacó la lana, la lana,
        nomás quieren dinero, puro dinero, puro negocio, solo quieren, solo les importa el dinero,
        subió de precio, subió mucho, subieron los precios, subieron el, precio diferente, otro
        precio, no me respetaron el precio, no respetaron el precio, no respetan el precio, se
        cobraba aparte, cobran aparte, cobra aparte, por aparte, me bajaron, devolución, devuelv*,
        regresen mi dinero, regresar mi dinero, mi dinero de, reembols*, exagerad*, más de lo que,
        alto costo, no alcanza, no es barato, nada barato, no es nada barato, más de lo acordado,
        cobrada, cobradas, me cobraron un, me cobraron una, cosas que no us*, terminé pagando,
        subió diez, más que la anterior, el doble, doble que, cupón, hacer válido, no me devolv*,
        no devolv*, me cobraron sin, cobran por todo, cobran hasta, solo efectivo, solo aceptan
        efectivo, no aceptan, no recib* tarjeta, no me dieron factura, no dan recibo, error en mi
        cuenta, se mancharon, pesos por, mil pesos por, salió cara, salió caro, sale caro, sale
        cara, se paga, los precios no, vender
    """,
    'costo=': """
        preci*, precio, costo, costos, cuesta, cuestan, costó, cobr*, cobro, cobraron, pag*, pago,
        pagar, pagué, dinero, peso, pesos, lana, factur*, cuenta, tarifa*, presupuest*,
        presupuesto, paquete*, seguro, aseguradora, tarjeta, efectivo, pensión, gast*, mil, cargo,
        cargos, cuota, gasto
    """,
    'clinico+': """
        acertad*, atin*, le atinó, atinó, dio con, diagnosticó bien, buen diagnóstico, encontr*,
        detect*, profesional*, capacitad*, preparad*, experiment*, experto*, experta*, sabe mucho,
        le sabe, conocimiento*, cur*, curó, curaron, alivi*, alivió, mejoría, me siento mejor, ya
        estoy mejor, estoy mejor, mucho mejor, mejorand*, recuper*, funcion*, funcionó, sirvió, me
        sirvió, efectiv*, resultado*, buenos resultados, sin dolor, no dol*, no me dol*, no sentí,
        ni sentí, ni se siente, no se siente, ya no me duel*, ya no tengo, ya no siento, ya camin*,
        ya puedo, ya duerm*, quit* un dolor, quitó el dolor, me quitó, quitaron el dolor, salv*,
        cambió la vida, salvaron la vida, bien hecho, buen trabajo, quedó bien, quedó muy bien,
        quedó perfect*, quedaron preci*, quedé muy bien, quedé bien, quedé como, como nuev*,
        controlad*, controló, mano santa, mano de ángel, sanó, sanar*, buen doctor, buen médico,
        buena doctora, gran doctor, gran médico, excelente doctor*, excelente médic*, muy buen
        doctor, muy buena doctora, eminencia, trucha, un éxito, exitos*, revis* completo, revisó
        bien, me revisó bien, complet*, minucios*, buena mano, don, bajé, ya baj*, no me ha vuelto,
        sin complicaci*, de perlas, se me quit*, me lo quit*, ya me quit*, adiós, ya sub*, volví a,
        salí caminando, salió jugando, veo como, veo mejor, cerró muy bien, sin infecci*, casi ni
        se ve, ni se ve, ni cuenta se dio, ni el piquete, ni lo sentí, operado a tiempo, mi bebé en
        brazos, ganas de vivir, al puro centavo, a la primera dio, dio con el, profesionista, sabe
        lo que, cicatriz, presión ya está, a tiempo lo de, mis dientes, quedaron, quedó, ya anda
        bien, ya está mejor, no llor*, subiendo de peso, funciona
    """,
    'clinico-': """
        sigo igual, sigue igual, sigo mal, sigue mal, siguen igual, sigo con, sigue con, me sigue
        dol*, sigue dol*, no mejor*, sin mejor*, no me quit*, no se me quit*, no se quita, no me
        hizo, no hizo efecto, ningún efecto, no me sirv*, no sirv*, no funcion*, no me ayud*, no me
        cur*, no cur*, no alivi*, peor que antes, me siento peor, quedé peor, empeor*, quedó mal,
        quedé mal, mal hecho, mal hech*, mal diagnóst*, diagnosticaron mal, diagnóstico equivocado,
        diagnóstico mal, se equivoc*, equivoc*, error médico, negligencia*, negligen*, lastim*, me
        dolió, dolió, dolor, duele, adolorid*, moretón*, moreton*, morad*, pic* varias, pic*
        cuatro, pic* tres, picaron, me pic*, no revis*, ni revis*, ni me revis*, no me revis*, sin
        revis*, apenas revis*, no supo qué, no sabe nada, no sabe lo que, no le atin*, no atin*, no
        acert*, no encontr*, no detect*, no supieron, infect*, infección, pus, complicaci*,
        reacción, alergia, alérgic*, intoxic*, ronchas, sangr*, sangrado, hemorragia, fiebre,
        calentura, calenturón, temperatura, hinchad*, hinch*, inflamad*, quemad*, quem*,
        quemadura*, se me cayó, se cayó, floj*, se me abri*, regresó el dolor, volvió el dolor,
        recaída, recaí, cero avance, sin avance*, no veo avance*, no avance, sin anestesia,
        suficiente anestesia, mal puest*, mal aplicad*, mal inyect*, perdieron mi muestra,
        perdieron mis, resultados de otra persona, resultados equivocados, resultados mal, salieron
        mal, no leyó, ni leyó, fotocopia, mal recet*, dosis equivocad*, medicina equivocada,
        sobremedic*, borroso, inexpert*, sin experiencia, desmay*, de adulto, brujo, matasanos,
        despega*, mal médico, mal doctor, mala doctora, no sentí mejoría, no he visto mejoría, no
        me toc*, ni me tomó, no par* de, no dej* de, no se me baja, no baja la, no se me quitó, no
        me quitaron, no mejoré, no he mejorado, no ha mejorado, no he visto, no veo mejoría, sin
        poder, me quedan grandes, quedó floja, quedó chueco, no quedó, me quedó mal, sigo sin, ni
        los oídos, apenas lo, ni tomó, me recetó sin, recetó sin, receta sin, pasantes, estudios y
        estudios, falta de profesionalismo, inflam*, bola, arde, ardor, supur*, perfor*, fractura,
        hueso roto, no vieron, no checaron, no checó, no preguntaron si, me dieron de alta, seguía
        con, veo borroso, yeso, gasa, se me despeg*, me tronó, me dejaron el, perdieron los, salió
        mal
    """,
    'clinico?': """
        revis*, examin*, cur*, atin*, acert*, checar*, checó, auscult*, sirv*, funcion*, tomó
    """,
    'clinico=': """
        tratamiento*, medicina*, medicament*, pastilla*, inyecci*, inyect*, diagnóstic*, operaci*,
        cirug*, operad*, operaron, terapia*, sesion*, sesión, dolor*, consulta, muela*, diente*,
        vacuna*, estudios, resultado*, muestra, herida, curación, anestesia, corona, resina,
        brackets, endodoncia, limpieza dental, parto, bebé, embaraz*, ultrasonido, sangre, receta*,
        recet*, antibiótic*, rodilla*, espalda, presión, azúcar, salud, síntoma*, molestia*, dosis,
        revisión, valoración
    """,
}
