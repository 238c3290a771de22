import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { useReload } from "../home/use_refresh";

import { Component, useState } from "@odoo/owl";

const { DateTime } = luxon;
const REFRESH_SECONDS = 30;

/** The checks of the clinic in words: what is right, what is not and what to do. */
export class ClinicHealth extends Component {
    static template = "clinic_crm.Health";
    static props = { ...standardActionServiceProps };
    static displayName = _t("System health");

    setup() {
        this.state = useState({ report: null, at: "", stale: false });
        this.refresh = useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.report = await orm.call("clinic.health", "get_report", []);
        this.state.at = DateTime.now().toLocaleString(DateTime.TIME_WITH_SECONDS);
    }
}

registry.category("actions").add("clinic_health", ClinicHealth);
