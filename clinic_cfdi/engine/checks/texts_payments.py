"""What is said of the codes of the complement Pagos 2.0: what is wrong, and what to do."""

_SUPPORT = "Es un dato que arma el sistema: avise a soporte con este aviso."
_BANK = "Corrija o quite los datos bancarios del pago: no son obligatorios."
_AMOUNTS = "Revise lo aplicado a cada factura y el saldo que tenía."
_TAX = "Revise los impuestos de la factura que se paga."


def _fixed(what: str) -> tuple[str, str]:
    return f"En un complemento de pago {what}.", _SUPPORT


def _total(what: str) -> tuple[str, str]:
    return f"{what} no es la suma de los pagos, en pesos.", _SUPPORT


PAYMENT_TEXTS: dict[str, tuple[str, str]] = {
    # ------------------------------------------------------------------------ Comprobante
    'CRP20101': _fixed("el tipo de comprobante es P"),
    'CRP20102': _fixed("la exportación es 01"),
    'CRP20103': _fixed("el subtotal es cero"),
    'CRP20104': _fixed("la moneda del comprobante es XXX"),
    'CRP20105': _fixed("la forma de pago va en cada pago y no en el comprobante"),
    'CRP20106': _fixed("no va el método de pago"),
    'CRP20107': _fixed("no van condiciones de pago"),
    'CRP20108': _fixed("no va descuento"),
    'CRP20109': _fixed("el tipo de cambio va en cada pago y no en el comprobante"),
    'CRP20110': _fixed("el total es cero"),
    'CRP20111': _fixed("hay un solo concepto"),
    'CRP20112': _fixed("el concepto no lleva nodos, salvo a cuenta de terceros"),
    'CRP20113': _fixed("la clave del concepto es 84111506"),
    'CRP20114': _fixed("el concepto no lleva número de identificación"),
    'CRP20115': _fixed("la cantidad es 1"),
    'CRP20116': _fixed("la unidad es ACT"),
    'CRP20117': _fixed("el concepto no lleva unidad con texto"),
    'CRP20118': _fixed("la descripción es «Pago»"),
    'CRP20119': _fixed("el valor unitario es cero"),
    'CRP20120': _fixed("el importe es cero"),
    'CRP20121': _fixed("el concepto no lleva descuento"),
    'CRP20122': _fixed("el objeto de impuesto del concepto es 01"),
    'CRP20123': _fixed("no va el resumen de impuestos"),
    # ---------------------------------------------------------------------------- Totales
    'CRP20201': _total("El total de IVA retenido"),
    'CRP20202': _total("El total de ISR retenido"),
    'CRP20203': _total("El total de IEPS retenido"),
    'CRP20204': _total("El total de la base de IVA 16 %"),
    'CRP20205': _total("El total de IVA 16 %"),
    'CRP20206': _total("El total de la base de IVA 8 %"),
    'CRP20207': _total("El total de IVA 8 %"),
    'CRP20208': _total("El total de la base de IVA 0 %"),
    'CRP20209': _total("El total de IVA 0 %"),
    'CRP20210': _total("El total de la base exenta"),
    'CRP20211': _total("El monto total"),
    # ------------------------------------------------------------------------------- Pago
    'CRP20212': (
        "La forma de un pago ya recibido no es «99 Por definir».",
        "Elija cómo se pagó: efectivo, transferencia, tarjeta…",
    ),
    'CRP20213': ("La moneda del pago no puede ser XXX.", "Elija la moneda en que se pagó."),
    'CRP20214': (
        "Falta el tipo de cambio de un pago en otra moneda.",
        "Capture los pesos por unidad de esa moneda.",
    ),
    'CRP20215': ("En pesos, el tipo de cambio del pago es 1.", "Ponga 1 o quítelo."),
    'CRP20216': (
        "El tipo de cambio del pago está fuera de los límites del SAT.",
        "Revíselo; si es correcto, pida una clave de confirmación a su PAC.",
    ),
    'CRP20217': ("Lo aplicado a las facturas es más que el monto del pago.", _AMOUNTS),
    'CRP20218': ("El monto del pago debe ser mayor que cero.", "Corrija el monto."),
    'CRP20219': ("El monto tiene más decimales que su moneda.", "Corrija el monto."),
    'CRP20220': (
        "El monto pasa del máximo que admite el SAT.",
        "Revíselo; si es correcto, pida una clave de confirmación a su PAC.",
    ),
    'CRP20221': ("Con esa forma de pago no va el banco de quien paga.", _BANK),
    'CRP20222': ("El RFC del banco de quien paga no existe en el SAT.", _BANK),
    'CRP20223': (
        "Falta el nombre del banco extranjero de quien paga.",
        "Capture el nombre del banco.",
    ),
    'CRP20224': ("Con esa forma de pago no va la cuenta de quien paga.", _BANK),
    'CRP20225': ("La cuenta de quien paga no tiene la forma de esa forma de pago.", _BANK),
    'CRP20226': ("La cuenta del beneficiario no tiene la forma de esa forma de pago.", _BANK),
    'CRP20227': ("Con esa forma de pago no va el banco del beneficiario.", _BANK),
    'CRP20228': ("Con esa forma de pago no va la cuenta del beneficiario.", _BANK),
    'CRP20229': ("El tipo de cadena va solo en una transferencia.", _BANK),
    'CRP20230': ("Hay tipo de cadena y falta el certificado del pago.", _BANK),
    'CRP20231': ("Hay certificado del pago y falta el tipo de cadena.", _BANK),
    'CRP20232': ("Hay tipo de cadena y falta la cadena del pago.", _BANK),
    'CRP20233': ("Hay cadena del pago y falta el tipo de cadena.", _BANK),
    'CRP20234': ("Hay tipo de cadena y falta el sello del pago.", _BANK),
    'CRP20235': ("Hay sello del pago y falta el tipo de cadena.", _BANK),
    # ------------------------------------------------------------------- DoctoRelacionado
    'CRP20236': ("La moneda de la factura que se paga no puede ser XXX.", "Corríjala."),
    'CRP20237': (
        "Falta la equivalencia entre la moneda de la factura y la del pago.",
        "Capture cuánto vale una unidad de la moneda del pago en la de la factura.",
    ),
    'CRP20238': ("Con la misma moneda, la equivalencia es 1.", _SUPPORT),
    'CRP20239': ("El saldo anterior debe ser mayor que cero.", _AMOUNTS),
    'CRP20240': ("El saldo anterior tiene más decimales que su moneda.", _AMOUNTS),
    'CRP20241': ("El importe pagado debe ser mayor que cero.", _AMOUNTS),
    'CRP20242': ("El importe pagado tiene más decimales que su moneda.", _AMOUNTS),
    'CRP20243': ("El saldo insoluto tiene más decimales que su moneda.", _AMOUNTS),
    'CRP20244': ("El saldo insoluto no es saldo anterior menos importe pagado.", _AMOUNTS),
    'CRP20245': ("El objeto de impuesto no es del catálogo del SAT.", _TAX),
    'CRP20246': ("La factura es objeto de impuesto y el pago no los lleva.", _TAX),
    'CRP20247': ("La factura no desglosa impuestos y el pago lleva alguno.", _TAX),
    'CRP20248': ("El nodo de impuestos de la factura que se paga está vacío.", _SUPPORT),
    'CRP20249': ("La base de una retención debe ser mayor que cero.", _TAX),
    'CRP20250': ("El impuesto retenido no es del catálogo del SAT.", _TAX),
    'CRP20251': ("El tipo de factor de la retención no es del catálogo del SAT.", _TAX),
    'CRP20252': ("Una retención no puede ser exenta.", _TAX),
    'CRP20253': ("La tasa retenida no está en el catálogo del SAT para ese impuesto.", _TAX),
    'CRP20254': ("El importe retenido no es base por tasa.", _TAX),
    'CRP20255': ("La base de un traslado debe ser mayor que cero.", _TAX),
    'CRP20256': ("El impuesto trasladado no es del catálogo del SAT.", _TAX),
    'CRP20257': ("El tipo de factor del traslado no es del catálogo del SAT.", _TAX),
    'CRP20258': ("Un impuesto exento no lleva tasa ni importe.", _TAX),
    'CRP20259': ("Falta la tasa o el importe de un traslado.", _TAX),
    'CRP20260': ("La tasa no está en el catálogo del SAT para ese impuesto.", _TAX),
    'CRP20261': ("El importe del traslado no es base por tasa.", _TAX),
    # -------------------------------------------------------------------------- ImpuestosP
    'CRP20262': ("El impuesto retenido del pago no es del catálogo del SAT.", _SUPPORT),
    'CRP20263': ("Hay más de un renglón de retención del mismo impuesto.", _SUPPORT),
    'CRP20264': ("Hay retenciones y falta su total en pesos.", _SUPPORT),
    'CRP20265': ("La retención del pago no es la suma de las de sus facturas.", _SUPPORT),
    'CRP20266': ("A un traslado del pago le falta base, impuesto o tipo de factor.", _SUPPORT),
    'CRP20267': ("Hay traslados y falta el total de su base en pesos.", _SUPPORT),
    'CRP20268': ("La base del pago no es la suma de las de sus facturas.", _SUPPORT),
    'CRP20269': ("La base exenta del pago no es la suma de las de sus facturas.", _SUPPORT),
    'CRP20270': ("El impuesto del pago no es del catálogo del SAT.", _SUPPORT),
    'CRP20271': ("Hay más de un traslado del mismo impuesto, factor y tasa.", _SUPPORT),
    'CRP20272': ("La tasa del pago no está en el catálogo del SAT para ese impuesto.", _SUPPORT),
    'CRP20273': ("Hay traslados con tasa y falta el total de su impuesto en pesos.", _SUPPORT),
    'CRP20274': ("El impuesto del pago no es la suma del de sus facturas.", _SUPPORT),
}
