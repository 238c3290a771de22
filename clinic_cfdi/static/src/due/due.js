import { Cards } from "@clinic_crm/home/cards";
import { useReload } from "@clinic_crm/home/use_refresh";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, useState } from "@odoo/owl";

const REFRESH_SECONDS = 120;

/** Where accountants land: what is due, each one click away. */
export class ClinicDue extends Component {
    static template = "clinic_cfdi.Due";
    static components = { Cards };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Due");

    setup() {
        this.state = useState({ due: null, stale: false });
        this.refresh = useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.due = await orm.call("clinic.home", "get_due", []);
    }
}

registry.category("actions").add("clinic_due", ClinicDue);
