import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { ClinicGaps } from "./gaps";

/** The waiting list, with the times that came free above it. */
export class WaitingListRenderer extends ListRenderer {
    static template = "clinic_crm.WaitingListRenderer";
    static components = { ...ListRenderer.components, ClinicGaps };
}

registry.category("views").add("clinic_waiting_list", {
    ...listView,
    Renderer: WaitingListRenderer,
});
