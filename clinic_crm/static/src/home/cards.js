import { formAction } from "@clinic_crm/form_action";
import { useService } from "@web/core/utils/hooks";

import { Component } from "@odoo/owl";

/** What waits for a person, card by card, each thing one click away. */
export class Cards extends Component {
    static template = "clinic_crm.Cards";
    static props = {
        cards: Array, // as `clinic.home` builds them
        onDone: Function, // after a dialog of a card, which leaves the page where it is
    };

    setup() {
        this.action = useService("action");
    }

    openCard(card) {
        return this.action.doAction(card.action, { onClose: () => this.props.onDone() });
    }

    openRow(card, row) {
        return row.res_id
            ? this.action.doAction(formAction(row.res_model, row.res_id))
            : this.openCard(card);
    }
}
