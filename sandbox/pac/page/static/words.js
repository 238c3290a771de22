// The page's words, and small helpers to draw with.

export const PACS = { sw: "SW Sapien", finkok: "Finkok" };
export const KINDS = { I: "Factura", E: "Nota de crédito", P: "Complemento de pago", T: "Traslado", N: "Nómina" };
export const PAYMENT = { PUE: "En una sola exhibición (PUE)", PPD: "En parcialidades o diferido (PPD)" };
export const MOTIVES = {
    "01": "con errores y con relación",
    "02": "con errores y sin relación",
    "03": "no se llevó a cabo la operación",
    "04": "operación nominativa en la factura global",
};

const ANSWERS = {
    waiting: ["waiting", "Por aceptar"],
    accepted: ["cancelled", "Cancelado con aceptación"],
    direct: ["cancelled", "Cancelado sin aceptación"],
    expired: ["cancelled", "Cancelado por plazo vencido"],
    rejected: ["rejected", "Vigente, cancelación rechazada"],
};

export function badge(stamp) {
    return (stamp.cancellation && ANSWERS[stamp.cancellation.answer]) || ["valid", "Vigente"];
}

const STAMP = { call: ["stamp"] };

export const FAULTS = [
    { title: "Timbra y se pierde la respuesta", text: "El PAC sí timbró; la clínica no lo sabe.", fault: { kind: "lose_answer", match: STAMP }, once: true },
    { title: "Se corta antes de timbrar", text: "El PAC no timbró; la clínica no lo sabe.", fault: { kind: "drop", match: STAMP }, once: true },
    { title: "La respuesta llega a medias", text: "Se corta en plena transmisión.", fault: { kind: "cut_answer", match: STAMP }, once: true },
    { title: "El PAC no contesta", text: "Treinta y cinco segundos de silencio.", fault: { kind: "silence", seconds: 35, match: STAMP } },
    { title: "El PAC está caído", text: "Responde con error 503.", fault: { kind: "http", status: 503, match: STAMP } },
    { title: "Sin timbres", text: "La cuenta se quedó sin saldo.", fault: { kind: "no_credits" } },
    { title: "Rechazo del SAT (402)", text: "El RFC no está en la lista LCO.", fault: { kind: "refused", match: STAMP }, once: true },
    { title: "«Ya timbrado», sin entregar el XML", text: "Código 307 sin el comprobante.", fault: { kind: "no_previous_xml" } },
    { title: "El SAT no responde", text: "Cancelar da 708; no hay consulta de estado.", fault: { kind: "sat_down" } },
    { title: "El SAT aún no lo conoce", text: "Cancelar da 205 la primera vez.", fault: { kind: "not_found", match: { call: ["cancel"] } }, once: true },
    { title: "El receptor rechaza", text: "Toda cancelación que pida su aceptación.", fault: { kind: "receiver", answer: "reject" } },
    { title: "El reloj del PAC va atrasado", text: "Diez minutos: la fecha parece del futuro.", fault: { kind: "clock_skew", seconds: -600 } },
];

export function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
}

export function money(text, currency) {
    const value = Number(text || 0);
    const shown = value.toLocaleString("es-MX", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return currency && currency !== "MXN" && currency !== "XXX" ? `${shown} ${currency}` : `$${shown}`;
}

export function date(seconds) {
    return new Date(seconds * 1000).toLocaleString("es-MX", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "America/Mexico_City" });
}
