import { formAction } from "@clinic_crm/form_action";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";

import { useRefresh } from "../home/use_refresh";

import { Component, onWillStart, useState } from "@odoo/owl";

const REFRESH_SECONDS = 60;

/** The freed times and who on the waiting list would fill them: one click books or holds one. */
export class ClinicGaps extends Component {
    static template = "clinic_crm.Gaps";
    static props = { onServed: { type: Function, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ gaps: [], busy: false, canServe: false });
        onWillStart(async () => {
            const [canServe] = await Promise.all([
                user.checkAccessRight("clinic.waiting.entry", "write"),
                this.load(),
            ]);
            this.state.canServe = canServe;
        });
        useRefresh(() => this.load(this.orm.silent).catch(() => {}), REFRESH_SECONDS);
    }

    async load(orm = this.orm) {
        this.state.gaps = await orm.call("clinic.waiting.gap", "get_gaps", []);
    }

    fill(gap, proposal, offer = false) {
        return this.serve("fill_gap", [gap.id, proposal.entry, proposal.start, offer]);
    }

    answer(gap, accepted) {
        return this.serve("answer_offer", [gap.offer.id, accepted]);
    }

    dismiss(gap) {
        return this.serve("dismiss_gap", [gap.id]);
    }

    async serve(method, args) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const { done, message } = await this.orm.call("clinic.waiting.entry", method, args);
            this.notification.add(message, {
                type: done ? "success" : "warning",
                sticky: !done,
            });
            await this.load();
            await this.props.onServed?.();
        } finally {
            this.state.busy = false;
        }
    }

    openPatient(id) {
        return this.action.doAction(formAction("clinic.patient", id));
    }
}
