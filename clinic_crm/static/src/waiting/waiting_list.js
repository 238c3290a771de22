import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { ClinicGaps } from "./gaps";

/** The waiting list, with the times that came free above it; as a list and, on a phone, as cards. */
class WaitingListRenderer extends ListRenderer {
    static template = "clinic_crm.WaitingListRenderer";
    static components = { ...ListRenderer.components, ClinicGaps };
}

class WaitingKanbanRenderer extends KanbanRenderer {
    static template = "clinic_crm.WaitingKanbanRenderer";
    static components = { ...KanbanRenderer.components, ClinicGaps };
}

const views = registry.category("views");
views.add("clinic_waiting_list", { ...listView, Renderer: WaitingListRenderer });
views.add("clinic_waiting_kanban", { ...kanbanView, Renderer: WaitingKanbanRenderer });
