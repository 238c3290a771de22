import { formAction } from "@clinic_crm/form_action";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { ClinicBoard } from "../board/board";
import { openBooking } from "../booking/open_booking";
import { Cards } from "./cards";
import { PatientSearch } from "./patient_search";
import { useReload } from "./use_refresh";

import { Component, useState } from "@odoo/owl";

const REFRESH_SECONDS = 60;

/** The page «Today»: find a patient, the day's board, and what else waits for this person. */
export class ClinicToday extends Component {
    static template = "clinic_crm.Today";
    static components = { Cards, ClinicBoard, PatientSearch };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Today");

    setup() {
        this.action = useService("action");
        this.state = useState({ today: null, stale: false, walkIn: null });
        this.refresh = useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.today = await orm.call("clinic.home", "get_today", []);
    }

    openRecord(model, id) {
        return this.action.doAction(formAction(model, id));
    }

    createPatient(context = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("New patient"),
            res_model: "clinic.patient",
            views: [[false, "form"]],
            context,
        });
    }

    /** A call, a talk or a social network: also of somebody who asks for the first time. */
    logContact() {
        return this.action.doAction("clinic_crm.clinic_message_log_action", {
            onClose: () => this.refresh(),
        });
    }

    book() {
        return openBooking(this.env, {}, { onClose: () => this.refresh() });
    }
}

registry.category("actions").add("clinic_today", ClinicToday);
