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
        options
    );
}
