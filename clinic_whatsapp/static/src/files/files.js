import { Component } from "@odoo/owl";
import { ClinicTimeline } from "@clinic_crm/timeline/timeline";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const SHOWN = [...PICTURES, "application/pdf"];
const ICONS = { image: "fa-file-image-o", audio: "fa-file-audio-o", video: "fa-file-video-o", sticker: "fa-file-image-o" };

/** Files of a message on WhatsApp, as `clinic.whatsapp.media._for_desk` gives them. */
export class ClinicFiles extends Component {
    static template = "clinic_whatsapp.Files";
    static props = { files: Array };

    /** How a file is shown: as what a person looks at or listens to, or by its name. */
    look(file) {
        if (file.state !== "stored") {
            return file.state === "waiting" ? "waiting" : "missing";
        }
        if (PICTURES.includes(file.mime_type) && file.kind !== "document") {
            return "picture";
        }
        // of old phones' sound browsers know nothing
        return ["audio", "video"].includes(file.kind) && !/amr|3gpp/.test(file.mime_type) ? file.kind : "name";
    }

    icon(file) {
        return file.mime_type === "application/pdf" ? "fa-file-pdf-o" : ICONS[file.kind] || "fa-file-o";
    }

    opensHere(file) {
        return SHOWN.includes(file.mime_type);
    }

    size(file) {
        const megabytes = file.size / 1024 / 1024;
        if (megabytes >= 1) {
            return `${formatFloat(megabytes, { digits: [16, 1] })} MB`;
        }
        return `${Math.max(1, Math.round(file.size / 1024))} kB`;
    }

    waiting(file) {
        return file.voice ? _t("The voice note arrives in a moment.") : _t("The file arrives in a moment.");
    }
}

ClinicTimeline.components = { ...ClinicTimeline.components, ClinicFiles };
