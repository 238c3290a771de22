import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { useRefresh } from "../home/use_refresh";

import { Component, onWillStart, useState } from "@odoo/owl";

const { DateTime } = luxon;
const REFRESH_SECONDS = 30;

/** The checks of the clinic in words: what is right, what is not and what to do. */
export class ClinicHealth extends Component {
    static template = "clinic_crm.Health";
    static props = { ...standardActionServiceProps };
    static displayName = _t("System health");

    setup() {
        this.orm = useService("orm");
        this.state = useState({ report: null, at: "", stale: false });
        onWillStart(() => this.load(this.orm));
        useRefresh(() => this.refresh(), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.report = await orm.call("clinic.health", "get_report", []);
        this.state.at = DateTime.now().toLocaleString(DateTime.TIME_WITH_SECONDS);
        this.state.stale = false;
    }

    async refresh() {
        try {
            await this.load(this.orm.silent);
        } catch {
            this.state.stale = true;
        }
    }
}

registry.category("actions").add("clinic_health", ClinicHealth);
