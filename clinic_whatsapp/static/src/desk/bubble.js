import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

const LINK = /(https?:\/\/[^\s<>"]+)/;

/** One message, as a phone shows it, with what became of it. */
export class WhatsappBubble extends Component {
    static template = "clinic_whatsapp.Bubble";
    static props = {
        item: Object,
        hour: String,
        canWrite: Boolean, // free words reach the person now
        onReply: Function, // (item) => void
        onWriteAgain: Function, // (text) => void
    };

    get item() {
        return this.props.item;
    }

    /** The words without the name of the file's kind, which the file itself shows. */
    get text() {
        const { text, media } = this.item;
        return media.length ? text.replace(/^\[[^\]]+\]\s*/, "").trim() : text;
    }

    /** The words cut at web addresses; every piece is shown as text. */
    get pieces() {
        return this.text.split(LINK).filter(Boolean).map((piece) => ({
            text: piece,
            url: LINK.test(piece) ? piece : "",
        }));
    }

    get tickTitle() {
        return {
            queued: _t("On its way"),
            sent: _t("Sent"),
            delivered: _t("Delivered"),
            read: _t("Read"),
            failed: _t("It did not go"),
        }[this.item.state];
    }

    size(bytes) {
        return bytes > 1024 * 1024
            ? `${(bytes / 1024 / 1024).toFixed(1)} MB`
            : `${Math.max(1, Math.round(bytes / 1024))} kB`;
    }
}
