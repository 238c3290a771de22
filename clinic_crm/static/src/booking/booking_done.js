import { formAction } from "@clinic_crm/form_action";
import { useService } from "@web/core/utils/hooks";

import { Component } from "@odoo/owl";

/** What was booked, and what to do next. */
export class BookingDone extends Component {
    static template = "clinic_crm.BookingDone";
    static props = {
        told: Object, // what `clinic.booking.book` or `move` answered
        moving: Boolean,
        showBranch: Boolean,
        onClose: Function,
        onAnother: Function,
    };

    setup() {
        this.action = useService("action");
    }

    openVisit() {
        return this.action.doAction(formAction("clinic.appointment", this.props.told.booked[0].id));
    }
}
