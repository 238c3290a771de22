// Recording a voice note with the computer's own microphone.

import { duration, h, icon } from "./dom.js";

const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const LONGEST = 120;

/**
 * Show the recording line over `form` until it is sent or thrown away.
 * Resolves with a File, or null; throws when there is no microphone to use.
 */
export async function record(form) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(stream, { mimeType });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const length = h("span.length", {}, "0:00");
    const started = Date.now();
    return new Promise((resolve) => {
        const finish = (keep) => {
            clearInterval(ticking);
            recorder.onstop = () => {
                stream.getTracks().forEach((track) => track.stop());
                line.remove();
                const plain = mimeType.split(";")[0];
                resolve(keep ? new File(parts, `nota.${plain.split("/")[1]}`, { type: plain }) : null);
            };
            recorder.stop();
        };
        const line = h(
            "div.recording",
            {},
            h("button.round", { type: "button", ariaLabel: "Desechar la grabación", onclick: () => finish(false) }, icon("close")),
            h("span.red"),
            length,
            h("span.hint", {}, "Grabando…"),
            h("button.send", { type: "button", ariaLabel: "Enviar la grabación", onclick: () => finish(true) }, icon("send")),
        );
        const ticking = setInterval(() => {
            const seconds = (Date.now() - started) / 1000;
            length.textContent = duration(seconds);
            if (seconds > LONGEST) {
                finish(true);
            }
        }, 250);
        form.append(line);
        line.lastChild.focus();
        recorder.start();
    });
}
