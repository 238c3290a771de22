import { openBooking } from "@clinic_crm/booking/open_booking";
import { formAction } from "@clinic_crm/form_action";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { CalendarCommonPopover } from "@web/views/calendar/calendar_common/calendar_common_popover";

const { DateTime } = luxon;

const MOVABLE = ["scheduled", "confirmed", "arrived"];

/** A visit at a glance, with the next step of its road. */
export class ClinicCalendarPopover extends CalendarCommonPopover {
    static subTemplates = {
        ...CalendarCommonPopover.subTemplates,
        footer: "clinic_crm.CalendarPopover.footer",
    };

    setup() {
        super.setup();
        this.action = useService("action");
    }

    get visit() {
        return this.props.record.rawRecord;
    }

    get isMovable() {
        return this.props.model.canEdit && MOVABLE.includes(this.visit.state);
    }

    get step() {
        const { state, is_session } = this.visit;
        if (!this.props.model.canEdit || is_session) {
            return null;
        }
        if (this.props.record.start > DateTime.now().endOf("day")) {
            return { scheduled: "confirm", arrived: "start", in_consultation: "finish" }[state];
        }
        return { scheduled: "arrive", confirmed: "arrive", arrived: "start", in_consultation: "finish" }[
            state
        ];
    }

    /** Press a button of the visit's form. */
    async press(name) {
        this.props.close();
        await this.action.doActionButton({
            type: "object",
            name,
            resModel: this.props.model.resModel,
            resId: this.props.record.id,
            context: user.context,
            onClose: () => this.props.model.load(),
        });
    }

    reschedule() {
        this.props.close();
        return openBooking(
            this.env,
            { visit_id: this.props.record.id },
            { onClose: () => this.props.model.load() }
        );
    }

    openPatient() {
        this.props.close();
        return this.action.doAction(formAction("clinic.patient", this.visit.patient_id[0]));
    }
}
