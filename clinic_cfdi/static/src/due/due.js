import { formAction } from "@clinic_crm/form_action";
import { useReload } from "@clinic_crm/home/use_refresh";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, useState } from "@odoo/owl";

const REFRESH_SECONDS = 120;

/** Where accountants land: what is due, each one click away. */
export class ClinicDue extends Component {
    static template = "clinic_cfdi.Due";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Due");

    setup() {
        this.action = useService("action");
        this.state = useState({ due: null, stale: false });
        this.refresh = useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.due = await orm.call("clinic.home", "get_due", []);
    }

    openCard(card) {
        // a dialog leaves this page where it is
        return this.action.doAction(card.action, { onClose: () => this.refresh() });
    }

    openRow(card, row) {
        if (!row.res_id) {
            return this.openCard(card);
        }
        return this.action.doAction(formAction(row.res_model, row.res_id));
    }
}

registry.category("actions").add("clinic_due", ClinicDue);
