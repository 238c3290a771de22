// What the dialog «Book a visit» begins with.

const DEFAULTS = ["patient_id", "type_id", "practitioner_id", "company_id", "start", "date", "visit_id"];

/** What is known already, by the action's params or its context. */
export function readDefaults({ context = {}, params = {} }) {
    const defaults = {};
    for (const name of DEFAULTS) {
        defaults[name] = params[name] ?? context[`default_${name}`];
    }
    return defaults;
}

/** The dialog before anything is chosen. */
export function emptyBooking() {
    return {
        desk: null,
        patient: null,
        typeId: false,
        practitionerId: false,
        branchId: false,
        part: "",
        date: "",
        days: [],
        next: false,
        loading: false,
        failed: false,
        slot: null, // a free one somebody chose
        hand: null, // { date, time, minutes }: a time written by hand
        refused: null, // { text, exception }
        exception: "",
        reason: "",
        showReason: false,
        notify: true, // tell the patient
        rule: null, // { unit, every, count, weekdays } of a series
        rows: null, // what became of the series before it is booked
        scope: "one", // of a visit to move: one, following
        busy: false,
        told: null, // what was booked
    };
}
