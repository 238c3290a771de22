import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { useReload } from "./use_refresh";

import { Component, useState } from "@odoo/owl";

const REFRESH_SECONDS = 300;

/** The direction's figures; each one opens what it counts. */
export class ClinicPanel extends Component {
    static template = "clinic_crm.Panel";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Panel");

    setup() {
        this.action = useService("action");
        this.state = useState({ panel: null, stale: false });
        this.refresh = useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.panel = await orm.call("clinic.panel", "get_panel", []);
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
