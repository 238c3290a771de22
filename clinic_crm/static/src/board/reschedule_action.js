import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Change a visit's time: in the booking dialog where there is one, else in its form. */
async function reschedule(env, action) {
    const visitId = action.params.visit_id;
    if (registry.category("actions").contains("clinic_booking")) {
        return env.services.action.doAction({
            type: "ir.actions.client",
            tag: "clinic_booking",
            name: _t("Move the visit"),
            target: "new",
            params: { visit_id: visitId },
        });
    }
    return env.services.action.doAction({
        type: "ir.actions.act_window",
        res_model: "clinic.appointment",
        res_id: visitId,
        views: [[false, "form"]],
    });
}

registry.category("actions").add("clinic_reschedule", reschedule);
