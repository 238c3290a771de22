import { _t } from "@web/core/l10n/translation";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { Component, onWillUnmount, useState } from "@odoo/owl";

// what becomes a voice note: Firefox's as it is, Chrome's is put into Ogg by the server, Safari's
const RECORDED = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const LONGEST = 10 * 60; // seconds

/** Whether this browser can record what WhatsApp takes; without https it gives no microphone. */
export function recordable() {
    if (!navigator.mediaDevices || !window.MediaRecorder) {
        return "";
    }
    return RECORDED.find((type) => MediaRecorder.isTypeSupported(type)) || "";
}

/** Records a voice note, from the moment it is shown until it is kept or thrown away. */
export class WhatsappRecorder extends Component {
    static template = "clinic_whatsapp.Recorder";
    static props = {
        onKeep: Function, // ({ name, type, data, voice }) => void
        onClose: Function, // (why, "" when the person wants it) => void
    };

    setup() {
        this.state = useState({ seconds: 0, recording: false });
        this.start();
        onWillUnmount(() => this.stop(false));
    }

    async start() {
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        } catch (error) {
            this.props.onClose(
                error.name === "NotFoundError"
                    ? _t("There is no microphone: connect one and try again.")
                    : _t("The browser gives no microphone: allow it beside the address, and try again.")
            );
            return;
        }
        if (this.gone) {
            this.release();
            return;
        }
        const pieces = [];
        this.recorder = new MediaRecorder(this.stream, {
            mimeType: recordable(),
            audioBitsPerSecond: 32000, // a voice: ten minutes are two megabytes
        });
        this.recorder.ondataavailable = ({ data }) => pieces.push(data);
        this.recorder.onstop = () => this.onStopped(pieces);
        this.recorder.start();
        this.state.recording = true;
        this.timer = setInterval(() => {
            this.state.seconds++;
            if (this.state.seconds >= LONGEST) {
                this.stop(true);
            }
        }, 1000);
    }

    async onStopped(pieces) {
        if (!this.kept) {
            return;
        }
        const type = this.recorder.mimeType.split(";")[0];
        const url = await getDataURLFromFile(new Blob(pieces, { type }));
        this.props.onKeep({
            name: `${_t("voice-note")}.${type.split("/")[1]}`,
            type,
            data: url.split(",")[1],
            voice: url,
        });
    }

    stop(keep) {
        clearInterval(this.timer);
        this.kept ||= keep;
        this.gone = true;
        if (this.recorder && this.recorder.state !== "inactive") {
            this.recorder.stop();
        }
        this.release();
    }

    release() {
        for (const track of this.stream?.getTracks() ?? []) {
            track.stop(); // the browser's red dot goes out
        }
    }

    get time() {
        const { seconds } = this.state;
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }
}
