"""What is said of each of SAT's codes: what is wrong, and what to do. Codes of CFDI 4.0."""

from .texts_payments import PAYMENT_TEXTS

_SUPPORT = "Es un dato que arma el sistema: avise a soporte con este aviso."
_RECEIVER = "Pida a quien paga su dato fiscal tal como está en el SAT y corríjalo en su ficha."
_ISSUER = "Corrija el dato en la ficha de la empresa, tal como está en el SAT."
_TAX = "Revise los impuestos del producto o servicio y vuelva a preparar la factura."
_LINE = "Revise cantidad, precio y descuento del renglón."
_BANK = "Corrija o quite los datos bancarios del pago: no son obligatorios."
_CHOOSE = "Elija un valor de la lista."

#: What to do about the form ('301') of what a person typed.
FIELDS: dict[str, str] = {
    'Rfc': "Corrija el RFC en la ficha: 12 caracteres si es empresa, 13 si es persona.",
    'Nombre': "Corrija el nombre en la ficha, tal como está en el SAT.",
    'DomicilioFiscalReceptor': "Corrija el código postal en la ficha de quien paga.",
    'RegimenFiscalReceptor': "Elija el régimen fiscal en la ficha de quien paga.",
    'UsoCFDI': "Elija el uso del CFDI.",
    'NumRegIdTrib': "Corrija la identificación fiscal extranjera en la ficha.",
    'RegimenFiscal': "Elija el régimen fiscal en la ficha de la empresa.",
    'LugarExpedicion': "Capture el código postal de la sucursal.",
    'Serie': "Acorte la serie a 25 caracteres.",
    'Folio': "Acorte el folio a 40 caracteres.",
    'CondicionesDePago': "Acorte las condiciones de pago.",
    'ClaveProdServ': "Elija la clave SAT en la ficha del producto o servicio.",
    'ClaveUnidad': "Elija la unidad SAT en la ficha del producto; para servicios es E48.",
    'NoIdentificacion': "Acorte el código del producto a 100 caracteres.",
    'Unidad': "Acorte el nombre de la unidad a 20 caracteres.",
    'Descripcion': "Escriba la descripción del renglón, de 1 a 1000 caracteres.",
    'Cantidad': "Revise la cantidad del renglón: mayor que cero y con hasta 6 decimales.",
    'ValorUnitario': "Revise el precio del renglón.",
    'UUID': "Revise el folio fiscal de la factura relacionada.",
    'IdDocumento': "Revise el folio fiscal de la factura que se paga.",
    'FormaDePagoP': "Elija cómo se pagó: efectivo, transferencia, tarjeta…",
    'NumOperacion': "Acorte el número de operación a 100 caracteres.",
    'RfcEmisorCtaOrd': _BANK,
    'CtaOrdenante': _BANK,
    'RfcEmisorCtaBen': _BANK,
    'CtaBeneficiario': _BANK,
    'RfcACuentaTerceros': "Corrija el RFC por cuenta de quien se cobra.",
    'RegimenFiscalACuentaTerceros': "Elija el régimen de por cuenta de quien se cobra.",
}

