import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { useRefresh } from "./use_refresh";

import { Component, onWillStart, useState } from "@odoo/owl";

const REFRESH_SECONDS = 300;

/** The direction's figures; each one opens what it counts. */
export class ClinicPanel extends Component {
    static template = "clinic_crm.Panel";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Panel");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ panel: null, stale: false });
        onWillStart(async () => {
            this.state.panel = await this.orm.call("clinic.panel", "get_panel", []);
        });
        useRefresh(() => this.refresh(), REFRESH_SECONDS);
    }

    async refresh() {
        try {
            this.state.panel = await this.orm.silent.call("clinic.panel", "get_panel", []);
            this.state.stale = false;
        } catch {
            this.state.stale = true;
        }
    }

    get tiles() {
        return this.state.panel.figures.filter((figure) => figure.kind === "tile");
    }

    get charts() {
        return this.state.panel.figures.filter((figure) => figure.kind === "bars");
    }

    /** Width of a bar in percent of the longest one. */
    width(figure, value) {
        const longest = Math.max(1, ...figure.points.map((point) => point[1]));
        return Math.round((value / longest) * 100);
    }

    open(figure) {
        return figure.action && this.action.doAction(figure.action);
    }
}

registry.category("actions").add("clinic_panel", ClinicPanel);
