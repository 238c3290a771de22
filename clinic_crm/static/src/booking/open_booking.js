import { _t } from "@web/core/l10n/translation";

/**
 * Opens the dialog «Book a visit», from anywhere.
 *
 * @param {Object} env an owl environment
 * @param {Object} [defaults] what is known already, all optional
 * @param {number} [defaults.patient_id]
 * @param {number} [defaults.type_id]
 * @param {number} [defaults.practitioner_id]
 * @param {number} [defaults.company_id] the branch
 * @param {string} [defaults.start] UTC, as the server writes it
 * @param {string} [defaults.date] ISO day to begin with
 * @param {number} [defaults.visit_id] a visit to move instead of a new one
 * @param {{ onClose?: Function }} [options] called when the dialog closes, also without a visit
 */
export function openBooking(env, defaults = {}, options = {}) {
    return env.services.action.doAction(
        {
            type: "ir.actions.client",
            tag: "clinic_booking",
            name: defaults.visit_id ? _t("Move the visit") : _t("Book a visit"),
            target: "new",
            params: defaults,
        },
        // It does not wait for what its opener does then: when a visit is opened from it, the page
        // behind is gone, and what that reads never comes.
        { onClose: (info) => void options.onClose?.(info) }
    );
}

/**
 * Opens the form that notes somebody on the waiting list, with what is known of the wish.
 *
 * @param {Object} env an owl environment
 * @param {{ patient_id: number, typeId: number, part: string, practitionerId: number }} wish
 */
export function openWaitingEntry(env, { patient_id, typeId, part, practitionerId }) {
    return env.services.action.doAction({
        type: "ir.actions.act_window",
        name: _t("Waiting list"),
        res_model: "clinic.waiting.entry",
        views: [[false, "form"]],
        target: "new",
        context: {
            default_patient_id: patient_id,
            default_type_id: typeId,
            default_part: part || false,
            default_practitioner_ids: practitionerId ? [[6, 0, [practitionerId]]] : [],
        },
    });
}
