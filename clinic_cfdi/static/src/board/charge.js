import { ClinicBoard } from "@clinic_crm/board/board";
import { patch } from "@web/core/utils/patch";

/** Charging from the board, for whoever may: the server says so in each visit's row. */
patch(ClinicBoard.prototype, {
    act(visit, name) {
        return name === "charge" ? this.charge(visit) : super.act(visit, name);
    },

    async charge(visit) {
        const action = await this.doing(visit.id, () =>
            this.orm.call("clinic.appointment", "action_charge", [[visit.id]])
        );
        if (action) {
            await this.action.doAction(action);
        }
    },
});
