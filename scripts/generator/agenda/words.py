"""What people say and write about visits: reasons in the patients' words, never a diagnosis."""

_ADULTS = {
    'first': (
        "Desde hace dos semanas tengo dolor de cabeza por las tardes.",
        "Quiero un chequeo general, hace años que no me reviso.",
        "Me canso mucho al subir escaleras.",
        "Dolor en la espalda baja desde que cargué unas cajas.",
        "Tengo ardor en el estómago después de comer.",
        "Me mandaron de otra clínica para una segunda opinión.",
        "He tenido mareos al levantarme.",
        "Tos seca desde hace diez días.",
        "No duermo bien desde hace un mes.",
    ),
    'follow_up': (
        "Revisión de mis estudios de laboratorio.",
        "Seguimiento de la presión.",
        "Control de azúcar, traigo mi bitácora.",
        "Ya me siento mejor, vengo a que me den de alta.",
        "Necesito renovar mi receta.",
        "El medicamento me cayó pesado.",
        "Revisión después del tratamiento.",
        "Retiro de puntos.",
        "Sigo con molestia, aunque menos.",
    ),
    'nutrition': (
        "Quiero bajar de peso sin dejar de comer con mi familia.",
        "Me pidieron cambiar mi alimentación por el colesterol.",
        "Revisión mensual de peso y medidas.",
        "Quiero aprender a leer etiquetas.",
        "Entreno para un medio maratón.",
    ),
    'cleaning': (
        "Limpieza de cada seis meses.",
        "Me sangran las encías al cepillarme.",
        "Limpieza y revisión de una muela que se siente rara.",
        "Sensibilidad con lo frío.",
    ),
    'ultrasound': (
        "Traigo orden para ultrasonido de abdomen.",
        "Ultrasonido de control que me pidieron en la última consulta.",
        "Orden de ultrasonido de tiroides.",
    ),
    'video': (
        "Quiero comentar mis resultados, estoy fuera de la ciudad.",
        "Duda con la dosis del medicamento.",
        "Seguimiento a distancia.",
    ),
    'infusion': ("Aplicación indicada en mi receta.", "Me toca mi aplicación de esta semana."),
    'workshop': ("Taller de esta semana.",),
}
_MINORS = {
    'first': (
        "Fiebre desde anoche.",
        "Le duele el oído.",
        "Revisión para el certificado de la escuela.",
        "Tos y mocos desde el fin de semana.",
    ),
    'follow_up': (
        "Revisión de peso y talla.",
        "Ya terminó el jarabe, vengo a revisión.",
        "Sigue con un poco de tos.",
    ),
    'nutrition': ("Come muy poco y solo lo mismo.", "Orientación para sus colaciones."),
    'cleaning': ("Primera limpieza.", "Limpieza y aplicación de flúor."),
    'video': ("Duda con el jarabe que le recetaron.",),
}

# (cause, in words) by who asked
CANCELLED = {
    'patient': (
        ('busy', "Le salió un compromiso de trabajo"),
        ('solved', "Dice que ya no la necesita"),
        ('busy', "No consiguió quien la acompañe"),
        ('other', "Prefiere otro día, va a llamar"),
        ('unwell', "No puede salir de casa"),
    ),
    'clinic': (
        ('failure', "Falla de luz en la sucursal"),
        ('other', "Se reacomodó la agenda del día"),
    ),
    'practitioner': (('absent', "Atiende una urgencia fuera de la clínica"),),
}
OVERBOOKED = (
    "Viene de fuera y regresa hoy mismo",
    "Solo trae estudios, es rápido",
    "Dolor fuerte, se acordó por teléfono con quien atiende",
    "Se le canceló dos veces, se le prometió lugar",
)
ON_DUTY = (
    "Guardia: se atiende fuera de horario",
    "Urgencia leve acordada con quien atiende",
)


def reasons(kind: str, minor: bool) -> tuple[str, ...]:
    return (_MINORS if minor else _ADULTS).get(kind) or _ADULTS[kind]
