import { Component, useState } from "@odoo/owl";

/** Passes a conversation to a colleague, with a word that the patient never sees. */
export class WhatsappPass extends Component {
    static template = "clinic_whatsapp.Pass";
    static props = {
        colleagues: Array,
        onPass: Function, // (userId, note) => void
        onClose: Function,
    };

    setup() {
        this.state = useState({ to: this.props.colleagues[0]?.id || 0, note: "" });
    }

    pass() {
        this.props.onPass(Number(this.state.to), this.state.note);
    }
}
