import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart, useState } from "@odoo/owl";

/** Choose the room somebody is called to. */
export class RoomDialog extends Component {
    static template = "clinic_crm.RoomDialog";
    static components = { Dialog };
    static props = { branchId: Number, onChoose: Function, close: Function };

    setup() {
        this.title = _t("Call to which room?");
        this.state = useState({ rooms: [] });
        const orm = useService("orm");
        onWillStart(async () => {
            this.state.rooms = await orm.call("clinic.board", "get_rooms", [this.props.branchId]);
        });
    }

    choose(room) {
        this.props.close();
        this.props.onChoose(room.id);
    }
}