TEXTS: dict[str, tuple[str, str]] = {
    # --------------------------------------------------------------- the PAC's own answers
    '301': ("El XML no tiene la forma que pide el SAT.", _SUPPORT),
    '303': (
        "El certificado no es del emisor.",
        "Selle con el CSD de la empresa que factura, o corrija su RFC.",
    ),
    '305': (
        "La fecha de la factura está fuera de la vigencia del certificado.",
        "Suba el CSD vigente de la empresa.",
    ),
    '306': (
        "El sello se hizo con la e.firma y no con un certificado de sello digital.",
        "Suba el CSD de la empresa: la e.firma no sirve para facturar.",
    ),
    '401': (
        "La fecha de la factura no está dentro de las 72 horas anteriores.",
        "Prepare de nuevo la factura con la fecha de hoy.",
    ),
    # ------------------------------------------------------------------------ Comprobante
    'CFDI40101': ("La fecha no tiene la forma que pide el SAT.", _SUPPORT),
    'CFDI40102': ("El sello no corresponde al contenido.", "Vuelva a sellar la factura."),
    'CFDI40103': (
        "La forma de pago no va en este tipo de comprobante.",
        "Quite la forma de pago.",
    ),
    'CFDI40104': ("La forma de pago no es del catálogo del SAT.", _CHOOSE),
    'CFDI40105': (
        "Con pago en parcialidades o diferido (PPD) la forma de pago es «99 Por definir».",
        "Cambie la forma de pago a 99, o el método a PUE si ya se pagó.",
    ),
    'CFDI40106': (
        "El certificado fue revocado o el SAT no lo reconoce.",
        "Genere un CSD nuevo en el portal del SAT y súbalo.",
    ),
    'CFDI40107': ("El subtotal tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40108': ("El subtotal no es la suma de los importes de los renglones.", _SUPPORT),
    'CFDI40109': ("En este tipo de comprobante el subtotal es cero.", _SUPPORT),
    'CFDI40110': ("El descuento es mayor que el subtotal.", "Baje el descuento de los renglones."),
    'CFDI40111': (
        "El descuento del comprobante no es la suma de los descuentos de los renglones.",
        _LINE,
    ),
    'CFDI40112': ("El descuento tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40113': ("La moneda no es del catálogo del SAT.", _CHOOSE),
    'CFDI40114': ("En pesos, el tipo de cambio es 1 o no se pone.", "Quite el tipo de cambio."),
    'CFDI40115': (
        "Falta el tipo de cambio de una factura en otra moneda.",
        "Capture los pesos por unidad de esa moneda (el del Diario Oficial).",
    ),
    'CFDI40116': ("Con la moneda XXX no hay tipo de cambio.", "Quite el tipo de cambio."),
    'CFDI40117': ("El tipo de cambio no es un número con hasta 6 decimales.", "Corríjalo."),
    'CFDI40118': (
        "El tipo de cambio está fuera de los límites del SAT.",
        "Revise el tipo de cambio; si es correcto, pida una clave de confirmación a su PAC.",
    ),
    'CFDI40119': (
        "El total no es subtotal menos descuento, más impuestos, menos retenciones.",
        _SUPPORT,
    ),
    'CFDI40120': (
        "El total pasa del máximo que admite el SAT.",
        "Revise los importes; si son correctos, pida una clave de confirmación a su PAC.",
    ),
    'CFDI40121': ("El tipo de comprobante no es del catálogo del SAT.", _CHOOSE),
    'CFDI40122': (
        "Es una exportación y falta el complemento de Comercio Exterior.",
        "Si el servicio se da en México, elija «01 No aplica» en exportación.",
    ),
    'CFDI40123': ("La clave de exportación no es del catálogo del SAT.", _CHOOSE),
    'CFDI40124': ("El método de pago no es del catálogo del SAT.", "Elija PUE o PPD."),
    'CFDI40125': ("El método de pago no va en este tipo de comprobante.", "Quítelo."),
    'CFDI40126': (
        "El código postal de expedición no existe en el catálogo del SAT.",
        "Corrija el código postal de la sucursal.",
    ),
    'CFDI40127': (
        "Hay una clave de confirmación y los importes no la necesitan.",
        "Quite la clave de confirmación.",
    ),
    'CFDI40128': (
        "La clave de confirmación no es válida.",
        "Pida otra clave de confirmación a su PAC.",
    ),
    'CFDI40129': (
        "La clave de confirmación ya se usó.",
        "Pida otra clave de confirmación a su PAC.",
    ),
    # ------------------------------------------------------------------ InformacionGlobal
    'CFDI40130': (
        "El nombre PUBLICO EN GENERAL, con XAXX010101000, es de la factura global, "
        "y solo ella lleva los datos del periodo.",
        "Si es de un cliente sin RFC, escriba el nombre de quien paga; si es global, corrija el "
        "receptor.",
    ),
    'CFDI40131': ("La periodicidad no es del catálogo del SAT.", _CHOOSE),
    'CFDI40132': (
        "La global bimestral es solo para el régimen 621.",
        "Elija una periodicidad de diaria a mensual.",
    ),
    'CFDI40133': ("El mes no es del catálogo del SAT.", _CHOOSE),
    'CFDI40134': ("El mes de la global va de 01 a 12.", "Elija el mes de las ventas."),
    'CFDI40135': (
        "Una global bimestral lleva un bimestre, de 13 a 18.",
        "Elija el bimestre de las ventas.",
    ),
    'CFDI40136': (
        "El año de la global es el de la factura o el anterior.",
        "Corrija el año de las ventas.",
    ),
    'CFDI40137': ("El tipo de relación no es del catálogo del SAT.", _CHOOSE),
    # ----------------------------------------------------------------------------- Emisor
    'CFDI40138': ("El nombre del emisor no está en el SAT.", _ISSUER),
    'CFDI40139': ("El nombre del emisor no es el de su RFC en el SAT.", _ISSUER),
    'CFDI40140': ("El régimen del emisor no es del catálogo del SAT.", _CHOOSE),
    'CFDI40141': (
        "El régimen del emisor no es de su tipo de persona (física o moral).",
        "Elija en la ficha de la empresa un régimen de su tipo de persona.",
    ),
    'CFDI40142': ("El número de operación del adquirente no es válido.", "Quítelo o corríjalo."),
    # --------------------------------------------------------------------------- Receptor
    'CFDI40143': ("El RFC del receptor no existe en el SAT.", _RECEIVER),
    'CFDI40144': ("El nombre del receptor no está en el SAT.", _RECEIVER),
    'CFDI40145': (
        "El nombre del receptor no es el de su RFC en el SAT.",
        "Escríbalo como el SAT lo tiene: mayúsculas y sin «S.A. de C.V.» ni parecidos.",
    ),
    'CFDI40146': (
        "El nombre PUBLICO EN GENERAL va solo con el RFC XAXX010101000.",
        "Ponga el nombre de quien paga, o el RFC genérico.",
    ),
    'CFDI40147': ("El código postal del receptor no existe en el SAT.", _RECEIVER),
    'CFDI40148': ("El código postal no es el del receptor en el SAT.", _RECEIVER),
    'CFDI40149': (
        "Con un RFC genérico el código postal del receptor es el de expedición.",
        "Ponga al receptor el código postal de la sucursal.",
    ),
    'CFDI40150': ("El país de residencia no es del catálogo del SAT.", _CHOOSE),
    'CFDI40151': (
        "La residencia fiscal es solo para extranjeros (XEXX010101000).",
        "Quite la residencia fiscal.",
    ),
    'CFDI40152': ("La residencia fiscal no puede ser México.", "Elija el país de residencia."),
    'CFDI40153': (
        "Hay identificación fiscal extranjera y falta el país de residencia.",
        "Elija el país de residencia.",
    ),
    'CFDI40154': (
        "La identificación fiscal extranjera es solo para extranjeros (XEXX010101000).",
        "Quite la identificación fiscal extranjera.",
    ),
    'CFDI40155': (
        "Con Comercio Exterior, un extranjero lleva su identificación fiscal.",
        "Capture la identificación fiscal de su país.",
    ),
    'CFDI40156': (
        "La identificación fiscal no tiene la forma de las de su país.",
        "Corrija la identificación fiscal.",
    ),
    'CFDI40157': ("El régimen del receptor no es del catálogo del SAT.", _CHOOSE),
    'CFDI40158': (
        "El régimen del receptor no es de su tipo de persona (física o moral).",
        "Elija un régimen de su tipo de persona; con RFC genérico es el 616.",
    ),
    'CFDI40159': ("El régimen no es uno de los que el receptor tiene en el SAT.", _RECEIVER),
    'CFDI40160': ("El uso del CFDI no es del catálogo del SAT.", _CHOOSE),
    'CFDI40161': (
        "El uso del CFDI no va con el tipo de persona o el régimen del receptor.",
        "Elija otro uso: «S01 Sin efectos fiscales» va con todos los regímenes.",
    ),
    # -------------------------------------------------------------------------- Conceptos
    'CFDI40162': (
        "La clave de producto o servicio no es del catálogo del SAT.",
        "Elija la clave SAT en la ficha del producto o servicio.",
    ),
    'CFDI40165': (
        "La clave de unidad no es del catálogo del SAT.",
        "Elija la unidad SAT; para servicios es E48.",
    ),
    'CFDI40166': (
        "El precio unitario debe ser mayor que cero.",
        "Escriba el precio; lo que se regala lleva además un descuento de 100 %.",
    ),
    'CFDI40167': ("El importe no es cantidad por precio unitario.", _LINE),
    'CFDI40168': ("El descuento tiene más decimales que el importe.", _SUPPORT),
    'CFDI40169': ("El descuento es mayor que el importe del renglón.", _LINE),
    'CFDI40170': ("El objeto de impuesto no es del catálogo del SAT.", _CHOOSE),
    'CFDI40171': (
        "El renglón es objeto de impuesto y no lleva ninguno.",
        "Ponga sus impuestos al producto (para honorarios médicos: IVA exento).",
    ),
    'CFDI40172': ("El renglón no desglosa impuestos y lleva alguno.", _TAX),
    'CFDI40173': ("El nodo de impuestos del renglón está vacío.", _TAX),
    'CFDI40174': ("La base de un impuesto debe ser mayor que cero.", _TAX),
    'CFDI40175': ("El impuesto no es del catálogo del SAT.", _TAX),
    'CFDI40176': ("El tipo de factor no es del catálogo del SAT.", _TAX),
    'CFDI40177': ("Un impuesto exento no lleva tasa ni importe.", _TAX),
    'CFDI40178': ("Falta la tasa o el importe de un impuesto.", _TAX),
    'CFDI40179': ("La tasa no está en el catálogo del SAT para ese impuesto.", _TAX),
    'CFDI40180': ("El importe del impuesto no es base por tasa.", _TAX),
    'CFDI40181': ("La base de una retención debe ser mayor que cero.", _TAX),
    'CFDI40182': ("El impuesto retenido no es del catálogo del SAT.", _TAX),
    'CFDI40183': ("El tipo de factor de la retención no es del catálogo del SAT.", _TAX),
    'CFDI40184': ("Una retención no puede ser exenta.", _TAX),
    'CFDI40185': ("La tasa retenida no está en el catálogo del SAT para ese impuesto.", _TAX),
    'CFDI40186': ("El importe retenido no es base por tasa.", _TAX),
    'CFDI40187': (
        "El RFC del tercero no existe en el SAT.",
        "Corrija el RFC por cuenta de quien se cobra.",
    ),
    'CFDI40188': (
        "El tercero no puede ser el emisor ni el receptor.",
        "Corrija el RFC por cuenta de quien se cobra, o quítelo.",
    ),
    # -------------------------------------------------------------------------- Impuestos
    'CFDI40201': ("Este tipo de comprobante no lleva impuestos.", _SUPPORT),
    'CFDI40202': ("El total retenido tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40203': ("El total retenido no es la suma de las retenciones.", _SUPPORT),
    'CFDI40204': ("El total trasladado tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40205': ("El total trasladado no es la suma de los traslados.", _SUPPORT),
    'CFDI40206': ("Hay retenciones y falta su total.", _SUPPORT),
    'CFDI40207': ("El impuesto retenido no es del catálogo del SAT.", _TAX),
    'CFDI40208': ("Hay más de un renglón de retención del mismo impuesto.", _SUPPORT),
    'CFDI40210': ("El importe retenido tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40211': ("La retención no es la suma de las de los renglones.", _SUPPORT),
    'CFDI40212': ("Hay impuestos trasladados y falta su total.", _SUPPORT),
    'CFDI40213': ("A un traslado le falta base, impuesto o tipo de factor.", _SUPPORT),
    'CFDI40214': ("La base del traslado tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40215': ("La base del traslado no es la suma de las de los renglones.", _SUPPORT),
    'CFDI40216': ("La base exenta no es la suma de las de los renglones.", _SUPPORT),
    'CFDI40217': ("El impuesto trasladado no es del catálogo del SAT.", _TAX),
    'CFDI40218': ("Hay más de un traslado del mismo impuesto, factor y tasa.", _SUPPORT),
    'CFDI40219': ("La tasa del traslado no está en el catálogo para ese impuesto.", _TAX),
    'CFDI40220': ("El importe del traslado tiene más decimales que la moneda.", _SUPPORT),
    'CFDI40221': ("El traslado no es la suma de los de los renglones.", _SUPPORT),
    **PAYMENT_TEXTS,
}
