import { placesLeft } from "@clinic_crm/booking/booking_slots";
import { formAction } from "@clinic_crm/form_action";
import { PatientSearch } from "@clinic_crm/home/patient_search";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

/** Who takes part in a group session: add somebody by name, take somebody out. */
export class ClinicParticipants extends Component {
    static template = "clinic_crm.Participants";
    static components = { PatientSearch };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ session: null, refused: "" });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => this.load(next.record.resId));
    }

    get placesLeft() {
        return placesLeft(this.state.session.left);
    }

    async load(id) {
        this.state.session = id
            ? await this.orm.call("clinic.booking", "get_participants", [id])
            : null;
    }

    async add(patientId) {
        const session = this.props.record.resId;
        const answer = await this.orm.call("clinic.booking", "add_participant", [
            session,
            patientId,
        ]);
        this.state.refused = answer.refused?.text || "";
        await this.props.record.load();
        await this.load(session);
    }

    async remove(row) {
        await this.action.doActionButton({
            type: "object",
            name: "action_cancel",
            resModel: "clinic.appointment",
            resId: row.id,
            context: user.context,
            onClose: async () => {
                await this.props.record.load();
                await this.load(this.props.record.resId);
            },
        });
    }

    open(row) {
        return this.action.doAction(formAction("clinic.appointment", row.id));
    }
}

registry.category("view_widgets").add("clinic_participants", { component: ClinicParticipants });
