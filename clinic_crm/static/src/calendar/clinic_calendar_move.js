import { followingLabel } from "@clinic_crm/booking/booking_repeat";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";

import { Component, useState } from "@odoo/owl";

/** A visit of a series was dropped elsewhere: it alone, or those after it too? */
export class MoveQuestion extends Component {
    static template = "clinic_crm.MoveQuestion";
    static components = { Dialog };
    static props = {
        following: Number,
        onAnswer: Function, // ("one" | "following") => void
        close: Function,
    };

    get label() {
        return followingLabel(this.props.following);
    }

    answer(scope) {
        this.props.onAnswer(scope);
        this.props.close();
    }
}

/** The visit could not be moved: why, and for who may, the reason that overrules it. */
export class MoveRefused extends Component {
    static template = "clinic_crm.MoveRefused";
    static components = { Dialog };
    static props = {
        refused: Object, // { text, exception }
        onAnswer: Function, // (reason) => void
        close: Function,
    };

    setup() {
        this.state = useState({ reason: "" });
        useAutofocus({ refName: "reason" });
    }

    moveAnyway() {
        if (this.state.reason.trim()) {
            this.props.onAnswer(this.state.reason);
            this.props.close();
        }
    }
}
