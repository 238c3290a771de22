// A voice note's player: button, waves, length.

import { duration, h, icon } from "./dom.js";

const BARS = 34;
let playing = null;

/** `onplayed` is called the first time somebody listens. */
export function voice(media, onplayed) {
    const audio = h("audio", { src: media.url, preload: "metadata" });
    const bars = waves(media.id || media.filename || "", media.size || 0);
    const length = h("span.length", {}, "0:00");
    const button = h("button.play", { type: "button", ariaLabel: "Escuchar" }, icon("play"));
    let heard = false;
    const draw = () => {
        const part = audio.duration ? audio.currentTime / audio.duration : 0;
        bars.forEach((bar, index) => bar.classList.toggle("past", index / BARS < part));
        length.textContent = duration(audio.currentTime || audio.duration);
    };
    audio.onloadedmetadata = draw;
    audio.ontimeupdate = draw;
    audio.onplay = () => {
        playing?.pause();
        playing = audio;
        button.replaceChildren(icon("pause"));
        button.ariaLabel = "Pausa";
        if (!heard) {
            heard = true;
            onplayed?.();
        }
    };
    audio.onpause = () => {
        button.replaceChildren(icon("play"));
        button.ariaLabel = "Escuchar";
        playing = playing === audio ? null : playing;
    };
    audio.onended = () => {
        audio.currentTime = 0;
        draw();
    };
    button.onclick = () => (audio.paused ? audio.play() : audio.pause());
    const wave = h("div.wave", {}, bars);
    wave.onclick = (event) => {
        const box = wave.getBoundingClientRect();
        if (audio.duration) {
            audio.currentTime = (audio.duration * (event.clientX - box.left)) / box.width;
        }
    };
    return h("div.voice", {}, button, wave, length, audio);
}

/** Bars that look like speech, always the same for the same note. */
function waves(name, seed) {
    let state = seed + 7;
    for (const letter of name) {
        state = (state * 33 + letter.codePointAt(0)) % 2147483647;
    }
    return Array.from({ length: BARS }, (_, index) => {
        state = (state * 48271) % 2147483647;
        const swell = 0.55 + 0.45 * Math.sin(index / 2.7 + (seed % 7));
        const bar = h("i");
        bar.style.setProperty("--tall", `${Math.round(14 + 86 * swell * (state / 2147483647))}%`);
        return bar;
    });
}
